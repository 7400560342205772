/*
 * substitute.c
 *		Show what variables_substitute() makes of a script, for
 *		test/t/023_variables.pl.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "script/script.h"
#include "utils/array.h"
#include "utils/builtins.h"

/*
 * split_substitute(script text, names text[], contents text[]) returns text
 */
PG_FUNCTION_INFO_V1(split_substitute);
Datum
split_substitute(PG_FUNCTION_ARGS)
{
	char	   *source = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Datum	   *names;
	Datum	   *contents;
	Variables	variables;
	int			ncontents;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false,
					  TYPALIGN_INT, &names, NULL, &variables.n);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(2), TEXTOID, -1, false,
					  TYPALIGN_INT, &contents, NULL, &ncontents);
	if (ncontents != variables.n)
		elog(ERROR, "%d names and %d contents", variables.n, ncontents);
	variables.variables = palloc0(sizeof(Variable) * Max(ncontents, 1));
	for (int i = 0; i < ncontents; i++)
	{
		variables.variables[i].name = TextDatumGetCString(names[i]);
		variables.variables[i].value = TextDatumGetCString(contents[i]);
	}
	PG_RETURN_TEXT_P(cstring_to_text(variables_substitute(source,
														  &variables).text));
}

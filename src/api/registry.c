/*
 * registry.c
 *		valid_names, valid_variables, checksum: what the constraints call.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "graph/graph.h"
#include "miscadmin.h"
#include "registry/registry.h"
#include "script/script.h"
#include "utils/array.h"
#include "utils/builtins.h"

/*
 * Is this a list of texts that differ and that all pass a check?
 */
static bool
valid_list(ArrayType *names, bool (*is_valid) (const char *name, int len))
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	if (ARR_NDIM(names) > 1)
		return false;
	deconstruct_array_builtin(names, TEXTOID, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		text	   *name;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			return false;
		name = DatumGetTextPP(elements[i]);
		if (!is_valid(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)))
			return false;
		for (int j = 0; j < i; j++)
		{
			text	   *other = DatumGetTextPP(elements[j]);

			if (VARSIZE_ANY_EXHDR(other) == VARSIZE_ANY_EXHDR(name) &&
				memcmp(VARDATA_ANY(other), VARDATA_ANY(name),
					   VARSIZE_ANY_EXHDR(name)) == 0)
				return false;
		}
	}
	return true;
}

PG_FUNCTION_INFO_V1(migrate_valid_names);
Datum
migrate_valid_names(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(valid_list(PG_GETARG_ARRAYTYPE_P(0), name_is_valid));
}

PG_FUNCTION_INFO_V1(migrate_valid_variables);
Datum
migrate_valid_variables(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(valid_list(PG_GETARG_ARRAYTYPE_P(0), variable_name_is_valid));
}

/* A script's argument; NULL for a null. */
static text *
script_argument(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : PG_GETARG_TEXT_PP(argument);
}

PG_FUNCTION_INFO_V1(migrate_checksum);
Datum
migrate_checksum(PG_FUNCTION_ARGS)
{
	RevisionRow row = {0};
	bool		transactional;
	bool		repeatable;

	/* only the scripts may be null */
	for (int argument = 0; argument < PG_NARGS(); argument++)
	{
		if (PG_ARGISNULL(argument) && !(argument >= 4 && argument <= 6))
			PG_RETURN_NULL();
	}
	row.revision = text_to_cstring(PG_GETARG_TEXT_PP(0));
	row.down_revisions = PG_GETARG_ARRAYTYPE_P(1);
	row.depends_on = PG_GETARG_ARRAYTYPE_P(2);
	row.branch_labels = PG_GETARG_ARRAYTYPE_P(3);
	row.up = script_argument(fcinfo, 4);
	row.down = script_argument(fcinfo, 5);
	row.verify = script_argument(fcinfo, 6);
	transactional = PG_GETARG_BOOL(7);
	row.transactional = &transactional;
	row.variables = PG_GETARG_ARRAYTYPE_P(8);
	row.secrets = PG_GETARG_ARRAYTYPE_P(9);
	repeatable = PG_GETARG_BOOL(10);
	row.repeatable = &repeatable;
	PG_RETURN_TEXT_P(cstring_to_text(registry_checksum(&row)));
}

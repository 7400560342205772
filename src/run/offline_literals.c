/*
 * offline_literals.c
 *		Literals that mean the same in every session.
 *
 * None depends on standard_conforming_strings, nor does psql look for
 * variables in one.
 */
#include "postgres.h"

#include "run/offline.h"

/*
 * Make a literal of an array of names: those of revisions, labels, variables.
 */
char *
literal_names(int n, const char *const *names)
{
	StringInfoData literal;

	initStringInfo(&literal);
	appendStringInfoString(&literal, "'{");
	for (int i = 0; i < n; i++)
	{
		bool		is_null = pg_strcasecmp(names[i], "null") == 0;

		appendStringInfo(&literal, is_null ? "%s\"%s\"" : "%s%s",
						 i == 0 ? "" : ",", names[i]);
	}
	appendStringInfoString(&literal, "}'");
	return literal.data;
}

/*
 * Make a literal of the array of the steps' revisions.
 */
char *
literal_ids(const OfflineText *offline, OfflineSteps steps)
{
	const char **names = palloc_array(const char *, Max(steps.n, 1));

	for (int i = 0; i < steps.n; i++)
		names[i] = steps.steps[i].revision;
	return literal_names(steps.n, names);
}

/*
 * Append a string between dollars, with a tag that it does not hold itself.
 */
void
append_dollar_quoted(StringInfo text, const char *string, const char *tag)
{
	char	   *delimiter = psprintf("$%s", tag);

	/* without its last dollar, which the string could end with */
	for (int i = 1; strstr(string, delimiter) != NULL; i++)
		delimiter = psprintf("$%s%d", tag, i);
	appendStringInfo(text, "%s$", delimiter);
	appendStringInfoString(text, string);
	appendStringInfo(text, "%s$", delimiter);
	pfree(delimiter);
}

/*
 * options.c
 *		Storage parameters and options of relations: "fillfactor=70, toast.x=1".
 *
 * The server keeps them in the order in which they were set, and pg_dump prints
 * them so.
 */
#include "postgres.h"

#include "schema/kinds.h"

#define SEPARATOR ", "

/*
 * The parts of a list; NIL for none, which is a NULL.
 */
List *
options_split(const char *options)
{
	List	   *result = NIL;

	while (options != NULL)
	{
		const char *end = strstr(options, SEPARATOR);

		result = lappend(result, end == NULL ? pstrdup(options) :
						 pnstrdup(options, end - options));
		options = end == NULL ? NULL : end + strlen(SEPARATOR);
	}
	return result;
}

static char *
join_options(const List *options)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, options)
		appendStringInfo(&text, "%s%s", text.len == 0 ? "" : SEPARATOR,
						 (const char *) lfirst(cell));
	return text.data;
}

static char *
option_name(const char *option)
{
	return pnstrdup(option, strcspn(option, "="));
}

bool
options_hold(const List *options, const char *option)
{
	ListCell   *cell;

	foreach(cell, options)
		if (strcmp(lfirst(cell), option) == 0)
			return true;
	return false;
}

static bool
names_option(const List *options, const char *option)
{
	ListCell   *cell;

	foreach(cell, options)
		if (strcmp(option_name(lfirst(cell)), option_name(option)) == 0)
			return true;
	return false;
}

/*
 * What there is after some have been reset and others set: those stand last.
 */
static List *
options_after(const List *from, const List *reset, const List *set)
{
	List	   *result = NIL;
	ListCell   *cell;

	foreach(cell, from)
		if (!names_option(reset, lfirst(cell)) && !names_option(set, lfirst(cell)))
			result = lappend(result, lfirst(cell));
	return list_concat(result, set);
}

static List *
names_of_options(const List *options)
{
	List	   *result = NIL;
	ListCell   *cell;

	foreach(cell, options)
		result = lappend(result, option_name(lfirst(cell)));
	return result;
}

/*
 * Write what turns options into others: subcommands of ALTER TABLE of a
 * relation, each with a prefix: of a column, "ALTER COLUMN a ".
 */
void
options_write(Change *change, const SchemaObject *relation, const char *prefix,
			  const char *from, const char *to)
{
	List	   *is = options_split(from);
	List	   *shall = options_split(to);
	List	   *reset = NIL;
	List	   *set = NIL;
	ListCell   *cell;

	foreach(cell, is)
		if (!names_option(shall, lfirst(cell)))
			reset = lappend(reset, lfirst(cell));
	foreach(cell, shall)
		if (!options_hold(is, lfirst(cell)))
			set = lappend(set, lfirst(cell));
	if (strcmp(join_options(options_after(is, reset, set)),
			   join_options(shall)) != 0)
	{
		reset = is;
		set = shall;
	}
	if (reset != NIL)
		change_write_alter_table(change, "alter", relation, 0, "%sRESET (%s)",
								 prefix, join_options(names_of_options(reset)));
	if (set != NIL)
		change_write_alter_table(change, "alter", relation, 0, "%sSET (%s)",
								 prefix, join_options(set));
}

/*
 * settings_list.c
 *		Storage parameters and the like: lists of name=value.
 *
 * A property holds such a list with a line for each, in the catalog's order,
 * which pg_dump prints: to reach another list is to reach its order too.
 */
#include "postgres.h"

#include "schema/kinds.h"
#include "utils/builtins.h"

/*
 * The lines of a list.
 */
static List *
split(const char *settings)
{
	List	   *lines = NIL;

	while (settings != NULL)
	{
		const char *end = strchr(settings, '\n');

		lines = lappend(lines, end == NULL ? pstrdup(settings) :
						pnstrdup(settings, end - settings));
		settings = end == NULL ? NULL : end + 1;
	}
	return lines;
}

static char *
name_of(const char *setting)
{
	const char *equals = strchr(setting, '=');

	return equals == NULL ? pstrdup(setting) :
		pnstrdup(setting, equals - setting);
}

/*
 * Is a value one that needs no quotes: a word, or a number?
 */
static bool
is_plain(const char *value)
{
	if (value[0] != '\0' &&
		strspn(value + (value[0] == '-'), "0123456789.") ==
		strlen(value) - (value[0] == '-'))
		return true;
	return strcmp(quote_identifier(value), value) == 0 ||
		pg_strcasecmp(value, "on") == 0 ||
		pg_strcasecmp(value, "true") == 0 || pg_strcasecmp(value, "false") == 0;
}

static void
append(StringInfo text, const char *prefix, const char *setting,
	   bool with_value)
{
	const char *equals = strchr(setting, '=');

	appendStringInfo(text, "%s%s%s", text->len == 0 ? "" : ", ", prefix,
					 quote_identifier(name_of(setting)));
	if (with_value && equals != NULL)
		appendStringInfo(text, "=%s", is_plain(equals + 1) ? equals + 1 :
						 quote_literal_cstr(equals + 1));
}

/*
 * Append a list as WITH has it: "a=1, b=2"; each name with the prefix.
 */
void
settings_append(StringInfo text, const char *prefix, const char *settings)
{
	ListCell   *cell;

	foreach(cell, split(settings))
		append(text, prefix, lfirst(cell), true);
}

static bool
has_name(const List *lines, const char *setting)
{
	const char *name = name_of(setting);
	ListCell   *cell;

	foreach(cell, lines)
		if (strcmp(name_of(lfirst(cell)), name) == 0)
		return true;
	return false;
}

/*
 * Append what RESET and SET have to name to turn one list into the other. What
 * SET names comes to stand behind what it does not: all that follows the first
 * difference is set anew.
 */
void
settings_append_change(StringInfo reset, StringInfo set, const char *prefix,
					   const char *from, const char *to)
{
	List	   *old = split(from);
	List	   *new = split(to);
	int			same = 0;
	ListCell   *cell;

	while (same < list_length(old) && same < list_length(new) &&
		   strcmp(list_nth(old, same), list_nth(new, same)) == 0)
		same++;
	for_each_from(cell, old, same)
		if (!has_name(new, lfirst(cell)))
		append(reset, prefix, lfirst(cell), false);
	for_each_from(cell, new, same)
		append(set, prefix, lfirst(cell), true);
}

/*
 * settings_list.c
 *		Storage parameters and the like: lists of name=value.
 *
 * The property "options" holds such a list with a line for each, and so does
 * "toast_options", in the catalog's order, which pg_dump prints: to reach
 * another list is to reach its order too.
 */
#include "postgres.h"

#include "schema/kinds.h"
#include "utils/builtins.h"

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

static void
append_list(StringInfo text, const char *prefix, const char *settings)
{
	ListCell   *cell;

	foreach(cell, lines_of(settings))
		append(text, prefix, lfirst(cell), true);
}

static bool
has_toast_options(const SchemaObject *object)
{
	return object->kind == &kind_table ||
		object->kind == &kind_materialized_view;
}

/*
 * Append the settings of an object as a clause: " WITH (a=1, b=2)".
 */
void
settings_append(StringInfo text, const SchemaObject *object)
{
	StringInfoData list;

	initStringInfo(&list);
	append_list(&list, "", object_value(object, "options"));
	if (has_toast_options(object))
		append_list(&list, "toast.", object_value(object, "toast_options"));
	if (list.len > 0)
		appendStringInfo(text, " WITH (%s)", list.data);
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
static void
append_change(StringInfo reset, StringInfo set, const char *prefix,
			  const char *from, const char *to)
{
	List	   *old = lines_of(from);
	List	   *new = lines_of(to);
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

static const char *
value_or_null(const SchemaObject *object, const char *property)
{
	return object == NULL ? NULL : object_value(object, property);
}

/*
 * The clauses, RESET and SET, that turn the settings of one object, or none if
 * it is NULL, into those of another.
 */
List *
settings_clauses(const SchemaObject *from, const SchemaObject *to)
{
	StringInfoData reset;
	StringInfoData set;
	List	   *clauses = NIL;

	initStringInfo(&reset);
	initStringInfo(&set);
	append_change(&reset, &set, "", value_or_null(from, "options"),
				  object_value(to, "options"));
	if (has_toast_options(to))
		append_change(&reset, &set, "toast.",
					  value_or_null(from, "toast_options"),
					  object_value(to, "toast_options"));
	if (reset.len > 0)
		clauses = lappend(clauses, psprintf("RESET (%s)", reset.data));
	if (set.len > 0)
		clauses = lappend(clauses, psprintf("SET (%s)", set.data));
	return clauses;
}

/*
 * Write what differs in the settings of a relation.
 */
void
settings_alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	ListCell   *cell;

	change->property = "options";
	foreach(cell, settings_clauses(from, to))
		change_write_alter_table(change, "alter", to, 0, "%s",
								 (const char *) lfirst(cell));
}

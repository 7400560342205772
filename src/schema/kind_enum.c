/*
 * kind_enum.c
 *		Enums: values are added in place; for all else the type is replaced.
 *
 * A value that is added cannot be used before the transaction that adds it
 * has ended. Where something that this difference makes uses it, the type is
 * replaced too, so that the statements can run in one transaction.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {"values", NULL};

static const char *const required[] = {"values", NULL};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("t.oid", "n.nspname", "t.typname", "t.typowner", "t.typacl", "'T'") ",\n"
"       COALESCE(v.values, '') AS values\n"
"  FROM pg_catalog.pg_type AS t\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace\n"
"  LEFT JOIN (SELECT l.enumtypid,\n"
"                    pg_catalog.string_agg(pg_catalog.quote_literal(l.enumlabel), ', ' ORDER BY l.enumsortorder) AS values\n"
"               FROM pg_catalog.pg_enum AS l\n"
"              GROUP BY l.enumtypid) AS v ON v.enumtypid = t.oid\n"
" WHERE t.typtype = 'e'\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_type", "t.oid");

/*
 * The values of an enum as a list of literals. A literal ends at a quote that
 * is not doubled: quote_literal() doubles backslashes too.
 */
static List *
values_of(const SchemaObject *object)
{
	const char *text = object_value(object, "values");
	List	   *values = NIL;

	while (*text != '\0')
	{
		const char *end = strchr(text, '\'') + 1;

		while (end[0] != '\'' || end[1] == '\'')
			end += end[0] == '\'' ? 2 : 1;
		end++;
		values = lappend(values, pnstrdup(text, end - text));
		text = end + strspn(end, ", ");
	}
	return values;
}

/*
 * Are these values, in this order, among the others?
 */
static bool
are_among_in_order(const List *some, const List *all)
{
	ListCell   *next = list_head(some);
	ListCell   *cell;

	foreach(cell, all)
		if (next != NULL && strcmp(lfirst(cell), lfirst(next)) == 0)
		next = lnext(some, next);
	return next == NULL;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char) c) || c == '_' || IS_HIGHBIT_SET(c);
}

/*
 * Is a value in a text, as a word? In an array's literal it has no quotes.
 */
static bool
text_has_value(const char *text, const char *literal)
{
	const char *label = strchr(literal, '\'') + 1;
	size_t		length = strlen(label) - 1;

	if (length == 0)
		return strstr(text, "''") != NULL;
	for (const char *found = text; *found != '\0'; found++)
		if (strncmp(found, label, length) == 0 &&
			(found == text || !is_word(found[-1]) || !is_word(label[0])) &&
			(!is_word(found[length]) || !is_word(label[length - 1])))
			return true;
	return false;
}

static bool
text_has_new_value(const char *text, const List *old, const List *new)
{
	ListCell   *cell;

	foreach(cell, new)
		if (!texts_have(old, lfirst(cell)) && text_has_value(text, lfirst(cell)))
		return true;
	return false;
}

/*
 * Does a new form of what needs the enum use a value that the old enum has
 * not? A body that is a string does not count, as it need not be checked.
 */
static bool
uses_new_value(const SchemaObject *user, const List *old, const List *new)
{
	if (user->match != NULL && !object_properties_differ(user->match, user))
		return false;
	for (int i = 0; user->kind->properties[i] != NULL; i++)
	{
		const char *text = user->values[i];

		if (text != NULL && routine_has_string_body(user))
			text = pnstrdup(text, routine_body(text) - text);
		if (text != NULL && text_has_new_value(text, old, new))
			return true;
	}
	return false;
}

/*
 * Does a text use a value that a change adds to an enum?
 */
bool
enum_adds_value_of(const Change *change, const char *text)
{
	return change->fate == FATE_ALTER &&
		text_has_new_value(text, values_of(change->from), values_of(change->to));
}

static void
create(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "CREATE TYPE %s AS ENUM (%s)",
				 object_qualified_name(object), object_value(object, "values"));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	List	   *old = values_of(from);
	List	   *new = values_of(to);
	const char *previous = NULL;
	ListCell   *next = list_head(old);
	ListCell   *cell;

	if (!are_among_in_order(old, new))
		return false;
	foreach(cell, to->needed_by)
		if (uses_new_value(lfirst(cell), old, new))
		return false;
	if (!change_differs(change, "values"))
		return true;
	foreach(cell, new)
	{
		const char *value = lfirst(cell);

		if (next != NULL && strcmp(value, lfirst(next)) == 0)
			next = lnext(old, next);
		else if (next == NULL)
			change_write(change, "alter", HAZARD_IRREVERSIBLE,
						 "ALTER %s ADD VALUE %s", object_reference(to), value);
		else
			change_write(change, "alter", HAZARD_IRREVERSIBLE,
						 "ALTER %s ADD VALUE %s %s %s", object_reference(to), value,
						 previous == NULL ? "BEFORE" : "AFTER",
						 previous == NULL ? (char *) lfirst(next) : previous);
		previous = value;
	}
	return true;
}

/*
 * Values that are kept are converted, in whatever order.
 */
static bool
conversion_is_safe(const SchemaObject *from, const SchemaObject *to)
{
	List	   *new = values_of(to);
	ListCell   *cell;

	foreach(cell, values_of(from))
		if (!texts_have(new, lfirst(cell)))
		return false;
	return true;
}

const SchemaKind kind_enum = {
	.name = "enum",
	.sql_name = "TYPE",
	.catalog = TypeRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.replaceable = true,
	.names_type = true,
	.acl_letter = 'T',
	.create = create,
	.alter = alter,
	.conversion_is_safe = conversion_is_safe,
};

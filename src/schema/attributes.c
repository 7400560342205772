/*
 * attributes.c
 *		Owner, comment, privileges and security labels, alike for all kinds.
 */
#include "postgres.h"

#include "schema/change.h"
#include "utils/builtins.h"

static bool
texts_differ(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a != b : strcmp(a, b) != 0;
}

static void
write_owner(Change *change, const SchemaObject *object)
{
	change->property = "owner";
	change_write(change, "owner", 0, "ALTER %s OWNER TO %s",
				 object_reference(object), quote_identifier(object->owner));
}

static void
write_comment(Change *change, const SchemaObject *object)
{
	change->property = "comment";
	change_write(change, "comment", 0, "COMMENT ON %s IS %s",
				 object_reference(object),
				 object->comment == NULL ? "NULL" :
				 quote_literal_cstr(object->comment));
}

/*
 * Do two sides differ in what this file writes, or in their names?
 */
bool
attributes_differ(const Change *change)
{
	const SchemaObject *from = change->from;
	const SchemaObject *to = change->to;
	const Comparison *comparison = change->comparison;

	return (comparison->owners && texts_differ(from->owner, to->owner)) ||
		(comparison->privileges &&
		 texts_differ(from->privileges, to->privileges)) ||
		texts_differ(from->comment, to->comment) ||
		texts_differ(from->labels, to->labels);
}

/*
 * Write what a new object lacks: it has the owner, and the privileges, that
 * the server gave it.
 */
void
attributes_create(Change *change, const SchemaObject *object)
{
	const Comparison *comparison = change->comparison;

	if (comparison->owners && object->owner != NULL &&
		strcmp(object->owner, comparison->role) != 0)
		write_owner(change, object);
	if (texts_differ(object->comment, object->kind->own_comment == NULL ? NULL :
					 object_value(object, object->kind->own_comment)))
		write_comment(change, object);
	if (comparison->privileges)
		privileges_create(change, object);
	if (object->labels != NULL)
		change_refuse(change, "It has a security label.");
	change->property = NULL;
}

/*
 * Write what differs.
 */
void
attributes_alter(Change *change, const SchemaObject *from,
				 const SchemaObject *to)
{
	const Comparison *comparison = change->comparison;

	if (comparison->owners && to->owner != NULL &&
		texts_differ(from->owner, to->owner))
		write_owner(change, to);
	if (texts_differ(from->comment, to->comment))
		write_comment(change, to);
	if (comparison->privileges &&
		texts_differ(from->privileges, to->privileges))
		privileges_alter(change, from, to);
	if (texts_differ(from->labels, to->labels))
		change_refuse(change, "Its security labels differ.");
	change->property = NULL;
}

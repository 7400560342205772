/*
 * object.c
 *		Ask an object for its properties and its names.
 *
 * A name is written as it is when all renames of a comparison have been done:
 * that of the object on the other side, where there is one.
 */
#include "postgres.h"

#include "schema/kinds.h"
#include "utils/builtins.h"

static int
property_index(const SchemaKind *kind, const char *property)
{
	/* it is asked for all the time: mostly the address of its name tells */
	for (int i = 0; kind->properties[i] != NULL; i++)
		if (kind->properties[i] == property)
			return i;
	for (int i = 0; kind->properties[i] != NULL; i++)
		if (strcmp(kind->properties[i], property) == 0)
			return i;
	elog(ERROR, "objects of kind %s have no property \"%s\"", kind->name,
		 property);
}

/*
 * A property's text, NULL if it has none.
 */
const char *
object_value(const SchemaObject *object, const char *property)
{
	return object->values[property_index(object->kind, property)];
}

void
object_set_value(SchemaObject *object, const char *property, const char *value)
{
	object->values[property_index(object->kind, property)] = value;
}

/*
 * A property that every object of the kind has and this one has not; NULL if
 * there is none.
 */
const char *
object_lacks(const SchemaObject *object)
{
	const char *const *required = object->kind->required;

	for (; required != NULL && *required != NULL; required++)
		if (object_value(object, *required) == NULL)
			return *required;
	return NULL;
}

/*
 * Is a boolean property true?
 */
bool
object_is(const SchemaObject *object, const char *property)
{
	const char *value = object_value(object, property);

	return value != NULL && value[0] == 't';
}

/*
 * Do two objects need each other, one being made of the other?
 */
bool
object_needs_each_other(const SchemaObject *type, const SchemaObject *other)
{
	return type->kind->may_be_shell && list_member_ptr(type->needs, other) &&
		list_member_ptr(other->needs, type);
}

/*
 * Is there something that needs it, and that it needs?
 */
bool
object_is_shell_first(const SchemaObject *object)
{
	ListCell   *cell;

	if (object->kind->may_be_shell)
		foreach(cell, object->needs)
			if (object_needs_each_other(object, lfirst(cell)))
			return true;
	return false;
}

bool
object_has_kind(const SchemaObject *object, const char *kind)
{
	return strcmp(object->kind->name, kind) == 0;
}

/*
 * Do two objects differ in a property, of which this is the number?
 */
bool
object_value_differs(const SchemaObject *from, const SchemaObject *to,
					 int property)
{
	const char *a = from->values[property];
	const char *b = to->values[property];

	if (from->names_changed)
		return !renamed_texts_equal(from, to, a, b);
	if (a == NULL || b == NULL)
		return a != b;
	return strcmp(a, b) != 0 &&
		!settled_texts_equal(from->kind, from->kind->properties[property], a, b);
}

bool
object_differs(const SchemaObject *from, const SchemaObject *to,
			   const char *property)
{
	const char *readable = from->kind->readable;

	if (readable != NULL &&
		!(object_is(from, readable) && object_is(to, readable)))
		return false;
	return object_value_differs(from, to,
								property_index(from->kind, property));
}

/*
 * Its own name, quoted where needed.
 */
char *
object_name(const SchemaObject *object)
{
	return pstrdup(quote_identifier(object->name_in_force));
}

/*
 * The name of its schema once schemas have been renamed.
 */
const char *
object_schema_in_force(const SchemaObject *object)
{
	return object->in_schema != NULL ? object->in_schema->name_in_force :
		object->schema;
}

/*
 * Does it come to be in another schema, not just in a renamed one?
 */
bool
object_changes_schema(const SchemaObject *from)
{
	return from->match != NULL && from->schema != NULL &&
		from->match->schema != NULL &&
		strcmp(object_schema_in_force(from), from->match->schema) != 0;
}

/*
 * The name of its schema, quoted where needed.
 */
char *
object_schema_name(const SchemaObject *object)
{
	if (object->moved && object->match != NULL &&
		object->match->schema != NULL)
		return pstrdup(quote_identifier(object->match->schema));
	return pstrdup(quote_identifier(object_schema_in_force(object)));
}

/*
 * Replace a qualified name in a list of types.
 */
static const char *
replace_name(const char *list, const char *old, const char *new)
{
	StringInfoData text;
	size_t		length = strlen(old);

	if (strcmp(old, new) == 0)
		return list;
	initStringInfo(&text);
	for (; *list != '\0'; list++)
		if (strncmp(list, old, length) == 0 &&
			(text.len == 0 || strchr("( ", list[-1]) != NULL) &&
			strchr(",)[ ", list[length]) != NULL)
		{
			appendStringInfoString(&text, new);
			list += length - 1;
		}
		else
			appendStringInfoChar(&text, *list);
	return text.data;
}

/*
 * Its signature, with the names that types have after the renames.
 */
static const char *
signature_in_force(const SchemaObject *object)
{
	const char *signature = object->signature;
	ListCell   *cell;

	/* a new form has the new names */
	if (signature == NULL ||
		(object->change != NULL && object->change->to == object))
		return signature;
	if (object->match != NULL)
		return object->match->signature;
	foreach(cell, object->needs)
	{
		const SchemaObject *type = lfirst(cell);

		if (type->kind->names_type)
			signature = replace_name(signature,
									 quote_qualified_identifier(type->schema,
																type->name),
									 object_qualified_name(type));
	}
	return signature;
}

/*
 * Its name with its schema and its signature, quoted where needed.
 */
char *
object_qualified_name(const SchemaObject *object)
{
	const char *signature = signature_in_force(object);

	return psprintf("%s%s%s%s",
					object->schema == NULL ? "" : object_schema_name(object),
					object->schema == NULL ? "" : ".",
					quote_identifier(object->name_in_force),
					signature == NULL ? "" : signature);
}

/*
 * The name of a column, or the like, behind that of its parent.
 */
char *
object_name_in_parent(const SchemaObject *object)
{
	return psprintf("%s.%s", object_qualified_name(object->parent),
					object_name(object));
}

/*
 * The table, or whatever stands by itself, that an object belongs to.
 */
const SchemaObject *
object_root(const SchemaObject *object)
{
	while (object->parent != NULL)
		object = object->parent;
	return object;
}

/*
 * The object whose owner owns this one: a table, for its columns.
 */
const SchemaObject *
object_owned(const SchemaObject *object)
{
	while (object->owner == NULL && object->parent != NULL)
		object = object->parent;
	return object;
}

static const SchemaObject *
first_of_kind(const List *objects, const SchemaKind *kind)
{
	ListCell   *cell;

	foreach(cell, objects)
		if (((const SchemaObject *) lfirst(cell))->kind == kind)
		return lfirst(cell);
	return NULL;
}

/*
 * The first of its children that is of this kind; NULL if there is none.
 */
const SchemaObject *
object_child(const SchemaObject *object, const SchemaKind *kind)
{
	return first_of_kind(object->children, kind);
}

/*
 * Its child of this kind and name; NULL if there is none.
 */
SchemaObject *
object_child_named(const SchemaObject *object, const SchemaKind *kind,
				   const char *name)
{
	ListCell   *cell;

	foreach(cell, object->children)
	{
		SchemaObject *child = lfirst(cell);

		if (child->kind == kind && strcmp(child->name, name) == 0)
			return child;
	}
	return NULL;
}

/*
 * The first object of this kind that it needs; NULL if there is none.
 */
const SchemaObject *
object_needed(const SchemaObject *object, const SchemaKind *kind)
{
	return first_of_kind(object->needs, kind);
}

/*
 * A name in the schema of the table, or whatever stands by itself, that an
 * object belongs to: of its index, or its sequence.
 */
char *
object_name_beside(const SchemaObject *object, const char *name)
{
	const char *schema;

	object = object_root(object);
	schema = object->moved && object->match->schema != NULL ?
		object->match->schema : object_schema_in_force(object);
	return quote_qualified_identifier(schema, name);
}

/*
 * Does it take a name among relations? Of constraints, those that have an
 * index.
 */
bool
object_names_relation(const SchemaObject *object)
{
	return object->kind->names_relation &&
		(object->kind != &kind_constraint || constraint_is(object, "pux"));
}

/*
 * The name that it takes among relations, or types: of an index or constraint
 * that is in the schema of its table.
 */
const char *
object_relation_name(const SchemaObject *object)
{
	if (object->kind->relation_name != NULL)
		return object->kind->relation_name(object);
	return quote_qualified_identifier(object_root(object)->schema,
									  object->name_in_force);
}

/*
 * What DROP, ALTER and COMMENT ON call it: "TRIGGER t ON public.users".
 */
char *
object_reference(const SchemaObject *object)
{
	const SchemaKind *kind = object->kind;

	if (kind->reference != NULL)
		return psprintf("%s %s", kind->sql_name, kind->reference(object));
	if (kind->named_on_parent)
		return psprintf("%s %s ON %s", kind->sql_name, object_name(object),
						object_qualified_name(object->parent));
	return psprintf("%s %s", kind->sql_name, object_qualified_name(object));
}

/*
 * That a sequence is owned by a column; NULL if it is not.
 */
const SchemaObject *
object_ownership(const SchemaObject *sequence)
{
	ListCell   *cell;

	foreach(cell, sequence->children)
		if (((const SchemaObject *) lfirst(cell))->subid == SEQUENCE_OWNER_SUBID)
		return lfirst(cell);
	return NULL;
}

/*
 * For kinds that are dropped with their parents.
 */
const SchemaObject *
object_goes_with_parent(const SchemaObject *object)
{
	return object->parent;
}

/*
 * For kinds that hold no data.
 */
bool
object_is_rebuildable(const SchemaObject *object)
{
	return true;
}

/*
 * For kinds that are always made with their parents.
 */
bool
object_may_be_inline(const SchemaObject *object)
{
	return true;
}

/*
 * Which of two objects comes first: by kind, the columns of a table in their
 * order, by name.
 */
int
object_compare(const SchemaObject *left, const SchemaObject *right)
{
	if (left->kind != right->kind)
		return schema_kind_rank(left->kind) - schema_kind_rank(right->kind);
	if (left->parent != NULL && left->parent == right->parent &&
		left->subid != right->subid)
		return left->subid < right->subid ? -1 : 1;
	return strcmp(left->key, right->key);
}

/*
 * The key of an object whose parent has this key and that is in this schema.
 */
char *
object_make_key(const SchemaObject *object, const char *parent_key,
				const char *schema)
{
	StringInfoData key;
	char	   *result;

	initStringInfo(&key);
	if (parent_key != NULL)
		appendStringInfo(&key, "%s.", parent_key);
	else if (schema != NULL)
		appendStringInfo(&key, "%s.", quote_identifier(schema));
	appendStringInfoString(&key, quote_identifier(object->name));
	if (object->signature != NULL)
		appendStringInfoString(&key, object->signature);
	result = pstrdup(key.data); /* there are many: no room to waste */
	pfree(key.data);
	return result;
}

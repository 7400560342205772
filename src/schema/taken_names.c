/*
 * taken_names.c
 *		Which names are taken, and by what, while objects are renamed one by one.
 *
 * A name is taken in a space: among the relations of a schema, among the
 * columns of a table. A schema is called here as in "from", whatever it has
 * been renamed to; one that is only in "to" is told apart by "new ".
 *
 * Names are also taken and given up by what is not renamed or moved itself: the
 * server renames what is inherited along with its source, and moves what a
 * table has along with the table.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/taken_names.h"
#include "utils/builtins.h"

/* among relations, types and routines, or its siblings */
#define MAX_SPACES 4

/*
 * The schema that an object of "to" shall be in; "" for none.
 */
static const char *
schema_to_be(const SchemaObject *to)
{
	if (to->schema == NULL)
		return "";
	if (to->in_schema == NULL)
		return quote_identifier(to->schema);
	if (to->in_schema->match == NULL)
		return psprintf("new %s", quote_identifier(to->schema));
	return quote_identifier(to->in_schema->match->name);
}

/*
 * What takes an object along to another schema: the table that it is a part of,
 * or that owns it; of all else, it alone moves.
 */
SchemaObject *
moves_with(const SchemaObject *from)
{
	const SchemaObject *root = object_root(from);
	const SchemaObject *tie = root->kind != &kind_sequence ? NULL :
	object_ownership(root);
	const SchemaObject *column = tie == NULL || sequence_is_untied_first(tie) ?
	NULL : sequence_owner_column(tie);

	return (SchemaObject *) (column == NULL ? root : column->parent);
}

static List *
add_owned_sequences(List *along, const SchemaObject *column)
{
	ListCell   *cell;

	foreach(cell, column->needed_by)
	{
		const SchemaObject *tie = lfirst(cell);

		if (tie->kind == &kind_sequence_owner &&
			moves_with(tie->parent) == column->parent)
			along = lappend(along, tie->parent);
	}
	return along;
}

/*
 * What has a name in a schema and moves along with an object: indexes and
 * sequences.
 */
List *
moved_along(const SchemaObject *from)
{
	List	   *along = NIL;
	ListCell   *cell;

	foreach(cell, from->children)
	{
		SchemaObject *child = lfirst(cell);
		const SchemaObject *identity = object_child(child, &kind_identity);

		if (object_names_relation(child))
			along = lappend(along, child);
		if (identity != NULL)
			along = lappend(along, (void *) identity);
		along = add_owned_sequences(along, child);
	}
	return along;
}

/*
 * Does the server rename it in the tables that inherit it, too?
 */
static bool
is_inheritable(const SchemaObject *object)
{
	return object->kind == &kind_column ||
		(constraint_is(object, "c") && constraint_is_inherited(object));
}

/*
 * What inherits an object and is renamed along with it.
 */
List *
renamed_along(const SchemaObject *from)
{
	List	   *along = NIL;
	ListCell   *cell;
	ListCell   *part;

	check_stack_depth();
	if (!is_inheritable(from))
		return NIL;
	foreach(cell, inheritances_from(from->parent))
		foreach(part, ((const SchemaObject *) lfirst(cell))->parent->children)
	{
		SchemaObject *heir = lfirst(part);

		if (heir->kind != from->kind ||
			strcmp(heir->name_in_force, from->name_in_force) != 0)
			continue;
		along = list_append_unique_ptr(along, heir);
		along = list_concat_unique_ptr(along, renamed_along(heir));
	}
	return along;
}

/*
 * What an object is renamed along with, to the same name; NULL if it is renamed
 * by itself.
 */
SchemaObject *
renamed_with(const SchemaObject *from)
{
	ListCell   *cell;
	ListCell   *part;

	if (from->parent == NULL || from->match == NULL)
		return NULL;
	foreach(cell, inherited_tables(from->parent))
		foreach(part, ((const SchemaObject *) lfirst(cell))->children)
	{
		SchemaObject *source = lfirst(part);

		if (source->kind == from->kind && is_inheritable(source) &&
			source->match != NULL &&
			strcmp(source->name_in_force, from->name_in_force) == 0 &&
			strcmp(source->match->name, from->match->name) == 0)
			return source;
	}
	return NULL;
}

/*
 * The schema that an object is in by now.
 */
static const char *
schema_now(const SchemaObject *from)
{
	const SchemaObject *root = moves_with(from);

	if (root->moved)
		return schema_to_be(root->match);
	return root->schema == NULL ? "" : quote_identifier(root->schema);
}

/*
 * The spaces in which the name of an object that is in a schema must be alone.
 */
static int
name_spaces(const SchemaObject *object, const char *schema, char **spaces)
{
	int			n = 0;

	if (object_names_relation(object))
		spaces[n++] = psprintf("relation %s", schema);
	if (object->kind->names_type)
		spaces[n++] = psprintf("type %s", schema);
	if (object->kind->names_routine)
		spaces[n++] = psprintf("routine %s", schema);
	if (object->parent != NULL)
		spaces[n++] = psprintf("%s of %s", object->kind->name, object->parent->key);
	else if (n == 0)
		spaces[n++] = psprintf("%s %s", object->kind->name, schema);
	return n;
}

/*
 * A name in its spaces, which routines share whose inputs are of other types.
 */
static char *
name_and_signature(const SchemaObject *object, const char *name)
{
	if (object->kind->names_routine)
		return psprintf("%s(%s)", name, object_value(object, "input_types"));
	return psprintf("%s%s", name, object->signature == NULL ? "" :
					object->signature);
}

/*
 * The name that an object has by now.
 */
static const char *
name_now(const SchemaObject *from)
{
	return from->kind == &kind_identity ? object_value(from, "sequence_name") :
		from->name_in_force;
}

/*
 * An object takes the name that it has by now.
 */
void
taken_enter(ObjectIndex *taken, SchemaObject *from)
{
	char	   *spaces[MAX_SPACES];
	int			n = name_spaces(from, schema_now(from), spaces);

	for (int i = 0; i < n; i++)
		object_index_add(taken, spaces[i],
						 name_and_signature(from, name_now(from)), from);
}

/*
 * It gives that name up.
 */
void
taken_leave(ObjectIndex *taken, const SchemaObject *from)
{
	char	   *spaces[MAX_SPACES];
	int			n = name_spaces(from, schema_now(from), spaces);

	for (int i = 0; i < n; i++)
		object_index_remove(taken, spaces[i],
							name_and_signature(from, name_now(from)), from);
}

static List *
add_holders(List *holders, const ObjectIndex *taken, const SchemaObject *from,
			const char *schema, const char *name)
{
	char	   *spaces[MAX_SPACES];
	int			n = name_spaces(from, schema, spaces);

	for (int i = 0; i < n; i++)
	{
		SchemaObject *holder = object_index_find(taken, spaces[i],
												 name_and_signature(from, name));

		if (holder != NULL && holder != from)
			holders = list_append_unique_ptr(holders, holder);
	}
	return holders;
}

/*
 * What has the name that an object, and what is renamed along with it, shall
 * have where they are.
 */
List *
taken_by_name(const ObjectIndex *taken, const SchemaObject *from)
{
	const char *name = from->match->name;
	List	   *holders = add_holders(NIL, taken, from, schema_now(from), name);
	ListCell   *cell;

	foreach(cell, renamed_along(from))
		holders = add_holders(holders, taken, lfirst(cell), "", name);
	return holders;
}

/*
 * What has the name of an object, or of a part that moves along with it, in the
 * schema that the object shall be in.
 */
List *
taken_in_place(const ObjectIndex *taken, const SchemaObject *from,
			   const SchemaObject *part)
{
	return add_holders(NIL, taken, part, schema_to_be(from->match),
					   name_now(part));
}

/*
 * The same of the object and of all that moves along with it.
 */
List *
taken_by_move(const ObjectIndex *taken, const SchemaObject *from)
{
	List	   *holders = taken_in_place(taken, from, from);
	ListCell   *cell;

	foreach(cell, moved_along(from))
		holders = list_concat_unique_ptr(holders,
										 taken_in_place(taken, from, lfirst(cell)));
	return holders;
}

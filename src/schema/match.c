/*
 * match.c
 *		Which object of one snapshot is which of the other.
 *
 * In one database's timeline an OID tells; else, and for what has another
 * OID, the name does, after the renames that the target declares. What has a
 * parent is matched below the match of its parent.
 */
#include "postgres.h"

#include "base/errors.h"
#include "miscadmin.h"
#include "schema/schema.h"
#include "utils/builtins.h"

static void
pair(SchemaObject *from, SchemaObject *to)
{
	from->match = to;
	to->match = from;
	from->name_in_force = to->name;
}

/*
 * Could these be one object? What is below different parents could not.
 */
static bool
may_be_one(const SchemaObject *from, const SchemaObject *to)
{
	if (from->match != NULL || to->match != NULL || from->kind != to->kind)
		return false;
	if (from->parent == NULL || to->parent == NULL)
		return from->parent == to->parent;
	return from->parent->match == to->parent;
}

static void
match_by_oid(Comparison *comparison)
{
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);
		SchemaObject *to = snapshot_find(comparison->to, from->kind->catalog,
										 from->oid, from->subid);

		if (to != NULL && may_be_one(from, to))
			pair(from, to);
	}
}

/*
 * The key that an object has once its parent or its schema has the name of
 * the other side.
 */
static char *
key_in_force(const SchemaObject *from)
{
	const char *schema = from->schema;

	if (from->in_schema != NULL)
		schema = from->in_schema->name_in_force;
	return object_make_key(from, from->parent == NULL ? NULL :
						   from->parent->match == NULL ? from->parent->key :
						   from->parent->match->key, schema);
}

/*
 * An old name of a rename is one that stands where the new one does, or one
 * with another schema.
 */
static bool
is_renamed_from(const SchemaObject *from, const SchemaObject *to,
				const Rename *rename)
{
	const char *schema = from->in_schema != NULL ?
		from->in_schema->name_in_force : from->schema;

	if (!may_be_one(from, to))
		return false;
	if (strcmp(from->name, rename->old_name) == 0 ||
		strcmp(quote_identifier(from->name), rename->old_name) == 0)
		return from->parent != NULL || schema == NULL ||
			(to->schema != NULL && strcmp(schema, to->schema) == 0);
	return from->parent == NULL && schema != NULL &&
		strcmp(quote_qualified_identifier(schema, from->name),
			   rename->old_name) == 0;
}

static void
match_rename(Comparison *comparison, SchemaObject *to, const Rename *rename)
{
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		if (is_renamed_from(from, to, rename))
		{
			pair(from, to);
			return;
		}
	}
}

/*
 * Match what is declared to have had another name. An old name that no object
 * has any more has been renamed already.
 */
static void
match_renames(Comparison *comparison, const List *renames,
			  const SchemaKind *kind)
{
	ListCell   *cell;
	ListCell   *object_cell;

	foreach(cell, renames)
	{
		const Rename *rename = lfirst(cell);

		if (rename->kind != NULL && strcmp(rename->kind, kind->name) != 0)
			continue;
		foreach(object_cell, comparison->to->objects)
		{
			SchemaObject *to = lfirst(object_cell);

			if (to->kind == kind && to->match == NULL &&
				strcmp(to->key, rename->key) == 0)
				match_rename(comparison, to, rename);
		}
	}
}

static void
match_by_name(Comparison *comparison, const ObjectIndex *index,
			  const SchemaKind *kind)
{
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);
		SchemaObject *to;

		if (from->kind != kind || from->match != NULL)
			continue;
		CHECK_FOR_INTERRUPTS();
		to = object_index_find(index, kind->name, key_in_force(from));
		if (to != NULL && may_be_one(from, to))
			pair(from, to);
	}
}

/*
 * Match the objects of both snapshots: kind after kind, so that parents and
 * schemas are matched when their children are.
 */
void
match_objects(Comparison *comparison, const List *renames, bool one_timeline)
{
	ObjectIndex *index = object_index_create();
	ListCell   *cell;

	foreach(cell, comparison->to->objects)
	{
		SchemaObject *to = lfirst(cell);

		object_index_add(index, to->kind->name, to->key, to);
	}
	if (one_timeline)
		match_by_oid(comparison);
	for (int i = 0; schema_kinds[i] != NULL; i++)
	{
		match_renames(comparison, renames, schema_kinds[i]);
		match_by_name(comparison, index, schema_kinds[i]);
	}
}

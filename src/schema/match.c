/*
 * match.c
 *		Which object of one snapshot is which of the other.
 *
 * In one database's timeline an OID tells; else, and for what has another
 * OID, the name does, after the renames that the target declares. What has a
 * parent is matched below the match of its parent.
 */
#include "postgres.h"

#include "catalog/pg_proc.h"
#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/schema.h"
#include "utils/builtins.h"

static void
match_by_oid(Comparison *comparison)
{
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);
		SchemaObject *to = snapshot_find(comparison->to, from->kind->catalog,
										 from->oid, from->subid);

		if (to != NULL && match_is_possible(from, to) &&
			(!from->kind->unnameable || strcmp(from->key, to->key) == 0))
			match_pair(from, to);
	}
}

/*
 * The key that an object has once its parent or its schema has the name of
 * the other side.
 */
static char *
key_in_force(const SchemaObject *from)
{
	return object_make_key(from, from->parent == NULL ? NULL :
						   from->parent->match == NULL ? from->parent->key :
						   from->parent->match->key,
						   object_schema_in_force(from));
}

/*
 * The tables that a table inherits from, or is a partition of.
 */
List *
inherited_tables(const SchemaObject *table)
{
	List	   *tables = NIL;
	ListCell   *cell;
	ListCell   *needed;

	foreach(cell, table->needs)
		if (((const SchemaObject *) lfirst(cell))->kind == table->kind)
		tables = lappend(tables, lfirst(cell));
	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (!object_has_kind(child, "inheritance") &&
			!object_has_kind(child, "partition"))
			continue;
		foreach(needed, child->needs)
			if (lfirst(needed) != table &&
				((const SchemaObject *) lfirst(needed))->kind == table->kind)
			tables = lappend(tables, lfirst(needed));
	}
	return tables;
}

/*
 * Match what is inherited by what has been renamed: it is renamed along.
 */
static void
match_inherited(SchemaObject *from)
{
	ListCell   *cell;

	check_stack_depth();
	if (from->match != NULL || from->parent == NULL ||
		from->parent->match == NULL)
		return;
	foreach(cell, inherited_tables(from->parent))
	{
		SchemaObject *source = object_child_named(lfirst(cell), from->kind, from->name);
		SchemaObject *to;

		if (source == NULL)
			continue;
		match_inherited(source);
		if (source->match == NULL ||
			strcmp(source->name, source->match->name) == 0)
			continue;
		to = object_child_named(from->parent->match, from->kind, source->match->name);
		if (to != NULL && match_is_possible(from, to))
		{
			match_pair(from, to);
			return;
		}
	}
}

/*
 * Match the routines whose arguments' types have been renamed.
 */
static void
match_signatures(Comparison *comparison)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		if (from->match != NULL || from->signature == NULL)
			continue;
		CHECK_FOR_INTERRUPTS();
		foreach(other, comparison->to->objects)
		{
			SchemaObject *to = lfirst(other);

			if (match_is_possible(from, to) &&
				strcmp(from->name, to->name) == 0 &&
				(from->schema == NULL) == (to->schema == NULL) &&
				(from->schema == NULL ||
				 strcmp(object_schema_in_force(from), to->schema) == 0) &&
				renamed_signatures_equal(from, to))
			{
				match_pair(from, to);
				break;
			}
		}
	}
}

/*
 * Match what a table inherits from by what that is, whatever it is called.
 */
static bool
match_inheritance(SchemaObject *from)
{
	const SchemaObject *source = inheritance_source(from);
	ListCell   *cell;

	if (source == NULL || source->match == NULL || from->parent->match == NULL)
		return false;
	foreach(cell, from->parent->match->children)
	{
		SchemaObject *to = lfirst(cell);

		if (to->kind == from->kind && inheritance_source(to) == source->match &&
			match_is_possible(from, to))
		{
			match_pair(from, to);
			return true;
		}
	}
	return false;
}

static void
match_by_name(const List *left, const ObjectIndex *index,
			  const SchemaKind *kind)
{
	ListCell   *cell;

	foreach(cell, left)
	{
		SchemaObject *from = lfirst(cell);
		SchemaObject *to;

		if (from->kind != kind || from->match != NULL)
			continue;
		CHECK_FOR_INTERRUPTS();
		if (kind == &kind_inheritance && match_inheritance(from))
			continue;
		to = object_index_find(index, kind->name, key_in_force(from));
		if (to != NULL && match_is_possible(from, to))
			match_pair(from, to);
	}
}

/*
 * Match the objects of one kind that are left. What they are in has been
 * matched.
 */
static void
match_kind(Comparison *comparison, const List *left, const ObjectIndex *index,
		   const List *renames, const SchemaKind *kind)
{
	if (renames != NIL)
	{
		ListCell   *cell;

		match_renames(comparison, renames, kind);
		foreach(cell, left)
			if (((SchemaObject *) lfirst(cell))->kind == kind)
			match_inherited(lfirst(cell));
	}
	match_by_name(left, index, kind);
}

/*
 * Match the objects of both snapshots: kind after kind, so that parents and
 * schemas are matched when their children are.
 */
void
match_objects(Comparison *comparison, const List *renames, bool one_timeline)
{
	ObjectIndex *index = object_index_create();
	List	   *left = NIL;
	ListCell   *cell;

	if (one_timeline)
		match_by_oid(comparison);
	foreach(cell, comparison->from->objects)
		if (((SchemaObject *) lfirst(cell))->match == NULL)
		left = lappend(left, lfirst(cell));
	foreach(cell, comparison->to->objects)
	{
		SchemaObject *to = lfirst(cell);

		if (to->match == NULL)
			object_index_add(index, to->kind->name, to->key, to);
	}
	/* routines are told by the types that they take, tables' among them */
	for (int i = 0; schema_kinds[i] != NULL; i++)
		if (schema_kinds[i]->catalog != ProcedureRelationId)
			match_kind(comparison, left, index, renames, schema_kinds[i]);
	for (int i = 0; schema_kinds[i] != NULL; i++)
		if (schema_kinds[i]->catalog == ProcedureRelationId)
			match_kind(comparison, left, index, renames, schema_kinds[i]);
	if (renames != NIL || one_timeline)
		match_signatures(comparison);
	match_alike(comparison);
	match_values(comparison, renames);
}

/*
 * scope.c
 *		Which objects are looked at: lists of schemas, patterns of names.
 *
 * A pattern is a shell's, with * and ?, for the whole of "schema.name", or of
 * the name of what is in no schema; with "kind:" before it, for one kind only.
 * What has a parent goes with it.
 */
#include "postgres.h"

#include <fnmatch.h>

#include "schema/kinds.h"
#include "schema/schema.h"

static bool
pattern_matches(const char *pattern, const SchemaObject *object)
{
	const char *colon = strchr(pattern, ':');
	const char *name = object->schema == NULL ? object->name :
	psprintf("%s.%s", object->schema, object->name);

	if (colon != NULL)
	{
		const char *kind = object->kind->name;

		if (strlen(kind) != colon - pattern ||
			strncmp(pattern, kind, colon - pattern) != 0)
			return false;
		pattern = colon + 1;
	}
	return fnmatch(pattern, name, FNM_NOESCAPE) == 0;
}

static bool
some_matches(const List *patterns, const SchemaObject *object)
{
	ListCell   *cell;

	foreach(cell, patterns)
		if (pattern_matches(lfirst(cell), object))
		return true;
	return false;
}

static bool
is_listed(const List *schemas, const SchemaObject *object)
{
	const char *schema = object_has_kind(object, "schema") ? object->name :
	object->schema;
	ListCell   *cell;

	foreach(cell, schemas)
		if (schema != NULL && strcmp(schema, lfirst(cell)) == 0)
		return true;
	return false;
}

static bool
is_in_scope(const SchemaScope *scope, const SchemaObject *object)
{
	if (object_has_kind(object, "extension") &&
		texts_have(scope->no_extensions, object->name))
		return false;
	if (scope->schemas != NIL && !is_listed(scope->schemas, object))
		return false;
	if (scope->include != NIL && !some_matches(scope->include, object))
		return false;
	return !some_matches(scope->exclude, object);
}

/*
 * Keep those objects of a list whose root is in scope; they are marked by a
 * name in force.
 */
static List *
keep_marked(List *objects)
{
	List	   *kept = NIL;
	ListCell   *cell;

	foreach(cell, objects)
	{
		SchemaObject *object = lfirst(cell);

		if (object->name_in_force != NULL)
			kept = lappend(kept, object);
	}
	list_free(objects);
	return kept;
}

/*
 * Take out of a snapshot what is out of scope.
 */
void
snapshot_restrict(SchemaSnapshot *snapshot, const SchemaScope *scope)
{
	MemoryContext caller;
	ListCell   *cell;

	if (scope->schemas == NIL && scope->include == NIL &&
		scope->exclude == NIL && scope->no_extensions == NIL)
		return;
	caller = MemoryContextSwitchTo(snapshot->context);
	/* parents come before their children */
	foreach(cell, snapshot->objects)
	{
		SchemaObject *object = lfirst(cell);
		bool		keep = object->parent != NULL ?
		object->parent->name_in_force != NULL : is_in_scope(scope, object);

		object->name_in_force = keep ? object->name : NULL;
	}
	snapshot->objects = keep_marked(snapshot->objects);
	foreach(cell, snapshot->objects)
	{
		SchemaObject *object = lfirst(cell);

		object->needs = keep_marked(object->needs);
		object->needed_by = keep_marked(object->needed_by);
		if (object->in_schema != NULL && object->in_schema->name_in_force == NULL)
			object->in_schema = NULL;
	}
	MemoryContextSwitchTo(caller);
}

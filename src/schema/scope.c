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

#include "schema/scope.h"

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

/*
 * Is an object without a parent in scope?
 */
bool
scope_holds(const SchemaScope *scope, const SchemaObject *object)
{
	if (scope == NULL)
		return true;
	if (scope->schemas != NIL && !is_listed(scope->schemas, object))
		return false;
	if (scope->include != NIL && !some_matches(scope->include, object))
		return false;
	return !some_matches(scope->exclude, object);
}

/*
 * json.c
 *		A snapshot as jsonb, for people and tools.
 *
 * An array of objects, each {"kind", "schema", "name", "parent" ... and its
 * properties}, without what is null. No OIDs: two databases with the same
 * schema give the same jsonb.
 */
#include "postgres.h"

#include "base/compat.h"
#include "miscadmin.h"
#include "schema/schema.h"
#include "utils/builtins.h"

static void
push_key(JsonbParseState **state, const char *key)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = (char *) key;
	value.val.string.len = strlen(key);
	pushJsonbValue(state, WJB_KEY, &value);
}

static void
push_text(JsonbParseState **state, const char *key, const char *text)
{
	JsonbValue	value;

	if (text == NULL)
		return;
	push_key(state, key);
	value.type = jbvString;
	value.val.string.val = (char *) text;
	value.val.string.len = strlen(text);
	pushJsonbValue(state, WJB_VALUE, &value);
}

static void
push_object(JsonbParseState **state, const SchemaObject *object)
{
	pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	push_text(state, "kind", object->kind->name);
	push_text(state, "schema", object->schema);
	push_text(state, "name", object->name);
	push_text(state, "signature", object->signature);
	push_text(state, "parent", object->parent == NULL ? NULL :
			  object->parent->key);
	push_text(state, "owner", object->owner);
	push_text(state, "privileges", object->privileges);
	push_text(state, "comment", object->comment);
	push_text(state, "labels", object->labels);
	for (int i = 0; object->kind->properties[i] != NULL; i++)
		push_text(state, object->kind->properties[i], object->values[i]);
	pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

Jsonb *
snapshot_to_jsonb(const SchemaSnapshot *snapshot)
{
	JsonbParseState *state = NULL;
	JsonbValue *value;
	ListCell   *cell;

	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	foreach(cell, snapshot->objects)
	{
		CHECK_FOR_INTERRUPTS();
		push_object(&state, lfirst(cell));
	}
	value = pushJsonbValue(&state, WJB_END_ARRAY, NULL);
	return JsonbValueToJsonb(value);
}

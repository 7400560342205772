/*
 * fingerprint.c
 *		One number for a schema: the SHA-256 of all its objects' properties.
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "schema/schema.h"

/*
 * Hash a text with its length, so that no two rows of texts are alike.
 */
static void
hash_text(pg_cryptohash_ctx *context, const char *text)
{
	int32		length = text == NULL ? -1 : (int32) strlen(text);

	if (pg_cryptohash_update(context, (uint8 *) &length, sizeof(length)) < 0 ||
		(length > 0 &&
		 pg_cryptohash_update(context, (const uint8 *) text, length) < 0))
		elog(ERROR, "could not compute SHA-256: %s",
			 pg_cryptohash_error(context));
}

static void
hash_object(pg_cryptohash_ctx *context, const SchemaObject *object)
{
	hash_text(context, object->kind->name);
	hash_text(context, object->key);
	hash_text(context, object->owner);
	hash_text(context, object->privileges);
	hash_text(context, object->comment);
	hash_text(context, object->labels);
	for (int i = 0; object->kind->properties[i] != NULL; i++)
		if (kind_compares(object->kind, object->kind->properties[i]))
			hash_text(context, object->values[i]);
}

/*
 * The fingerprint of a snapshot, in hexadecimal digits.
 */
char *
snapshot_fingerprint(const SchemaSnapshot *snapshot)
{
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);
	uint8		digest[PG_SHA256_DIGEST_LENGTH];
	char	   *text = palloc(2 * PG_SHA256_DIGEST_LENGTH + 1);
	ListCell   *cell;

	if (context == NULL || pg_cryptohash_init(context) < 0)
		elog(ERROR, "could not begin SHA-256");
	foreach(cell, snapshot->objects)
		hash_object(context, lfirst(cell));
	if (pg_cryptohash_final(context, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not compute SHA-256: %s",
			 pg_cryptohash_error(context));
	pg_cryptohash_free(context);
	for (int i = 0; i < PG_SHA256_DIGEST_LENGTH; i++)
		sprintf(text + 2 * i, "%02x", digest[i]);
	return text;
}

/*
 * fingerprint.c
 *		One number for a schema: the SHA-256 of all its objects' properties.
 */
#include "postgres.h"

#include "base/sha256.h"
#include "port/pg_bswap.h"
#include "schema/schema.h"

/*
 * Hash a text after its length, so that no two rows of texts are alike.
 */
static void
hash_text(pg_cryptohash_ctx *hash, const char *text)
{
	uint32		length = text == NULL ? PG_UINT32_MAX : strlen(text);
	uint32		in_network_order = pg_hton32(length);

	sha256_add(hash, &in_network_order, sizeof(in_network_order));
	if (text != NULL)
		sha256_add(hash, text, length);
}

static void
hash_object(pg_cryptohash_ctx *hash, const SchemaObject *object)
{
	hash_text(hash, object->kind->name);
	hash_text(hash, object->key);
	hash_text(hash, object->owner);
	hash_text(hash, object->privileges);
	hash_text(hash, object->comment);
	hash_text(hash, object->labels);
	/* the same for everybody */
	if (object->kind->readable != NULL)
		return;
	for (int i = 0; object->kind->properties[i] != NULL; i++)
		if (kind_compares(object->kind, object->kind->properties[i]))
			hash_text(hash, object->values[i]);
}

/*
 * The fingerprint of a snapshot, in hexadecimal digits.
 */
char *
snapshot_fingerprint(const SchemaSnapshot *snapshot)
{
	pg_cryptohash_ctx *hash = sha256_begin();
	ListCell   *cell;

	foreach(cell, snapshot->objects)
		hash_object(hash, lfirst(cell));
	return sha256_end(hash);
}

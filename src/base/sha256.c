/*
 * sha256.c
 *		SHA-256 of bytes that come in parts.
 */
#include "postgres.h"

#include "base/sha256.h"
#include "common/sha2.h"
#include "utils/builtins.h"

static void
report(pg_cryptohash_ctx *hash)
{
	elog(ERROR, "could not compute SHA-256: %s", pg_cryptohash_error(hash));
}

pg_cryptohash_ctx *
sha256_begin(void)
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);

	if (pg_cryptohash_init(hash) < 0)
		report(hash);
	return hash;
}

void
sha256_add(pg_cryptohash_ctx *hash, const void *data, Size length)
{
	if (pg_cryptohash_update(hash, data, length) < 0)
		report(hash);
}

/*
 * Return the result in hexadecimal, and free the hash.
 */
char *
sha256_end(pg_cryptohash_ctx *hash)
{
	uint8		result[PG_SHA256_DIGEST_LENGTH];
	char	   *hex = palloc0(2 * PG_SHA256_DIGEST_LENGTH + 1);

	if (pg_cryptohash_final(hash, result, sizeof(result)) < 0)
		report(hash);
	pg_cryptohash_free(hash);
	hex_encode((char *) result, sizeof(result), hex);
	return hex;
}

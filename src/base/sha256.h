/*
 * sha256.h
 *		SHA-256 of bytes that come in parts.
 */
#ifndef MIGRATE_SHA256_H
#define MIGRATE_SHA256_H

#include "postgres.h"

#include "common/cryptohash.h"

extern pg_cryptohash_ctx *sha256_begin(void);
extern void sha256_add(pg_cryptohash_ctx *hash, const void *data, Size length);
extern char *sha256_end(pg_cryptohash_ctx *hash);

#endif							/* MIGRATE_SHA256_H */

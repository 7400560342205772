/*
 * known.c
 *		Keep which files the registry is as, so that a client need not send
 *		them again.
 */
#include "postgres.h"

#include "base/sha256.h"
#include "load/load.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "registry/registry.h"

static void
add_number(pg_cryptohash_ctx *hash, uint32 number)
{
	uint32		network = pg_hton32(number);

	sha256_add(hash, &network, sizeof(network));
}

static void
add_part(pg_cryptohash_ctx *hash, const char *data, Size length)
{
	add_number(hash, (uint32) length);
	sha256_add(hash, data, length);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const RawFile *) a)->name, ((const RawFile *) b)->name);
}

/*
 * Return the checksum of files: of how many there are, then of their names in
 * byte order, then of their contents, a length before each, and all numbers
 * in four bytes in network order. The command pg_migrate computes the same.
 */
static char *
files_checksum(RawFiles raw)
{
	pg_cryptohash_ctx *hash = sha256_begin();
	RawFile    *files = MemoryContextAllocHuge(CurrentMemoryContext,
											   sizeof(RawFile) * Max(raw.n, 1));

	if (raw.n > 0)
		memcpy(files, raw.files, sizeof(RawFile) * raw.n);
	qsort(files, raw.n, sizeof(RawFile), compare_names);
	add_number(hash, raw.n);
	for (int i = 0; i < raw.n; i++)
		add_part(hash, files[i].name, strlen(files[i].name));
	for (int i = 0; i < raw.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_part(hash, files[i].data, files[i].length);
	}
	pfree(files);
	return sha256_end(hash);
}

/*
 * Keep that these files have been loaded, if loading them again would change
 * nothing and tell nothing: not if a revision's file is missing. A caller who
 * may not write that down has to read the files each time.
 */
void
load_keep(RawFiles raw, const char *format, bool linear, const List *loaded)
{
	const LoadedRevision *last = loaded == NIL ? NULL : llast(loaded);

	/* what is missing comes last */
	if (last != NULL && strcmp(last->action, "missing") == 0)
		return;
	if (registry_may_keep_load())
		registry_keep_load(format, files_checksum(raw), linear);
}

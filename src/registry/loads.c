/*
 * loads.c
 *		What files the registry is as, so that they need not be read again.
 *
 * A load leaves two checksums: of its files, and of the registry as it was
 * then. While the registry's is the same, whoever or whatever has been at
 * work, the same files would change nothing.
 */
#include "postgres.h"

#include "base/sha256.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "port/pg_bswap.h"
#include "registry/registry.h"
#include "utils/builtins.h"

/*
 * What a load of the same files could find changed: all that it compares,
 * and what is applied. A row of applied without a revision is an error to a
 * load, so it counts too.
 */
static FixedQuery state_query = {
	"SELECT r.revision, r.checksum, r.message, r.source, a.revision"
	" FROM migrate.revisions AS r"
	" FULL JOIN migrate.applied AS a"
	"  ON a.revision OPERATOR(pg_catalog.=) r.revision"
	" ORDER BY r.revision, a.revision",
	SPI_OK_SELECT
};

#define STATE_TEXTS 4
#define STATE_SOURCE 4
#define STATE_APPLIED 5

static FixedQuery find_query = {
	"SELECT files, registry, linear FROM migrate.loads"
	" WHERE format OPERATOR(pg_catalog.=) $1",
	SPI_OK_SELECT, 1, {TEXTOID}
};

static FixedQuery keep_query = {
	"INSERT INTO migrate.loads (format, files, registry, linear)"
	" VALUES ($1, $2, $3, $4)"
	" ON CONFLICT (format) DO UPDATE SET"
	"  files = excluded.files, registry = excluded.registry,"
	"  linear = excluded.linear",
	SPI_OK_INSERT, 4, {TEXTOID, TEXTOID, TEXTOID, BOOLOID}
};

static FixedQuery may_keep_query = {
	"SELECT pg_catalog.has_table_privilege('migrate.loads', 'SELECT')"
	" AND pg_catalog.has_table_privilege('migrate.loads', 'INSERT')"
	" AND pg_catalog.has_table_privilege('migrate.loads', 'UPDATE')",
	SPI_OK_SELECT
};

/*
 * Append a text behind its length, or that there is none.
 */
static void
append_text(StringInfo part, uint64 row, int column)
{
	bool		isnull;
	Datum		value = query_value(row, column, &isnull);
	text	   *copy;
	uint32		length;

	if (isnull)
	{
		appendStringInfoChar(part, '-');
		return;
	}
	copy = DatumGetTextPP(value);
	length = pg_hton32((uint32) VARSIZE_ANY_EXHDR(copy));
	appendBinaryStringInfo(part, (char *) &length, sizeof(length));
	appendBinaryStringInfo(part, VARDATA_ANY(copy), VARSIZE_ANY_EXHDR(copy));
	if ((Pointer) copy != DatumGetPointer(value))
		pfree(copy);
}

/*
 * Return the checksum of what the registry holds as far as a load can tell,
 * and how many revisions came from files.
 *
 * Where migrations are put on top of what is applied, as those of linear
 * tools are, that counts too. So do the extension's version, for another may
 * read the same files differently, and the database's encoding.
 */
static char *
state_checksum(bool linear, int *nsources)
{
	pg_cryptohash_ctx *hash = sha256_begin();
	uint64		nrows = query_run(&state_query, NULL, NULL, QUERY_NOW);
	StringInfoData part;

	*nsources = 0;
	initStringInfo(&part);
	appendStringInfo(&part, "%s %s;", MIGRATE_VERSION,
					 GetDatabaseEncodingName());
	for (uint64 row = 0; row < nrows; row++)
	{
		bool		isnull;

		for (int column = 1; column <= STATE_TEXTS; column++)
			append_text(&part, row, column);
		if (linear)
		{
			(void) query_value(row, STATE_APPLIED, &isnull);
			appendStringInfoChar(&part, isnull ? 'f' : 't');
		}
		(void) query_value(row, STATE_SOURCE, &isnull);
		*nsources += !isnull;
		sha256_add(hash, part.data, part.len);
		resetStringInfo(&part);
	}
	sha256_add(hash, part.data, part.len);
	pfree(part.data);
	SPI_freetuptable(SPI_tuptable);
	return sha256_end(hash);
}

/*
 * Return the checksum of the files that the registry is as, if they are read
 * in this format, and how many revisions they have. NULL: it is as none that
 * it knows of.
 */
char *
registry_loaded_files(const char *format, int *nrevisions)
{
	Datum		value = CStringGetTextDatum(format);
	bool		isnull;
	bool		linear;
	char	   *files;
	char	   *state;

	if (query_run(&find_query, &value, NULL, QUERY_NOW) == 0)
		return NULL;
	files = query_text(0, 1);
	state = query_text(0, 2);
	linear = DatumGetBool(query_value(0, 3, &isnull));
	return strcmp(state_checksum(linear, nrevisions), state) == 0 ? files : NULL;
}

/*
 * May the caller keep what was loaded? Authors may.
 */
bool
registry_may_keep_load(void)
{
	bool		isnull;

	(void) query_run(&may_keep_query, NULL, NULL, QUERY_NOW);
	return DatumGetBool(query_value(0, 1, &isnull));
}

/*
 * Keep that the registry is now as the files of this checksum, which are all
 * that any revision of a file came from. "linear" says that their order
 * depends on what is applied. What is kept already is not written again.
 */
void
registry_keep_load(const char *format, const char *files, bool linear)
{
	int			ignored;
	const char *state = state_checksum(linear, &ignored);
	Datum		values[4];

	values[0] = CStringGetTextDatum(format);
	values[1] = CStringGetTextDatum(files);
	values[2] = CStringGetTextDatum(state);
	values[3] = BoolGetDatum(linear);
	if (query_run(&find_query, values, NULL, QUERY_NOW) == 1 &&
		strcmp(query_text(0, 1), files) == 0 &&
		strcmp(query_text(0, 2), state) == 0)
		return;
	(void) query_run(&keep_query, values, NULL, QUERY_NOW);
}

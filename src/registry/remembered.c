/*
 * remembered.c
 *		The schema as the last run left it: one row, replaced by the next.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "registry/registry.h"
#include "utils/builtins.h"

static FixedQuery forget_query = {
	"DELETE FROM migrate.remembered",
	SPI_OK_DELETE
};

static FixedQuery remember_query = {
	"INSERT INTO migrate.remembered (heads, fingerprint, system_identifier, database, server_major, snapshot)\n"
	"VALUES ($1, $2, $3, $4, $5, $6)",
	SPI_OK_INSERT, 6,
	{TEXTARRAYOID, TEXTOID, TEXTOID, OIDOID, INT4OID, BYTEAOID}
};

static FixedQuery read_query = {
	"SELECT r.fingerprint, r.system_identifier OPERATOR(pg_catalog.=) $1\n"
	"       AND r.database OPERATOR(pg_catalog.=) $2,\n"
	"       r.server_major, r.snapshot\n"
	"  FROM migrate.remembered AS r",
	SPI_OK_SELECT, 2,
	{TEXTOID, OIDOID}
};

static Datum
system_identifier(void)
{
	return CStringGetTextDatum(psprintf(UINT64_FORMAT, GetSystemIdentifier()));
}

/*
 * Replace what is remembered. The migration lock is held.
 */
void
registry_remember(const Registry *registry, NodeList heads, bytea *snapshot,
				  const char *fingerprint)
{
	Datum		values[6];

	(void) query_run(&forget_query, NULL, NULL, QUERY_NOW);
	values[0] = PointerGetDatum(registry_ids(registry->graph, heads));
	values[1] = CStringGetTextDatum(fingerprint);
	values[2] = system_identifier();
	values[3] = ObjectIdGetDatum(MyDatabaseId);
	values[4] = Int32GetDatum(PG_MAJORVERSION_NUM);
	values[5] = PointerGetDatum(snapshot);
	(void) query_run(&remember_query, values, NULL, QUERY_NOW);
}

/*
 * Forget what is remembered: nothing is known of the schema from now on.
 */
void
registry_forget(void)
{
	(void) query_run(&forget_query, NULL, NULL, QUERY_NOW);
}

/*
 * Read what is remembered into the caller's context; false if nothing is.
 */
bool
registry_remembered(QueryView view, RememberedSchema *remembered)
{
	Datum		values[2];
	bool		isnull;

	values[0] = system_identifier();
	values[1] = ObjectIdGetDatum(MyDatabaseId);
	if (query_run(&read_query, values, NULL, view) == 0)
		return false;
	remembered->fingerprint = query_text(0, 1);
	remembered->same_timeline = DatumGetBool(query_value(0, 2, &isnull));
	remembered->server_major = DatumGetInt32(query_value(0, 3, &isnull));
	remembered->snapshot = DatumGetByteaPCopy(query_value(0, 4, &isnull));
	return true;
}

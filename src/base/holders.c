/*
 * holders.c
 *		Say who holds a lock, as far as the caller may see.
 *
 * The caller has connected to SPI.
 */
#include "postgres.h"

#include "base/holders.h"
#include "base/query.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"

/*
 * A sentence about a row of HOLDERS, and the rows: locks that others hold in
 * this database. NULLIF and IS DISTINCT FROM are grammar: they look their
 * operator up by the path, which is pg_catalog.
 */
#define SENTENCE(what) \
	"CASE WHEN l.pid IS NULL THEN" \
	" pg_catalog.format('Prepared transaction \"%s\" of role \"%s\" holds %s, prepared at %s.'," \
	"  p.gid, p.owner, " what ", pg_catalog.date_trunc('second', p.prepared))" \
	" ELSE" \
	" pg_catalog.format('Process %s%s%s holds %s%s.', l.pid," \
	"  ' of role \"' OPERATOR(pg_catalog.||) a.usename::pg_catalog.text" \
	"   OPERATOR(pg_catalog.||) '\"'," \
	"  ' (' OPERATOR(pg_catalog.||) NULLIF(a.application_name, '')" \
	"   OPERATOR(pg_catalog.||) ')'," \
	"  " what "," \
	"  ', in a transaction that began at '" \
	"   OPERATOR(pg_catalog.||) pg_catalog.date_trunc('second', a.xact_start)::pg_catalog.text)" \
	" END"

#define HOLDERS \
	" FROM pg_catalog.pg_locks AS l" \
	" LEFT JOIN pg_catalog.pg_stat_activity AS a" \
	"  ON a.pid OPERATOR(pg_catalog.=) l.pid" \
	" LEFT JOIN pg_catalog.pg_prepared_xacts AS p" \
	"  ON l.virtualtransaction OPERATOR(pg_catalog.=)" \
	"   ('-1/' OPERATOR(pg_catalog.||) p.transaction::pg_catalog.text)"

#define BY_OTHERS \
	" l.granted AND l.database OPERATOR(pg_catalog.=) $1" \
	" AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()"

static FixedQuery advisory_query = {
	"SELECT " SENTENCE("'it'")
	HOLDERS
	" WHERE l.locktype OPERATOR(pg_catalog.=) 'advisory'"
	"  AND l.classid OPERATOR(pg_catalog.=) $2"
	"  AND l.objid OPERATOR(pg_catalog.=) $3"
	"  AND l.objsubid OPERATOR(pg_catalog.=) 2"
	"  AND" BY_OTHERS
	" LIMIT 1",
	SPI_OK_SELECT, 3, {OIDOID, OIDOID, OIDOID}
};

/* The first few are enough: a migration can hold thousands. */
static FixedQuery relations_query = {
	"SELECT " SENTENCE("pg_catalog.format('a lock on %I.%I', n.nspname, c.relname)")
	HOLDERS
	" JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) l.relation"
	" JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
	" WHERE l.locktype OPERATOR(pg_catalog.=) 'relation'"
	"  AND l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock'"
	"  AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,f,v,m}')"
	"  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_(toast|temp)'"
	"  AND" BY_OTHERS
	" ORDER BY n.nspname, c.relname"
	" LIMIT 3",
	SPI_OK_SELECT, 1, {OIDOID}
};

/*
 * Who holds an advisory lock of two keys in this database. The caller itself
 * may share it.
 */
const char *
holder_of_advisory_lock(uint32 class, uint32 object)
{
	Datum		values[3];

	values[0] = ObjectIdGetDatum(MyDatabaseId);
	values[1] = ObjectIdGetDatum(class);
	values[2] = ObjectIdGetDatum(object);
	if (query_run(&advisory_query, values, NULL, QUERY_NOW) == 0)
		return "Its holder has just let go.";
	return query_text(0, 1);
}

/*
 * Who has locked relations of this database ACCESS EXCLUSIVE: a line each.
 */
const char *
holders_of_relations(void)
{
	Datum		values[1];
	StringInfoData lines;
	uint64		n;

	values[0] = ObjectIdGetDatum(MyDatabaseId);
	n = query_run(&relations_query, values, NULL, QUERY_AS_CALLER);
	if (n == 0)
		return "Whoever held the lock has just let go.";
	initStringInfo(&lines);
	for (uint64 i = 0; i < n; i++)
		appendStringInfo(&lines, "%s%s", i > 0 ? "\n" : "", query_text(i, 1));
	return lines.data;
}

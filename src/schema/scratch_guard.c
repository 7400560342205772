/*
 * scratch_guard.c
 *		Create a scratch database, stay while it is in use, drop it.
 *
 * The guard is a background worker that is connected to the live database as
 * the bootstrap superuser; what it runs is ours alone. It never connects to
 * the scratch database, where others' code may be.
 *
 * Whatever becomes of its caller, the guard drops the database before it
 * exits. If it is killed itself, or the server stops at once, the next guard
 * does so, of any live database. For that a scratch database is known by its
 * name, by its comment, and by accepting no connections; and one that is in
 * use by the lock that its guard holds on it. The database appears with
 * comment and lock, in one transaction.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "base/compat.h"
#include "base/query.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_database.h"
#include "catalog/pg_subscription.h"
#include "commands/comment.h"
#include "commands/dbcommands.h"
#include "commands/seclabel.h"
#include "commands/tablespace.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "parser/parse_node.h"
#include "pgstat.h"
#include "replication/origin.h"
#include "schema/scratch.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

PGDLLEXPORT void migrate_scratch_guard(const char *name);

#define COMMENT_OF_SCRATCH \
	"scratch database of the extension migrate; the next that is made drops it if it is left over"

/* "mgrt", in the space of pg_advisory_lock(int4, int4); 0 is for migrations */
#define LOCK_CLASS 1835496052
#define LOCK_OBJECT 1

/* How often to try to drop a database, if somebody is still in it. */
#define DROP_ATTEMPTS 3

static FixedQuery left_over_query = {
	"SELECT d.oid::pg_catalog.text FROM pg_catalog.pg_database AS d"
	" JOIN pg_catalog.pg_shdescription AS s"
	"  ON s.objoid OPERATOR(pg_catalog.=) d.oid"
	"  AND s.classoid OPERATOR(pg_catalog.=) d.tableoid"
	" WHERE d.datname OPERATOR(pg_catalog.~) '^migrate_scratch_[0-9]+_[0-9a-f]{16}$'"
	"  AND NOT d.datallowconn"
	"  AND s.description OPERATOR(pg_catalog.=) '" COMMENT_OF_SCRATCH "'",
	SPI_OK_SELECT
};

static void
begin(void)
{
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
}

static void
commit(void)
{
	PopActiveSnapshot();
	CommitTransactionCommand();
}

/*
 * Forget the subscriptions of a database, which would keep it from being
 * dropped. They have never connected, and have no slot anywhere: all there is
 * of them outside their database is a row, an origin, and who depends on
 * whom.
 */
static void
forget_subscriptions(Oid database)
{
	Relation	subscriptions = table_open(SubscriptionRelationId,
										   RowExclusiveLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_subscription_subdbid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(database));
	scan = systable_beginscan(subscriptions, InvalidOid, false, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Oid			oid = ((Form_pg_subscription) GETSTRUCT(tuple))->oid;

		CatalogTupleDelete(subscriptions, &tuple->t_self);
		DeleteSharedSecurityLabel(oid, SubscriptionRelationId);
		deleteSharedDependencyRecordsFor(SubscriptionRelationId, oid, 0);
		replorigin_drop_by_name(psprintf("pg_%u", oid), true, false);
		pgstat_drop_subscription(oid);
	}
	systable_endscan(scan);
	table_close(subscriptions, RowExclusiveLock);
}

/*
 * Drop a database, if it is there, and end whatever is connected to it.
 */
static void
drop(Oid database)
{
	const char *name;

	begin();
	forget_subscriptions(database);
	commit();

	begin();
	name = get_database_name(database);
	if (name != NULL)
		dropdb(name, true, true);
	commit();
}

/*
 * Drop a database; return the error if that fails.
 */
static ErrorData *
try_to_drop(Oid database)
{
	MemoryContext caller = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;

	PG_TRY();
	{
		drop(database);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		AbortCurrentTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	return error;
}

/*
 * Drop a database; warn if that fails. What is in the way may go: a process
 * that is being ended, or autovacuum.
 */
static void
drop_or_warn(Oid database)
{
	ErrorData  *error = NULL;

	for (int attempt = 0; attempt < DROP_ATTEMPTS; attempt++)
	{
		error = try_to_drop(database);
		if (error == NULL)
			return;
	}
	ereport(WARNING,
			(errcode(error->sqlerrcode),
			 errmsg("could not drop scratch database with OID %u: %s",
					database, error->message),
			 error->detail != NULL ?
			 errdetail_internal("%s", error->detail) : 0,
			 errhint("The next scratch database that is made on this server drops it first.")));
}

/*
 * List the scratch databases.
 */
static List *
find_scratch_databases(void)
{
	MemoryContext caller = CurrentMemoryContext;
	List	   *databases = NIL;
	uint64		n;

	begin();
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	n = query_run(&left_over_query, NULL, NULL, QUERY_AS_CALLER);
	for (uint64 i = 0; i < n; i++)
	{
		Oid			database = atooid(query_text(i, 1));
		MemoryContext inner = MemoryContextSwitchTo(caller);

		databases = lappend_oid(databases, database);
		MemoryContextSwitchTo(inner);
	}
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
	commit();
	MemoryContextSwitchTo(caller);
	return databases;
}

/*
 * Take or leave the lock that says that a scratch database is in use: an
 * advisory lock of that database, which ends with its holder, and not with an
 * error.
 */
static bool
lock(Oid database)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, database, LOCK_CLASS, LOCK_OBJECT, 2);
	return LockAcquire(&tag, ExclusiveLock, true, true) !=
		LOCKACQUIRE_NOT_AVAIL;
}

static void
unlock(Oid database)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, database, LOCK_CLASS, LOCK_OBJECT, 2);
	(void) LockRelease(&tag, ExclusiveLock, true);
}

/*
 * Drop what others have left over.
 */
static void
drop_left_overs(void)
{
	List	   *databases = find_scratch_databases();
	ListCell   *cell;

	foreach(cell, databases)
	{
		Oid			database = lfirst_oid(cell);

		begin();
		if (!lock(database))
			database = InvalidOid;	/* it is in use */
		commit();
		if (!OidIsValid(database))
			continue;
		drop_or_warn(database);
		unlock(database);
	}
	list_free(databases);
}

static DefElem *
option(const char *name, const char *value)
{
	return makeDefElem(pstrdup(name), (Node *) makeString(pstrdup(value)), -1);
}

/*
 * Add an option of the value in a column of the live database's row, unless
 * that is null.
 */
static List *
copy_option(List *options, const char *name, HeapTuple row, int column)
{
	bool		isnull;
	Datum		value = SysCacheGetAttr(DATABASEOID, row, column, &isnull);

	return isnull ? options :
		lappend(options, option(name, TextDatumGetCString(value)));
}

/*
 * Have strings compared as in the live database.
 */
static List *
locale_options(List *options, HeapTuple row)
{
	char		provider = ((Form_pg_database) GETSTRUCT(row))->datlocprovider;

	LOCAL_FCINFO(fcinfo, 1);
	Datum		version;

	options = lappend(options, option("locale_provider",
									  provider == COLLPROVIDER_ICU ? "icu" :
									  provider == COLLPROVIDER_LIBC ? "libc" :
									  "builtin"));
	options = copy_option(options, "lc_collate", row,
						  Anum_pg_database_datcollate);
	options = copy_option(options, "lc_ctype", row, Anum_pg_database_datctype);
	options = copy_option(options, provider == COLLPROVIDER_ICU ?
						  "icu_locale" : "builtin_locale",
						  row, Anum_pg_database_datlocale);
	if (Anum_pg_database_daticurules != InvalidAttrNumber)
		options = copy_option(options, "icu_rules", row,
							  Anum_pg_database_daticurules);

	/*
	 * The version that is installed, which need not be the one that template0
	 * was made under: this keeps its mismatch from being an error.
	 */
	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = ObjectIdGetDatum(MyDatabaseId);
	fcinfo->args[0].isnull = false;
	version = pg_database_collation_actual_version(fcinfo);
	if (!fcinfo->isnull)
		options = lappend(options, option("collation_version",
										  TextDatumGetCString(version)));
	return options;
}

/*
 * Create the database; it appears locked, and known as ours.
 */
static void
create(const char *name, Oid *created)
{
	CreatedbStmt *statement = makeNode(CreatedbStmt);
	ParseState *parse_state;
	HeapTuple	row;
	Form_pg_database live;
	Oid			database;

	begin();
	row = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(MyDatabaseId));
	if (!HeapTupleIsValid(row))
		elog(ERROR, "cache lookup failed for database %u", MyDatabaseId);
	live = (Form_pg_database) GETSTRUCT(row);

	statement->dbname = pstrdup(name);
	statement->options = list_make4(option("template", "template0"),
									option("allow_connections", "false"),
									option("encoding",
										   pg_encoding_to_char(live->encoding)),
									option("tablespace",
										   get_tablespace_name(live->dattablespace)));
	statement->options = locale_options(statement->options, row);
	ReleaseSysCache(row);

	parse_state = make_parsestate(NULL);
	database = createdb(parse_state, statement);
	free_parsestate(parse_state);

	/* its files are there now: a cancel here would leave them behind */
	HOLD_INTERRUPTS();
	if (!lock(database))
		elog(ERROR, "could not lock new database %u", database);
	CreateSharedComments(database, DatabaseRelationId, COMMENT_OF_SCRATCH);
	*created = database;
	commit();
	RESUME_INTERRUPTS();
}

/*
 * Drop the database, if it was created.
 */
static void
drop_created(void *arg)
{
	Oid			database = *(Oid *) arg;

	if (OidIsValid(database))
		drop_or_warn(database);
}

/*
 * Drop what is left over, create a database of the name, and see to it that
 * it is dropped at this worker's end.
 */
void
migrate_scratch_guard(const char *name)
{
	static Oid	created = InvalidOid;

	worker_at_end(drop_created, &created);
	SetConfigOption("lock_timeout", "10s", PGC_USERSET, PGC_S_SESSION);
	drop_left_overs();
	create(name, &created);
}

/*
 * catalog.c
 *		Read this database's catalogs, under settings of our own.
 *
 * Only pg_catalog is on the path while a query runs: no name and no operator
 * of it can be anybody else's, and what the server writes out (pg_get_viewdef()
 * and the like) qualifies every other name. The caller has connected to SPI.
 *
 * Some of that is read under a lock, ACCESS SHARE, on the relations it is about:
 * generated columns, policies, what a view selects. Who has locked one ACCESS
 * EXCLUSIVE is waited for, as pg_dump does, but no longer than
 * migrate.wait_timeout, or lock_timeout if that is shorter: whoever wants to
 * change what this transaction has read waits as long.
 */
#include "postgres.h"

#include "access/table.h"
#include "base/holders.h"
#include "base/settings.h"
#include "catalog/pg_attribute.h"
#include "miscadmin.h"
#include "run/run.h"
#include "schema/catalog.h"
#include "storage/bufmgr.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

const CatalogSetting catalog_settings[] = {
	{"search_path", "pg_catalog, pg_temp"},
	{"quote_all_identifiers", "off"},
	{"DateStyle", "ISO, YMD"},
	{"IntervalStyle", "postgres"},
	{"TimeZone", "UTC"},
	{"extra_float_digits", "3"},
	{"bytea_output", "hex"},
	{"standard_conforming_strings", "on"},
	{"jit", "off"},
	{NULL, NULL}
};

static void
set_option(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/*
 * Is it lock_timeout that bounds a wait, and not migrate.wait_timeout?
 */
static bool
lock_timeout_bounds(void)
{
	return migrate_wait_timeout < 0 ||
		(LockTimeout > 0 && LockTimeout <= migrate_wait_timeout);
}

/*
 * Bound the wait for a lock: the least is 1, 0 would be for ever.
 */
static void
limit_waiting(void)
{
	char		timeout[12];

	if (lock_timeout_bounds())
		return;
	pg_ltoa(Max(migrate_wait_timeout, 1), timeout);
	set_option("lock_timeout", timeout);
}

/*
 * Set the settings above, until the subtransaction ends.
 */
static void
set_settings(void)
{
	(void) NewGUCNestLevel();
	limit_waiting();
	for (const CatalogSetting *setting = catalog_settings; setting->name; setting++)
		set_option(setting->name, setting->value);
}

/*
 * Have names quoted only where needed, as those are that were read: open a
 * level of settings, to be closed with plain_names_end().
 */
int
plain_names_begin(void)
{
	int			level = NewGUCNestLevel();

	set_option("quote_all_identifiers", "off");
	return level;
}

void
plain_names_end(int level)
{
	AtEOXact_GUC(true, level);
}

/*
 * Hand the rows of SPI_tuptable to "row" as texts.
 */
static void
hand_out_rows(CatalogRow row, void *arg)
{
	SPITupleTable *table = SPI_tuptable;
	TupleDesc	desc = table->tupdesc;
	FmgrInfo   *output = palloc(sizeof(FmgrInfo) * desc->natts);
	char	  **values = palloc(sizeof(char *) * desc->natts);
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "migrate catalog row",
												  ALLOCSET_DEFAULT_SIZES);

	for (int i = 0; i < desc->natts; i++)
	{
		Oid			function;
		bool		is_varlena;

		getTypeOutputInfo(TupleDescAttr(desc, i)->atttypid, &function,
						  &is_varlena);
		fmgr_info(function, &output[i]);
	}
	for (uint64 r = 0; r < table->numvals; r++)
	{
		CHECK_FOR_INTERRUPTS();
		MemoryContextSwitchTo(context);
		for (int i = 0; i < desc->natts; i++)
		{
			bool		isnull;
			Datum		value = SPI_getbinval(table->vals[r], desc, i + 1,
											  &isnull);

			values[i] = isnull ? NULL : OutputFunctionCall(&output[i], value);
		}
		MemoryContextSwitchTo(caller);
		row(arg, desc->natts, values);
		MemoryContextReset(context);
	}
	MemoryContextDelete(context);
	pfree(output);
	pfree(values);
}

/* The plans of the queries, kept for the session. */
typedef struct KeptPlan
{
	const char *sql;			/* that very string */
	SPIPlanPtr	plan;
} KeptPlan;

static List *kept_plans = NIL;

/* how large pg_attribute was when they were made, in pages */
static BlockNumber planned_pages = 0;

/*
 * Forget the plans if the catalogs have grown much: they were made for smaller
 * ones.
 */
static void
check_plans(void)
{
	Relation	attributes = table_open(AttributeRelationId, AccessShareLock);
	BlockNumber pages = RelationGetNumberOfBlocks(attributes);
	ListCell   *cell;

	table_close(attributes, AccessShareLock);
	if (kept_plans != NIL && pages <= 2 * planned_pages)
		return;
	foreach(cell, kept_plans)
		SPI_freeplan(((KeptPlan *) lfirst(cell))->plan);
	list_free_deep(kept_plans);
	kept_plans = NIL;
	planned_pages = pages;
}

static SPIPlanPtr
plan_query(const char *sql)
{
	MemoryContext caller;
	KeptPlan   *kept;
	SPIPlanPtr	plan;
	ListCell   *cell;

	check_plans();
	foreach(cell, kept_plans)
	{
		kept = lfirst(cell);
		if (kept->sql == sql)
			return kept->plan;
	}
	plan = SPI_prepare(sql, 0, NULL);
	if (plan == NULL)
		elog(ERROR, "SPI returned %s for: %s",
			 SPI_result_code_string(SPI_result), sql);
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "could not keep the plan of: %s", sql);
	caller = MemoryContextSwitchTo(TopMemoryContext);
	kept = palloc(sizeof(KeptPlan));
	kept->sql = sql;
	kept->plan = plan;
	kept_plans = lappend(kept_plans, kept);
	MemoryContextSwitchTo(caller);
	return plan;
}

/* One query, and who gets its rows. */
typedef struct Reading
{
	QueryView	view;
	const char *sql;
	bool		keep;
	CatalogRow	row;
	void	   *arg;
} Reading;

/*
 * Say what an internal error of the server means here: the catalogs are read
 * under one snapshot, but what writes definitions out looks at them as they
 * are at that moment.
 */
static void
add_hint(void *arg)
{
	if (geterrcode() != ERRCODE_INTERNAL_ERROR)
		return;
	errcode(ERRCODE_T_R_SERIALIZATION_FAILURE);
	errhint("If something was changed while the schema was being read, try again.");
}

static void
read_rows(void *arg)
{
	const Reading *reading = arg;
	bool		read_only = reading->view == QUERY_AS_CALLER;
	ErrorContextCallback callback = {error_context_stack, add_hint, NULL};
	int			result;

	error_context_stack = &callback;
	set_settings();
	result = reading->keep ?
		SPI_execute_plan(plan_query(reading->sql), NULL, NULL, read_only, 0) :
		SPI_execute(reading->sql, read_only, 0);
	error_context_stack = callback.previous;
	if (result != SPI_OK_SELECT)
		elog(ERROR, "SPI returned %s for: %s",
			 SPI_result_code_string(result), reading->sql);
	hand_out_rows(reading->row, reading->arg);
}

/*
 * Run a query in a subtransaction that is rolled back: what it has locked, it
 * gives up.
 */
static void
query_here(void *source, const char *sql, bool keep, CatalogRow row,
		   void *arg)
{
	Reading		reading = {*(const QueryView *) source, sql, keep, row, arg};
	MemoryContext caller = CurrentMemoryContext;

	PG_TRY();
	{
		run_and_undo(read_rows, &reading);
	}
	PG_CATCH();
	{
		if (geterrcode() != ERRCODE_LOCK_NOT_AVAILABLE)
			PG_RE_THROW();
		MemoryContextSwitchTo(caller);
		FlushErrorState();
		ereport(ERROR,
				(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				 errmsg("could not read the schema while a part of it is locked"),
				 errdetail("%s", holders_of_relations()),
				 errhint("Try again later, or wait longer: SET %s = '10min';",
						 lock_timeout_bounds() ? "lock_timeout" :
						 "migrate.wait_timeout")));
	}
	PG_END_TRY();
}

/*
 * The catalogs of this database.
 */
Catalog
catalog_here(QueryView view)
{
	static QueryView views[] = {QUERY_AS_CALLER, QUERY_NOW};
	Catalog		catalog = {query_here, &views[view]};

	return catalog;
}

/*
 * Run a fixed query, a string of the program: its plan is kept by its address.
 */
void
catalog_query(const Catalog *catalog, const char *sql, CatalogRow row,
			  void *arg)
{
	catalog->query(catalog->source, sql, true, row, arg);
}

/*
 * Run a query that has been made for this once.
 */
void
catalog_query_once(const Catalog *catalog, const char *sql, CatalogRow row,
				   void *arg)
{
	catalog->query(catalog->source, sql, false, row, arg);
}

/*
 * query.c
 *		Run the extension's own SQL, out of reach of the caller's search_path.
 *
 * Each query runs in a settings level of its own, in which search_path is
 * pg_catalog, pg_temp; the level is closed after the statement, and by
 * the transaction machinery if the statement fails.
 *
 * The caller has connected to SPI. Rows are in SPI_tuptable until the next
 * query or SPI_finish().
 */
#include "postgres.h"

#include "base/query.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/snapmgr.h"

/*
 * Open a settings level with the safe path, return it for close_level().
 */
static int
open_level(void)
{
	int			level = NewGUCNestLevel();

	(void) set_config_option("search_path", "pg_catalog, pg_temp",
							 PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	return level;
}

static void
close_level(int level)
{
	AtEOXact_GUC(true, level);
}

static void
check_result(int result, int expected, const char *sql)
{
	if (result != expected)
		elog(ERROR, "SPI returned %s, not %s, for: %s",
			 SPI_result_code_string(result),
			 SPI_result_code_string(expected), sql);
}

/*
 * Prepare a query, if this session has not yet. The plan outlives the
 * transaction; the plan cache sees to it that it is always a valid one.
 */
static void
prepare(FixedQuery *query)
{
	SPIPlanPtr	plan;

	if (query->plan != NULL)
		return;
	plan = SPI_prepare(query->sql, query->nargs, query->argtypes);
	if (plan == NULL)
		elog(ERROR, "SPI returned %s for: %s",
			 SPI_result_code_string(SPI_result), query->sql);
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "could not keep the plan of: %s", query->sql);
	query->plan = plan;
}

/*
 * Run a query, return the number of rows.
 */
uint64
query_run(FixedQuery *query, const Datum *values, const char *nulls,
		  QueryView view)
{
	int			level = open_level();

	prepare(query);
	check_result(SPI_execute_plan(query->plan, (Datum *) values, nulls,
								  view == QUERY_AS_CALLER, 0),
				 query->expected, query->sql);
	close_level(level);
	return SPI_processed;
}

/*
 * Run a query without parameters under the latest snapshot, also where the
 * transaction has one snapshot for all its statements.
 */
uint64
query_run_latest(FixedQuery *query)
{
	int			level = open_level();

	prepare(query);
	check_result(SPI_execute_snapshot(query->plan, NULL, NULL,
									  GetLatestSnapshot(), InvalidSnapshot,
									  true, false, 0),
				 query->expected, query->sql);
	close_level(level);
	return SPI_processed;
}

/*
 * Run one utility statement. The caller has quoted what is in it, and every
 * name in it has its schema: event triggers, which are others' code, run with
 * the path of the session.
 */
void
query_utility(const char *sql)
{
	check_result(SPI_execute(sql, false, 0), SPI_OK_UTILITY, sql);
}

Datum
query_value(uint64 row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
						 column, isnull);
}

char *
query_text(uint64 row, int column)
{
	bool		isnull;
	Datum		value = query_value(row, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

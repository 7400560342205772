/*
 * catalog.c
 *		Read this database's catalogs, under settings of our own.
 *
 * Only pg_catalog is on the path while a query runs: no name and no operator
 * of it can be anybody else's, and what the server writes out (pg_get_viewdef()
 * and the like) qualifies every other name. The caller has connected to SPI.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "schema/catalog.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

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

/*
 * Set the settings above, until the subtransaction ends.
 */
static void
set_settings(void)
{
	(void) NewGUCNestLevel();
	for (const CatalogSetting *setting = catalog_settings; setting->name; setting++)
		(void) set_config_option(setting->name, setting->value,
								 PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
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

/*
 * Run a query in a subtransaction that is rolled back: what it has locked, it
 * gives up.
 */
static void
query_here(void *source, const char *sql, CatalogRow row, void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	const QueryView *view = source;
	int			result;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	set_settings();
	result = SPI_execute(sql, *view == QUERY_AS_CALLER, 0);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "SPI returned %s for: %s",
			 SPI_result_code_string(result), sql);
	hand_out_rows(row, arg);
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
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

void
catalog_query(const Catalog *catalog, const char *sql, CatalogRow row,
			  void *arg)
{
	catalog->query(catalog->source, sql, row, arg);
}

/*
 * schema_check.c
 *		Snapshots and differences of schemas, as stored and restored.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "schema/schema.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(schema_store);
Datum
schema_store(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	Catalog		catalog = catalog_here(QUERY_AS_CALLER);
	SchemaSnapshot *snapshot;
	bytea	   *stored;

	SPI_connect();
	snapshot = snapshot_take(&catalog);
	MemoryContextSwitchTo(caller);
	stored = snapshot_store(snapshot);
	SPI_finish();
	PG_RETURN_BYTEA_P(stored);
}

PG_FUNCTION_INFO_V1(schema_diff);
Datum
schema_diff(PG_FUNCTION_ARGS)
{
	SchemaSnapshot *from = snapshot_restore(PG_GETARG_BYTEA_PP(0));
	SchemaSnapshot *to = snapshot_restore(PG_GETARG_BYTEA_PP(1));
	DiffOptions options = {true, true, true, PG_GETARG_BOOL(2)};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	List	   *statements = diff_snapshots(from, to, &options)->forth;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	foreach(cell, statements)
	{
		const SchemaStatement *statement = lfirst(cell);
		Datum		values[6];
		bool		nulls[6] = {0};

		values[0] = CStringGetTextDatum(statement->action);
		values[1] = CStringGetTextDatum(statement->kind);
		values[2] = CStringGetTextDatum(statement->object);
		values[3] = CStringGetTextDatum(statement->text);
		values[4] = Int32GetDatum(statement->hazards);
		nulls[5] = statement->reverse == NULL;
		values[5] = nulls[5] ? (Datum) 0 : CStringGetTextDatum(statement->reverse);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

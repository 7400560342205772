/*
 * scratch_check.c
 *		Run a schema text in a scratch database, for test/t/061_scratch.pl.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "schema/scratch.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(scratch_check);

static void
put_row(void *arg, int ncolumns, char **names, char **values)
{
	ReturnSetInfo *result = (ReturnSetInfo *) arg;
	StringInfoData text;
	Datum		value;
	bool		isnull = false;

	initStringInfo(&text);
	for (int i = 0; i < ncolumns; i++)
		appendStringInfo(&text, "%s%s", i > 0 ? "|" : "",
						 values[i] == NULL ? "(null)" : values[i]);
	value = CStringGetTextDatum(text.data);
	tuplestore_putvalues(result->setResult, result->setDesc, &value, &isnull);
}

/*
 * scratch_check(schema text, query text) returns setof text: the rows of the
 * query in a database that the schema has made; and what is missing in it.
 */
Datum
scratch_check(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *schema = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *query = text_to_cstring(PG_GETARG_TEXT_PP(1));
	SchemaText *text;
	Scratch    *scratch;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	text = schema_text_read(schema);
	scratch = scratch_create(text, "scratch_check()");
	scratch_run(scratch);
	scratch_wait(scratch);
	worker_run(scratch_worker(scratch), query, put_row, result);
	foreach(cell, scratch_missing_extensions(scratch))
	{
		const MissingExtension *missing = lfirst(cell);
		char	   *row = psprintf("missing: %s, %snamed, %s", missing->name,
								   missing->named ? "" : "not ",
								   missing->reason);

		put_row(result, 1, NULL, &row);
	}
	scratch_drop(scratch);
	scratch_end(scratch);
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
	return (Datum) 0;
}

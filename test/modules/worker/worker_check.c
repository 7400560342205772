/*
 * worker_check.c
 *		Run statements in background workers, for test/t/060_worker.pl.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "worker/worker.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(worker_check_run);
PG_FUNCTION_INFO_V1(worker_check_two);

static void
put_row(void *arg, int ncolumns, char **names, char **values)
{
	ReturnSetInfo *result = (ReturnSetInfo *) arg;
	StringInfoData text;
	Datum		value;
	bool		isnull = false;

	initStringInfo(&text);
	for (int i = 0; i < ncolumns; i++)
		appendStringInfo(&text, "%s%s=%s", i > 0 ? " " : "", names[i],
						 values[i] == NULL ? "(null)" : values[i]);
	value = CStringGetTextDatum(text.data);
	tuplestore_putvalues(result->setResult, result->setDesc, &value, &isnull);
	pfree(text.data);
}

static Worker *
start(void)
{
	WorkerTarget target = {.database = MyDatabaseId,.purpose = "test"};

	return worker_start(&target);
}

/*
 * worker_check_run(statements text[], together boolean) returns setof text:
 * one after another, or all sent before the first is received.
 */
Datum
worker_check_run(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	bool		together = PG_GETARG_BOOL(1);
	Datum	   *statements;
	int			n;
	Worker	   *worker;

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false,
					  TYPALIGN_INT, &statements, NULL, &n);
	worker = start();
	for (int i = 0; i < n; i++)
	{
		char	   *statement = TextDatumGetCString(statements[i]);

		worker_send(worker, statement, (int) strlen(statement));
		if (!together)
			worker_receive(worker, put_row, result);
	}
	while (worker_outstanding(worker) > 0)
		worker_receive(worker, put_row, result);
	worker_stop(worker);
	return (Datum) 0;
}

/*
 * worker_check_two(first text, second text) returns setof text: in two
 * workers at the same time.
 */
Datum
worker_check_two(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *first = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *second = text_to_cstring(PG_GETARG_TEXT_PP(1));
	Worker	   *workers[2];

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	workers[0] = start();
	workers[1] = start();
	worker_send(workers[0], first, (int) strlen(first));
	worker_send(workers[1], second, (int) strlen(second));
	worker_receive(workers[1], put_row, result);
	worker_receive(workers[0], put_row, result);
	worker_stop(workers[0]);
	worker_stop(workers[1]);
	return (Datum) 0;
}

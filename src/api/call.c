/*
 * call.c
 *		Come in from SQL, hand out rows, go back.
 *
 * A set-returning function materialises: it has run to its end before its
 * caller sees the first row, so that a LIMIT 1 cannot run half a plan.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/version.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

/*
 * Connect to SPI, and make sure that library and catalog fit.
 */
void
call_begin(void)
{
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "could not connect to SPI");
	version_check();
}

/*
 * Begin a function that returns rows.
 *
 * The rows outlive the call, so their store is made first: call_begin()
 * leaves us in a memory context that ends with it.
 */
void
call_begin_rows(FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, 0);
	call_begin();
}

void
call_end(void)
{
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "could not disconnect from SPI");
}

/*
 * End a call; return a text, or null for NULL.
 */
Datum
call_end_text(FunctionCallInfo fcinfo, const char *string)
{
	text	   *result = NULL;

	if (string != NULL)
	{
		Size		size = strlen(string) + VARHDRSZ;

		/* it outlives the call */
		result = SPI_palloc(size);
		SET_VARSIZE(result, size);
		memcpy(VARDATA(result), string, size - VARHDRSZ);
	}
	call_end();
	if (result == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(result);
}

void
argument_not_null(FunctionCallInfo fcinfo, int argument, const char *name)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name)));
}

char *
argument_text(FunctionCallInfo fcinfo, int argument, const char *name)
{
	argument_not_null(fcinfo, argument, name);
	return text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

char *
argument_text_or_null(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL :
		text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

bool
argument_bool(FunctionCallInfo fcinfo, int argument, const char *name)
{
	argument_not_null(fcinfo, argument, name);
	return PG_GETARG_BOOL(argument);
}

/*
 * Add a row to the function's result; nulls may be NULL.
 */
void
put_row(FunctionCallInfo fcinfo, const Datum *values, const bool *nulls)
{
	static const bool none[32] = {false};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(result->setResult, result->setDesc,
						 (Datum *) values,
						 (bool *) (nulls == NULL ? none : nulls));
}

/*
 * Add a row of type step for each step; results is NULL for what has not
 * been run.
 */
void
put_steps(FunctionCallInfo fcinfo, const Registry *registry,
		  const MigrationPlan *plan, const StepResult *results)
{
	for (int i = 0; i < plan->nsteps; i++)
	{
		const PlanStep *step = &plan->steps[i];
		Interval	duration = {0};
		Datum		values[6];
		bool		nulls[6] = {false, false, false, false,
		results == NULL, results == NULL};

		if (results != NULL)
			duration.time = results[i].microseconds;
		values[0] = Int32GetDatum(i + 1);
		values[1] = CStringGetTextDatum(plan_operation_name(step->operation));
		values[2] = CStringGetTextDatum(registry->edges[step->node].revision);
		values[3] = registry_message(registry, step->node);
		values[4] = Int32GetDatum(results == NULL ? 0 : results[i].statements);
		values[5] = IntervalPGetDatum(&duration);
		put_row(fcinfo, values, nulls);
	}
}

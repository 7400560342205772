/*
 * offline.c
 *		upgrade_sql, downgrade_sql, stamp_sql.
 *
 * Read-only, under the calling statement's snapshot.
 */
#include "postgres.h"

#include "api/api.h"
#include "lib/stringinfo.h"

/*
 * Return the text that does an operation. It is made where it is returned: in
 * the caller's memory, as a value of type text.
 */
static Datum
make_text(PlanOperation operation, const char *target,
		  const Variables *given, bool bookkeeping)
{
	StringInfoData result;

	initStringInfo(&result);
	appendStringInfoSpaces(&result, VARHDRSZ);
	call_begin();
	offline_sql(&result, registry_load(QUERY_AS_CALLER), operation, target,
				given, bookkeeping);
	call_end();
	SET_VARSIZE(result.data, result.len);
	return PointerGetDatum(result.data);
}

/*
 * Return the text of an upgrade or a downgrade, whose arguments are the same.
 */
static Datum
make_run_text(FunctionCallInfo fcinfo, PlanOperation operation)
{
	const char *target = argument_text(fcinfo, 0, "target");
	bool		bookkeeping = argument_bool(fcinfo, 2, "bookkeeping");
	VarsArgument vars;
	Datum		result;

	vars_begin(fcinfo, 1, &vars);
	result = make_text(operation, target, &vars.values, bookkeeping);
	vars_end(&vars);
	return result;
}

PG_FUNCTION_INFO_V1(migrate_upgrade_sql);
Datum
migrate_upgrade_sql(PG_FUNCTION_ARGS)
{
	return make_run_text(fcinfo, PLAN_UPGRADE);
}

PG_FUNCTION_INFO_V1(migrate_downgrade_sql);
Datum
migrate_downgrade_sql(PG_FUNCTION_ARGS)
{
	return make_run_text(fcinfo, PLAN_DOWNGRADE);
}

PG_FUNCTION_INFO_V1(migrate_stamp_sql);
Datum
migrate_stamp_sql(PG_FUNCTION_ARGS)
{
	const Variables none = {0};

	return make_text(PLAN_STAMP, argument_text(fcinfo, 0, "targets"), &none,
					 true);
}

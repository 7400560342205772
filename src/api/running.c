/*
 * running.c
 *		upgrade, downgrade, stamp, plan.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/settings.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

/*
 * Say what is current, where there is nothing to do.
 */
void
notice_nothing_to_do(const Registry *registry)
{
	NodeList	current = graph_current(registry->graph, registry->applied);
	StringInfoData ids;

	if (migrate_verbosity == VERBOSITY_QUIET)
		return;
	initStringInfo(&ids);
	for (int i = 0; i < current.n; i++)
		appendStringInfo(&ids, "%s%s", i == 0 ? "" : ", ",
						 registry->edges[current.nodes[i]].revision);
	ereport(NOTICE,
			(errmsg("nothing to do: the database is at %s",
					current.n == 0 ? "base" : ids.data)));
}

static void
notice_dry_run(void)
{
	if (migrate_verbosity > VERBOSITY_QUIET)
		ereport(NOTICE,
				(errmsg("dry run: all of it has been rolled back")));
}

static MigrationPlan
plan_down(const Registry *registry, const char *target)
{
	return plan_downgrade(registry->graph, registry->applied, target);
}

/*
 * How to call an operation with values, up to these.
 */
static const char *
call_with_vars(const char *operation, const char *target)
{
	return psprintf("SELECT * FROM migrate.%s(%s, vars => ", operation,
					quote_literal_cstr(target));
}

/*
 * Run an upgrade or a downgrade, whichever "planner" plans.
 */
static Datum
run(FunctionCallInfo fcinfo, const char *operation,
	MigrationPlan (*planner) (const Registry *, const char *))
{
	const char *target = argument_text(fcinfo, 0, "target");
	bool		dry_run = argument_bool(fcinfo, 2, "dry_run");
	VarsArgument vars;
	Registry   *registry;
	MigrationPlan plan;
	Variables  *variables;
	StepResult *results = NULL;

	vars_begin(fcinfo, 1, &vars);
	call_begin_rows(fcinfo);
	registry_lock(psprintf("migrate.%s()", operation), true);
	registry = registry_load(QUERY_NOW);
	plan = planner(registry, target);
	variables = variables_of_plan(registry, &plan, &vars.values,
								  call_with_vars(operation, target));
	if (plan.nsteps == 0)
		notice_nothing_to_do(registry);
	else
	{
		results = run_plan(registry, &plan, variables, dry_run);
		if (dry_run)
			notice_dry_run();
		else
			drift_remember(registry);
	}
	put_steps(fcinfo, registry, &plan, results);
	call_end();
	vars_end(&vars);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_upgrade);
Datum
migrate_upgrade(PG_FUNCTION_ARGS)
{
	return run(fcinfo, "upgrade", registry_plan_upgrade);
}

PG_FUNCTION_INFO_V1(migrate_downgrade);
Datum
migrate_downgrade(PG_FUNCTION_ARGS)
{
	return run(fcinfo, "downgrade", plan_down);
}

PG_FUNCTION_INFO_V1(migrate_stamp);
Datum
migrate_stamp(PG_FUNCTION_ARGS)
{
	const char *targets = argument_text(fcinfo, 0, "targets");
	bool		purge = argument_bool(fcinfo, 1, "purge");
	Registry   *registry;
	MigrationPlan plan;

	call_begin_rows(fcinfo);
	registry_lock("migrate.stamp()", true);
	registry = registry_load(QUERY_NOW);
	plan = registry_plan_stamp(registry, targets, purge);
	if (plan.nsteps == 0)
		notice_nothing_to_do(registry);
	else
		run_stamp(registry, &plan);
	/* whoever stamps says that the schema is as it should be */
	drift_remember(registry);
	put_steps(fcinfo, registry, &plan, NULL);
	call_end();
	return (Datum) 0;
}

/*
 * Plan the operation of a name.
 */
static MigrationPlan
plan_operation(const Registry *registry, const char *operation,
			   const char *target)
{
	if (strcmp(operation, "upgrade") == 0)
		return registry_plan_upgrade(registry, target);
	if (strcmp(operation, "downgrade") == 0)
		return plan_down(registry, target);
	if (strcmp(operation, "stamp") == 0)
		return registry_plan_stamp(registry, target, false);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown operation \"%s\"", operation),
			 errhint("It is one of upgrade, downgrade, stamp.")));
}

/*
 * Raise the errors that the operation would raise for its values.
 */
static void
check_vars(const Registry *registry, const MigrationPlan *plan,
		   const char *operation, const char *target, const Variables *given)
{
	if (strcmp(operation, "stamp") == 0)
		variables_check_declared(registry, given);
	else
		(void) variables_of_plan(registry, plan, given,
								 call_with_vars(operation, target));
}

PG_FUNCTION_INFO_V1(migrate_plan);
Datum
migrate_plan(PG_FUNCTION_ARGS)
{
	const char *target = argument_text(fcinfo, 0, "target");
	const char *operation = argument_text(fcinfo, 1, "operation");
	VarsArgument vars;
	Registry   *registry;
	MigrationPlan plan;

	vars_begin(fcinfo, 2, &vars);
	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	plan = plan_operation(registry, operation, target);
	if (vars.given)
		check_vars(registry, &plan, operation, target, &vars.values);
	put_steps(fcinfo, registry, &plan, NULL);
	call_end();
	vars_end(&vars);
	return (Datum) 0;
}

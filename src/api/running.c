/*
 * running.c
 *		upgrade, downgrade, stamp, plan.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/settings.h"
#include "lib/stringinfo.h"

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
plan_up(const Registry *registry, const char *target)
{
	return registry_add_repeatables(registry,
									plan_upgrade(registry->graph,
												 registry->applied, target));
}

static MigrationPlan
plan_down(const Registry *registry, const char *target)
{
	return plan_downgrade(registry->graph, registry->applied, target);
}

/*
 * Run an upgrade or a downgrade, whichever "planner" plans.
 */
static Datum
run(FunctionCallInfo fcinfo, const char *command,
	MigrationPlan (*planner) (const Registry *, const char *))
{
	const char *target = argument_text(fcinfo, 0, "target");
	bool		dry_run = argument_bool(fcinfo, 1, "dry_run");
	Registry   *registry;
	MigrationPlan plan;
	StepResult *results = NULL;

	call_begin_rows(fcinfo);
	registry_lock(command, true);
	registry = registry_load(QUERY_NOW);
	plan = planner(registry, target);
	if (plan.nsteps == 0)
		notice_nothing_to_do(registry);
	else
	{
		results = run_plan(registry, &plan, dry_run);
		if (dry_run)
			notice_dry_run();
	}
	put_steps(fcinfo, registry, &plan, results);
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_upgrade);
Datum
migrate_upgrade(PG_FUNCTION_ARGS)
{
	return run(fcinfo, "migrate.upgrade()", plan_up);
}

PG_FUNCTION_INFO_V1(migrate_downgrade);
Datum
migrate_downgrade(PG_FUNCTION_ARGS)
{
	return run(fcinfo, "migrate.downgrade()", plan_down);
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
	plan = plan_stamp(registry->graph, registry->applied, targets, purge);
	if (plan.nsteps == 0)
		notice_nothing_to_do(registry);
	else
		run_stamp(registry, &plan);
	put_steps(fcinfo, registry, &plan, NULL);
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_plan);
Datum
migrate_plan(PG_FUNCTION_ARGS)
{
	const char *target = argument_text(fcinfo, 0, "target");
	const char *operation = argument_text(fcinfo, 1, "operation");
	Registry   *registry;
	MigrationPlan plan;

	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	if (strcmp(operation, "upgrade") == 0)
		plan = plan_up(registry, target);
	else if (strcmp(operation, "downgrade") == 0)
		plan = plan_down(registry, target);
	else if (strcmp(operation, "stamp") == 0)
		plan = plan_stamp(registry->graph, registry->applied, target, false);
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown operation \"%s\"", operation),
				 errhint("It is one of upgrade, downgrade, stamp.")));
	put_steps(fcinfo, registry, &plan, NULL);
	call_end();
	return (Datum) 0;
}

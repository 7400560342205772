/*
 * run.c
 *		Run a plan: scripts, then their rows in the registry.
 *
 * The caller holds the migration lock and has connected to SPI. All is done
 * in the caller's transaction; a dry run is done in a subtransaction that is
 * rolled back at its end.
 *
 * Memory: the caller's context holds the scripts and the results; a context
 * of the run is reset after each revision.
 */
#include "postgres.h"

#include "base/settings.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "run/run.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* What is to be run, and what comes of it. */
typedef struct Run
{
	const Registry *registry;
	const MigrationPlan *plan;
	const Variables *variables; /* of each step */
	bool		dry_run;
	RunPosition position;
	PreparedStep *steps;
	Tips	   *tips;
	StepResult *results;
} Run;

static int64
microseconds_since(instr_time start)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, start);
	return (int64) INSTR_TIME_GET_MICROSEC(now);
}

/*
 * Write the registry's rows for a step: "via" is NULL for one that leaves the
 * applied set.
 */
static void
record(Tips *tips, PlanOperation operation, int node, const char *revision,
	   const char *checksum, const char *via, const Variables *variables,
	   const StepResult *result)
{
	bool		repeatable = node >= graph_size(tips->graph);
	LogRow		row;

	row.operation = plan_operation_name(operation);
	row.revision = revision;
	row.heads_before = registry_ids(tips->graph, tips->nodes);
	if (repeatable)
	{
		/* it may be applied already, with another text */
		registry_unapply(row.revision);
		registry_apply(row.revision, checksum, via);
	}
	else if (via != NULL)
	{
		registry_apply(row.revision, checksum, via);
		tips_apply(tips, node);
	}
	else
	{
		registry_unapply(row.revision);
		tips_unapply(tips, node);
	}
	row.heads_after = registry_ids(tips->graph, tips->nodes);
	row.statements = result == NULL ? -1 : result->statements;
	row.microseconds = result == NULL ? -1 : result->microseconds;
	row.variables = variables == NULL ? (Datum) 0 : variables_to_log(variables);
	registry_log(&row);
}

/*
 * Run the statements of the position's script.
 */
static void
run_statements(void *arg)
{
	RunPosition *position = arg;
	const Script *script = position->script;

	for (int i = 0; i < script->nstatements; i++)
	{
		const Statement *statement = &script->statements[i];
		instr_time	start;

		CHECK_FOR_INTERRUPTS();
		INSTR_TIME_SET_CURRENT(start);
		position->statement = statement;
		position_report(position);
		if (position->in_verify)
			run_verify_statement(script, statement);
		else
			run_statement(script, statement);
		if (migrate_verbosity >= VERBOSITY_VERBOSE)
			ereport(NOTICE,
					(errmsg("%s %s, %sstatement %d at line %d: %.3f ms",
							plan_operation_name(position->step->operation),
							position->step->revision,
							position->in_verify ? "verify " : "",
							statement->number, statement->line,
							microseconds_since(start) / 1000.0),
					 errhidecontext(true)));
	}
	position->statement = NULL;
}

/*
 * Run a script in a session level of its own, or in a transaction that is
 * rolled back.
 */
static void
run_script(RunPosition *position, const Script *script, List *cursors)
{
	position->script = script;
	if (script->rolls_back)
		run_and_undo(run_statements, position);
	else
	{
		int			level = session_open();

		run_statements(position);
		session_close(level, script, cursors);
	}
	position->script = NULL;
}

/*
 * Run one step, record it, tell the client.
 */
static void
run_step(RunPosition *position, const PreparedStep *step, Tips *tips,
		 List *cursors, StepResult *result)
{
	instr_time	start;

	INSTR_TIME_SET_CURRENT(start);
	position->step = step;
	position->number++;
	variables_enter(step);
	run_script(position, step->script, cursors);
	result->statements = step->script->nstatements;
	if (step->verify != NULL)
	{
		position->in_verify = true;
		run_script(position, step->verify, cursors);
		position->in_verify = false;
		result->statements += step->verify->nstatements;
	}
	variables_enter(NULL);
	result->microseconds = microseconds_since(start);
	record(tips, step->operation, step->node, step->revision, step->checksum,
		   step->operation == PLAN_UPGRADE ? "upgrade" : NULL, step->variables,
		   result);
	if (migrate_verbosity >= VERBOSITY_NORMAL)
		ereport(NOTICE,
				(errmsg("%s %s (%s): %d %s, %.1f ms",
						plan_operation_name(step->operation),
						step->revision, step->message,
						result->statements,
						result->statements == 1 ? "statement" : "statements",
						result->microseconds / 1000.0),
				 errhidecontext(true)));
	position->step = NULL;
}

/*
 * Run all steps of a Run.
 */
static void
run_steps(void *arg)
{
	Run		   *run = arg;
	List	   *cursors = session_remember_cursors();
	MemoryContext step_context;
	MemoryContext caller;

	step_context = AllocSetContextCreate(CurrentMemoryContext, "migrate step",
										 ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(step_context);
	for (int i = 0; i < run->plan->nsteps; i++)
	{
		run_step(&run->position, &run->steps[i], run->tips, cursors,
				 &run->results[i]);
		MemoryContextReset(step_context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(step_context);
}

/*
 * Read and check every script, then run them all.
 */
static void
prepare_and_run(void *arg)
{
	Run		   *run = arg;

	run->steps = prepare_plan(run->registry, run->plan, run->variables,
							  &run->position, PREPARE_RUN);
	if (run->dry_run)
		run_and_undo(run_steps, run);
	else
		run_steps(run);
}

/*
 * Run an upgrade's or a downgrade's plan, return a result for each step.
 * "variables" has those of each step, with their values.
 *
 * Every script is read and checked before the first runs.
 */
StepResult *
run_plan(const Registry *registry, const MigrationPlan *plan,
		 const Variables *variables, bool dry_run)
{
	Run			run = {.registry = registry, .plan = plan,
	.variables = variables, .dry_run = dry_run};

	run.results = palloc0_array(StepResult, Max(plan->nsteps, 1));
	run.tips = tips_create(registry->graph, registry->applied);
	position_begin(&run.position, plan->nsteps);
	run.position.enum_values = enum_values_create(&run.position);
	run.position.secrets = secrets_of_plan(plan->nsteps, variables);
	variables_begin();
	secrets_hide_in_errors(run.position.secrets, prepare_and_run, &run);
	position_end(&run.position);
	return run.results;
}

/*
 * Record a stamp's plan without running anything.
 */
void
run_stamp(const Registry *registry, const MigrationPlan *plan)
{
	Tips	   *tips = tips_create(registry->graph, registry->applied);
	RevisionDetails *details = registry_details(registry, plan_nodes(plan));

	for (int i = 0; i < plan->nsteps; i++)
	{
		Datum		checksum = details[i].values[DETAIL_CHECKSUM];

		CHECK_FOR_INTERRUPTS();
		record(tips, plan->steps[i].operation, plan->steps[i].node,
			   registry->edges[plan->steps[i].node].revision,
			   TextDatumGetCString(checksum),
			   plan->steps[i].operation == PLAN_STAMP ? "stamp" : NULL, NULL, NULL);
	}
}

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

#include "access/xact.h"
#include "base/settings.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "run/run.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

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
 * Run a script's statements in a session level of their own.
 */
static void
run_script(RunPosition *position, const Script *script, List *cursors)
{
	int			level = session_open();

	position->script = script;
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
	session_close(level, script, cursors);
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

static void
run_steps(RunPosition *position, const PreparedStep *steps, int nsteps,
		  Tips *tips, StepResult *results)
{
	List	   *cursors = session_remember_cursors();
	MemoryContext step_context;
	MemoryContext caller;

	step_context = AllocSetContextCreate(CurrentMemoryContext, "migrate step",
										 ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(step_context);
	for (int i = 0; i < nsteps; i++)
	{
		run_step(position, &steps[i], tips, cursors, &results[i]);
		MemoryContextReset(step_context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(step_context);
}

static void
roll_back_subtransaction(MemoryContext context, ResourceOwner owner)
{
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

/*
 * Run the steps in a subtransaction and roll it back. An error is the
 * caller's, as in a real run; but the subtransaction is ours to end, or else
 * the caller would be left inside it.
 */
static void
run_steps_and_roll_back(RunPosition *position, const PreparedStep *steps,
						int nsteps, Tips *tips, StepResult *results)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		run_steps(position, steps, nsteps, tips, results);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		roll_back_subtransaction(caller, owner);
		ReThrowError(error);
	}
	PG_END_TRY();
	roll_back_subtransaction(caller, owner);
}

/*
 * Read and check every script, then run them all.
 */
static void
prepare_and_run(RunPosition *position, const Registry *registry,
				const MigrationPlan *plan, const Variables *variables,
				bool dry_run, StepResult *results)
{
	Tips	   *tips = tips_create(registry->graph, registry->applied);
	PreparedStep *steps = prepare_plan(registry, plan, variables, position,
									   PREPARE_RUN);

	if (dry_run)
		run_steps_and_roll_back(position, steps, plan->nsteps, tips, results);
	else
		run_steps(position, steps, plan->nsteps, tips, results);
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
	StepResult *results = palloc0_array(StepResult, Max(plan->nsteps, 1));
	List	   *secrets = secrets_of_plan(plan->nsteps, variables);
	MemoryContext caller = CurrentMemoryContext;
	RunPosition position;

	position_begin(&position, plan->nsteps);
	position.enum_values = enum_values_create(&position);
	variables_begin();
	PG_TRY();
	{
		prepare_and_run(&position, registry, plan, variables, dry_run, results);
	}
	PG_CATCH();
	{
		if (secrets == NIL)
			PG_RE_THROW();
		secrets_rethrow(secrets, caller);
	}
	PG_END_TRY();
	position_end(&position);
	return results;
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
			   graph_id(registry->graph, plan->steps[i].node),
			   TextDatumGetCString(checksum),
			   plan->steps[i].operation == PLAN_STAMP ? "stamp" : NULL, NULL, NULL);
	}
}

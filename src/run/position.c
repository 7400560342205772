/*
 * position.c
 *		Tell where a run is: in errors and in pg_stat_activity.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "run/run.h"
#include "tcop/tcopprot.h"
#include "utils/backend_status.h"

/* The statement's beginning is enough for whoever watches. */
#define REPORTED_STATEMENT_BYTES 512

/*
 * Add the revision, statement and line to an error of any depth below.
 */
static void
add_context(void *arg)
{
	RunPosition *position = (RunPosition *) arg;
	const Statement *statement = position->statement;
	const char *relation = "";
	const char *operation;

	if (position->step == NULL)
		return;
	if (position->secrets != NIL)
		secrets_hide_in_notice(position->secrets);
	operation = position->in_verify ? "verify" :
		plan_operation_name(position->step->operation);

	if (position->splitting.phase != SPLIT_IDLE)
	{
		script_position_to_error(&position->splitting);
		statement = &position->splitting.statement;
		if (position->splitting.phase == SPLIT_BETWEEN)
			relation = "after ";
	}
	else if (position->enum_values != NULL)
		enum_values_to_error(position->enum_values);

	if (statement != NULL && statement->number > 0)
		errcontext("revision \"%s\" (%s), %s, %sstatement %d at line %d",
				   position->step->revision, position->step->message,
				   operation, relation, statement->number, statement->line);
	else
		errcontext("revision \"%s\" (%s), %s%s",
				   position->step->revision, position->step->message,
				   operation,
				   position->script != NULL ? ", end of the script" : "");
}

/*
 * Begin to add context to errors, until position_end() or an error.
 */
void
position_begin(RunPosition *position, int nsteps)
{
	memset(position, 0, sizeof(*position));
	position->nsteps = nsteps;
	position->callback.callback = add_context;
	position->callback.arg = position;
	position->callback.previous = error_context_stack;
	error_context_stack = &position->callback;
}

/*
 * End that, and show the caller's own query in pg_stat_activity again.
 */
void
position_end(RunPosition *position)
{
	error_context_stack = position->callback.previous;
	if (debug_query_string != NULL)
		pgstat_report_activity(STATE_RUNNING, debug_query_string);
}

/*
 * Show the step and statement in pg_stat_activity; not the statement's text,
 * if the value of a secret is in it.
 */
void
position_report(const RunPosition *position)
{
	const Statement *statement = position->statement;
	const char *text = position->script->text + statement->start;
	StringInfoData report;

	initStringInfo(&report);
	appendStringInfo(&report, "%s %s (%d of %d), %sstatement %d of %d",
					 plan_operation_name(position->step->operation),
					 position->step->revision,
					 position->number, position->nsteps,
					 position->in_verify ? "verify " : "",
					 (int) (statement - position->script->statements) + 1,
					 position->script->nstatements);
	if (!statement->holds_secret)
	{
		appendStringInfoString(&report, ": ");
		appendBinaryStringInfo(&report, text,
							   pg_mbcliplen(text, statement->length,
											REPORTED_STATEMENT_BYTES));
	}
	pgstat_report_activity(STATE_RUNNING, report.data);
	pfree(report.data);
}

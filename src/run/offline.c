/*
 * offline.c
 *		Offline SQL: a plan as one text that psql runs with the same result.
 *
 * The text is made from what the registry holds, by whoever may read scripts,
 * and writes nothing. Nothing in it depends on when it is made: two texts of
 * the same are equal.
 *
 *	head		comments: from where to where, by which steps
 *	part		BEGIN; the guard; each step: script, verify script, its rows;
 *				the rows of revisions; COMMIT
 *	apart		a step that cannot run inside a transaction: its statements, and
 *				a part with nothing but its rows
 *
 * As a rule there is one part. Memory: the text, which the caller gives, and
 * the scripts; their number of bytes is what a text can hold, at most.
 */
#include "postgres.h"

#include "common/string.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "run/offline.h"
#include "utils/builtins.h"

/* What is to be prepared, and what comes of it. */
typedef struct Preparing
{
	const Registry *registry;
	const MigrationPlan *plan;
	const Variables *variables; /* of each step */
	PrepareMode mode;
	RunPosition position;
	PreparedStep *steps;
} Preparing;

/* Does any of the steps run outside a transaction? */
static bool
has_apart(const OfflineText *offline)
{
	for (int i = 0; i < offline->nsteps; i++)
	{
		if (!offline->steps[i].transactional)
			return true;
	}
	return false;
}

/*
 * Append "upgrade ae10 (Add users)".
 */
static void
append_step(const OfflineText *offline, const PreparedStep *step)
{
	appendStringInfo(offline->text, "%s %s (%s)%s%s",
					 plan_operation_name(step->operation), step->revision,
					 step->message,
					 step->transactional ? "" : ", outside a transaction",
					 step->repeatable ? ", repeatable" : "");
}

static bool
has_secret(const Variables *variables)
{
	for (int i = 0; variables != NULL && i < variables->n; i++)
	{
		if (variables->variables[i].secret)
			return true;
	}
	return false;
}

static void
append_secrets(const OfflineText *offline)
{
	for (int i = 0; i < offline->nsteps; i++)
	{
		if (!has_secret(offline->steps[i].variables))
			continue;
		appendStringInfo(offline->text,
						 "-- Keep this text to yourself: the values of secrets are in it.\n");
		return;
	}
}

/*
 * Append the comments that say what the text does.
 */
static void
append_head(const OfflineText *offline)
{
	StringInfo	text = offline->text;

	appendStringInfo(text, "-- migrate %s: %s from %s to %s\n--\n",
					 MIGRATE_VERSION, plan_operation_name(offline->operation),
					 offline->from, offline->to);
	for (int i = 0; i < offline->nsteps; i++)
	{
		appendStringInfoString(text, "--     ");
		append_step(offline, &offline->steps[i]);
		appendStringInfoChar(text, '\n');
	}
	if (offline->nsteps == 0)
		appendStringInfoString(text, "--     (nothing to do)\n");
	appendStringInfoString(text, "--\n");
	if (has_apart(offline))
		appendStringInfoString(text,
							   "-- For psql. It is not one transaction: what is marked \"outside a transaction\"\n"
							   "-- commits what comes before it, and each of its statements by itself.\n");
	else if (offline->nsteps > 0)
		appendStringInfoString(text,
							   "-- For psql. It is one transaction: all of it happens, or nothing.\n");
	appendStringInfo(text, offline->bookkeeping ?
					 "-- It stops, and changes nothing, where the database does not stand at %s.\n" :
					 "-- Made without bookkeeping: nothing checks that the database stands at %s,\n"
					 "-- and no registry is written.\n", offline->from);
	append_secrets(offline);
	if (offline->nsteps > 0 || offline->bookkeeping)
		appendStringInfoString(text,
							   "\n\\set ON_ERROR_STOP on\n"
							   "\\set ON_ERROR_ROLLBACK off\n");
	if (has_apart(offline))
		appendStringInfoString(text, "\\set AUTOCOMMIT on\n");
}

/*
 * Begin a part. READ COMMITTED, lest the guard look at what was there before
 * it waited for a lock.
 */
static void
append_begin(OfflineText *offline, OfflineSteps steps)
{
	appendStringInfoString(offline->text, offline->bookkeeping ?
						   "\nBEGIN ISOLATION LEVEL READ COMMITTED;\n" :
						   "\nBEGIN;\n");
	if (offline->settings_at == 0)
		offline->settings_at = offline->text->len;
	if (offline->bookkeeping)
		offline_guard(offline, steps);
}

static void
append_heading(const OfflineText *offline, const PreparedStep *step)
{
	appendStringInfoString(offline->text, "\n--\n-- ");
	append_step(offline, step);
	appendStringInfoString(offline->text, "\n--\n\n");
}

/*
 * Append a step's up or down script, and what follows it.
 */
static void
append_script(const OfflineText *offline, const PreparedStep *step)
{
	if (offline->bookkeeping)
		appendStringInfoString(offline->text, ":migrate_begin \\gset\n\n");
	offline_script(offline->text, step->script);
	appendStringInfoString(offline->text, "\n:migrate_end\n");
}

/*
 * Append a step's verify script, if it has one; it runs inside a transaction.
 */
static void
append_verify(const OfflineText *offline, const PreparedStep *step)
{
	StringInfo	text = offline->text;

	if (step->verify == NULL)
		return;
	appendStringInfo(text, "\n-- verify %s\n\n", step->revision);
	if (step->verify->rolls_back)
		appendStringInfoString(text, "SAVEPOINT migrate_verify;\n\n");
	offline_verify(text, step->verify);
	if (step->verify->rolls_back)
		appendStringInfoString(text,
							   "\nROLLBACK TO SAVEPOINT migrate_verify;\n"
							   "RELEASE SAVEPOINT migrate_verify;\n");
	appendStringInfoString(text, "\n:migrate_end\n");
}

/*
 * Append a step that runs inside the transaction at hand. Whether that is
 * needed of a repeatable one, the database knows that the text runs in: as
 * registry_add_repeatables() has it.
 */
static void
append_within(OfflineText *offline, const PreparedStep *step)
{
	StringInfo	text = offline->text;
	bool		asks = offline->bookkeeping && step->repeatable;

	append_heading(offline, step);
	if (asks)
		appendStringInfo(text,
						 "SELECT NOT EXISTS (\n"
						 "    SELECT FROM migrate.applied\n"
						 "    WHERE revision OPERATOR(pg_catalog.=) '%s'\n"
						 "      AND checksum OPERATOR(pg_catalog.=) '%s'\n"
						 "      AND COALESCE((SELECT pg_catalog.max(id) FROM migrate.log\n"
						 "                    WHERE revision OPERATOR(pg_catalog.=) '%s') OPERATOR(pg_catalog.>)\n"
						 "                   (SELECT pg_catalog.max(id) FROM migrate.log\n"
						 "                    WHERE operation OPERATOR(pg_catalog.=) 'downgrade'), true)) AS migrate_changed\n"
						 "\\gset\n"
						 "\\if :migrate_changed\n",
						 step->revision, step->checksum, step->revision);
	append_script(offline, step);
	append_verify(offline, step);
	if (offline->bookkeeping)
	{
		appendStringInfoChar(text, '\n');
		offline_record(offline, step);
	}
	if (asks)
		appendStringInfoString(text, "\\endif\n");
}

/*
 * Append steps that run in one transaction, up to its end.
 */
static void
append_part(OfflineText *offline, OfflineSteps steps)
{
	append_begin(offline, steps);
	if (!has_apart(offline))
		offline_session(offline);
	if (offline->operation == PLAN_STAMP && steps.n > 0)
	{
		appendStringInfoChar(offline->text, '\n');
		offline_record_stamp(offline, steps);
	}
	for (int i = 0; i < steps.n && offline->operation != PLAN_STAMP; i++)
	{
		CHECK_FOR_INTERRUPTS();
		append_within(offline, &steps.steps[i]);
	}
	if (offline->bookkeeping && steps.n > 0)
	{
		offline_forget(offline);
		offline_revisions(offline, steps);
	}
}

/*
 * Append a step that runs outside a transaction, then, in one, its verify
 * script and its rows. They are committed at once: what it did is done,
 * whatever comes.
 */
static void
append_apart(OfflineText *offline, const PreparedStep *step)
{
	OfflineSteps steps = {1, step};

	if (offline->bookkeeping && step == offline->steps)
	{
		append_begin(offline, steps);
		appendStringInfoString(offline->text, "\nCOMMIT;\n");
	}
	append_heading(offline, step);
	appendStringInfoString(offline->text,
						   "-- Outside a transaction: each statement commits by itself. If one fails, what\n"
						   "-- came before it stays, and the revision is not recorded.\n\n");
	append_script(offline, step);
	if (!offline->bookkeeping && step->verify == NULL)
		return;
	append_begin(offline, steps);
	append_verify(offline, step);
	if (offline->bookkeeping)
	{
		appendStringInfoChar(offline->text, '\n');
		offline_record(offline, step);
		offline_forget(offline);
		offline_revisions(offline, steps);
	}
	appendStringInfoString(offline->text, "\nCOMMIT;\n");
}

/*
 * Append all steps; the last COMMIT of a text that is one transaction is left
 * for append_settings() to come before.
 */
static void
append_steps(OfflineText *offline)
{
	OfflineSteps part = {0, offline->steps};
	const PreparedStep *end = offline->steps + offline->nsteps;

	if (!has_apart(offline))
	{
		part.n = offline->nsteps;
		append_part(offline, part);
		return;
	}
	offline->settings_at = offline->text->len;
	offline_session(offline);
	while (part.steps < end)
	{
		part.n = 0;
		while (part.steps + part.n < end && part.steps[part.n].transactional)
			part.n++;
		if (part.n > 0)
		{
			append_part(offline, part);
			appendStringInfoString(offline->text, "\nCOMMIT;\n");
		}
		else
			append_apart(offline, &part.steps[part.n++]);
		part.steps += part.n;
	}
}

static void
insert_string(StringInfo text, int place, const char *string)
{
	int			length = strlen(string);

	enlargeStringInfo(text, length);
	memmove(text->data + place + length, text->data + place,
			text->len - place + 1);
	memcpy(text->data + place, string, length);
	text->len += length;
}

static bool
scripts_have_backslash(const OfflineText *offline)
{
	for (int i = 0; i < offline->nsteps; i++)
	{
		const PreparedStep *step = &offline->steps[i];

		if ((step->script != NULL && strchr(step->script->text, '\\') != NULL) ||
			(step->verify != NULL && strchr(step->verify->text, '\\') != NULL))
			return true;
	}
	return false;
}

/*
 * Let the session read the text as it was written, as far as that matters:
 * in the encoding that this session's client gets it in, and with backslashes
 * in strings that mean what they mean here. Put back at the end what was.
 */
static void
append_settings(const OfflineText *offline)
{
	StringInfo	text = offline->text;
	bool		is_ascii = pg_is_ascii(text->data);
	bool		has_backslash = scripts_have_backslash(offline);
	StringInfoData first;

	if (is_ascii && !has_backslash)
		return;
	initStringInfo(&first);
	appendStringInfoChar(&first, '\n');
	appendStringInfoChar(text, '\n');
	if (!is_ascii)
	{
		appendStringInfo(&first,
						 "\\set migrate_encoding :ENCODING\n"
						 "SET client_encoding = '%s';\n",
						 pg_get_client_encoding_name());
		appendStringInfoString(text,
							   "SET client_encoding = :'migrate_encoding';\n");
	}
	if (has_backslash)
	{
		appendStringInfo(&first,
						 "SELECT pg_catalog.current_setting('standard_conforming_strings') AS migrate_strings\n"
						 "\\gset\n"
						 "SET standard_conforming_strings = %s;\n",
						 standard_conforming_strings ? "on" : "off");
		appendStringInfoString(text,
							   "SET standard_conforming_strings = :migrate_strings;\n");
	}
	insert_string(text, offline->settings_at, first.data);
	pfree(first.data);
}

/*
 * Inside an error context callback: if the text is longer than one can be, say
 * what to do.
 */
static void
explain_length(void *arg)
{
	const OfflineText *offline = arg;

	if (geterrcode() == ERRCODE_PROGRAM_LIMIT_EXCEEDED)
		errhint("A text has at most 1 GB, and with bookkeeping each script is in it twice. Make several, as in SELECT migrate.%s_sql('%s:...');",
				plan_operation_name(offline->operation), offline->from);
}

/*
 * Write the whole text. Registry has what is applied where it starts.
 */
static void
write_text(OfflineText *offline)
{
	const Registry *registry = offline->registry;
	ErrorContextCallback callback = {error_context_stack, explain_length,
	offline};

	offline->tips = tips_create(registry->graph, registry->applied);
	offline->from = offline_heads(offline);
	for (int i = 0; i < offline->nsteps; i++)
	{
		const PreparedStep *step = &offline->steps[i];

		if (step->repeatable)
			continue;
		if (step->operation == PLAN_UPGRADE || step->operation == PLAN_STAMP)
			tips_apply(offline->tips, step->node);
		else
			tips_unapply(offline->tips, step->node);
	}
	offline->to = offline_heads(offline);
	offline->tips = tips_create(registry->graph, registry->applied);
	offline->applied = graph_close_applied(registry->graph, registry->applied);

	error_context_stack = &callback;
	append_head(offline);
	if (offline->nsteps > 0 || offline->bookkeeping)
		append_steps(offline);
	append_settings(offline);
	if (!has_apart(offline) && (offline->nsteps > 0 || offline->bookkeeping))
		appendStringInfoString(offline->text, "\nCOMMIT;\n");
	error_context_stack = callback.previous;
}

static void
prepare(void *arg)
{
	Preparing  *preparing = arg;

	preparing->steps = prepare_plan(preparing->registry, preparing->plan,
									preparing->variables,
									&preparing->position, preparing->mode);
}

/*
 * Prepare the steps of an upgrade or a downgrade.
 */
static PreparedStep *
prepare_steps(const Registry *registry, const MigrationPlan *plan,
			  const Variables *variables, PrepareMode mode)
{
	Preparing	preparing = {.registry = registry, .plan = plan,
	.variables = variables, .mode = mode};

	position_begin(&preparing.position, plan->nsteps);
	preparing.position.enum_values = enum_values_create(&preparing.position);
	secrets_hide_in_errors(secrets_of_plan(plan->nsteps, variables), prepare,
						   &preparing);
	position_end(&preparing.position);
	return preparing.steps;
}

/*
 * Make the steps of a stamp, which have no scripts.
 */
static PreparedStep *
stamp_steps(const Registry *registry, const MigrationPlan *plan)
{
	PreparedStep *steps = palloc0_array(PreparedStep, Max(plan->nsteps, 1));
	RevisionDetails *details = registry_details(registry, plan_nodes(plan));

	for (int i = 0; i < plan->nsteps; i++)
	{
		Datum		checksum = details[i].values[DETAIL_CHECKSUM];

		steps[i].operation = plan->steps[i].operation;
		steps[i].node = plan->steps[i].node;
		steps[i].revision = registry->edges[steps[i].node].revision;
		steps[i].message = prepare_message(registry, steps[i].node);
		steps[i].checksum = TextDatumGetCString(checksum);
		steps[i].transactional = true;
		steps[i].repeatable = steps[i].node >= registry->n;
	}
	return steps;
}

static MigrationPlan
make_plan(const Registry *registry, PlanOperation operation,
		  const char *target, bool elsewhere)
{
	switch (operation)
	{
		case PLAN_UPGRADE:
			if (!elsewhere)
				return registry_plan_upgrade(registry, target);
			return registry_add_all_repeatables(registry,
												plan_upgrade(registry->graph,
															 registry->applied,
															 target));
		case PLAN_DOWNGRADE:
			return plan_downgrade(registry->graph, registry->applied, target);
		default:
			return registry_plan_stamp(registry, target, false);
	}
}

/*
 * Append the text that upgrades, downgrades or stamps. The target may be a
 * range, which starts elsewhere than where this database stands.
 *
 * Raises the errors that the operation itself would raise before it runs
 * anything, but for what a text can do: run steps outside a transaction.
 */
void
offline_sql(StringInfo text, const Registry *registry,
			PlanOperation operation, const char *target,
			const Variables *given, bool bookkeeping)
{
	OfflineText offline = {.text = text, .operation = operation,
	.bookkeeping = bookkeeping};
	Registry	start = *registry;
	const char *call = psprintf("SELECT migrate.%s_sql(%s, vars => ",
								plan_operation_name(operation),
								quote_literal_cstr(target));
	bool	   *applied = range_start(registry->graph, registry->applied,
									  operation, &target);
	MigrationPlan plan;

	if (applied != NULL)
		start.applied = applied;
	offline.registry = &start;
	plan = make_plan(&start, operation, target, applied != NULL);
	offline.nsteps = plan.nsteps;
	if (operation == PLAN_STAMP)
		offline.steps = stamp_steps(&start, &plan);
	else
		offline.steps = prepare_steps(&start, &plan,
									  variables_of_plan(&start, &plan, given, call),
									  applied != NULL ? PREPARE_TEXT_ELSEWHERE :
									  PREPARE_TEXT);
	write_text(&offline);
}

/*
 * prepare.c
 *		Check every script of a plan before the first of them runs.
 */
#include "postgres.h"

#include "base/errors.h"
#include "run/run.h"
#include "utils/builtins.h"

#define HINT_RECORD_ANEW \
	"To record what is applied anew, as it is now: SELECT * FROM migrate.stamp('current', purge => true);"

/*
 * Say how to get past a revision that is not to run inside a transaction.
 */
static int
hint_apart(const PreparedStep *step)
{
	/* it would be in each plan until it is recorded */
	if (step->repeatable)
		return errhint("Record it: SELECT * FROM migrate.stamp('%s'); upgrade again, then run its up script by hand, one statement at a time.",
					   step->revision);
	if (step->operation == PLAN_DOWNGRADE)
		return errhint("Let psql run the text that migrate.downgrade_sql() answers.");
	return errhint("Let psql run the text that this answers: SELECT migrate.upgrade_sql('%s');",
				   step->revision);
}

/*
 * Raise an error unless the step's script can run: in this transaction, or as
 * a text, in which a revision of the graph may run apart from any.
 */
static void
check_runnable(const PreparedStep *step, const RevisionScripts *scripts,
			   PrepareMode mode)
{
	bool		down = step->operation == PLAN_DOWNGRADE;

	if (down && scripts->script == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_IRREVERSIBLE),
				 errmsg("revision \"%s\" has no down script", step->revision),
				 errhint("Stop at it: SELECT * FROM migrate.downgrade('%s');",
						 step->revision)));
	if (scripts->script == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_SCRIPT_REFUSED),
				 errmsg("revision \"%s\" has no up script yet", step->revision),
				 errhint("Write it: SELECT migrate.edit('%s', up => '...'); an empty string does nothing.",
						 step->revision)));
	if (!scripts->transactional && (step->repeatable || mode == PREPARE_RUN))
		ereport(ERROR,
				(errcode(ERRCODE_SCRIPT_REFUSED),
				 errmsg("revision \"%s\" cannot run inside a transaction",
						step->revision),
				 errdetail("Its author marked it transactional => false."),
				 hint_apart(step)));
}

/*
 * Raise an error unless what a step undoes is what was applied here.
 */
static void
check_applied(const PreparedStep *step, const RevisionScripts *scripts)
{
	if (scripts->applied_checksum == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NOT_UP_TO_DATE),
				 errmsg("revision \"%s\" is not recorded as applied",
						step->revision),
				 errdetail("A revision that needs it is."),
				 errhint(HINT_RECORD_ANEW)));
	if (strcmp(scripts->checksum, scripts->applied_checksum) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_CHECKSUM_DIFFERS),
				 errmsg("revision \"%s\" is not what was applied",
						step->revision),
				 errdetail("Its checksum is %s, and was %s when it was applied.",
						   scripts->checksum, scripts->applied_checksum),
				 errhint("Give the revision back the scripts that it was applied with. " HINT_RECORD_ANEW)));
}

/*
 * The first line of a message: the rest could pass for lines of our own in a
 * notice or an error.
 */
const char *
prepare_message(const Registry *registry, int node)
{
	char	   *line = TextDatumGetCString(registry_message(registry, node));

	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/*
 * Refuse a script that calls migrate.var(), where psql is to run it: nobody
 * would know the value.
 */
static void
check_calls_no_var(const PreparedStep *step, const char *text)
{
	static const char call[] = "migrate.var";

	if (step->variables->n == 0)
		return;
	for (; *text != '\0'; text++)
	{
		if (pg_strncasecmp(text, call, strlen(call)) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_SCRIPT_REFUSED),
					 errmsg("migrate.var() cannot be called in offline SQL"),
					 errdetail("It knows the values while migrate.upgrade() or migrate.downgrade() runs the script, and this one psql is to run."),
					 errhint("Write :'%s' in the script, which the value takes the place of.",
							 step->variables->variables[0].name)));
	}
}

/*
 * Put the step's values into a script, check it, and split it.
 */
static Script *
split(const PreparedStep *step, const char *text, RunPosition *position,
	  PrepareMode mode)
{
	ScriptText *source = palloc_object(ScriptText);
	ScriptObserver *observer = NULL;
	SplitKind	kind = SPLIT_SCRIPT;

	if (mode != PREPARE_RUN)
		check_calls_no_var(step, text);
	*source = variables_substitute(text, step->variables);
	/* what is committed one by one may use enum values as it goes */
	if (step->transactional)
		observer = enum_values_observer(position->enum_values);
	if (position->in_verify)
		kind = SPLIT_VERIFY;
	else if (!step->transactional)
		kind = SPLIT_APART;
	return script_split(source, kind, &position->splitting, observer);
}

/*
 * Read, check and split the scripts of all steps, whose variables have their
 * values.
 *
 * Errors tell the revision, statement and line by way of position.
 */
PreparedStep *
prepare_plan(const Registry *registry, const MigrationPlan *plan,
			 const Variables *variables, RunPosition *position,
			 PrepareMode mode)
{
	PreparedStep *steps = palloc0_array(PreparedStep, Max(plan->nsteps, 1));
	bool		down = plan->nsteps > 0 &&
	plan->steps[0].operation == PLAN_DOWNGRADE;
	RevisionScripts *scripts;

	scripts = registry_scripts(registry, plan_nodes(plan), down);
	for (int i = 0; i < plan->nsteps; i++)
	{
		PreparedStep *step = &steps[i];

		step->operation = plan->steps[i].operation;
		step->node = plan->steps[i].node;
		step->repeatable = step->node >= registry->n;
		step->revision = registry->edges[step->node].revision;
		step->message = prepare_message(registry, step->node);
		step->checksum = scripts[i].checksum;
		step->variables = &variables[i];
		step->transactional = scripts[i].transactional;
		position->step = step;

		check_runnable(step, &scripts[i], mode);
		if (down && mode != PREPARE_TEXT_ELSEWHERE)
			check_applied(step, &scripts[i]);
		step->script = split(step, scripts[i].script, position, mode);
		if (!down && scripts[i].verify != NULL)
		{
			position->in_verify = true;
			step->verify = split(step, scripts[i].verify, position, mode);
			position->in_verify = false;
		}
		/* a commit comes before it: values that were added can be used */
		if (!step->transactional)
			position->enum_values = enum_values_create(position);
	}
	position->step = NULL;
	return steps;
}

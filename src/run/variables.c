/*
 * variables.c
 *		The values of variables: which a plan needs, and migrate.var().
 *
 * Values are given by name to a whole call. Each revision of the plan takes
 * those that it declares; nothing runs unless each has all of its own. Names
 * that only revisions outside the plan declare are no error, so that one call
 * with the same values serves every database.
 *
 * migrate.var() knows the revision whose script is running, as long as it
 * does, in this backend.
 */
#include "postgres.h"

#include "base/errors.h"
#include "lib/stringinfo.h"
#include "run/run.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

/* The step whose scripts are running; NULL: none. */
static const PreparedStep *running = NULL;

static bool
contains(int n, const char **names, const char *name)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static const char *
join(int n, const char **names)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < n; i++)
		appendStringInfo(&list, "%s%s", i == 0 ? "" : ", ", names[i]);
	return list.data;
}

/*
 * Raise an error if a value is given to what no revision declares.
 */
void
variables_check_declared(const Registry *registry, const Variables *given)
{
	RevisionVariables all;

	if (given->n == 0)
		return;
	all = registry_all_variables(registry);
	for (int i = 0; i < given->n; i++)
	{
		const char *name = given->variables[i].name;

		if (contains(all.nvariables, all.variables, name))
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_VARIABLE),
				 errmsg("no revision declares the variable \"%s\"", name),
				 all.nvariables == 0 ?
				 errdetail("No revision declares any.") :
				 errdetail("The revisions of the registry declare: %s.",
						   join(all.nvariables, all.variables)),
				 errhint("Leave it out of vars, or declare it in the revision that needs it: SELECT migrate.edit('...', variables => '...');")));
	}
}

/*
 * Append an object with a place for the value of each variable of a plan.
 */
static void
append_example(StringInfo text, int nsteps, const Variables *variables)
{
	StringInfoData names;

	initStringInfo(&names);
	appendStringInfoChar(&names, ' ');
	for (int i = 0; i < nsteps; i++)
	{
		for (int j = 0; j < variables[i].n; j++)
		{
			char	   *item = psprintf("\"%s\": \"...\"",
										variables[i].variables[j].name);

			if (strstr(names.data, item) == NULL)
				appendStringInfo(&names, "%s%s", names.len == 1 ? "" : ", ",
								 item);
		}
	}
	appendStringInfo(text, "'{%s}'", names.data + 1);
}

/*
 * Raise the error for what has no value: "missing" says which, "call" is the
 * call up to the values.
 */
static void
raise_missing(const MigrationPlan *plan, const Variables *variables,
			  const char *first, int nmissing, const char *missing,
			  const char *call)
{
	StringInfoData example;

	initStringInfo(&example);
	append_example(&example, plan->nsteps, variables);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_VARIABLE),
			 nmissing == 1 ?
			 errmsg("variable \"%s\" has no value", first) :
			 errmsg("%d variables have no value", nmissing),
			 errdetail_internal("%s", missing),
			 errhint("Call %s%s);", call, example.data)));
}

/*
 * Raise an error unless every variable of the plan has a value.
 */
static void
check_values(const Registry *registry, const MigrationPlan *plan,
			 const Variables *variables, const char *call)
{
	StringInfoData missing;
	const char *first = NULL;
	int			nmissing = 0;

	initStringInfo(&missing);
	for (int i = 0; i < plan->nsteps; i++)
	{
		int			of_step = 0;

		for (int j = 0; j < variables[i].n; j++)
		{
			const Variable *variable = &variables[i].variables[j];

			if (variable->value != NULL)
				continue;
			if (of_step++ == 0)
				appendStringInfo(&missing, "%sRevision \"%s\" declares %s",
								 nmissing == 0 ? "" : "\n",
								 registry->edges[plan->steps[i].node].revision,
								 variable->name);
			else
				appendStringInfo(&missing, ", %s", variable->name);
			if (nmissing++ == 0)
				first = variable->name;
		}
		if (of_step > 0)
			appendStringInfoChar(&missing, '.');
	}
	if (nmissing > 0)
		raise_missing(plan, variables, first, nmissing, missing.data, call);
}

/*
 * Take what a revision declares, with the values that are given.
 */
static Variables
take_values(const RevisionVariables *declared, const Variables *given)
{
	Variables	taken;

	taken.n = declared->nvariables;
	taken.variables = palloc_array(Variable, taken.n);
	for (int i = 0; i < taken.n; i++)
	{
		Variable   *variable = &taken.variables[i];
		const Variable *value;

		variable->name = declared->variables[i];
		variable->secret = contains(declared->nsecrets, declared->secrets,
									variable->name);
		value = variables_find(given, variable->name, strlen(variable->name));
		variable->value = value == NULL ? NULL : value->value;
	}
	return taken;
}

/*
 * Return the variables of each step of an upgrade's or downgrade's plan, with
 * their values. "call" is the call up to the values, for the hint.
 *
 * Raises an error for a value that no revision declares a variable for, and
 * for a variable of the plan without a value.
 */
Variables *
variables_of_plan(const Registry *registry, const MigrationPlan *plan,
				  const Variables *given, const char *call)
{
	Variables  *variables;
	RevisionVariables *declared;

	variables_check_declared(registry, given);
	if (plan->nsteps == 0)
		return NULL;
	declared = registry_variables(registry, plan_nodes(plan));
	variables = palloc0_array(Variables, plan->nsteps);
	for (int i = 0; i < plan->nsteps; i++)
	{
		if (declared[i].nvariables > 0)
			variables[i] = take_values(&declared[i], given);
	}
	check_values(registry, plan, variables, call);
	return variables;
}

/*
 * Return what the log tells of a revision's variables, as jsonb; 0 if there
 * are none.
 */
Datum
variables_to_log(const Variables *variables)
{
	JsonbParseState *state = NULL;
	JsonbValue *object;

	if (variables->n == 0)
		return (Datum) 0;
	(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < variables->n; i++)
	{
		const Variable *variable = &variables->variables[i];
		JsonbValue	name;
		JsonbValue	value;

		name.type = jbvString;
		name.val.string.val = (char *) variable->name;
		name.val.string.len = strlen(variable->name);
		(void) pushJsonbValue(&state, WJB_KEY, &name);
		value.type = variable->secret ? jbvNull : jbvString;
		if (!variable->secret)
		{
			value.val.string.val = (char *) variable->value;
			value.val.string.len = strlen(variable->value);
		}
		(void) pushJsonbValue(&state, WJB_VALUE, &value);
	}
	object = pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	return JsonbPGetDatum(JsonbValueToJsonb(object));
}

static void
forget_running(void *arg)
{
	running = NULL;
}

/*
 * Make sure that no value is known to migrate.var() once the current memory
 * context, which is SPI's, is gone: also after an error.
 */
void
variables_begin(void)
{
	MemoryContextCallback *callback = palloc0_object(MemoryContextCallback);

	callback->func = forget_running;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
}

/*
 * Let migrate.var() know a step's values; NULL: none.
 */
void
variables_enter(const PreparedStep *step)
{
	running = step;
}

/*
 * Return the value of a variable of the running revision.
 */
const char *
variables_current(const char *name)
{
	const Variable *variable;

	if (running == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_VARIABLE),
				 errmsg("variable \"%s\" has no value here", name),
				 errdetail("Variables have values while a script runs whose revision declares them, in the session that runs it."),
				 errhint("Call migrate.var() in the script of a revision, and give the value: SELECT * FROM migrate.upgrade(vars => '{\"...\": \"...\"}');")));
	variable = variables_find(running->variables, name, strlen(name));
	if (variable != NULL)
		return variable->value;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_VARIABLE),
			 errmsg("variable \"%s\" is not declared by revision \"%s\"", name,
					running->revision),
			 errhint("Declare it with what the revision declares already: SELECT migrate.edit('%s', variables => '...');",
					 running->revision)));
}

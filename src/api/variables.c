/*
 * variables.c
 *		The argument "vars" of what runs scripts; var.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/errors.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

/*
 * The value of a variable as text; an error for what has none.
 */
static const char *
value_text(const char *name, const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(DirectFunctionCall1(numeric_out,
													   NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return value->val.boolean ? "true" : "false";
		default:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_VARIABLE),
					 errmsg("value of variable \"%s\" is not a string, a number or a boolean",
							name)));
	}
}

/*
 * Take the members of an object as variables.
 */
static Variables
object_variables(Jsonb *object)
{
	Variables	variables = {0};
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	item;

	if (!JB_ROOT_IS_OBJECT(object))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"vars\" is not an object"),
				 errhint("Write the values by the variables' names: vars => '{\"name\": \"value\"}'.")));
	variables.variables = palloc0_array(Variable, Max(JB_ROOT_COUNT(object), 1));
	iterator = JsonbIteratorInit(&object->root);
	while ((token = JsonbIteratorNext(&iterator, &item, true)) != WJB_DONE)
	{
		Variable   *variable = &variables.variables[variables.n];

		if (token == WJB_KEY)
			variable->name = pnstrdup(item.val.string.val,
									  item.val.string.len);
		else if (token == WJB_VALUE)
		{
			variable->value = value_text(variable->name, &item);
			variables.n++;
		}
	}
	return variables;
}

/*
 * Inside an error context callback: keep the caller's statement, which may
 * hold values, out of the server's log.
 */
static void
hide_statement(void *arg)
{
	errhidestmt(true);
}

/*
 * Read the argument "vars"; NULL is no values. Until vars_end(), the server's
 * log has errors without the statement that made the call.
 */
void
vars_begin(FunctionCallInfo fcinfo, int argument, VarsArgument *vars)
{
	memset(vars, 0, sizeof(*vars));
	vars->given = !PG_ARGISNULL(argument);
	vars->callback.previous = error_context_stack;
	if (!vars->given)
		return;
	vars->callback.callback = hide_statement;
	error_context_stack = &vars->callback;
	vars->values = object_variables(PG_GETARG_JSONB_P(argument));
}

void
vars_end(VarsArgument *vars)
{
	error_context_stack = vars->callback.previous;
}

PG_FUNCTION_INFO_V1(migrate_var);
Datum
migrate_var(PG_FUNCTION_ARGS)
{
	const char *name = argument_text(fcinfo, 0, "name");

	PG_RETURN_TEXT_P(cstring_to_text(variables_current(name)));
}

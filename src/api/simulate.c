/*
 * simulate.c
 *		migrate.simulate: the planner as a function of its arguments.
 *
 * The graph comes as jsonb, as does the answer. What is read is checked
 * strictly, so that a misspelt key is an error and not another graph.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/errors.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

/* The revisions read so far. */
typedef struct RevisionReader
{
	JsonbIterator *iterator;
	RevisionEdges *revisions;
	int			n;
	int			room;
} RevisionReader;

/*
 * Raise the error for a graph that is not of the form it should be.
 */
static void
report_graph(const RevisionReader *reader, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("element %d of the graph is malformed", reader->n + 1),
			 errdetail_internal("%s", detail)));
}

/*
 * Raise the error for a value that is not what its key should hold.
 */
static void
report_strings(const RevisionReader *reader, const char *key, bool in_array)
{
	report_graph(reader,
				 psprintf(in_array ?
						  "Key \"%s\" holds an array with something else than strings." :
						  "Key \"%s\" is neither null, nor a string, nor an array of strings.",
						  key));
}

static JsonbIteratorToken
next_token(RevisionReader *reader, JsonbValue *value)
{
	return JsonbIteratorNext(&reader->iterator, value, false);
}

/*
 * Return a JSON string as a C string.
 */
static const char *
string_of(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}

/*
 * Read a null, a string or an array of strings.
 */
static void
read_strings(RevisionReader *reader, const char *key, int *n,
			 const char ***strings)
{
	JsonbValue	value;
	JsonbIteratorToken token = next_token(reader, &value);
	int			room = 1;

	*n = 0;
	*strings = NULL;
	if (token == WJB_VALUE && value.type == jbvNull)
		return;
	if (token == WJB_BEGIN_ARRAY)
		room = Max(value.val.array.nElems, 1);
	else if (token != WJB_VALUE || value.type != jbvString)
		report_strings(reader, key, false);
	*strings = MemoryContextAllocHuge(CurrentMemoryContext,
									  sizeof(char *) * room);
	if (token == WJB_VALUE)
	{
		(*strings)[(*n)++] = string_of(&value);
		return;
	}
	while ((token = next_token(reader, &value)) == WJB_ELEM)
	{
		if (value.type != jbvString)
			report_strings(reader, key, true);
		(*strings)[(*n)++] = string_of(&value);
	}
	if (token != WJB_END_ARRAY)
		report_strings(reader, key, true);
}

/*
 * Read one revision, of which the object has begun.
 */
static void
read_revision(RevisionReader *reader)
{
	RevisionEdges *edges;
	JsonbValue	key;
	JsonbValue	value;

	if (reader->n == reader->room)
	{
		reader->room *= 2;
		reader->revisions = repalloc_huge(reader->revisions,
										  sizeof(RevisionEdges) *
										  (Size) reader->room);
	}
	edges = &reader->revisions[reader->n];
	memset(edges, 0, sizeof(RevisionEdges));
	while (next_token(reader, &key) == WJB_KEY)
	{
		const char *name = string_of(&key);

		if (strcmp(name, "revision") == 0)
		{
			if (next_token(reader, &value) != WJB_VALUE ||
				value.type != jbvString)
				report_graph(reader, "Key \"revision\" is not a string.");
			edges->revision = string_of(&value);
		}
		else if (strcmp(name, "down_revisions") == 0)
			read_strings(reader, name, &edges->ndown_revisions,
						 &edges->down_revisions);
		else if (strcmp(name, "depends_on") == 0)
			read_strings(reader, name, &edges->ndepends_on,
						 &edges->depends_on);
		else if (strcmp(name, "branch_labels") == 0)
			read_strings(reader, name, &edges->nbranch_labels,
						 &edges->branch_labels);
		else
			report_graph(reader, psprintf("Key \"%s\" is unknown; \"revision\", \"down_revisions\", \"depends_on\" and \"branch_labels\" are known.", name));
	}
	if (edges->revision == NULL)
		report_graph(reader, "Key \"revision\" is missing.");
	reader->n++;
}

/*
 * Read a graph.
 */
static Graph *
read_graph(Jsonb *json)
{
	RevisionReader reader = {NULL};
	JsonbIteratorToken token;
	JsonbValue	value;

	if (!JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the graph is not a JSON array"),
				 errhint("A graph is an array of objects like {\"revision\": \"b\", \"down_revisions\": [\"a\"]}.")));
	reader.room = 64;
	reader.revisions = palloc(sizeof(RevisionEdges) * reader.room);
	reader.iterator = JsonbIteratorInit(&json->root);
	(void) next_token(&reader, &value);
	while ((token = next_token(&reader, &value)) != WJB_END_ARRAY)
	{
		CHECK_FOR_INTERRUPTS();
		if (token != WJB_BEGIN_OBJECT)
			report_graph(&reader, "It is not an object.");
		read_revision(&reader);
	}
	return graph_build(reader.revisions, reader.n);
}

/*
 * Read the applied revisions; what they stand on counts as applied too.
 */
static bool *
read_applied(const Graph *graph, ArrayType *array)
{
	bool	   *applied = palloc0(graph_size(graph) + 1);
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	if (array == NULL)
		return applied;
	deconstruct_array_builtin(array, TEXTOID, &elements, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		char	   *id;
		int			node;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("applied revision is null")));
		id = TextDatumGetCString(elements[i]);
		node = graph_find(graph, id);
		if (node < 0)
			ereport(ERROR,
					(errcode(ERRCODE_NO_SUCH_REVISION),
					 errmsg("applied revision \"%s\" does not exist", id),
					 errdetail("Applied revisions are given by their full ids.")));
		applied[node] = true;
	}
	return graph_close_applied(graph, applied);
}

/*
 * Return revisions as a plan; what its steps do is of no account.
 */
static MigrationPlan
plan_of_nodes(NodeList nodes)
{
	MigrationPlan plan = {0, NULL};

	plan.nsteps = nodes.n;
	plan.steps = MemoryContextAllocHuge(CurrentMemoryContext,
										sizeof(PlanStep) *
										((Size) nodes.n + 1));
	for (int i = 0; i < nodes.n; i++)
	{
		plan.steps[i].operation = PLAN_STAMP;
		plan.steps[i].node = nodes.nodes[i];
	}
	return plan;
}

/*
 * Make the plan of an operation.
 *
 * "listing" is set to the operation if it changes nothing and its steps only
 * list revisions, else to NULL.
 */
static MigrationPlan
make_plan(const Graph *graph, const bool *applied, const char *operation,
		  const char *target, const char **listing)
{
	*listing = NULL;
	if (strcmp(operation, "upgrade") == 0)
		return plan_upgrade(graph, applied, target);
	if (strcmp(operation, "downgrade") == 0)
		return plan_downgrade(graph, applied, target);
	if (strcmp(operation, "stamp") == 0)
		return plan_stamp(graph, applied, target, false);
	*listing = operation;
	if (strcmp(operation, "resolve") == 0)
		return plan_of_nodes(target_resolve(graph, applied, target));
	if (strcmp(operation, "history") == 0)
		return plan_of_nodes(plan_history(graph, applied, target));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("operation \"%s\" does not exist", operation),
			 errhint("Operations are upgrade, downgrade, stamp, resolve and history.")));
}

/*
 * Add a string to the JSON value that is being made.
 */
static void
push_string(JsonbParseState **state, JsonbIteratorToken token,
			const char *string)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, string);
	value.val.string.len = strlen(string);
	pushJsonbValue(state, token, &value);
}

/*
 * Return the steps of a plan and where it leads.
 */
static Jsonb *
write_answer(const Graph *graph, MigrationPlan plan, const char *listing,
			 NodeList heads)
{
	JsonbParseState *state = NULL;
	JsonbValue *answer;

	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	push_string(&state, WJB_KEY, "steps");
	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < plan.nsteps; i++)
	{
		const PlanStep *step = &plan.steps[i];

		CHECK_FOR_INTERRUPTS();
		pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		push_string(&state, WJB_KEY, "operation");
		push_string(&state, WJB_VALUE, listing != NULL ? listing :
					plan_operation_name(step->operation));
		push_string(&state, WJB_KEY, "revision");
		push_string(&state, WJB_VALUE, graph_id(graph, step->node));
		pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	}
	pushJsonbValue(&state, WJB_END_ARRAY, NULL);
	push_string(&state, WJB_KEY, "heads");
	pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < heads.n; i++)
		push_string(&state, WJB_ELEM, graph_id(graph, heads.nodes[i]));
	pushJsonbValue(&state, WJB_END_ARRAY, NULL);
	answer = pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	return JsonbValueToJsonb(answer);
}

PG_FUNCTION_INFO_V1(migrate_simulate);
Datum
migrate_simulate(PG_FUNCTION_ARGS)
{
	const char *operation = argument_text(fcinfo, 2, "operation");
	const char *target = argument_text(fcinfo, 3, "target");
	const char *listing;
	Graph	   *graph;
	bool	   *applied;
	MigrationPlan plan;

	argument_not_null(fcinfo, 0, "graph");
	graph = read_graph(PG_GETARG_JSONB_P(0));
	applied = read_applied(graph, PG_ARGISNULL(1) ? NULL :
						   PG_GETARG_ARRAYTYPE_P(1));
	plan = make_plan(graph, applied, operation, target, &listing);
	for (int i = 0; listing == NULL && i < plan.nsteps; i++)
		applied[plan.steps[i].node] =
			plan.steps[i].operation == PLAN_UPGRADE ||
			plan.steps[i].operation == PLAN_STAMP;
	PG_RETURN_JSONB_P(write_answer(graph, plan, listing,
								   graph_current(graph, applied)));
}

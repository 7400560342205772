/*
 * read.c
 *		Read the registry's tables.
 *
 * The graph is read without the scripts, so that a plan over a long history
 * detoasts nothing. What is returned lives in the caller's memory context.
 */
#include "postgres.h"

#include "base/errors.h"
#include "catalog/pg_type.h"
#include "registry/registry.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"

static FixedQuery graph_query = {
	"SELECT revision, message, down_revisions, depends_on, branch_labels,"
	"  repeatable FROM migrate.revisions ORDER BY revision",
	SPI_OK_SELECT
};

static FixedQuery applied_query = {
	"SELECT revision FROM migrate.applied",
	SPI_OK_SELECT
};

/* The rows of the ids in $1, in their order. */
#define OF_WANTED \
	" FROM pg_catalog.unnest($1) WITH ORDINALITY AS wanted (revision, place)" \
	" JOIN migrate.revisions AS r" \
	"  ON r.revision OPERATOR(pg_catalog.=) wanted.revision" \
	" LEFT JOIN migrate.applied AS a" \
	"  ON a.revision OPERATOR(pg_catalog.=) r.revision" \
	" ORDER BY wanted.place"

#define SCRIPTS_QUERY(which) \
	"SELECT r." which ", r.verify, r.checksum, a.checksum, r.transactional" \
	OF_WANTED

static FixedQuery up_scripts_query = {
	SCRIPTS_QUERY("up"), SPI_OK_SELECT, 1, {TEXTARRAYOID}
};

static FixedQuery down_scripts_query = {
	SCRIPTS_QUERY("down"), SPI_OK_SELECT, 1, {TEXTARRAYOID}
};

/* The columns of DetailColumn, in its order. */
static FixedQuery details_query = {
	"SELECT r.checksum, r.transactional, r.variables, r.secrets, r.created_at, r.created_by, r.source,"
	"  a.applied_at, a.applied_by, a.via, a.checksum"
	OF_WANTED,
	SPI_OK_SELECT, 1, {TEXTARRAYOID}
};

static FixedQuery sources_query = {
	"SELECT r.revision, r.checksum, r.source, a.checksum"
	" FROM migrate.revisions AS r"
	" LEFT JOIN migrate.applied AS a"
	"  ON a.revision OPERATOR(pg_catalog.=) r.revision"
	" ORDER BY r.revision",
	SPI_OK_SELECT
};

/* Where in $1 the revisions are that declare variables, and which. */
static FixedQuery variables_query = {
	"SELECT wanted.place::pg_catalog.int4, r.variables, r.secrets"
	" FROM pg_catalog.unnest($1) WITH ORDINALITY AS wanted (revision, place)"
	" JOIN migrate.revisions AS r"
	"  ON r.revision OPERATOR(pg_catalog.=) wanted.revision"
	" WHERE pg_catalog.cardinality(r.variables) OPERATOR(pg_catalog.>) 0",
	SPI_OK_SELECT, 1, {TEXTARRAYOID}
};

static FixedQuery all_variables_query = {
	"SELECT pg_catalog.array_agg(name ORDER BY name),"
	"  pg_catalog.array_agg(name ORDER BY name) FILTER (WHERE secret)"
	" FROM (SELECT v.name,"
	"   pg_catalog.bool_or(v.name OPERATOR(pg_catalog.=) ANY (r.secrets)) AS secret"
	"  FROM migrate.revisions AS r, pg_catalog.unnest(r.variables) AS v (name)"
	"  GROUP BY v.name) AS declared",
	SPI_OK_SELECT
};

static FixedQuery may_read_scripts_query = {
	"SELECT pg_catalog.has_column_privilege('migrate.revisions', 'up', 'SELECT')"
	" AND pg_catalog.has_column_privilege('migrate.revisions', 'down', 'SELECT')"
	" AND pg_catalog.has_column_privilege('migrate.revisions', 'verify', 'SELECT')",
	SPI_OK_SELECT
};

static FixedQuery may_write_query = {
	"SELECT pg_catalog.has_column_privilege('migrate.revisions', 'up', 'INSERT')"
	" AND pg_catalog.has_column_privilege('migrate.revisions', 'up', 'UPDATE')",
	SPI_OK_SELECT
};

static FixedQuery once_applied_query = {
	"SELECT revision FROM migrate.log"
	" WHERE revision OPERATOR(pg_catalog.=) ANY ($1) LIMIT 1",
	SPI_OK_SELECT, 1, {TEXTARRAYOID}
};

static FixedQuery script_texts_query = {
	"SELECT up, down, verify FROM migrate.revisions"
	" WHERE revision OPERATOR(pg_catalog.=) $1",
	SPI_OK_SELECT, 1, {TEXTOID}
};

static FixedQuery stored_query = {
	"SELECT up, down, verify, transactional, repeatable, variables, secrets,"
	"  created_at, source FROM migrate.revisions"
	" WHERE revision OPERATOR(pg_catalog.=) $1",
	SPI_OK_SELECT, 1, {TEXTOID}
};

/*
 * Is this an array without elements? Most edges are, and this needs no copy
 * of a value with a short header.
 */
static bool
is_empty_array(Datum array)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(array);

	return (!VARATT_IS_EXTENDED(value) || VARATT_IS_SHORT(value)) &&
		VARSIZE_ANY_EXHDR(value) == sizeof(ArrayType) - VARHDRSZ;
}

/*
 * Take a text[] column of the current rows as C strings; a null has none.
 */
static const char **
text_array(uint64 row, int column, int *n)
{
	bool		isnull;
	Datum		value = query_value(row, column, &isnull);
	ArrayType  *array;
	const char **strings;
	Datum	   *elements;

	*n = 0;
	if (isnull || is_empty_array(value))
		return NULL;
	array = DatumGetArrayTypeP(value);
	deconstruct_array_builtin(array, TEXTOID, &elements, NULL, n);
	strings = palloc_array(const char *, *n);
	for (int i = 0; i < *n; i++)
		strings[i] = TextDatumGetCString(elements[i]);
	pfree(elements);
	if ((Pointer) array != DatumGetPointer(value))
		pfree(array);
	return strings;
}

/*
 * Make a text[] of names.
 */
ArrayType *
registry_names(int n, const char *const *names)
{
	Datum	   *elements = palloc_array(Datum, Max(n, 1));

	for (int i = 0; i < n; i++)
		elements[i] = CStringGetTextDatum(names[i]);
	return construct_array_builtin(elements, n, TEXTOID);
}

/*
 * Make the text[] of the ids of nodes of a graph.
 */
ArrayType *
registry_ids(const Graph *graph, NodeList nodes)
{
	Datum	   *ids = palloc_array(Datum, Max(nodes.n, 1));

	for (int i = 0; i < nodes.n; i++)
		ids[i] = CStringGetTextDatum(graph_id(graph, nodes.nodes[i]));
	return construct_array_builtin(ids, nodes.n, TEXTOID);
}

/*
 * Bring the rows of repeatable revisions behind the others, return how many
 * there are.
 */
static int
put_repeatables_last(SPITupleTable *rows, int nrows)
{
	HeapTuple  *repeatables = MemoryContextAllocHuge(CurrentMemoryContext,
													 sizeof(HeapTuple) *
													 Max(nrows, 1));
	int			nrepeatable = 0;

	for (int i = 0; i < nrows; i++)
	{
		bool		isnull;

		if (DatumGetBool(SPI_getbinval(rows->vals[i], rows->tupdesc, 6, &isnull)))
			repeatables[nrepeatable++] = rows->vals[i];
		else
			rows->vals[i - nrepeatable] = rows->vals[i];
	}
	memcpy(rows->vals + nrows - nrepeatable, repeatables,
		   sizeof(HeapTuple) * nrepeatable);
	pfree(repeatables);
	return nrepeatable;
}

static void
load_edges(Registry *registry)
{
	int			nrows = (int) query_run(&graph_query, NULL, NULL,
										registry->view);

	registry->rows = SPI_tuptable;
	registry->nrepeatable = put_repeatables_last(registry->rows, nrows);
	registry->n = nrows - registry->nrepeatable;
	registry->edges = MemoryContextAllocHuge(CurrentMemoryContext,
											 sizeof(RevisionEdges) *
											 Max(nrows, 1));
	for (int i = 0; i < nrows; i++)
	{
		RevisionEdges *edges = &registry->edges[i];

		edges->revision = query_text(i, 1);
		edges->down_revisions = text_array(i, 3, &edges->ndown_revisions);
		edges->depends_on = text_array(i, 4, &edges->ndepends_on);
		edges->branch_labels = text_array(i, 5, &edges->nbranch_labels);
	}
}

/*
 * A revision's message, as the row has it.
 */
Datum
registry_message(const Registry *registry, int node)
{
	bool		isnull;

	return SPI_getbinval(registry->rows->vals[node], registry->rows->tupdesc,
						 2, &isnull);
}

static void
load_applied(Registry *registry)
{
	int			napplied = (int) query_run(&applied_query, NULL, NULL,
										   registry->view);
	int			nodes = registry->n + registry->nrepeatable;
	bool	   *applied = MemoryContextAllocExtended(CurrentMemoryContext,
													 Max(nodes, 1),
													 MCXT_ALLOC_HUGE |
													 MCXT_ALLOC_ZERO);
	bool	   *closed;

	for (int i = 0; i < napplied; i++)
	{
		char	   *id = query_text(i, 1);
		int			node = registry_find(registry, id);

		/* plain SQL can insert what it likes: see sql/registry.sql */
		if (node < 0)
			ereport(ERROR,
					(errcode(ERRCODE_MISSING_PARENT),
					 errmsg("revision \"%s\" is applied but not in the registry",
							id)));
		applied[node] = true;
		pfree(id);
	}
	SPI_freetuptable(SPI_tuptable);
	closed = graph_close_applied(registry->graph, applied);
	memcpy(applied, closed, sizeof(bool) * registry->n);
	pfree(closed);
	registry->applied = applied;
}

/*
 * Read the graph and what is applied of it.
 *
 * Raises an error if the rows do not make a graph.
 */
Registry *
registry_load(QueryView view)
{
	Registry   *registry = palloc0_object(Registry);

	registry->view = view;
	load_edges(registry);
	registry->graph = graph_build(registry->edges, registry->n);
	load_applied(registry);
	return registry;
}

/*
 * Raise the error for rows that are no longer what the plan was made from:
 * a script, or an author's plain SQL, has written to the tables meanwhile.
 */
void
registry_report_changed(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the registry was changed by other means while it was at work"),
			 errhint("Change it with migrate.edit() and migrate.remove(), which wait; then call again.")));
}

/*
 * Make the text[] that queries take of the ids of nodes, repeatables too.
 */
static ArrayType *
node_ids(const Registry *registry, NodeList nodes)
{
	Datum	   *ids = palloc_array(Datum, Max(nodes.n, 1));

	for (int i = 0; i < nodes.n; i++)
		ids[i] = CStringGetTextDatum(registry->edges[nodes.nodes[i]].revision);
	return construct_array_builtin(ids, nodes.n, TEXTOID);
}

/*
 * Read what is needed to run the nodes' up or down scripts, all in one query.
 */
RevisionScripts *
registry_scripts(const Registry *registry, NodeList nodes, bool down)
{
	RevisionScripts *scripts = palloc_array(RevisionScripts, Max(nodes.n, 1));
	FixedQuery *query = down ? &down_scripts_query : &up_scripts_query;
	Datum		ids = PointerGetDatum(node_ids(registry, nodes));

	if (query_run(query, &ids, NULL, registry->view) != nodes.n)
		registry_report_changed();
	for (int i = 0; i < nodes.n; i++)
	{
		bool		isnull;

		scripts[i].script = query_text(i, 1);
		scripts[i].verify = query_text(i, 2);
		scripts[i].checksum = query_text(i, 3);
		scripts[i].applied_checksum = query_text(i, 4);
		scripts[i].transactional = DatumGetBool(query_value(i, 5, &isnull));
	}
	SPI_freetuptable(SPI_tuptable);
	return scripts;
}

/*
 * Read what looking at the nodes shows beside the graph.
 */
RevisionDetails *
registry_details(const Registry *registry, NodeList nodes)
{
	RevisionDetails *details = palloc_array(RevisionDetails, Max(nodes.n, 1));
	Datum		ids = PointerGetDatum(node_ids(registry, nodes));
	TupleDesc	tupdesc;

	if (query_run(&details_query, &ids, NULL, registry->view) != nodes.n)
		registry_report_changed();
	tupdesc = SPI_tuptable->tupdesc;
	for (int i = 0; i < nodes.n; i++)
	{
		for (int column = 0; column < DETAIL_COLUMNS; column++)
		{
			Form_pg_attribute attr = TupleDescAttr(tupdesc, column);
			Datum		value = query_value(i, column + 1,
											&details[i].nulls[column]);

			if (!details[i].nulls[column])
				value = datumCopy(value, attr->attbyval, attr->attlen);
			details[i].values[column] = value;
		}
	}
	SPI_freetuptable(SPI_tuptable);
	return details;
}

/*
 * Read where all revisions come from, by node.
 */
RevisionSource *
registry_sources(const Registry *registry)
{
	int			n = registry->n + registry->nrepeatable;
	RevisionSource *sources = MemoryContextAllocHuge(CurrentMemoryContext,
													 sizeof(RevisionSource) *
													 Max(n, 1));
	int			next = 0;
	int			next_repeatable = registry->n;

	if (query_run(&sources_query, NULL, NULL, registry->view) != n)
		registry_report_changed();
	for (int i = 0; i < n; i++)
	{
		const char *revision = query_text(i, 1);
		bool		in_graph = next < registry->n &&
		strcmp(registry->edges[next].revision, revision) == 0;
		int			node = in_graph ? next++ : next_repeatable++;

		if (node >= n || strcmp(registry->edges[node].revision, revision) != 0)
			registry_report_changed();
		sources[node].checksum = query_text(i, 2);
		sources[node].source = query_text(i, 3);
		sources[node].applied_checksum = query_text(i, 4);
	}
	SPI_freetuptable(SPI_tuptable);
	return sources;
}

/*
 * Read what variables the nodes declare.
 */
RevisionVariables *
registry_variables(const Registry *registry, NodeList nodes)
{
	RevisionVariables *variables = palloc0_array(RevisionVariables,
												 Max(nodes.n, 1));
	Datum		ids = PointerGetDatum(node_ids(registry, nodes));
	uint64		n = query_run(&variables_query, &ids, NULL, registry->view);

	for (uint64 i = 0; i < n; i++)
	{
		bool		isnull;
		int			place = DatumGetInt32(query_value(i, 1, &isnull));
		RevisionVariables *found = &variables[place - 1];

		found->variables = text_array(i, 2, &found->nvariables);
		found->secrets = text_array(i, 3, &found->nsecrets);
	}
	SPI_freetuptable(SPI_tuptable);
	return variables;
}

/*
 * Read what variables any revision declares, in the order of their names; a
 * secret is what is one for some revision.
 */
RevisionVariables
registry_all_variables(const Registry *registry)
{
	RevisionVariables all = {0};

	(void) query_run(&all_variables_query, NULL, NULL, registry->view);
	all.variables = text_array(0, 1, &all.nvariables);
	all.secrets = text_array(0, 2, &all.nsecrets);
	SPI_freetuptable(SPI_tuptable);
	return all;
}

static bool
query_bool(FixedQuery *query)
{
	bool		isnull;

	(void) query_run(query, NULL, NULL, QUERY_AS_CALLER);
	return DatumGetBool(query_value(0, 1, &isnull));
}

/*
 * May the caller read scripts? A viewer may not.
 */
bool
registry_may_read_scripts(void)
{
	return query_bool(&may_read_scripts_query);
}

/*
 * May the caller add revisions and change them? Only an author may.
 */
bool
registry_may_write(void)
{
	return query_bool(&may_write_query);
}

/*
 * Read one revision's up, down and verify as three text Datums.
 */
void
registry_script_texts(const Registry *registry, int node,
					  Datum *values, bool *nulls)
{
	Datum		id = CStringGetTextDatum(registry->edges[node].revision);

	(void) query_run(&script_texts_query, &id, NULL, registry->view);
	for (int i = 0; i < 3; i++)
	{
		values[i] = query_value(0, i + 1, &nulls[i]);
		if (!nulls[i])
			values[i] = datumCopy(values[i], false, -1);
	}
	SPI_freetuptable(SPI_tuptable);
}

/*
 * Read all that is stored of a revision, but for what the registry has of it.
 */
StoredRevision *
registry_stored(const Registry *registry, int node)
{
	StoredRevision *stored = palloc0_object(StoredRevision);
	Datum		id = CStringGetTextDatum(registry->edges[node].revision);
	bool		isnull;

	if (query_run(&stored_query, &id, NULL, registry->view) != 1)
		registry_report_changed();
	stored->up = query_text(0, 1);
	stored->down = query_text(0, 2);
	stored->verify = query_text(0, 3);
	stored->transactional = DatumGetBool(query_value(0, 4, &isnull));
	stored->repeatable = DatumGetBool(query_value(0, 5, &isnull));
	stored->variables = text_array(0, 6, &stored->nvariables);
	stored->secrets = text_array(0, 7, &stored->nsecrets);
	stored->created_at = DatumGetTimestampTz(query_value(0, 8, &isnull));
	stored->source = query_text(0, 9);
	SPI_freetuptable(SPI_tuptable);
	return stored;
}

/*
 * Return the id of one of the nodes that the log tells of, or NULL.
 */
const char *
registry_once_applied(const Registry *registry, NodeList nodes)
{
	Datum		ids = PointerGetDatum(registry_ids(registry->graph, nodes));

	return query_run(&once_applied_query, &ids, NULL, registry->view) == 0 ?
		NULL : query_text(0, 1);
}

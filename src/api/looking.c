/*
 * looking.c
 *		current, heads, branches, history, show, pending.
 *
 * All read-only, under the calling statement's snapshot.
 */
#include "postgres.h"

#include "api/api.h"
#include "miscadmin.h"
#include "utils/builtins.h"

/* One row in the making. */
typedef struct Row
{
	int			n;
	Datum		values[20];
	bool		nulls[20];
} Row;

static void
add(Row *row, Datum value)
{
	row->nulls[row->n] = false;
	row->values[row->n++] = value;
}

static void
add_detail(Row *row, const RevisionDetails *details, DetailColumn column)
{
	row->nulls[row->n] = details->nulls[column];
	row->values[row->n++] = details->values[column];
}

static void
add_id_and_message(Row *row, const Registry *registry, int node)
{
	add(row, CStringGetTextDatum(registry->edges[node].revision));
	add(row, registry_message(registry, node));
}

static void
add_names(Row *row, int n, const char *const *names)
{
	add(row, PointerGetDatum(registry_names(n, names)));
}

static void
add_edges(Row *row, const Registry *registry, int node)
{
	const RevisionEdges *edges = &registry->edges[node];

	add_names(row, edges->ndown_revisions, edges->down_revisions);
	add_names(row, edges->ndepends_on, edges->depends_on);
}

static void
add_labels(Row *row, const Registry *registry, int node)
{
	const RevisionEdges *edges = &registry->edges[node];

	add_names(row, edges->nbranch_labels, edges->branch_labels);
}

static void
add_ids(Row *row, const Registry *registry, NodeList nodes)
{
	add(row, PointerGetDatum(registry_ids(registry->graph, nodes)));
}

static NodeList
children_of(const Registry *registry, int node)
{
	NodeList	none = {0};

	return node < registry->n ? graph_children(registry->graph, node) : none;
}

static bool
is_head(const Registry *registry, int node)
{
	return graph_children(registry->graph, node).n == 0;
}

PG_FUNCTION_INFO_V1(migrate_current);
Datum
migrate_current(PG_FUNCTION_ARGS)
{
	Registry   *registry;
	NodeList	current;
	RevisionDetails *details;

	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	current = graph_current(registry->graph, registry->applied);
	details = registry_details(registry, current);
	for (int i = 0; i < current.n; i++)
	{
		int			node = current.nodes[i];
		Row			row = {0};

		add_id_and_message(&row, registry, node);
		add_labels(&row, registry, node);
		add(&row, BoolGetDatum(is_head(registry, node)));
		add_detail(&row, &details[i], DETAIL_APPLIED_AT);
		add_detail(&row, &details[i], DETAIL_APPLIED_BY);
		put_row(fcinfo, row.values, row.nulls);
	}
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_heads);
Datum
migrate_heads(PG_FUNCTION_ARGS)
{
	Registry   *registry;
	NodeList	heads;

	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	heads = graph_heads(registry->graph);
	for (int i = 0; i < heads.n; i++)
	{
		int			node = heads.nodes[i];
		Row			row = {0};

		add_id_and_message(&row, registry, node);
		add_labels(&row, registry, node);
		add(&row, BoolGetDatum(graph_is_effective_head(registry->graph, node)));
		add(&row, BoolGetDatum(registry->applied[node]));
		put_row(fcinfo, row.values, row.nulls);
	}
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_branches);
Datum
migrate_branches(PG_FUNCTION_ARGS)
{
	Registry   *registry;

	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	for (int node = 0; node < registry->n; node++)
	{
		NodeList	children = graph_children(registry->graph, node);
		Row			row = {0};

		if (children.n < 2)
			continue;
		add_id_and_message(&row, registry, node);
		add_labels(&row, registry, node);
		add_ids(&row, registry, children);
		put_row(fcinfo, row.values, row.nulls);
	}
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_history);
Datum
migrate_history(PG_FUNCTION_ARGS)
{
	const char *range = argument_text_or_null(fcinfo, 0);
	Registry   *registry;
	NodeList	nodes;
	RevisionDetails *details;
	bool	   *is_current;

	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	nodes = plan_history(registry->graph, registry->applied, range);
	details = registry_details(registry, nodes);
	is_current = nodes_set(registry->graph,
						   graph_current(registry->graph, registry->applied));
	for (int i = 0; i < nodes.n; i++)
	{
		int			node = nodes.nodes[i];
		Row			row = {0};

		CHECK_FOR_INTERRUPTS();
		add_id_and_message(&row, registry, node);
		add_edges(&row, registry, node);
		add_labels(&row, registry, node);
		add(&row, BoolGetDatum(is_head(registry, node)));
		add(&row, BoolGetDatum(is_current[node]));
		add(&row, BoolGetDatum(graph_children(registry->graph, node).n > 1));
		add(&row, BoolGetDatum(registry->edges[node].ndown_revisions > 1));
		add_detail(&row, &details[i], DETAIL_APPLIED_AT);
		add_detail(&row, &details[i], DETAIL_APPLIED_BY);
		add_detail(&row, &details[i], DETAIL_CREATED_AT);
		add_detail(&row, &details[i], DETAIL_CREATED_BY);
		put_row(fcinfo, row.values, row.nulls);
	}
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_show);
Datum
migrate_show(PG_FUNCTION_ARGS)
{
	const char *target = argument_text(fcinfo, 0, "revision");
	Registry   *registry;
	NodeList	nodes;
	RevisionDetails *details;
	bool		may_read_scripts;

	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	nodes = registry_resolve(registry, target);
	details = registry_details(registry, nodes);
	may_read_scripts = registry_may_read_scripts();
	for (int i = 0; i < nodes.n; i++)
	{
		int			node = nodes.nodes[i];
		Row			row = {0};

		add_id_and_message(&row, registry, node);
		add_edges(&row, registry, node);
		add_labels(&row, registry, node);
		add_ids(&row, registry, children_of(registry, node));
		add_detail(&row, &details[i], DETAIL_TRANSACTIONAL);
		add_detail(&row, &details[i], DETAIL_VARIABLES);
		add_detail(&row, &details[i], DETAIL_SECRETS);
		add_detail(&row, &details[i], DETAIL_CHECKSUM);
		add_detail(&row, &details[i], DETAIL_CREATED_AT);
		add_detail(&row, &details[i], DETAIL_CREATED_BY);
		add_detail(&row, &details[i], DETAIL_SOURCE);
		add_detail(&row, &details[i], DETAIL_APPLIED_AT);
		add_detail(&row, &details[i], DETAIL_APPLIED_BY);
		add_detail(&row, &details[i], DETAIL_VIA);
		memset(&row.nulls[row.n], true, 3);
		if (may_read_scripts)
			registry_script_texts(registry, node, &row.values[row.n],
								  &row.nulls[row.n]);
		put_row(fcinfo, row.values, row.nulls);
	}
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_pending);
Datum
migrate_pending(PG_FUNCTION_ARGS)
{
	const char *target = argument_text(fcinfo, 0, "target");
	Registry   *registry;
	MigrationPlan plan;
	NodeList	nodes;
	RevisionDetails *details;

	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	plan = registry_plan_upgrade(registry, target);
	nodes = plan_nodes(&plan);
	details = registry_details(registry, nodes);
	for (int i = 0; i < nodes.n; i++)
	{
		int			node = nodes.nodes[i];
		Row			row = {0};

		CHECK_FOR_INTERRUPTS();
		add_id_and_message(&row, registry, node);
		add_edges(&row, registry, node);
		add_labels(&row, registry, node);
		add_detail(&row, &details[i], DETAIL_CREATED_AT);
		add_detail(&row, &details[i], DETAIL_CREATED_BY);
		put_row(fcinfo, row.values, row.nulls);
	}
	call_end();
	return (Datum) 0;
}

/*
 * build.c
 *		Make a graph from the revisions' own descriptions of themselves.
 *
 * What can be wrong with them is told apart here, in this order: names that
 * are malformed or taken, edges that lead nowhere, and cycles. The result
 * refers to nothing of the caller's.
 */
#include "postgres.h"

#include <limits.h>

#include "base/errors.h"
#include "graph/internal.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

#define CYCLE_SHOWN 20

/*
 * Order names by their bytes; equal ones by load order, for the messages.
 */
static int
compare_names(const void *a, const void *b)
{
	const GraphName *left = a;
	const GraphName *right = b;
	int			result = strcmp(left->name, right->name);

	if (result == 0)
		result = left->node - right->node;
	if (result == 0)
		result = (int) left->is_label - (int) right->is_label;
	return result;
}

/*
 * Raise an error if two revisions, or two labels, have one name.
 */
static void
check_names_differ(const Graph *graph)
{
	for (int i = 1; i < graph->nnames; i++)
	{
		const GraphName *first = &graph->names[i - 1];
		const GraphName *second = &graph->names[i];
		const GraphName *label = first->is_label ? first : second;

		if (strcmp(first->name, second->name) != 0)
			continue;
		if (!first->is_label && !second->is_label)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_REVISION),
					 errmsg("revision id \"%s\" is used more than once",
							first->name)));
		if (first->is_label && second->is_label)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_REVISION),
					 errmsg("branch label \"%s\" is used more than once",
							first->name),
					 errdetail("Revisions \"%s\" and \"%s\" declare it.",
							   graph->ids[first->node],
							   graph->ids[second->node])));
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_REVISION),
				 errmsg("branch label \"%s\" is also the id of a revision",
						first->name),
				 errdetail("Revision \"%s\" declares it.",
						   graph->ids[label->node])));
	}
}

/*
 * Collect all ids and labels, checked and in byte order.
 */
static void
build_names(Graph *graph, const RevisionEdges *revisions)
{
	int			n = graph->n;

	for (int i = 0; i < graph->n; i++)
		n += revisions[i].nbranch_labels;
	graph->ids = MemoryContextAllocHuge(CurrentMemoryContext,
										sizeof(char *) * Max(graph->n, 1));
	graph->names = MemoryContextAllocHuge(CurrentMemoryContext,
										  sizeof(GraphName) * Max(n, 1));
	n = 0;
	for (int i = 0; i < graph->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		name_check("revision id", revisions[i].revision);
		graph->ids[i] = pstrdup(revisions[i].revision);
		graph->names[n].name = graph->ids[i];
		graph->names[n].node = i;
		graph->names[n++].is_label = false;
		for (int j = 0; j < revisions[i].nbranch_labels; j++)
		{
			name_check("branch label", revisions[i].branch_labels[j]);
			graph->names[n].name = pstrdup(revisions[i].branch_labels[j]);
			graph->names[n].node = i;
			graph->names[n++].is_label = true;
		}
	}
	graph->nnames = n;
	qsort(graph->names, n, sizeof(GraphName), compare_names);
	check_names_differ(graph);
}

/*
 * Find the revision that a down revision or a dependency refers to.
 */
static int
find_parent(const Graph *graph, int node, const char *name, bool dependency)
{
	const GraphName *found;

	name_check(dependency ? "dependency" : "down revision", name);
	found = names_find(graph, name);
	if (found == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_MISSING_PARENT),
				 dependency ?
				 errmsg("dependency \"%s\" of revision \"%s\" does not exist",
						name, graph->ids[node]) :
				 errmsg("down revision \"%s\" of revision \"%s\" does not exist",
						name, graph->ids[node]),
				 dependency ?
				 errdetail("A dependency is the full id or the label of a revision.") :
				 errdetail("A down revision is the full id of a revision.")));
	if (found->is_label && !dependency)
		ereport(ERROR,
				(errcode(ERRCODE_MISSING_PARENT),
				 errmsg("down revision \"%s\" of revision \"%s\" is a branch label",
						name, graph->ids[node]),
				 errhint("Name the revision itself: \"%s\".",
						 graph->ids[found->node])));
	if (found->node == node)
		ereport(ERROR,
				(errcode(ERRCODE_REVISION_CYCLE),
				 dependency ?
				 errmsg("revision \"%s\" depends on itself", graph->ids[node]) :
				 errmsg("revision \"%s\" is its own down revision",
						graph->ids[node])));
	return found->node;
}

/*
 * Turn the names of one kind of edge into nodes, each once.
 */
static EdgeSet
build_edges(const Graph *graph, const RevisionEdges *revisions,
			bool dependencies)
{
	EdgeSet		edges;
	int		   *seen_by = palloc(sizeof(int) * (graph->n + 1));
	int64		total = 0;
	int			n = 0;

	for (int i = 0; i < graph->n; i++)
	{
		total += dependencies ? revisions[i].ndepends_on :
			revisions[i].ndown_revisions;
		seen_by[i] = -1;
	}
	if (total > INT_MAX / 2)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many edges in the graph of revisions")));
	edges.start = palloc(sizeof(int) * (graph->n + 1));
	edges.nodes = MemoryContextAllocHuge(CurrentMemoryContext,
										 sizeof(int) * Max(total, 1));
	for (int i = 0; i < graph->n; i++)
	{
		int			count = dependencies ? revisions[i].ndepends_on :
		revisions[i].ndown_revisions;
		const char **names = dependencies ? revisions[i].depends_on :
		revisions[i].down_revisions;

		CHECK_FOR_INTERRUPTS();
		edges.start[i] = n;
		for (int j = 0; j < count; j++)
		{
			int			parent = find_parent(graph, i, names[j],
											 dependencies);

			if (seen_by[parent] == i)
				continue;
			seen_by[parent] = i;
			edges.nodes[n++] = parent;
		}
	}
	edges.start[graph->n] = n;
	pfree(seen_by);
	return edges;
}

/*
 * Find a parent that lies on or above a cycle, of a node that does.
 */
static int
unordered_parent(const Graph *graph, int node, const int *waiting,
				 bool with_dependencies, bool *dependency)
{
	*dependency = false;
	foreach_edge(i, &graph->down, node)
	{
		if (waiting[graph->down.nodes[i]] > 0)
			return graph->down.nodes[i];
	}
	*dependency = true;
	for (int i = EDGE_FIRST(&graph->depends, node);
		 with_dependencies && i < EDGE_END(&graph->depends, node); i++)
	{
		if (waiting[graph->depends.nodes[i]] > 0)
			return graph->depends.nodes[i];
	}
	elog(ERROR, "revision \"%s\" waits for nothing", graph->ids[node]);
}

/*
 * Raise the error for a cycle, spelling out one.
 *
 * Every node that still waits has a parent that does, so going down from any
 * of them must come by some node twice: the cycle starts there.
 */
static void
report_cycle(const Graph *graph, const int *waiting, bool with_dependencies)
{
	bool	   *seen = nodes_none(graph);
	StringInfoData text;
	bool		dependency;
	int			shown = 0;
	int			start = 0;
	int			node;

	while (waiting[start] == 0)
		start++;
	while (!seen[start])
	{
		CHECK_FOR_INTERRUPTS();
		seen[start] = true;
		start = unordered_parent(graph, start, waiting, with_dependencies,
								 &dependency);
	}
	initStringInfo(&text);
	node = start;
	do
	{
		int			parent = unordered_parent(graph, node, waiting,
											  with_dependencies, &dependency);

		CHECK_FOR_INTERRUPTS();
		if (++shown <= CYCLE_SHOWN)
			appendStringInfo(&text, "%s\"%s\" %s \"%s\"",
							 shown > 1 ? ", " : "", graph->ids[node],
							 dependency ? "depends on" : "revises",
							 graph->ids[parent]);
		node = parent;
	} while (node != start);
	if (shown > CYCLE_SHOWN)
		appendStringInfo(&text, ", and %d more", shown - CYCLE_SHOWN);
	ereport(ERROR,
			(errcode(ERRCODE_REVISION_CYCLE),
			 with_dependencies ?
			 errmsg("revisions and their dependencies form a cycle") :
			 errmsg("revisions form a cycle"),
			 errdetail("%s.", text.data)));
}

/*
 * Take from a node's children the wait for it.
 */
static void
release_children(const EdgeSet *children, int node, int *waiting, int *order,
				 int *n)
{
	foreach_edge(i, children, node)
	{
		if (--waiting[children->nodes[i]] == 0)
			order[(*n)++] = children->nodes[i];
	}
}

/*
 * Put all nodes in an order where what is below comes first.
 *
 * Raises an error if there is a cycle. The array is its own work list: what
 * waits for nothing any more is added at its end.
 */
static int *
build_order(const Graph *graph, bool with_dependencies)
{
	EdgeSet		followers = {NULL, NULL};
	int		   *order = palloc(sizeof(int) * (graph->n + 1));
	int		   *waiting = palloc(sizeof(int) * (graph->n + 1));
	int			n = 0;

	if (with_dependencies)
		followers = edges_reverse(&graph->depends, graph->n);
	for (int i = 0; i < graph->n; i++)
	{
		waiting[i] = EDGE_COUNT(&graph->down, i);
		if (with_dependencies)
			waiting[i] += EDGE_COUNT(&graph->depends, i);
		if (waiting[i] == 0)
			order[n++] = i;
	}
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		release_children(&graph->children, order[i], waiting, order, &n);
		if (with_dependencies)
			release_children(&followers, order[i], waiting, order, &n);
	}
	if (n < graph->n)
		report_cycle(graph, waiting, with_dependencies);
	pfree(waiting);
	return order;
}

/*
 * Count, for each node, the revisions that stand on it by either edge.
 */
static int *
count_followers(const Graph *graph)
{
	int		   *count = palloc0(sizeof(int) * (graph->n + 1));
	int		   *seen_by = palloc(sizeof(int) * (graph->n + 1));

	for (int i = 0; i < graph->n; i++)
		seen_by[i] = -1;
	for (int i = 0; i < graph->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		foreach_edge(j, &graph->down, i)
		{
			seen_by[graph->down.nodes[j]] = i;
			count[graph->down.nodes[j]]++;
		}
		foreach_edge(j, &graph->depends, i)
		{
			if (seen_by[graph->depends.nodes[j]] != i)
				count[graph->depends.nodes[j]]++;
		}
	}
	pfree(seen_by);
	return count;
}

/*
 * Build the graph of n revisions, in load order.
 */
Graph *
graph_build(const RevisionEdges *revisions, int n)
{
	Graph	   *graph = palloc0(sizeof(Graph));

	graph->n = n;
	build_names(graph, revisions);
	graph->down = build_edges(graph, revisions, false);
	graph->depends = build_edges(graph, revisions, true);
	graph->children = edges_reverse(&graph->down, n);
	pfree(build_order(graph, false));
	graph->order = build_order(graph, true);
	graph->nfollowers = count_followers(graph);
	graph->below = edges_normalize(graph);
	graph->above = edges_reverse(&graph->below, n);
	return graph;
}

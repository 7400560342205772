/*
 * graph.c
 *		Look at a graph, and at sets of its nodes.
 */
#include "postgres.h"

#include "graph/internal.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

#define NAMED_SHOWN 10

/*
 * Turn edges round: those of i become the nodes that had an edge to i.
 */
EdgeSet
edges_reverse(const EdgeSet *edges, int n)
{
	EdgeSet		reverse;
	int			total = edges->start[n];

	reverse.start = palloc0(sizeof(int) * (n + 2));
	reverse.nodes = MemoryContextAllocHuge(CurrentMemoryContext,
										   sizeof(int) * Max(total, 1));

	/*
	 * Counted one place further than they belong, the edges can be filled in
	 * with start[i + 1] as the cursor of i, which ends where i + 1 begins.
	 */
	for (int i = 0; i < total; i++)
		reverse.start[edges->nodes[i] + 2]++;
	for (int i = 2; i <= n; i++)
		reverse.start[i] += reverse.start[i - 1];
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		foreach_edge(j, edges, i)
			reverse.nodes[reverse.start[edges->nodes[j] + 1]++] = i;
	}
	return reverse;
}

/*
 * Return the nodes at the other end of a node's edges.
 */
static NodeList
neighbours(const EdgeSet *edges, int node)
{
	NodeList	list;

	list.n = EDGE_COUNT(edges, node);
	list.nodes = edges->nodes + EDGE_FIRST(edges, node);
	return list;
}

int
graph_size(const Graph *graph)
{
	return graph->n;
}

const char *
graph_id(const Graph *graph, int node)
{
	Assert(node >= 0 && node < graph->n);
	return graph->ids[node];
}

/*
 * Find a revision by its full id; -1 if there is none.
 */
int
graph_find(const Graph *graph, const char *id)
{
	const GraphName *found = names_find(graph, id);

	return found != NULL && !found->is_label ? found->node : -1;
}

/*
 * Tell whether a name is the label of a revision, written out in full.
 */
bool
graph_has_label(const Graph *graph, const char *name)
{
	const GraphName *found = names_find(graph, name);

	return found != NULL && found->is_label;
}

/*
 * List the revisions that have a node as a down revision, in load order.
 */
NodeList
graph_children(const Graph *graph, int node)
{
	return neighbours(&graph->children, node);
}

NodeList
graph_down_revisions(const Graph *graph, int node)
{
	return neighbours(&graph->down, node);
}

/*
 * List what a node depends on, as declared, labels turned into revisions.
 */
NodeList
graph_depends_on(const Graph *graph, int node)
{
	return neighbours(&graph->depends, node);
}

/*
 * List the revisions that are no revision's down revision, in load order.
 */
NodeList
graph_heads(const Graph *graph)
{
	return nodes_tips(graph, &graph->children, NULL);
}

/*
 * Tell whether a head is one that some other revision depends on.
 */
bool
graph_is_effective_head(const Graph *graph, int node)
{
	return EDGE_COUNT(&graph->children, node) == 0 &&
		graph->nfollowers[node] > 0;
}

/*
 * List the applied revisions that no applied one has as a down revision.
 */
NodeList
graph_current(const Graph *graph, const bool *applied)
{
	return nodes_tips(graph, &graph->children, applied);
}

/*
 * Return a copy of an applied set that holds all ancestors too.
 */
bool *
graph_close_applied(const Graph *graph, const bool *applied)
{
	bool	   *closed = nodes_none(graph);

	memcpy(closed, applied, graph->n);
	nodes_close_down(graph, &graph->below, closed);
	return closed;
}

/*
 * Return an empty set of nodes.
 */
bool *
nodes_none(const Graph *graph)
{
	return palloc0(graph->n + 1);
}

/*
 * Return the set of the nodes in a list.
 */
bool *
nodes_set(const Graph *graph, NodeList nodes)
{
	bool	   *set = nodes_none(graph);

	for (int i = 0; i < nodes.n; i++)
		set[nodes.nodes[i]] = true;
	return set;
}

/*
 * List the nodes of a set in load order.
 */
NodeList
nodes_list(const Graph *graph, const bool *set)
{
	NodeList	list;

	list.n = 0;
	list.nodes = palloc(sizeof(int) * (graph->n + 1));
	for (int i = 0; i < graph->n; i++)
	{
		if (set[i])
			list.nodes[list.n++] = i;
	}
	return list;
}

/*
 * Add to a set all that is below its nodes by the given edges.
 */
void
nodes_close_down(const Graph *graph, const EdgeSet *down, bool *set)
{
	for (int i = graph->n - 1; i >= 0; i--)
	{
		int			node = graph->order[i];

		CHECK_FOR_INTERRUPTS();
		if (!set[node])
			continue;
		foreach_edge(j, down, node)
			set[down->nodes[j]] = true;
	}
}

/*
 * Add to a set all that is above its nodes by the given (reversed) edges.
 */
void
nodes_close_up(const Graph *graph, const EdgeSet *up, bool *set)
{
	for (int i = 0; i < graph->n; i++)
	{
		int			node = graph->order[i];

		CHECK_FOR_INTERRUPTS();
		if (!set[node])
			continue;
		foreach_edge(j, up, node)
			set[up->nodes[j]] = true;
	}
}

/*
 * Return what is above or below a node by down revisions, and itself.
 */
bool *
nodes_lineage(const Graph *graph, int node)
{
	bool	   *lineage = nodes_none(graph);
	bool	   *ancestors = nodes_none(graph);

	lineage[node] = true;
	ancestors[node] = true;
	nodes_close_up(graph, &graph->children, lineage);
	nodes_close_down(graph, &graph->down, ancestors);
	for (int i = 0; i < graph->n; i++)
		lineage[i] |= ancestors[i];
	pfree(ancestors);
	return lineage;
}

/*
 * List a set's nodes with nothing of the set directly above, in load order.
 *
 * NULL stands for the set of all nodes.
 */
NodeList
nodes_tips(const Graph *graph, const EdgeSet *up, const bool *set)
{
	NodeList	list;

	list.n = 0;
	list.nodes = palloc(sizeof(int) * (graph->n + 1));
	for (int i = 0; i < graph->n; i++)
	{
		bool		tip = set == NULL || set[i];

		CHECK_FOR_INTERRUPTS();
		for (int j = EDGE_FIRST(up, i); tip && j < EDGE_END(up, i); j++)
			tip = set != NULL && !set[up->nodes[j]];
		if (tip)
			list.nodes[list.n++] = i;
	}
	return list;
}

/*
 * List the revisions without a down revision, in load order.
 */
NodeList
nodes_bases(const Graph *graph)
{
	NodeList	list;

	list.n = 0;
	list.nodes = palloc(sizeof(int) * (graph->n + 1));
	for (int i = 0; i < graph->n; i++)
	{
		if (EDGE_COUNT(&graph->down, i) == 0)
			list.nodes[list.n++] = i;
	}
	return list;
}

/*
 * Spell out nodes for a message, each by a pattern with one %s for its id.
 */
char *
nodes_named(const Graph *graph, NodeList nodes, const char *pattern)
{
	StringInfoData text;
	const char *place = strstr(pattern, "%s");

	Assert(place != NULL);
	initStringInfo(&text);
	for (int i = 0; i < nodes.n && i < NAMED_SHOWN; i++)
	{
		if (i > 0)
			appendStringInfoString(&text, ", ");
		appendBinaryStringInfo(&text, pattern, place - pattern);
		appendStringInfoString(&text, graph->ids[nodes.nodes[i]]);
		appendStringInfoString(&text, place + 2);
	}
	if (nodes.n > NAMED_SHOWN)
		appendStringInfo(&text, " and %d more", nodes.n - NAMED_SHOWN);
	return text.data;
}

/*
 * tips.c
 *		Keep the tips of a growing or shrinking set of applied revisions.
 *
 * A step costs its down revisions and the tips there are, not the graph.
 */
#include "postgres.h"

#include "graph/tips.h"

/* Where a node is, or belongs, among the tips. */
static int
place(const Tips *tips, int node)
{
	int			i = 0;

	while (i < tips->nodes.n && tips->nodes.nodes[i] < node)
		i++;
	return i;
}

static void
add(Tips *tips, int node)
{
	int			i = place(tips, node);

	memmove(&tips->nodes.nodes[i + 1], &tips->nodes.nodes[i],
			sizeof(int) * (tips->nodes.n - i));
	tips->nodes.nodes[i] = node;
	tips->nodes.n++;
}

static void
drop(Tips *tips, int node)
{
	int			i = place(tips, node);

	Assert(i < tips->nodes.n && tips->nodes.nodes[i] == node);
	tips->nodes.n--;
	memmove(&tips->nodes.nodes[i], &tips->nodes.nodes[i + 1],
			sizeof(int) * (tips->nodes.n - i));
}

/*
 * Begin with the tips of the applied nodes.
 */
Tips *
tips_create(const Graph *graph, const bool *applied)
{
	Tips	   *tips = palloc_object(Tips);
	int			n = Max(graph_size(graph), 1);

	tips->graph = graph;
	tips->applied_children = palloc0_array(int, n);
	tips->nodes.n = 0;
	tips->nodes.nodes = palloc_array(int, n);

	for (int node = 0; node < graph_size(graph); node++)
	{
		NodeList	downs = graph_down_revisions(graph, node);

		for (int i = 0; applied[node] && i < downs.n; i++)
			tips->applied_children[downs.nodes[i]]++;
	}
	for (int node = 0; node < graph_size(graph); node++)
	{
		if (applied[node] && tips->applied_children[node] == 0)
			tips->nodes.nodes[tips->nodes.n++] = node;
	}
	return tips;
}

/*
 * A node is applied: it is a tip, and its down revisions are none any more.
 */
void
tips_apply(Tips *tips, int node)
{
	NodeList	downs = graph_down_revisions(tips->graph, node);

	for (int i = 0; i < downs.n; i++)
	{
		if (tips->applied_children[downs.nodes[i]]++ == 0)
			drop(tips, downs.nodes[i]);
	}
	add(tips, node);
}

/*
 * A node is no longer applied; its down revisions may be tips again.
 */
void
tips_unapply(Tips *tips, int node)
{
	NodeList	downs = graph_down_revisions(tips->graph, node);

	drop(tips, node);
	for (int i = 0; i < downs.n; i++)
	{
		if (--tips->applied_children[downs.nodes[i]] == 0)
			add(tips, downs.nodes[i]);
	}
}

/*
 * walk.c
 *		Go a number of steps up or down from a revision.
 *
 * Steps follow down revisions, never dependencies. Below the bases lies one
 * more place, the base: a step down from a base leads there, and a step up
 * from it to a base. With a branch, only revisions on its lineage are gone
 * to, where the way forks.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"
#include "miscadmin.h"

/*
 * Raise the error for a walk that meets a fork.
 */
static void
report_fork(const Graph *graph, const TargetMeaning *meaning, int node,
			NodeList ways)
{
	bool		up = meaning->item->steps > 0;
	NodeList	first = {1, ways.nodes};

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_RELATIVE_TARGET),
			 errmsg("relative target \"%s\" is ambiguous", meaning->item->text),
			 node == WALK_BASE ?
			 errdetail("There are several bases: %s.",
					   nodes_named(graph, ways, "\"%s\"")) :
			 up ?
			 errdetail("Above revision \"%s\" the way forks: %s.",
					   graph->ids[node], nodes_named(graph, ways, "\"%s\"")) :
			 errdetail("Below revision \"%s\" the way forks: %s.",
					   graph->ids[node], nodes_named(graph, ways, "\"%s\"")),
			 errhint("Name a revision, or the branch to follow, as in %s.",
					 nodes_named(graph, first, up ? "\"%s@+1\"" : "\"%s@-1\""))));
}

/*
 * Raise the error for a walk that leaves the graph.
 */
static void
report_off_graph(const Graph *graph, const TargetMeaning *meaning, int start,
				 int done)
{
	bool		up = meaning->item->steps > 0;
	const char *from = start == WALK_BASE ? "base" : graph->ids[start];

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_RELATIVE_TARGET),
			 errmsg("relative target \"%s\" leaves the graph", meaning->item->text),
			 up ?
			 errdetail_plural("There is %d step up from \"%s\".",
							  "There are %d steps up from \"%s\".",
							  done, done, from) :
			 errdetail_plural("There is %d step down from \"%s\".",
							  "There are %d steps down from \"%s\".",
							  done, done, from)));
}

/*
 * Return the ways that lie on the branch, if one was named.
 */
static NodeList
filter_ways(NodeList ways, const bool *lineage, int *room)
{
	NodeList	list = {0, room};

	if (lineage == NULL)
		return ways;
	for (int i = 0; i < ways.n; i++)
	{
		if (lineage[ways.nodes[i]])
			list.nodes[list.n++] = ways.nodes[i];
	}
	return list;
}

/*
 * Return where the steps of a target lead from a node or from WALK_BASE.
 *
 * Raises an error where the way forks, and where it leaves the graph unless
 * the context says to stop at its edge.
 */
int
walk_steps(const TargetContext *context, const TargetMeaning *meaning,
		   int start)
{
	const Graph *graph = context->graph;
	int			steps = meaning->item->steps;
	int		   *room = palloc(sizeof(int) * (graph->n + 1));
	int			node = start;

	for (int done = 0; done < abs(steps); done++)
	{
		NodeList	ways = {0, NULL};

		CHECK_FOR_INTERRUPTS();
		if (steps > 0)
			ways = node == WALK_BASE ? nodes_bases(graph) :
				graph_children(graph, node);
		else if (node != WALK_BASE)
			ways = graph_down_revisions(graph, node);
		if (steps > 0 || ways.n > 1)
			ways = filter_ways(ways, meaning->lineage, room);
		if (ways.n > 1)
			report_fork(graph, meaning, node, ways);
		if (ways.n == 1)
			node = ways.nodes[0];
		else if (steps < 0 && node != WALK_BASE)
			node = WALK_BASE;
		else if (context->clamp)
			break;
		else
			report_off_graph(graph, meaning, start, done);
	}
	pfree(room);
	return node;
}

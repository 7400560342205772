/*
 * normalize.c
 *		The dependencies that count when steps are put in order.
 *
 * As in Alembic, a dependency is left out where a revision below, by down
 * revisions alone, declares the very same one. Only dependencies that
 * several revisions declare can be left out; they are taken 64 at a time,
 * one bit each, and what is declared below flows up the graph in topological
 * order. So no node ever holds a set of its ancestors.
 */
#include "postgres.h"

#include "graph/internal.h"
#include "miscadmin.h"

#define BATCH 64

/* A node that several revisions depend on, and where in the order they are. */
typedef struct SharedDependency
{
	int			node;
	int			first;
	int			last;
} SharedDependency;

/*
 * Order shared dependencies by where they are first declared.
 */
static int
compare_shared(const void *a, const void *b)
{
	const SharedDependency *left = a;
	const SharedDependency *right = b;

	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	return left->node - right->node;
}

/*
 * List the dependencies that several revisions declare.
 */
static SharedDependency *
list_shared(const Graph *graph, int *nshared)
{
	SharedDependency *all = palloc(sizeof(SharedDependency) * (graph->n + 1));
	int		   *count = palloc0(sizeof(int) * (graph->n + 1));
	int			n = 0;

	for (int i = 0; i < graph->n; i++)
		all[i].node = i;
	for (int i = 0; i < graph->n; i++)
	{
		int			node = graph->order[i];

		CHECK_FOR_INTERRUPTS();
		foreach_edge(j, &graph->depends, node)
		{
			int			dependency = graph->depends.nodes[j];

			if (count[dependency]++ == 0)
				all[dependency].first = i;
			all[dependency].last = i;
		}
	}
	for (int i = 0; i < graph->n; i++)
	{
		if (count[i] > 1)
			all[n++] = all[i];
	}
	pfree(count);
	qsort(all, n, sizeof(SharedDependency), compare_shared);
	*nshared = n;
	return all;
}

/*
 * Mark the edges of one batch that are declared below as well.
 *
 * "bit" gives each node of the batch its bit, and every other node -1.
 * Nothing outside the range from first to last can matter to the batch.
 */
static void
mark_redundant(const Graph *graph, const signed char *bit, int first, int last,
			   uint64 *declared, bool *redundant)
{
	for (int i = first; i <= last; i++)
	{
		int			node = graph->order[i];
		uint64		inherited = 0;
		uint64		own = 0;

		CHECK_FOR_INTERRUPTS();
		foreach_edge(j, &graph->down, node)
			inherited |= declared[graph->down.nodes[j]];
		foreach_edge(j, &graph->depends, node)
		{
			int			dependency = graph->depends.nodes[j];

			if (bit[dependency] < 0)
				continue;
			own |= UINT64CONST(1) << bit[dependency];
			if (inherited & (UINT64CONST(1) << bit[dependency]))
				redundant[j] = true;
		}
		declared[node] = inherited | own;
	}
	for (int i = first; i <= last; i++)
		declared[graph->order[i]] = 0;
}

/*
 * Tell for each edge of graph->depends whether it is left out.
 */
static bool *
find_redundant(const Graph *graph)
{
	bool	   *redundant = palloc0(Max(graph->depends.start[graph->n], 1));
	uint64	   *declared = palloc0(sizeof(uint64) * (graph->n + 1));
	signed char *bit = palloc(graph->n + 1);
	SharedDependency *shared;
	int			nshared;

	memset(bit, -1, graph->n + 1);
	shared = list_shared(graph, &nshared);
	for (int start = 0; start < nshared; start += BATCH)
	{
		int			end = Min(start + BATCH, nshared);
		int			last = 0;

		for (int i = start; i < end; i++)
		{
			bit[shared[i].node] = i - start;
			last = Max(last, shared[i].last);
		}
		mark_redundant(graph, bit, shared[start].first, last, declared,
					   redundant);
		for (int i = start; i < end; i++)
			bit[shared[i].node] = -1;
	}
	pfree(shared);
	pfree(declared);
	pfree(bit);
	return redundant;
}

/*
 * Return down revisions followed by the dependencies that count, each once.
 */
EdgeSet
edges_normalize(const Graph *graph)
{
	EdgeSet		below;
	bool	   *redundant = find_redundant(graph);
	int		   *seen_by = palloc(sizeof(int) * (graph->n + 1));
	int			n = 0;

	for (int i = 0; i < graph->n; i++)
		seen_by[i] = -1;
	below.start = palloc(sizeof(int) * (graph->n + 1));
	below.nodes = MemoryContextAllocHuge(CurrentMemoryContext,
										 sizeof(int) *
										 ((Size) graph->down.start[graph->n] +
										  graph->depends.start[graph->n] + 1));
	for (int i = 0; i < graph->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		below.start[i] = n;
		foreach_edge(j, &graph->down, i)
		{
			seen_by[graph->down.nodes[j]] = i;
			below.nodes[n++] = graph->down.nodes[j];
		}
		foreach_edge(j, &graph->depends, i)
		{
			if (!redundant[j] && seen_by[graph->depends.nodes[j]] != i)
				below.nodes[n++] = graph->depends.nodes[j];
		}
	}
	below.start[graph->n] = n;
	pfree(redundant);
	pfree(seen_by);
	return below;
}

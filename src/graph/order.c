/*
 * order.c
 *		Put a set of revisions in the order of a plan, newest first.
 *
 * The order is Alembic's. A list of lines is walked, each line an entry that
 * holds one node still to be emitted; at first they are the tips of the set,
 * in load order. A node that another entry has as an ancestor is blocked:
 * the walk goes on at the first such entry. Otherwise the node is emitted
 * and its entry moves down to the first node below that is to be done and
 * not listed; further ones become new entries at the end; and an entry
 * without any is deleted, and the walk goes on at the one before.
 *
 * Alembic keeps a set of ancestors per entry. Here nothing does:
 *
 * - A node is blocked if and only if a live node is directly above it. Live
 *	 is what has not been emitted. Nodes outside the set that have some of it
 *	 above them are live too, until all that is above them is done.
 *
 * - An entry keeps its slot number as it moves down, and new ones get higher
 *	 numbers, so the list is always in the order of its slots. The first
 *	 entry above a node is the lowest slot that can be reached upwards. That
 *	 number never decreases for a node that is not listed itself, so what was
 *	 found once is a lower bound for ever. Each node keeps what is directly
 *	 above it in a heap by these bounds, and a search climbs only where the
 *	 bound's witness, the listed node it came from, has been emitted.
 *
 * - Where the searches from one node have climbed past as many nodes as there
 *	 are, all above it is marked, once: what is live and above a node now
 *	 always was above it. From then on the list is looked through for marked
 *	 nodes, each time from where the last one was found.
 */
#include "postgres.h"

#include <limits.h>

#include "graph/internal.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define NO_SLOT INT_MAX
#define NO_ENTRY (-1)
#define NO_MARK (-1)
#define MARKS 64				/* one bit each */

typedef struct OrderState
{
	const Graph *graph;
	const bool *todo;
	NodeList	output;

	/* per node */
	bool	   *live;
	int		   *slot;			/* of its entry, or NO_SLOT */
	int		   *pending;		/* live nodes directly above */
	int		   *lowest;			/* bound for the lowest slot above */
	int		   *witness;		/* the node that had that slot */
	int		   *heap_size;

	int		   *climbed;		/* by the searches from it */
	signed char *mark;			/* which bit says "above this", or NO_MARK */
	uint64	   *marked;			/* the bits of what this is above */

	/* per mark */
	int			mark_owner[MARKS];
	int			mark_slot[MARKS];	/* nothing marked has a lower slot */
	int			nmarks;			/* ever given out */

	/* per edge of graph->above: each node's heap of what is above it */
	int		   *heap_node;
	int		   *heap_key;

	/* the list, per slot */
	int		   *entry_node;
	int		   *entry_before;
	int		   *entry_after;
	int			nslots;
	int			first;
	int			last;

	int		   *stack;			/* for searches and releases */
} OrderState;

/*
 * Return a lower bound for the slots at a node and above.
 */
static inline int
bound(const OrderState *state, int node)
{
	return Min(state->slot[node], state->lowest[node]);
}

/*
 * Tell whether the bound of a node is exact now.
 */
static inline bool
bound_is_exact(const OrderState *state, int node)
{
	return state->slot[node] <= state->lowest[node] ||
		state->slot[state->witness[node]] == state->lowest[node];
}

/*
 * Put the node at a place of a heap where it belongs, further down.
 */
static void
heap_sift_down(OrderState *state, int heap, int size, int place)
{
	int		   *nodes = state->heap_node + heap;
	int		   *keys = state->heap_key + heap;
	int			node = nodes[place];
	int			key = keys[place];

	for (;;)
	{
		int			child = 2 * place + 1;

		if (child >= size)
			break;
		if (child + 1 < size && keys[child + 1] < keys[child])
			child++;
		if (keys[child] >= key)
			break;
		nodes[place] = nodes[child];
		keys[place] = keys[child];
		place = child;
	}
	nodes[place] = node;
	keys[place] = key;
}

/*
 * Bring the lowest bound above a node to its heap's top.
 *
 * Emitted nodes are thrown out on the way, and bounds that have grown are
 * put in their new place. Leaves the heap empty if nothing above is live.
 */
static void
heap_settle(OrderState *state, int node)
{
	int			heap = EDGE_FIRST(&state->graph->above, node);

	while (state->heap_size[node] > 0)
	{
		int			top = state->heap_node[heap];

		if (!state->live[top])
		{
			int			last = --state->heap_size[node];

			state->heap_node[heap] = state->heap_node[heap + last];
			state->heap_key[heap] = state->heap_key[heap + last];
		}
		else if (bound(state, top) > state->heap_key[heap])
			state->heap_key[heap] = bound(state, top);
		else
			break;
		if (state->heap_size[node] > 0)
			heap_sift_down(state, heap, state->heap_size[node], 0);
	}
}

/*
 * Take the lowest slot above a node, and its witness, from its heap's top.
 */
static void
take_bound(OrderState *state, int node)
{
	int			top;

	if (state->heap_size[node] == 0)
	{
		state->lowest[node] = NO_SLOT;
		state->witness[node] = node;
		return;
	}
	top = state->heap_node[EDGE_FIRST(&state->graph->above, node)];
	state->lowest[node] = bound(state, top);
	state->witness[node] = state->slot[top] <= state->lowest[top] ?
		top : state->witness[top];
}

/*
 * Mark all live nodes above one; takes the oldest mark if none is left.
 */
static void
mark_above(OrderState *state, int node)
{
	const EdgeSet *above = &state->graph->above;
	int			mark = state->nmarks % MARKS;
	uint64		bit = UINT64CONST(1) << mark;
	int			depth = 0;

	if (state->nmarks++ >= MARKS)
	{
		state->mark[state->mark_owner[mark]] = NO_MARK;
		state->climbed[state->mark_owner[mark]] = 0;
		for (int i = 0; i < state->graph->n; i++)
			state->marked[i] &= ~bit;
	}
	state->mark[node] = mark;
	state->mark_owner[mark] = node;
	state->mark_slot[mark] = 0;
	state->stack[depth++] = node;
	while (depth > 0)
	{
		int			next = state->stack[--depth];

		CHECK_FOR_INTERRUPTS();
		foreach_edge(i, above, next)
		{
			int			child = above->nodes[i];

			if (!state->live[child] || (state->marked[child] & bit) != 0)
				continue;
			state->marked[child] |= bit;
			state->stack[depth++] = child;
		}
	}
}

/*
 * Return the slot of the first entry that carries a mark.
 *
 * An entry that carries none never will: it only moves down to nodes that
 * are below what it holds now.
 */
static int
first_marked_slot(OrderState *state, int mark)
{
	uint64		bit = UINT64CONST(1) << mark;
	int			slot;

	for (slot = state->mark_slot[mark]; slot < state->nslots; slot++)
	{
		int			node = state->entry_node[slot];

		CHECK_FOR_INTERRUPTS();
		if (state->slot[node] == slot && (state->marked[node] & bit) != 0)
			break;
	}
	Assert(slot < state->nslots);
	state->mark_slot[mark] = slot;
	return slot;
}

/*
 * Return the lowest slot that can be reached upwards from a blocked node.
 */
static int
lowest_slot_above(OrderState *state, int node)
{
	int			start = node;
	int			depth = 0;

	if (state->climbed[start] > state->graph->n && state->mark[start] == NO_MARK)
		mark_above(state, start);
	if (state->mark[start] != NO_MARK)
		return first_marked_slot(state, state->mark[start]);

	state->stack[depth++] = node;
	while (depth > 0)
	{
		int			top;

		CHECK_FOR_INTERRUPTS();
		node = state->stack[depth - 1];
		heap_settle(state, node);
		if (state->heap_size[node] > 0)
		{
			top = state->heap_node[EDGE_FIRST(&state->graph->above, node)];
			if (!bound_is_exact(state, top))
			{
				state->stack[depth++] = top;
				state->climbed[start]++;
				continue;
			}
		}
		take_bound(state, node);
		depth--;
	}
	Assert(state->lowest[node] != NO_SLOT);
	return state->lowest[node];
}

/*
 * Add a node to the end of the list.
 */
static void
append_entry(OrderState *state, int node)
{
	int			slot = state->nslots++;

	state->slot[node] = slot;
	state->entry_node[slot] = node;
	state->entry_before[slot] = state->last;
	state->entry_after[slot] = NO_ENTRY;
	if (state->last == NO_ENTRY)
		state->first = slot;
	else
		state->entry_after[state->last] = slot;
	state->last = slot;
}

/*
 * Take an entry off the list; returns the entry to go on with.
 */
static int
delete_entry(OrderState *state, int slot)
{
	int			before = state->entry_before[slot];
	int			after = state->entry_after[slot];

	if (before == NO_ENTRY)
		state->first = after;
	else
		state->entry_after[before] = after;
	if (after == NO_ENTRY)
		state->last = before;
	else
		state->entry_before[after] = before;
	return before != NO_ENTRY ? before : after;
}

/*
 * Tell the nodes below an emitted one that it no longer blocks them.
 *
 * Nodes outside the set go the same way as soon as nothing blocks them.
 */
static void
release_below(OrderState *state, int node)
{
	const EdgeSet *below = &state->graph->below;
	int			depth = 0;

	state->stack[depth++] = node;
	while (depth > 0)
	{
		CHECK_FOR_INTERRUPTS();
		node = state->stack[--depth];
		state->live[node] = false;
		foreach_edge(i, below, node)
		{
			int			parent = below->nodes[i];

			if (!state->live[parent] || --state->pending[parent] > 0)
				continue;
			if (!state->todo[parent])
				state->stack[depth++] = parent;
		}
	}
}

/*
 * Emit the node of an entry; returns the entry to go on with.
 */
static int
emit_entry(OrderState *state, int slot)
{
	const EdgeSet *below = &state->graph->below;
	int			node = state->entry_node[slot];
	bool		moved = false;
	int			next = slot;

	state->output.nodes[state->output.n++] = node;
	state->live[node] = false;
	state->slot[node] = NO_SLOT;
	foreach_edge(i, below, node)
	{
		int			parent = below->nodes[i];

		if (!state->todo[parent] || !state->live[parent] ||
			state->slot[parent] != NO_SLOT)
			continue;
		if (moved)
			append_entry(state, parent);
		else
		{
			state->entry_node[slot] = parent;
			state->slot[parent] = slot;
			moved = true;
		}
	}
	release_below(state, node);
	if (!moved)
		next = delete_entry(state, slot);
	return next;
}

/*
 * Find what is live, what blocks it, and list the tips.
 */
static void
order_start(OrderState *state)
{
	const Graph *graph = state->graph;
	const EdgeSet *above = &graph->above;
	bool		tip;

	memcpy(state->live, state->todo, graph->n);
	nodes_close_down(graph, &graph->below, state->live);
	for (int i = 0; i < graph->n; i++)
	{
		int			heap = EDGE_FIRST(above, i);

		CHECK_FOR_INTERRUPTS();
		state->slot[i] = NO_SLOT;
		tip = state->todo[i];
		for (int j = heap; state->live[i] && j < EDGE_END(above, i); j++)
		{
			tip &= !state->todo[above->nodes[j]];
			if (state->live[above->nodes[j]])
				state->heap_node[heap + state->pending[i]++] = above->nodes[j];
		}
		state->heap_size[i] = state->pending[i];
		if (tip)
			append_entry(state, i);
	}
	for (int i = graph->n - 1; i >= 0; i--)
	{
		int			node = graph->order[i];
		int			heap = EDGE_FIRST(above, node);

		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < state->heap_size[node]; j++)
			state->heap_key[heap + j] = bound(state, state->heap_node[heap + j]);
		for (int j = state->heap_size[node] / 2 - 1; j >= 0; j--)
			heap_sift_down(state, heap, state->heap_size[node], j);
		take_bound(state, node);
	}
}

/*
 * Order a set of revisions so that each comes before all it stands on.
 */
NodeList
order_newest_first(const Graph *graph, const bool *todo)
{
	OrderState	state = {0};
	Size		per_node = sizeof(int) * (graph->n + 1);
	Size		per_edge = sizeof(int) * ((Size) graph->above.start[graph->n] + 1);
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext work = AllocSetContextCreate(caller, "migrate order of a plan",
											   ALLOCSET_DEFAULT_SIZES);
	int			slot;

	state.graph = graph;
	state.todo = todo;
	state.output.nodes = palloc(per_node);
	MemoryContextSwitchTo(work);
	state.live = nodes_none(graph);
	state.slot = palloc(per_node);
	state.pending = palloc0(per_node);
	state.lowest = palloc(per_node);
	state.witness = palloc(per_node);
	state.heap_size = palloc(per_node);
	state.climbed = palloc0(per_node);
	state.mark = palloc(graph->n + 1);
	memset(state.mark, NO_MARK, graph->n + 1);
	state.marked = palloc0(sizeof(uint64) * ((Size) graph->n + 1));
	state.heap_node = MemoryContextAllocHuge(work, per_edge);
	state.heap_key = MemoryContextAllocHuge(work, per_edge);
	state.entry_node = palloc(per_node);
	state.entry_before = palloc(per_node);
	state.entry_after = palloc(per_node);
	state.stack = palloc(per_node);
	state.first = state.last = NO_ENTRY;
	MemoryContextSwitchTo(caller);

	order_start(&state);
	slot = state.first;
	while (state.first != NO_ENTRY)
	{
		CHECK_FOR_INTERRUPTS();
		if (state.pending[state.entry_node[slot]] > 0)
			slot = lowest_slot_above(&state, state.entry_node[slot]);
		else
			slot = emit_entry(&state, slot);
	}
	MemoryContextDelete(work);
	return state.output;
}

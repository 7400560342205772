/*
 * order_sort.c
 *		Sort the nodes of an order, and let soft edges give way in circles.
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"
#include "schema/order.h"

/* The nodes of a table that may come next. */
typedef struct TableNodes
{
	const SchemaObject *table;
	List	   *nodes;
} TableNodes;

/*
 * The table, or whatever stands by itself, that an object belongs to.
 */
static const SchemaObject *
root_of(const Change *change)
{
	const SchemaObject *object = change->from != NULL &&
	change->from->match != NULL ? change->from->match : change_object(change);

	object = object_root(object);
	return object->match != NULL && change->to == NULL ? object->match : object;
}

/* which of two nodes comes first, if either may */
static int
compare_nodes(const void *a, const void *b, void *arg)
{
	const OrderNode *nodes = arg;
	const OrderNode *left = &nodes[*(const int *) a];
	const OrderNode *right = &nodes[*(const int *) b];
	bool		left_drops = left->phase == PHASE_DROP;
	bool		right_drops = right->phase == PHASE_DROP;
	int			ranks;

	if (left_drops != right_drops)
		return left_drops ? -1 : 1;
	ranks = object_compare(change_object(left->change), change_object(right->change));
	if (change_object(left->change)->kind != change_object(right->change)->kind &&
		left_drops)
		ranks = -ranks;
	return ranks != 0 ? ranks : (int) left->phase - (int) right->phase;
}

static void
rank_nodes(Order *order)
{
	int		   *numbers = palloc(sizeof(int) * Max(1, order->n));

	for (int i = 0; i < order->n; i++)
		numbers[i] = i;
	qsort_arg(numbers, order->n, sizeof(int), compare_nodes, order->nodes);
	for (int i = 0; i < order->n; i++)
		order->nodes[numbers[i]].rank = i;
	pfree(numbers);
}

static int
compare_ranks(Datum a, Datum b, void *arg)
{
	const OrderNode *nodes = arg;

	/* the heap has the greatest first */
	return nodes[DatumGetInt32(b)].rank - nodes[DatumGetInt32(a)].rank;
}

static TableNodes *
nodes_of_table(Order *order, const Change *change)
{
	const SchemaObject *table = root_of(change);
	bool		found;
	TableNodes *entry = hash_search(order->tables, &table, HASH_ENTER, &found);

	if (!found)
		entry->nodes = NIL;
	return entry;
}

static void
make_ready(Order *order, binaryheap *heap, int node)
{
	TableNodes *table = nodes_of_table(order, order->nodes[node].change);

	binaryheap_add(heap, Int32GetDatum(node));
	table->nodes = lappend_int(table->nodes, node);
}

/*
 * Is it about a column, or a part of one?
 */
static bool
is_of_column(const Change *change)
{
	const SchemaObject *object = change_object(change);

	return object->parent != NULL &&
		(object_has_kind(object, "column") ||
		 object_has_kind(object->parent, "column"));
}

/*
 * Of the nodes of this table that may come next, the first; -1 if there is
 * none. A drop makes no other drops wait, but for what is done to columns:
 * that takes no names, and becomes one statement with it.
 */
static int
next_of_table(Order *order, TableNodes *table, Phase after)
{
	int			best = -1;
	ListCell   *cell;

	foreach(cell, table->nodes)
	{
		int			node = lfirst_int(cell);

		if (order->nodes[node].done)
		{
			table->nodes = foreach_delete_current(table->nodes, cell);
			continue;
		}
		if ((order->nodes[node].phase == PHASE_DROP) != (after == PHASE_DROP) &&
			!is_of_column(order->nodes[node].change))
			continue;
		if (best < 0 || order->nodes[node].rank < order->nodes[best].rank)
			best = node;
	}
	return best;
}

static int
next_of_heap(Order *order, binaryheap *heap)
{
	while (!binaryheap_empty(heap))
	{
		int			node = DatumGetInt32(binaryheap_remove_first(heap));

		if (!order->nodes[node].done)
			return node;
	}
	return -1;
}

static HTAB *
create_table_hash(void)
{
	HASHCTL		control = {0};

	control.keysize = sizeof(const SchemaObject *);
	control.entrysize = sizeof(TableNodes);
	control.hcxt = CurrentMemoryContext;
	return hash_create("migrate order", 256, &control,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * Remember that a node has been put into the order.
 */
static void
finish_node(Order *order, binaryheap *heap, int node)
{
	OrderNode  *nodes = order->nodes;
	ListCell   *cell;

	nodes[node].done = true;
	foreach(cell, nodes[node].after)
	{
		OrderNode  *after = &nodes[lfirst_int(cell)];

		if (--after->nbefore == 0 && after->nsoftly == 0)
			make_ready(order, heap, lfirst_int(cell));
	}
	foreach(cell, nodes[node].softly_after)
	{
		OrderNode  *after = &nodes[lfirst_int(cell)];

		if (after->nsoftly > 0 && --after->nsoftly == 0 &&
			after->nbefore == 0)
			make_ready(order, heap, lfirst_int(cell));
	}
}

/*
 * Of each node that is not done, find one that is not done and comes before
 * it, by a soft edge only if there is no other.
 */
static void
find_before(const Order *order, int *before, bool *softly)
{
	for (int i = 0; i < order->n; i++)
		before[i] = -1;
	for (int i = 0; i < order->n; i++)
	{
		ListCell   *cell;

		if (order->nodes[i].done)
			continue;
		foreach(cell, order->nodes[i].softly_after)
			if (order->nodes[lfirst_int(cell)].nsoftly > 0 &&
				before[lfirst_int(cell)] < 0)
		{
			before[lfirst_int(cell)] = i;
			softly[lfirst_int(cell)] = true;
		}
		foreach(cell, order->nodes[i].after)
		{
			before[lfirst_int(cell)] = i;
			softly[lfirst_int(cell)] = false;
		}
	}
}

/*
 * Let the soft edges before a node of a circle give way; false if there is no
 * circle of which they are a part.
 */
static bool
break_circle(Order *order, binaryheap *heap)
{
	int		   *before = palloc(sizeof(int) * Max(1, order->n));
	bool	   *softly = palloc0(sizeof(bool) * Max(1, order->n));
	bool	   *seen = palloc0(sizeof(bool) * Max(1, order->n));
	int			node = 0;
	int			first;

	while (node < order->n && order->nodes[node].done)
		node++;
	if (!order->softly || node == order->n)
		return false;
	find_before(order, before, softly);
	while (!seen[node])
	{
		seen[node] = true;
		node = before[node];
	}
	first = node;
	while (!softly[node])
	{
		node = before[node];
		if (node == first)
			return false;
	}
	order->nodes[node].nsoftly = 0;
	if (order->nodes[node].change->mentions)
		order->nodes[node].change->unchecked = true;
	if (order->nodes[node].nbefore == 0)
		make_ready(order, heap, node);
	pfree(before);
	pfree(softly);
	pfree(seen);
	return true;
}

/*
 * The next node of all, -1 if there is none.
 */
static int
next_node(Order *order, binaryheap *heap)
{
	int			node = next_of_heap(order, heap);

	while (node < 0 && break_circle(order, heap))
		node = next_of_heap(order, heap);
	return node;
}

/*
 * Sort the nodes as far as there is no circle.
 */
void
order_sort(Order *order)
{
	binaryheap *heap = binaryheap_allocate(Max(1, order->n), compare_ranks,
										   order->nodes);
	int			node;

	order->sorted = palloc(sizeof(int) * Max(1, order->n));
	rank_nodes(order);
	order->tables = create_table_hash();
	for (int i = 0; i < order->n; i++)
		if (order->nodes[i].nbefore == 0 && order->nodes[i].nsoftly == 0)
			make_ready(order, heap, i);
	node = next_node(order, heap);
	while (node >= 0)
	{
		const OrderNode *current = &order->nodes[node];

		CHECK_FOR_INTERRUPTS();
		order->sorted[order->nsorted++] = node;
		finish_node(order, heap, node);
		node = next_of_table(order, nodes_of_table(order, current->change),
							 current->phase);
		if (node < 0)
			node = next_node(order, heap);
	}
	binaryheap_free(heap);
	hash_destroy(order->tables);
}

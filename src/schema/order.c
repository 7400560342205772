/*
 * order.c
 *		In which order changes are made.
 *
 * A node is a phase of a change. Edges say which node must come before which:
 * what needs a thing is dropped before it and made after it. Among nodes that
 * may come next, those of the table of the last one come first, then drops
 * before the rest, then kinds in their order, then names: the same snapshots
 * give the same order every time.
 *
 * Where parts of a CREATE TABLE make a circle (tables whose foreign keys refer
 * to each other), they are taken out of it, and it is tried again; and where
 * alterations do, of what loses nothing by being made again, it is made again.
 *
 * When all is in an order, it is ordered once more with soft edges added: what
 * goes should go before what it needs is altered, and what the body of a
 * routine mentions should come before it. Where these make a circle, they give
 * way; the body of the routine is not checked then.
 */
#include "postgres.h"

#include "schema/order.h"

/*
 * Is the old object renamed away, to be dropped when all is converted?
 */
bool
change_sets_aside(const Change *change)
{
	return change->fate == FATE_REPLACE ||
		(change->fate == FATE_DROP && change->aside);
}

/*
 * Does a change have a node of its own for a phase?
 */
static bool
has_phase(const Change *change, Phase phase)
{
	switch (phase)
	{
		case PHASE_ASIDE:
			return change_sets_aside(change);
		case PHASE_DROP:
			return change->fate == FATE_REPLACE ||
				((change->fate == FATE_DROP || change->fate == FATE_REBUILD) &&
				 change->goes_with == NULL);
		case PHASE_SHELL:
			return (change->fate == FATE_CREATE || change->fate == FATE_REBUILD) &&
				object_is_shell_first(change->to);
		case PHASE_ALTER:
			return change->fate == FATE_ALTER;
		case PHASE_CREATE:
			return change->fate == FATE_REPLACE ||
				((change->fate == FATE_CREATE || change->fate == FATE_REBUILD) &&
				 !change->is_inline);
		case PHASES:
			break;
	}
	return false;
}

/*
 * The change whose statements do a phase of this one: it may go with another,
 * or be a part of its CREATE.
 */
const Change *
change_carrier(const Change *change, Phase phase)
{
	if (phase == PHASE_DROP)
		while (change->goes_with != NULL)
			change = change->goes_with;
	if (phase == PHASE_CREATE)
		while (change->is_inline)
			change = change->to->parent->change;
	return change;
}

/*
 * The node that does a phase of a change; -1 if there is none.
 */
int
change_node(const Change *change, Phase phase)
{
	return change == NULL ? -1 : change_carrier(change, phase)->node[phase];
}

static void
make_nodes(Order *order)
{
	int			room = 0;
	ListCell   *cell;

	order->n = 0;
	order->nodes = palloc0(sizeof(OrderNode) *
						   Max(1, list_length(order->comparison->changes)) * PHASES);
	foreach(cell, order->comparison->changes)
	{
		Change	   *change = lfirst(cell);

		for (Phase phase = 0; phase < PHASES; phase++)
		{
			change->node[phase] = -1;
			if (!has_phase(change, phase))
				continue;
			change->node[phase] = room;
			order->nodes[room].change = change;
			order->nodes[room].phase = phase;
			room++;
		}
	}
	order->n = room;
}

/*
 * Order the phases of all changes.
 */
void
order_changes(Comparison *comparison)
{
	Order	   *order;
	bool		softly = false;
	bool		is_done;

	do
	{
		order = palloc0(sizeof(Order));
		order->comparison = comparison;
		order->softly = softly;
		make_nodes(order);
		order_add_edges(order);
		order_sort(order);
		is_done = order->nsorted == order->n &&
			(softly || (!order->soft && !has_string_bodies(comparison)));
		softly = order->nsorted == order->n;
	} while (!is_done && (softly || order_break_circle(order)));
	if (!is_done)
		order_refuse_circle(order);
	comparison->order = order;
}

/*
 * order_circles.c
 *		Break circles among changes, of which none can be the first.
 *
 * Parts of a CREATE TABLE or of a DROP are taken out of it; what is altered and
 * loses nothing by it is dropped and made again, and so are the foreign keys
 * between tables that are altered. What is in a circle then still is refused.
 */
#include "postgres.h"

#include "schema/kinds.h"
#include "schema/order.h"

/*
 * Is this node in a circle, or behind one?
 */
static bool
is_stuck(const Order *order, int node)
{
	return node >= 0 && !order->nodes[node].done;
}

/*
 * Of what an object needs, is something in a circle that another statement
 * makes, alters or drops?
 */
static bool
meets_circle(const Order *order, const List *others, const Change *change,
			 Phase phase)
{
	ListCell   *cell;

	foreach(cell, others)
	{
		const Change *other = ((const SchemaObject *) lfirst(cell))->change;

		if (other != NULL && change_node(other, phase) != change_node(change, phase) &&
			is_stuck(order, change_node(other, phase)))
			return true;
	}
	return false;
}

/*
 * The same of what its new form comes after.
 */
static bool
follows_circle(const Order *order, const Change *change)
{
	return meets_circle(order, change->to->needs, change, PHASE_CREATE) ||
		meets_circle(order, change_awaits(change, false), change, PHASE_CREATE);
}

/*
 * Is it made or dropped by a statement of another that may be in a circle
 * because of it? What is attached is not dropped by itself.
 */
static bool
closes_circle(const Order *order, const Change *change)
{
	return (change->is_inline &&
			is_stuck(order, change_node(change, PHASE_CREATE)) &&
			(change->takes_name_of != NULL || follows_circle(order, change))) ||
		(change->goes_with != NULL && !index_is_attached(change->from) &&
		 is_stuck(order, change_node(change, PHASE_DROP)) &&
		 (meets_circle(order, change->from->needs, change, PHASE_DROP) ||
		  meets_circle(order, change->from->needs, change, PHASE_ALTER)));
}

/*
 * May objects of this kind be made and dropped by statements of their own,
 * though their parents are too? Not columns, what brings columns along, and
 * the columns of views, for which there are no such statements.
 */
static bool
may_be_apart(const SchemaKind *kind)
{
	return strcmp(kind->name, "column") != 0 && !kind->is_bond &&
		!(kind->is_part && kind->drop == NULL);
}

/*
 * Take parts out of the CREATE and DROP statements that are in a circle. False
 * if there is nothing to take out.
 */
static bool
take_apart(const Order *order)
{
	bool		taken = false;
	ListCell   *cell;

	foreach(cell, order->comparison->changes)
	{
		Change	   *change = lfirst(cell);

		if (may_be_apart(change_object(change)->kind) &&
			closes_circle(order, change))
		{
			taken = change->apart = true;
			/* so that each is undone by itself */
			if (change->takes_name_of != NULL)
				change->takes_name_of->apart = true;
		}
	}
	return taken;
}

/*
 * Have dropped and made again what is altered in a circle: it lets go of what
 * has to be dropped before something, and needs what is made after that. False
 * if there is nothing of the kind that can be made again.
 */
static bool
make_again(const Order *order)
{
	bool		made = false;
	List	   *changes = list_copy(order->comparison->changes);
	ListCell   *cell;

	foreach(cell, changes)
	{
		Change	   *change = lfirst(cell);

		if (change->fate == FATE_ALTER &&
			is_stuck(order, change->node[PHASE_ALTER]) &&
			meets_circle(order, change->from->needs, change, PHASE_DROP) &&
			meets_circle(order, change->to->needs, change, PHASE_CREATE))
			made |= object_make_again(order->comparison, change->from);
	}
	return made;
}

/*
 * Have dropped and made again the foreign keys between tables that are altered
 * in a circle: each has to be logged, or be so no more, before the other. False
 * if there are none.
 */
static bool
make_foreign_keys_again(const Order *order)
{
	bool		made = false;
	List	   *changes = list_copy(order->comparison->changes);
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, changes)
	{
		const Change *change = lfirst(cell);

		if (change->fate != FATE_ALTER || !is_stuck(order, change->node[PHASE_ALTER]))
			continue;
		foreach(other, change->from->children)
		{
			SchemaObject *key = lfirst(other);

			if (constraint_is(key, "f") && key->match != NULL &&
				(key->change == NULL || key->change->fate == FATE_ALTER) &&
				meets_circle(order, key->needs, change, PHASE_ALTER))
				made |= object_make_again(order->comparison, key);
		}
	}
	return made;
}

/*
 * Change something so that what is in a circle may be no more; false if there
 * is nothing that can be.
 */
bool
order_break_circle(const Order *order)
{
	if (!take_apart(order) && !make_again(order) &&
		!make_foreign_keys_again(order))
		return false;
	absorb_changes(order->comparison);
	return true;
}

/*
 * Refuse the changes that are in a circle, or behind one.
 */
void
order_refuse_circle(const Order *order)
{
	for (int i = 0; i < order->n; i++)
	{
		Change	   *change = order->nodes[i].change;

		if (order->nodes[i].done)
			continue;
		change->stuck = true;
		change_refuse(change, "It and other changes need each other, so that none of them can be the first.");
	}
}

/*
 * order_edges.c
 *		Which phase of a change must come before which.
 *
 * What needs a thing is dropped before it and made after it; a kind may say
 * more (comes_after); and what is said here of names, privileges and keys holds
 * for all. A soft edge says what should be so, if it can.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/order.h"

static void
add_edge(Order *order, int before, int after)
{
	if (before < 0 || after < 0 || before == after)
		return;
	if (list_member_int(order->nodes[before].after, after))
		return;
	order->nodes[before].after = lappend_int(order->nodes[before].after, after);
	order->nodes[after].nbefore++;
}

static void
add_soft_edge(Order *order, int before, int after)
{
	if (before < 0 || after < 0 || before == after)
		return;
	order->soft = true;
	if (!order->softly)
		return;
	order->nodes[before].softly_after =
		lappend_int(order->nodes[before].softly_after, after);
	order->nodes[after].nsoftly++;
}

/*
 * The node that renames it away, or what it is then dropped with; -1 if there
 * is none.
 */
static int
aside_node(const Change *change)
{
	return change_carrier(change, PHASE_DROP)->node[PHASE_ASIDE];
}

static bool
goes_aside(const Change *change)
{
	return aside_node(change) >= 0;
}

/*
 * May an object that goes, or is made again, be dropped after what it needs is
 * altered, or renamed away? Not if it is called by its name then.
 */
static bool
may_go_later(const Change *change, const Change *dependent)
{
	return change->fate == FATE_ALTER ? !change->retyped :
		change_sets_aside(change) && dependent->from->signature == NULL;
}

/*
 * A node comes before the first one of a change, and of those that it follows.
 */
static void
add_edge_before(Order *order, int before, const Change *change, int first)
{
	check_stack_depth();
	add_edge(order, before, first);
	if (change->follows != NULL && change->follows->change != NULL)
		add_edge_before(order, before, change->follows->change,
						change->follows->change->node[PHASE_ALTER]);
}

/*
 * What must come before and after what happens to the old form of an object.
 */
static void
add_edges_of_old(Order *order, const Change *change)
{
	int			drop = change_node(change, PHASE_DROP);
	int			first = change_sets_aside(change) ?
	change->node[PHASE_ASIDE] : change->fate == FATE_ALTER ?
	change->node[PHASE_ALTER] : drop;
	ListCell   *cell;

	if (change->aside)
		add_edge(order, first, drop);
	/* what this follows does the same to both */
	if (change->follows != NULL && change->follows->change != NULL)
		add_edge(order, change->follows->change->node[PHASE_ALTER], first);
	foreach(cell, change->from->needed_by)
	{
		Change	   *dependent = ((SchemaObject *) lfirst(cell))->change;

		if (dependent == NULL)
			continue;
		/* what goes, or is made again, goes before anything happens to it */
		if (goes_aside(dependent))
		{
			/* while it is called as what it consists of is */
			add_edge(order, aside_node(dependent), first);
			add_edge(order, change_node(dependent, PHASE_DROP), drop);
		}
		else if (dependent->fate == FATE_DROP || dependent->fate == FATE_REBUILD)
		{
			if (may_go_later(change, dependent))
				add_soft_edge(order, change_node(dependent, PHASE_DROP), first);
			else
				add_edge_before(order, change_node(dependent, PHASE_DROP), change, first);
			add_edge(order, change_node(dependent, PHASE_DROP), drop);
		}
		/* what lets go of it does so before it goes, or is retyped */
		if (dependent->fate == FATE_ALTER && drop >= 0)
			add_edge(order, dependent->node[PHASE_ALTER], drop);
		else if (dependent->fate == FATE_ALTER && change->retyped &&
				 !list_member_ptr(dependent->to->needs, change->to))
			add_edge_before(order, dependent->node[PHASE_ALTER], change, first);
	}
}

/*
 * What an object needs comes before "node", its new form: of a type that is
 * made of it, the shell.
 */
static void
add_edges_of_need(Order *order, const Change *change,
				  const SchemaObject *needed, int node)
{
	if (needed->change == NULL)
		return;
	if (needed->change->node[PHASE_SHELL] >= 0 &&
		object_needs_each_other(needed, change->to))
		add_edge(order, needed->change->node[PHASE_SHELL], node);
	else
		add_edge(order, change_node(needed->change, PHASE_CREATE), node);
	add_edge(order, needed->change->node[PHASE_ALTER], node);
	if (change->to->in_schema == needed)
		add_edge(order, change_node(needed->change, PHASE_CREATE),
				 change->node[PHASE_SHELL]);
}

/*
 * Add the parts of the types that an object needs, and of those that these
 * consist of.
 */
static List *
add_parts_of_types(List *parts, const SchemaObject *object)
{
	ListCell   *cell;
	ListCell   *other;

	check_stack_depth();
	foreach(cell, object->needs)
	{
		const SchemaObject *type = lfirst(cell);

		if (!type->kind->replaceable || object->parent == type)
			continue;
		foreach(other, type->children)
		{
			SchemaObject *part = lfirst(other);

			if (!list_member_ptr(parts, part))
				parts = add_parts_of_types(lappend(parts, part), part);
		}
		parts = add_parts_of_types(parts, type);
	}
	return parts;
}

/*
 * What holds values of a type comes after the attributes and checks that this
 * shall have, and what is made of it otherwise should: the server refuses to
 * add what it would have to look for in stored values and expressions.
 */
static void
add_edges_of_types(Order *order, const Change *change, int node)
{
	ListCell   *cell;

	foreach(cell, add_parts_of_types(NIL, change->to))
	{
		const Change *part = ((const SchemaObject *) lfirst(cell))->change;

		if (part == NULL)
			continue;
		if (change->to->kind->convert != NULL)
		{
			add_edge(order, part->node[PHASE_ALTER], node);
			add_edge(order, change_node(part, PHASE_CREATE), node);
		}
		else
		{
			add_soft_edge(order, part->node[PHASE_ALTER], node);
			add_soft_edge(order, change_node(part, PHASE_CREATE), node);
		}
	}
}

/*
 * What must come before the new form of an object.
 */
static void
add_edges_of_new(Order *order, const Change *change)
{
	int			node = change->fate == FATE_ALTER ? change->node[PHASE_ALTER] :
	change_node(change, PHASE_CREATE);
	ListCell   *cell;

	if (change->fate == FATE_REPLACE)
	{
		add_edge(order, change->node[PHASE_ASIDE], node);
		add_edge(order, node, change->node[PHASE_DROP]);
	}
	else if (change->fate == FATE_REBUILD && !goes_aside(change))
	{
		add_edge(order, change_node(change, PHASE_DROP), change->node[PHASE_SHELL]);
		add_edge(order, change_node(change, PHASE_DROP), node);
	}
	add_edge(order, change->node[PHASE_SHELL], node);
	foreach(cell, change->to->needs)
		add_edges_of_need(order, change, lfirst(cell), node);
	add_edges_of_types(order, change, node);
}

/*
 * What comes before the old form of an object, or its new one, by what its kind
 * says.
 */
List *
change_awaits(const Change *change, bool old)
{
	const SchemaKind *kind = change_object(change)->kind;

	return kind->comes_after == NULL ? NIL : kind->comes_after(change, old);
}

/*
 * Does a new object wait for a bond?
 */
static bool
waits_for(const Change *change, const Change *bond)
{
	return change->to != NULL &&
		list_member_ptr(change_awaits(change, false), bond->to);
}

/*
 * All that is done to the children of an object comes after this node, or
 * before it.
 */
static void
add_edges_of_children(Order *order, const SchemaObject *object, int node,
					  bool before)
{
	ListCell   *cell;

	foreach(cell, object->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (child->change == NULL || child->kind->is_bond ||
			(before && waits_for(child->change, order->nodes[node].change)))
			continue;
		for (Phase phase = 0; phase < PHASES; phase++)
			if (before)
				add_edge(order, change_node(child->change, phase), node);
			else
				add_edge(order, node, change_node(child->change, phase));
	}
}

/*
 * What is done to a table reaches its heirs: one that goes with its table
 * should go before, but for what it waits for; one that comes with its table
 * should come after it.
 */
static void
add_edges_of_heir(Order *order, const SchemaObject *source, int drop,
				  int create, const List *awaited)
{
	ListCell   *cell;

	if (source == NULL)
		return;
	foreach(cell, source->children)
	{
		const SchemaObject *child = lfirst(cell);
		const Change *change = list_member_ptr(awaited, child) ? NULL : child->change;

		for (Phase phase = 0; change != NULL && phase < PHASES; phase++)
		{
			add_soft_edge(order, drop, change_node(change, phase));
			add_soft_edge(order, change_node(change, phase), create);
		}
	}
}

/*
 * A bond between two tables is undone before, and made after, all that is done
 * to what they consist of. The bonds of those below come first.
 */
static void
add_edges_of_bond(Order *order, const Change *change)
{
	int			drop = change->from == NULL ? -1 : change_node(change, PHASE_DROP);
	int			create = change->to == NULL ? -1 :
	change_node(change, PHASE_CREATE);
	ListCell   *cell;

	if (drop >= 0 && change->goes_with != NULL)
		add_edges_of_heir(order, inheritance_source(change->from), drop, -1,
						  change_awaits(change, true));
	else if (drop >= 0)
	{
		add_edges_of_children(order, change->from->parent, drop, false);
		foreach(cell, change->from->needs)
			add_edges_of_children(order, lfirst(cell), drop, false);
	}
	if (create >= 0 && change->is_inline)
		add_edges_of_heir(order, inheritance_source(change->to), -1, create, NIL);
	if (create < 0 || change->is_inline ||
		(change->fate != FATE_CREATE && change->fate != FATE_REBUILD))
		return;
	add_edges_of_children(order, change->to->parent, create, true);
	foreach(cell, change->to->needs)
		add_edges_of_children(order, lfirst(cell), create, true);
	foreach(cell, inheritances_from(change->to->parent))
		add_edge(order, change_node(((const SchemaObject *) lfirst(cell))->change,
									PHASE_CREATE), create);
}

/*
 * What comes before a phase of a change by what its kind says.
 */
static void
add_edges_of_phase(Order *order, const Change *change, Phase phase)
{
	int			node = change_node(change, phase);
	ListCell   *cell;

	foreach(cell, change_awaits(change, phase == PHASE_DROP))
	{
		const Change *other = ((const SchemaObject *) lfirst(cell))->change;

		if (phase == PHASE_DROP)
			add_edge(order, change_node(other, phase), node);
		else
		{
			add_edge(order, change_node(other, PHASE_ALTER), node);
			add_edge(order, change_node(other, PHASE_CREATE), node);
		}
	}
}

static void
add_edges_of_kind(Order *order, const Change *change)
{
	if (change_object(change)->kind->is_bond)
		add_edges_of_bond(order, change);
	if (change->fate == FATE_ALTER)
		add_edges_of_phase(order, change, PHASE_ALTER);
	else
	{
		if (change->from != NULL)
			add_edges_of_phase(order, change, PHASE_DROP);
		if (change->to != NULL)
			add_edges_of_phase(order, change, PHASE_CREATE);
	}
}

/*
 * What no two routines may have in common.
 */
static char *
routine_name(const SchemaObject *routine)
{
	return psprintf("%s(%s)", object_relation_name(routine),
					object_value(routine, "input_types"));
}

/*
 * Does a constraint of another type come to have an index?
 */
static bool
gains_relation_name(const SchemaObject *before, const SchemaObject *after)
{
	return !object_names_relation(before) && object_names_relation(after);
}

/*
 * A name must be free before it is taken by another object, and that of a
 * routine should be, whatever the other takes.
 */
static void
add_edges_of_names(Order *order)
{
	ObjectIndex *index = object_index_create();
	ListCell   *cell;

	foreach(cell, order->comparison->changes)
	{
		Change	   *change = lfirst(cell);

		if (change->from == NULL ||
			(change->to != NULL && !gains_relation_name(change->to, change->from)))
			continue;
		if (object_names_relation(change->from))
			object_index_add(index, "relation", object_relation_name(change->from),
							 change->from);
		if (change->from->kind->names_type)
			object_index_add(index, "type", object_relation_name(change->from),
							 change->from);
		if (change->from->kind->names_routine)
		{
			object_index_add(index, "routine", routine_name(change->from),
							 change->from);
			object_index_add(index, "routines", object_relation_name(change->from),
							 change->from);
		}
	}
	foreach(cell, order->comparison->changes)
	{
		Change	   *change = lfirst(cell);
		SchemaObject *gone;

		if (change->to == NULL ||
			(change->from != NULL && !gains_relation_name(change->from, change->to)))
			continue;
		gone = !object_names_relation(change->to) ? NULL :
			object_index_find(index, "relation", object_relation_name(change->to));
		change->takes_name_of = gone == NULL ? NULL : gone->change;
		if (gone != NULL)
			add_edge(order, change_node(gone->change, PHASE_DROP),
					 change_node(change, PHASE_CREATE));
		/* a sequence is no type, yet it is not made beside one of its name */
		gone = !change->to->kind->names_type &&
			change->to->kind != &kind_sequence ? NULL :
			object_index_find(index, "type", object_relation_name(change->to));
		if (gone != NULL)
			add_edge(order, change_node(gone->change, gone->change->aside ? PHASE_ASIDE : PHASE_DROP),
					 change->node[PHASE_SHELL] >= 0 ? change->node[PHASE_SHELL] :
					 change_node(change, PHASE_CREATE));
		if (!change->to->kind->names_routine)
			continue;
		gone = object_index_find(index, "routine", routine_name(change->to));
		if (gone != NULL)
			add_edge(order, change_node(gone->change, PHASE_DROP),
					 change_node(change, PHASE_CREATE));
		/* a call might mean both, if they take as much by default */
		gone = object_index_find(index, "routines", object_relation_name(change->to));
		if (gone != NULL)
			add_soft_edge(order, change_node(gone->change, PHASE_DROP),
						  change_node(change, PHASE_CREATE));
	}
}

/*
 * A table has one primary key: the old one goes before a new one comes.
 */
static void
add_edges_of_primary_key(Order *order, const Change *change)
{
	ListCell   *cell;

	if (!constraint_is(change->to, "p") || change->to->parent->match == NULL)
		return;
	foreach(cell, change->to->parent->match->children)
	{
		const SchemaObject *other = lfirst(cell);

		if (constraint_is(other, "p") && other != change->from)
			add_edge(order, change_node(other->change, PHASE_DROP),
					 change_node(change, PHASE_CREATE));
	}
}

/*
 * A REVOKE on a table takes from its columns, too: what these are granted comes
 * after it.
 */
static void
add_edge_of_privileges(Order *order, const Change *change)
{
	if (change->fate == FATE_ALTER && change->from->kind->acl_letter == 'c' &&
		change->from->parent->change != NULL &&
		privileges_differ(change->from, change->to))
		add_edge(order, change->from->parent->change->node[PHASE_ALTER],
				 change->node[PHASE_ALTER]);
}

/*
 * A routine should come after whatever happens to what its body mentions.
 */
static void
add_mention(void *arg, const Change *mentioned, Change *routine)
{
	int			node = routine->fate == FATE_ALTER ?
	routine->node[PHASE_ALTER] : change_node(routine, PHASE_CREATE);

	routine->mentions = true;
	add_soft_edge(arg, change_node(mentioned, PHASE_CREATE), node);
	add_soft_edge(arg, mentioned->node[PHASE_ALTER], node);
	if (mentioned->to == NULL)
		add_soft_edge(arg, change_node(mentioned, PHASE_DROP), node);
}

/*
 * Add all edges.
 */
void
order_add_edges(Order *order)
{
	ListCell   *cell;

	foreach(cell, order->comparison->changes)
	{
		const Change *change = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (change->from != NULL)
			add_edges_of_old(order, change);
		if (change->to != NULL)
		{
			add_edges_of_new(order, change);
			add_edges_of_primary_key(order, change);
		}
		if (change->from != NULL && change->to != NULL)
			add_edge_of_privileges(order, change);
		add_edges_of_kind(order, change);
	}
	add_edges_of_names(order);
	if (order->softly)
		find_mentions(order->comparison, add_mention, order);
}

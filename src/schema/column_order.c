/*
 * column_order.c
 *		Which tables have, or get, their columns in another order.
 *
 * Columns that only one side has do not count there.
 */
#include "postgres.h"

#include "schema/kinds.h"

/*
 * Do the columns that both sides have come in another order? A table's
 * children are sorted: its columns are in their order.
 */
bool
column_order_differs(const SchemaObject *from)
{
	int			last = 0;
	ListCell   *cell;

	foreach(cell, from->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (!object_has_kind(child, "column") || child->match == NULL)
			continue;
		if (child->match->subid < last)
			return true;
		last = child->match->subid;
	}
	return false;
}

/*
 * Will the columns of a table come in another order than in "to"? What is added
 * or made again comes last.
 */
bool
column_order_changes(const SchemaObject *to)
{
	int			last = 0;
	ListCell   *cell;

	if (to->match == NULL ||
		(to->change != NULL && to->change->fate == FATE_REBUILD))
		return false;
	foreach(cell, to->children)
	{
		const SchemaObject *child = lfirst(cell);
		bool		is_kept = child->match != NULL &&
		(child->change == NULL || child->change->fate == FATE_ALTER);

		if (!object_has_kind(child, "column"))
			continue;
		if (is_kept && child->match->subid < last)
			return true;
		last = is_kept ? child->match->subid : INT_MAX;
	}
	return false;
}

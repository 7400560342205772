/*
 * column_order.c
 *		Which tables have, or get, their columns in another order.
 *
 * It cannot be changed, so it is told, not compared. Columns that only one
 * side has do not count there.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/schema.h"

/*
 * Do the columns that both sides have come in another order? A table's
 * children are sorted: its columns are in their order.
 */
static bool
is_in_other_order(const SchemaObject *from)
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

/*
 * Raise a notice that lists the tables, of which there may be many.
 */
void
column_order_tell(const SchemaSnapshot *from)
{
	StringInfoData names;
	int			count = 0;
	ListCell   *cell;

	initStringInfo(&names);
	foreach(cell, from->objects)
	{
		const SchemaObject *object = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (object->match == NULL || !is_in_other_order(object))
			continue;
		if (count < 10)
			appendStringInfo(&names, "%s%s", count == 0 ? "" : ", ", object->key);
		count++;
	}
	if (count > 0)
		ereport(NOTICE,
				(errmsg_plural("%d table has its columns in another order than the schema text",
							   "%d tables have their columns in another order than the schema text",
							   count, count),
				 errdetail_internal("%s%s.", names.data, count > 10 ? ", ..." : ""),
				 errhint("The order of columns cannot be changed, and is not compared.")));
}

/*
 * column_order.c
 *		Which tables have their columns in another order.
 *
 * It cannot be changed, so it is told, not compared. Columns that only one
 * side has do not count.
 */
#include "postgres.h"

#include "miscadmin.h"
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

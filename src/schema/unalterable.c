/*
 * unalterable.c
 *		What no statement can alter: it is told, not compared.
 *
 * That is the order of a table's columns, whether a column that is inherited is
 * declared by its own table as well, and that a check is no more.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/schema.h"

/*
 * Is it declared besides being inherited, and shall not be, or the other way
 * round?
 */
static bool
declaration_differs(const SchemaObject *part)
{
	const SchemaObject *to = part->match;

	if (to == NULL || (part->kind != &kind_column && !constraint_is(part, "c")) ||
		object_is(part, "is_local") == object_is(to, "is_local"))
		return false;
	if (part->kind == &kind_column)
		return inherited_from(part) != NULL;
	return object_is(part, "is_local") && inherited_from(to) != NULL;
}

/*
 * Is there a column or a check that only one side declares besides inheriting
 * it?
 */
static bool
declarations_differ(const SchemaObject *from)
{
	ListCell   *cell;

	foreach(cell, from->children)
		if (declaration_differs(lfirst(cell)))
		return true;
	return false;
}

/*
 * List the tables of which something is true, the first ten by name.
 */
static const char *
tables_where(const SchemaSnapshot *from, bool (*is_true) (const SchemaObject *),
			 int *count)
{
	StringInfoData names;
	ListCell   *cell;

	*count = 0;
	initStringInfo(&names);
	foreach(cell, from->objects)
	{
		const SchemaObject *object = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (object->match == NULL || !is_true(object))
			continue;
		if (*count < 10)
			appendStringInfo(&names, "%s%s", *count == 0 ? "" : ", ", object->key);
		(*count)++;
	}
	if (*count > 10)
		appendStringInfo(&names, " and %d more", *count - 10);
	appendStringInfoChar(&names, '.');
	return names.data;
}

/*
 * Raise a notice about the tables that differ from their matches in each way.
 */
void
unalterable_tell(const SchemaSnapshot *from)
{
	int			count;
	const char *names = tables_where(from, column_order_differs, &count);

	if (count > 0)
		ereport(NOTICE,
				(errmsg_plural("%d table has its columns in another order than the schema text",
							   "%d tables have their columns in another order than the schema text",
							   count, count),
				 errdetail_internal("%s", names),
				 errhint("The order of columns cannot be changed, and is not compared.")));
	names = tables_where(from, declarations_differ, &count);
	if (count > 0)
		ereport(NOTICE,
				(errmsg_plural("%d table declares other inherited columns and checks itself than in the schema text",
							   "%d tables declare other inherited columns and checks themselves than in the schema text",
							   count, count),
				 errdetail_internal("%s", names),
				 errhint("Whether a table declares a column that it inherits cannot be changed, that it declares a check cannot be undone; neither is compared.")));
}

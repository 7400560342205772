/*
 * diff.c
 *		From one snapshot to another: the statements, and their reverses.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/schema.h"

/*
 * Forget what an earlier comparison found, but for which object is which.
 */
static void
forget_changes(const SchemaSnapshot *from, const SchemaSnapshot *to)
{
	ListCell   *cell;

	foreach(cell, to->objects)
	{
		SchemaObject *object = lfirst(cell);

		object->change = NULL;
		object->name_in_force = object->name;
		object->moved = object->entered = object->names_changed = false;
	}
	foreach(cell, from->objects)
	{
		SchemaObject *object = lfirst(cell);

		object->change = NULL;
		object->names_changed = false;
	}
}

/*
 * Make the statements from one snapshot to the other. All is matched.
 */
static List *
compare(Comparison *comparison)
{
	OrderedPhase *order;
	List	   *statements;
	int			n;

	forget_changes(comparison->from, comparison->to);
	rename_objects(comparison);
	compare_objects(comparison);
	order = order_changes(comparison, &n);
	write_changes(comparison);
	statements = statements_make(comparison, order, n);
	rename_values_back(comparison);
	return statements;
}

/*
 * Make the statements that turn "from" into "to", each with its reverse, and
 * those of the whole way back.
 */
SchemaDiff *
diff_snapshots(SchemaSnapshot *from, SchemaSnapshot *to, const DiffOptions *options)
{
	Comparison	forth = {from, to};
	Comparison	back = {to, from};
	SchemaDiff *diff = palloc0(sizeof(SchemaDiff));

	forth.role = back.role = GetUserNameFromId(GetUserId(), false);
	forth.owners = back.owners = options->owners;
	forth.privileges = back.privileges = options->privileges;
	forth.extensions = back.extensions = options->extensions;
	match_objects(&forth, options->renames, options->one_timeline);
	diff->forth = compare(&forth);
	diff->back = compare(&back);
	statements_add_reverses(diff->forth, diff->back);
	return diff;
}

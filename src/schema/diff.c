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
	List	   *statements;

	forget_changes(comparison->from, comparison->to);
	rename_objects(comparison);
	compare_objects(comparison);
	order_changes(comparison);
	write_changes(comparison);
	statements = statements_make(comparison);
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
	diff->refused = refusals_collect(&forth);
	diff->back = compare(&back);
	diff->refused_back = refusals_collect(&back);
	diff_add_reverses(diff, &back);
	return diff;
}

/*
 * Raise an error if something cannot be written, there or on the way back.
 */
void
diff_check_complete(const SchemaDiff *diff)
{
	List	   *refused = list_copy(diff->refused);
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, diff->refused_back)
	{
		const SchemaObject *object = ((const Refusal *) lfirst(cell))->object;
		bool		is_told = false;

		foreach(other, diff->refused)
		{
			const SchemaObject *told = ((const Refusal *) lfirst(other))->object;

			is_told |= told == object || told == object->match;
		}
		if (!is_told)
			refused = lappend(refused, lfirst(cell));
	}
	refusals_report(ERROR, refused);
}

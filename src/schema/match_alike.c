/*
 * match_alike.c
 *		Match what is the same thing by another name, though nobody says so.
 *
 * The server makes names of others: those of constraints, of the sequence of a
 * serial column. Once a table has been renamed, its new schema has other such
 * names. So an owned sequence is told by the column that owns it (it holds
 * data: where it has got to), constraints and indexes of one table by what
 * they say.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"

/*
 * Match an owned sequence with that which the same column owns on the other
 * side.
 */
static void
match_owned_sequence(SchemaObject *tie)
{
	const SchemaObject *column = sequence_owner_column(tie);
	ListCell   *cell;

	if (column == NULL || column->match == NULL || tie->parent->match != NULL)
		return;
	foreach(cell, column->match->needed_by)
	{
		SchemaObject *other = lfirst(cell);

		if (other->kind == tie->kind && other->match == NULL &&
			match_is_possible(tie->parent, other->parent))
		{
			match_pair(tie->parent, other->parent);
			match_pair(tie, other);
			return;
		}
	}
}

/*
 * Would they be the same, if they were one object?
 */
static bool
are_alike(SchemaObject *from, SchemaObject *to)
{
	bool		alike;

	match_pair(from, to);
	from->names_changed = true;
	alike = !object_properties_differ(from, to);
	from->names_changed = false;
	from->match = to->match = NULL;
	from->name_in_force = from->name;
	return alike;
}

static bool
match_by_properties(SchemaObject *from)
{
	ListCell   *cell;

	if (from->parent == NULL || from->parent->match == NULL)
		return false;
	foreach(cell, from->parent->match->children)
	{
		SchemaObject *to = lfirst(cell);

		if (match_is_possible(from, to) && are_alike(from, to))
		{
			match_pair(from, to);
			return true;
		}
	}
	return false;
}

/*
 * Match what is left of these kinds. A foreign key is like another if what it
 * refers to has been matched, so this goes on as long as something is.
 */
void
match_alike(Comparison *comparison)
{
	bool		found;
	ListCell   *cell;

	do
	{
		found = false;
		foreach(cell, comparison->from->objects)
		{
			SchemaObject *from = lfirst(cell);

			CHECK_FOR_INTERRUPTS();
			if (from->match != NULL)
				continue;
			if (from->kind == &kind_sequence_owner)
				match_owned_sequence(from);
			else if (from->kind == &kind_constraint ||
					 from->kind == &kind_index)
				found |= match_by_properties(from);
		}
	} while (found);
}

/*
 * match_alike.c
 *		Match what is the same thing by another name, though nobody says so.
 *
 * The server makes names of others: those of constraints, of the sequence of a
 * serial column. Once a table has been renamed, its new schema has other such
 * names. So an owned sequence is told by the column that owns it (it holds
 * data: where it has got to), constraints and indexes of one table by what
 * they say, and columns of a view by their places.
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

static List *
view_columns(const SchemaObject *view)
{
	List	   *columns = NIL;
	ListCell   *cell;

	foreach(cell, view->children)
		if (((const SchemaObject *) lfirst(cell))->kind == &kind_view_column)
		columns = lappend(columns, lfirst(cell));
	return columns;
}

/*
 * Match each of these with the object beside it, NULL with nothing.
 */
static void
match_columns(const List *columns, const List *others)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, columns)
	{
		SchemaObject *column = lfirst(cell);

		if (column->match != NULL)
			column->match->match = NULL;
		column->match = NULL;
		column->name_in_force = column->name;
	}
	forboth(cell, columns, other, others)
		if (lfirst(other) != NULL)
		match_pair(lfirst(cell), lfirst(other));
}

/*
 * Match the columns of a view by their places, if that makes its query the
 * same: it may give what has been renamed, by the new names.
 */
static bool
match_view_columns(SchemaObject *from)
{
	List	   *columns = view_columns(from);
	List	   *others;
	List	   *matches = NIL;
	bool		differ = false;
	ListCell   *cell;
	ListCell   *other;

	if (columns == NIL || from->match == NULL)
		return false;
	others = view_columns(from->match);
	foreach(cell, columns)
		matches = lappend(matches, ((const SchemaObject *) lfirst(cell))->match);
	forboth(cell, matches, other, others)
		differ |= lfirst(cell) != lfirst(other);
	if (!differ || list_length(columns) != list_length(others))
		return false;
	match_columns(columns, others);
	if (renamed_texts_equal(from, from->match, object_value(from, "query"),
							object_value(from->match, "query")))
		return true;
	match_columns(columns, matches);
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
			if (from->kind == &kind_view ||
				from->kind == &kind_materialized_view)
				found |= match_view_columns(from);
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

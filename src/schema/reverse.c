/*
 * reverse.c
 *		Say of each statement what undoes it.
 *
 * That is what the way back writes for the same object and property; what the
 * DROP of an object takes along is made again after it. Renames, the schemas
 * that they move something into, and what unties sequences for them, come first
 * of all on the way back.
 *
 * Sometimes this does not do: the way back does something that undoes no single
 * statement, as where one way replaces a view and the other makes it again with
 * all that needs it; or its steps, taken by the statements that they undo, come
 * in an order that does not work. Then the last statement's reverse is the
 * whole way back, and the others have none.
 */
#include "postgres.h"

#include "schema/schema.h"

/*
 * The phase of the way back that undoes a phase.
 */
static Phase
phase_back(Phase phase)
{
	switch (phase)
	{
		case PHASE_CREATE:
			return PHASE_DROP;
		case PHASE_DROP:
			return PHASE_CREATE;
		case PHASE_ALTER:
		case PHASE_ASIDE:
		case PHASE_SHELL:
		case PHASES:
			break;
	}
	return phase;
}

static bool
is_about(const Piece *piece, const char *property)
{
	return piece->property == NULL || property == NULL ?
		piece->property == property :
		strcmp(piece->property, property) == 0;
}

static bool
is_rename(const Piece *piece)
{
	return strcmp(piece->action, "rename") == 0;
}

/*
 * Is it done before all else?
 */
static bool
comes_first(const PieceSource *source)
{
	return is_rename(source->piece) ||
		change_precedes_renames(source->change, source->phase);
}

/*
 * Add pieces of a change of the way back, those about a property if it is an
 * alteration in place, that are not in any reverse yet.
 */
static List *
add_pieces(List *back, const Change *change, Phase phase, const char *property)
{
	ListCell   *cell;

	if (change == NULL)
		return back;
	foreach(cell, pieces_collect(NIL, change, phase))
	{
		PieceSource *source = lfirst(cell);

		if (source->piece->in_reverse || comes_first(source) ||
			(phase == PHASE_ALTER && !is_about(source->piece, property)))
			continue;
		source->piece->in_reverse = true;
		back = lappend(back, source);
	}
	return back;
}

/*
 * The change of the way back of the object that a change is about.
 */
static const Change *
change_back(const Change *change)
{
	return change->from != NULL ? change->from->change : change->to->change;
}

/*
 * Add the pieces of the way back that undo a piece.
 */
static List *
add_reverse(List *back, const PieceSource *source)
{
	Phase		phase = phase_back(source->phase);
	ListCell   *cell;

	if (is_rename(source->piece) ||
		strcmp(source->piece->action, PIECE_SETTING) == 0 ||
		(phase != PHASE_ALTER && source->piece->property != NULL))
		return back;
	back = add_pieces(back, change_back(source->change), phase,
					  source->piece->property);
	if (phase == PHASE_CREATE)
		foreach(cell, source->change->along)
			back = add_pieces(back, change_back(lfirst(cell)), phase, NULL);
	return back;
}

static int
compare_positions(const ListCell *a, const ListCell *b)
{
	const PieceSource *left = lfirst(a);
	const PieceSource *right = lfirst(b);

	return left->piece->position - right->piece->position;
}

/*
 * Append statements to a text.
 */
static void
append_statements(StringInfo text, const List *statements, bool first)
{
	ListCell   *cell;

	foreach(cell, statements)
	{
		const SchemaStatement *statement = lfirst(cell);

		if (comes_first(linitial(statement->sources)) == first)
			appendStringInfo(text, "%s%s", text->len == 0 ? "" : ";\n",
							 statement->text);
	}
}

static void
find_reverse(SchemaStatement *statement, int number)
{
	List	   *back = NIL;
	StringInfoData text;
	ListCell   *cell;

	foreach(cell, statement->sources)
		back = add_reverse(back, lfirst(cell));
	if (back == NIL)
		return;
	foreach(cell, back)
		((const PieceSource *) lfirst(cell))->piece->undoes = number;
	list_sort(back, compare_positions);
	initStringInfo(&text);
	append_statements(&text, pieces_group(back), false);
	statement->reverse = text.data;
}

/*
 * Does it take the name of what is dropped with something else? That may be
 * later in reverse than here.
 */
static bool
waits_for_name(const Change *change)
{
	return change->takes_name_of != NULL &&
		change->takes_name_of->goes_with != NULL;
}

/*
 * Are these default privileges that must not be there before other objects are
 * made, and in reverse might be: altered ones, and those that went with their
 * schema?
 */
static bool
gives_too_soon(const Change *change)
{
	const SchemaObject *object = change_object(change);

	return object_has_kind(object, "default privileges") &&
		(change->fate == FATE_ALTER ||
		 (object->in_schema != NULL && object->in_schema->match == NULL));
}

/*
 * The number of the statement that a phase of the way back undoes; 0: of none.
 */
static int
number_undone(const Change *change, Phase phase)
{
	const List *pieces = change_carrier(change, phase)->pieces[phase];

	return pieces == NIL ? 0 : ((const Piece *) linitial(pieces))->undoes;
}

/*
 * Does a DROP of the way back take along what is in the way of something else
 * before? The last statement is undone first.
 */
static bool
takes_along_too_late(const Change *change)
{
	ListCell   *cell;
	ListCell   *needed;

	foreach(cell, change->along)
	{
		const SchemaObject *object = ((const Change *) lfirst(cell))->from;

		foreach(needed, object->needs)
		{
			const Change *other = ((const SchemaObject *) lfirst(needed))->change;

			/* what is of the same table takes it along just as well */
			if (other != NULL && object_root(other->from) != object_root(object) &&
				number_undone(other, other->retyped ? PHASE_ALTER : PHASE_DROP) >
				number_undone(change, PHASE_DROP))
				return true;
		}
	}
	return false;
}

/*
 * Does a CREATE of the way back have a part that needs what comes only after
 * it? The last statement is undone first.
 */
static bool
makes_part_too_soon(const Change *change)
{
	int			number = number_undone(change, PHASE_CREATE);
	ListCell   *cell;
	ListCell   *needed;

	if (number == 0)
		return false;
	foreach(cell, change->to->children)
	{
		const SchemaObject *part = lfirst(cell);

		if (!object_is_inline(part))
			continue;
		foreach(needed, part->needs)
		{
			const Change *other = ((const SchemaObject *) lfirst(needed))->change;
			int			others = other == NULL ? 0 :
			number_undone(other, PHASE_CREATE);

			if (others != 0 && others < number)
				return true;
		}
	}
	return false;
}

/*
 * Does it set what the type, which comes from the column that it inherits from,
 * resets? That type is the first to change, and in reverse would be the last.
 */
static bool
is_reset_by_parent(const Change *change)
{
	return change->retyped && change->follows != NULL;
}

/*
 * Does the way back do nothing, but for what comes first, that is in no
 * reverse, and nothing whose steps must be kept together?
 */
static bool
undoes_each(const List *back)
{
	bool		gives = false;
	bool		makes = false;
	ListCell   *cell;
	ListCell   *part;

	foreach(cell, back)
		foreach(part, ((const SchemaStatement *) lfirst(cell))->sources)
	{
		const PieceSource *source = lfirst(part);

		if (change_sets_aside(source->change) ||
			source->change->mentions ||
			waits_for_name(source->change) ||
			takes_along_too_late(source->change) ||
			makes_part_too_soon(source->change) ||
			is_reset_by_parent(source->change) ||
			(!source->piece->in_reverse && !comes_first(source)))
			return false;
		gives |= gives_too_soon(source->change);
		makes |= source->phase == PHASE_CREATE &&
			change_object(source->change)->kind->acl_letter != 0;
	}
	return !gives || !makes;
}

/*
 * What undoes that which could not be written is in no reverse.
 */
static void
pass_over(const List *refused)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, refused)
	{
		const Change *back = ((const Refusal *) lfirst(cell))->object->change;

		for (Phase phase = 0; back != NULL && phase < PHASES; phase++)
			foreach(other, back->pieces[phase])
				((Piece *) lfirst(other))->in_reverse = true;
	}
}

/*
 * Say of each statement of the way forth how the way back, which has been
 * compared last, undoes it. If something of the way back cannot be written, it
 * undoes no more than single statements.
 */
void
diff_add_reverses(SchemaDiff *diff)
{
	SchemaStatement *last;
	StringInfoData text;
	ListCell   *cell;

	if (diff->forth == NIL)
		return;
	foreach(cell, diff->forth)
		find_reverse(lfirst(cell), foreach_current_index(cell) + 1);
	pass_over(diff->refused);
	last = llast(diff->forth);
	initStringInfo(&text);
	append_statements(&text, diff->back, true);
	if (undoes_each(diff->back))
	{
		if (last->reverse != NULL)
			appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ";\n",
							 last->reverse);
	}
	else
	{
		foreach(cell, diff->forth)
			((SchemaStatement *) lfirst(cell))->reverse = NULL;
		if (diff->refused_back == NIL)
			append_statements(&text, diff->back, false);
		else
			resetStringInfo(&text);
	}
	last->reverse = text.len == 0 ? NULL : text.data;
}

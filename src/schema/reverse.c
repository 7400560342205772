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

#include "schema/order.h"
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
 * Is each piece, but for those that come first, in some reverse?
 */
static bool
all_in_reverses(const List *back)
{
	ListCell   *cell;
	ListCell   *part;

	foreach(cell, back)
		foreach(part, ((const SchemaStatement *) lfirst(cell))->sources)
	{
		const PieceSource *source = lfirst(part);

		if (!source->piece->in_reverse && !comes_first(source))
			return false;
	}
	return true;
}

/*
 * Do the reverses, the last statement's first, do nothing before what must
 * come before it? A soft edge that gave way says nothing.
 */
static bool
order_holds(const Order *order)
{
	int		   *limits = palloc(sizeof(int) * Max(1, order->n));
	ListCell   *cell;

	for (int i = 0; i < order->n; i++)
		limits[i] = INT_MAX;
	for (int i = 0; i < order->nsorted; i++)
	{
		const OrderNode *node = &order->nodes[order->sorted[i]];
		int			limit = limits[order->sorted[i]];
		int			last = limit;

		foreach(cell, pieces_collect(NIL, node->change, node->phase))
		{
			const PieceSource *source = lfirst(cell);

			if (source->piece->undoes == 0)
				continue;
			if (source->piece->undoes > limit)
				return false;
			last = Min(last, source->piece->undoes);
		}
		foreach(cell, node->after)
			limits[lfirst_int(cell)] = Min(limits[lfirst_int(cell)], last);
		foreach(cell, node->softly_after)
			limits[lfirst_int(cell)] = Min(limits[lfirst_int(cell)], last);
	}
	return true;
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
diff_add_reverses(SchemaDiff *diff, const Comparison *back)
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
	if (all_in_reverses(diff->back) && order_holds(back->order))
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

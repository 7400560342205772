/*
 * reverse.c
 *		Say of each statement what undoes it.
 *
 * That is what the way back writes for the same object and property; what the
 * DROP of an object takes along is made again after it. Renames come first of
 * all on the way back. Where the way back does something that undoes no single
 * statement, as where one way replaces a view and the other makes it again with
 * all that needs it, or replaces a type, or makes a schema that something is
 * moved to, or makes a routine whose body mentions what the way back changes
 * too, or takes a name that goes along with something else, the last statement's reverse is the whole way back, and the others have
 * none.
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

		if (source->piece->in_reverse ||
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
 * Append statements to a text; if "renames", only these.
 */
static void
append_statements(StringInfo text, const List *statements, bool renames)
{
	ListCell   *cell;

	foreach(cell, statements)
	{
		const SchemaStatement *statement = lfirst(cell);
		const PieceSource *source = linitial(statement->sources);

		if (is_rename(source->piece) || !renames)
			appendStringInfo(text, "%s%s", text->len == 0 ? "" : ";\n",
							 statement->text);
	}
}

static void
find_reverse(SchemaStatement *statement)
{
	List	   *back = NIL;
	StringInfoData text;
	ListCell   *cell;

	foreach(cell, statement->sources)
		back = add_reverse(back, lfirst(cell));
	if (back == NIL)
		return;
	list_sort(back, compare_positions);
	initStringInfo(&text);
	append_statements(&text, pieces_group(back), false);
	statement->reverse = text.data;
}

/*
 * Is it a schema that is made before the renames?
 */
static bool
comes_before_renames(const Change *change)
{
	return change->to != NULL && change->to->entered;
}

/*
 * Does it take the name of what is dropped along with something that need not
 * have been made together with it?
 */
static bool
takes_name_of_part(const Change *change)
{
	const Change *gone = change->takes_name_of;

	return gone != NULL && gone->goes_with != NULL &&
		(gone->from->kind->may_be_inline == NULL ||
		 gone->goes_with->from != object_root(gone->from));
}

/*
 * Does the way back do nothing, but for renames, that is in no reverse, and
 * nothing that comes before renames or whose steps must be kept together?
 */
static bool
undoes_each(const List *back)
{
	ListCell   *cell;
	ListCell   *part;

	foreach(cell, back)
		foreach(part, ((const SchemaStatement *) lfirst(cell))->sources)
	{
		const PieceSource *source = lfirst(part);

		if (change_sets_aside(source->change) ||
			source->change->mentions ||
			comes_before_renames(source->change) ||
			takes_name_of_part(source->change) ||
			(!source->piece->in_reverse && !is_rename(source->piece)))
			return false;
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
diff_add_reverses(SchemaDiff *diff)
{
	SchemaStatement *last;
	StringInfoData text;
	ListCell   *cell;

	if (diff->forth == NIL)
		return;
	foreach(cell, diff->forth)
		find_reverse(lfirst(cell));
	pass_over(diff->refused);
	last = llast(diff->forth);
	initStringInfo(&text);
	if (undoes_each(diff->back))
	{
		append_statements(&text, diff->back, true);
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
	}
	last->reverse = text.len == 0 ? NULL : text.data;
}

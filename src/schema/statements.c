/*
 * statements.c
 *		Put ordered pieces together into statements.
 *
 * Subcommands for one table that stand side by side become one ALTER TABLE;
 * what is said alike of several columns becomes one statement.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/change.h"

/*
 * The pieces of a change's phase, and, of a CREATE, of what is made in it.
 */
static List *
collect(List *sources, const Change *change, Phase phase)
{
	ListCell   *cell;

	foreach(cell, change->pieces[phase])
	{
		PieceSource *source = palloc0(sizeof(PieceSource));

		source->change = change;
		source->phase = phase;
		source->piece = lfirst(cell);
		sources = lappend(sources, source);
	}
	if (phase == PHASE_CREATE && change->to != NULL)
		foreach(cell, change->to->children)
		{
			const SchemaObject *child = lfirst(cell);

			if (object_is_inline(child))
				sources = collect(sources, child->change, phase);
		}
	return sources;
}

static const SchemaObject *
object_of(const Change *change)
{
	return change->to != NULL ? change->to : change->from;
}

/*
 * Begin a statement with its first piece.
 */
static SchemaStatement *
begin_statement(const PieceSource *source)
{
	SchemaStatement *statement = palloc0(sizeof(SchemaStatement));
	const SchemaObject *object = object_of(source->change);

	statement->action = source->piece->action;
	statement->kind = object->kind->name;
	statement->object = object->key;
	statement->text = source->piece->text;
	statement->hazards = source->piece->hazards;
	statement->sources = list_make1((void *) source);
	return statement;
}

/*
 * Add a subcommand to an ALTER TABLE that has some.
 */
static void
add_subcommand(SchemaStatement *statement, const PieceSource *source)
{
	const SchemaObject *object = object_of(source->change);

	if (strcmp(statement->action, source->piece->action) != 0)
		statement->action = "alter";
	if (strcmp(statement->object, object->key) != 0)
	{
		const SchemaObject *table = source->piece->table;

		statement->kind = table->kind->name;
		statement->object = table->match != NULL &&
			table->name_in_force == table->match->name ?
			table->match->key : table->key;
	}
	statement->hazards |= source->piece->hazards;
	statement->sources = lappend(statement->sources, (void *) source);
}

/*
 * The table of a subcommand, the same on both sides; NULL for a statement.
 */
static const SchemaObject *
table_of(const PieceSource *source)
{
	const SchemaObject *table = source->piece->table;

	return table != NULL && table->match != NULL &&
		table->change != NULL && table == table->change->to ? table->match :
		table;
}

/*
 * Write the text of an ALTER TABLE with its subcommands.
 */
static char *
join_subcommands(const List *sources)
{
	const PieceSource *first = linitial(sources);
	const SchemaObject *table = first->piece->table;
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	appendStringInfo(&text, "ALTER %s %s%s", table->kind->sql_name,
					 first->piece->only ? "ONLY " : "",
					 object_qualified_name(table));
	foreach(cell, sources)
		appendStringInfo(&text, "%s%s",
						 cell == list_head(sources) ?
						 (list_length(sources) == 1 ? " " : "\n    ") : ",\n    ",
						 ((const PieceSource *) lfirst(cell))->piece->text);
	return text.data;
}

/*
 * Does a piece set again what the one before has just reset?
 */
static bool
sets_again(const SchemaStatement *last, const PieceSource *source)
{
	return last != NULL && strcmp(source->piece->action, PIECE_SETTING) == 0 &&
		strcmp(last->action, PIECE_SETTING) == 0 &&
		strncmp(last->text, "RESET ", strlen("RESET ")) == 0;
}

/*
 * The statement that says the same of other columns of the same table; NULL if
 * there is none among the last ones.
 */
static SchemaStatement *
find_for_columns(const List *statements, const PieceSource *source)
{
	for (int i = list_length(statements) - 1; i >= 0; i--)
	{
		SchemaStatement *statement = list_nth(statements, i);
		const PieceSource *first = linitial(statement->sources);

		if (first->piece->column == NULL)
			break;
		if (strcmp(first->piece->text, source->piece->text) == 0)
			return statement;
	}
	return NULL;
}

/*
 * Add a column to a statement about columns.
 */
static void
add_column(SchemaStatement *statement, const PieceSource *source)
{
	const SchemaObject *table = object_of(source->change)->parent;

	statement->kind = table->kind->name;
	statement->object = table->key;
	statement->sources = lappend(statement->sources, (void *) source);
}

/*
 * Write the text of a statement about columns.
 */
static char *
join_columns(const List *sources)
{
	StringInfoData names;
	StringInfoData text;
	const PieceSource *first = linitial(sources);
	ListCell   *cell;

	initStringInfo(&names);
	foreach(cell, sources)
		appendStringInfo(&names, "%s%s", names.len == 0 ? "" : ", ",
						 ((const PieceSource *) lfirst(cell))->piece->column);
	initStringInfo(&text);
	for (const char *c = first->piece->text; *c != '\0'; c++)
		if (*c == PIECE_COLUMNS[0])
			appendStringInfoString(&text, names.data);
		else
			appendStringInfoChar(&text, *c);
	return text.data;
}

static List *
group(const List *sources)
{
	List	   *statements = NIL;
	SchemaStatement *last = NULL;
	const SchemaObject *last_table = NULL;
	bool		last_only = false;
	ListCell   *cell;

	foreach(cell, sources)
	{
		const PieceSource *source = lfirst(cell);
		const SchemaObject *table = table_of(source);
		SchemaStatement *same = source->piece->column == NULL ? NULL :
			find_for_columns(statements, source);

		if (sets_again(last, source))
		{
			statements = list_delete_last(statements);
			last = NULL;
		}
		else if (same != NULL)
			add_column(same, source);
		else if (table != NULL && table == last_table &&
				 source->piece->only == last_only)
			add_subcommand(last, source);
		else
		{
			last = begin_statement(source);
			statements = lappend(statements, last);
		}
		last_table = table;
		last_only = source->piece->only;
	}
	foreach(cell, statements)
	{
		SchemaStatement *statement = lfirst(cell);
		const PieceSource *first = linitial(statement->sources);

		if (first->piece->table != NULL)
			statement->text = join_subcommands(statement->sources);
		else if (first->piece->column != NULL)
			statement->text = join_columns(statement->sources);
	}
	return statements;
}

/*
 * Make the statements of a comparison, renames first.
 */
List *
statements_make(const Comparison *comparison, const OrderedPhase *order, int n)
{
	List	   *sources = NIL;
	ListCell   *cell;

	foreach(cell, comparison->renames)
		sources = lappend(sources, lfirst(cell));
	for (int i = 0; i < n; i++)
	{
		order[i].change->place[order[i].phase] = i;
		sources = collect(sources, order[i].change, order[i].phase);
	}
	foreach(cell, comparison->changes)
	{
		Change	   *change = lfirst(cell);

		if (change->goes_with != NULL)
			change->goes_with->carried = lappend(change->goes_with->carried,
												 change);
	}
	return group(sources);
}

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

/*
 * Is this the first of the pieces of its change, in its phase, that are about
 * the same?
 */
static bool
is_first(const PieceSource *source)
{
	ListCell   *cell;

	if (strcmp(source->piece->action, PIECE_SETTING) == 0)
		return false;
	foreach(cell, source->change->pieces[source->phase])
	{
		const Piece *piece = lfirst(cell);

		if (strcmp(piece->action, PIECE_SETTING) != 0 &&
			is_about(piece, source->piece->property))
			return piece == source->piece;
	}
	return true;
}

/*
 * The same change on the way back; NULL if there is none.
 */
static Change *
change_back(const Change *change)
{
	return change->from != NULL ? change->from->change : change->to->change;
}

/*
 * Add what makes anew what has gone with something.
 */
static List *
collect_carried(List *back, const Change *carrier)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, carrier->carried)
	{
		const Change *change = lfirst(cell);
		const Change *again = change_back(change);

		if (again != NULL && !again->is_inline)
			back = collect(back, again, PHASE_CREATE);
		back = collect_carried(back, change);
	}
	return back;
}

static List *
collect_made_again(List *back, Change *change)
{
	back = collect(back, change, PHASE_ASIDE);
	back = collect(back, change, PHASE_DROP);
	return change->is_inline ? back : collect(back, change, PHASE_CREATE);
}

/*
 * Add what the way back does only because of a change that this way is not
 * like it.
 */
static List *
collect_spread(List *back, const Change *change)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, change->from->needed_by)
	{
		Change	   *other = ((const SchemaObject *) lfirst(cell))->change;

		if (other == NULL || other->is_undone)
			continue;
		other->is_undone = true;
		back = collect_made_again(back, other);
		back = collect(back, other, PHASE_ALTER);
		back = collect_spread(back, other);
	}
	return back;
}

/*
 * Add the pieces of the way back for a change that is altered on one way, and
 * made again on the other.
 */
static List *
collect_other_way(List *back, const PieceSource *source, Change *change)
{
	if (source->piece != linitial(source->change->pieces[source->phase]))
		return back;
	if (source->phase == PHASE_ALTER)
		return collect_spread(collect_made_again(back, change), change);
	return source->phase == PHASE_CREATE ?
		collect(back, change, PHASE_ALTER) : back;
}

static void
note_carried(const Change *carrier)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, carrier->carried)
	{
		const Change *change = lfirst(cell);

		if (change_back(change) != NULL)
			change_back(change)->is_undone = true;
		note_carried(change);
	}
}

/*
 * Note which changes of the way back undo one of the statements.
 */
static void
note_undone(const List *statements)
{
	ListCell   *cell;
	ListCell   *part;

	foreach(cell, statements)
		foreach(part, ((const SchemaStatement *) lfirst(cell))->sources)
	{
		const PieceSource *source = lfirst(part);
		Change	   *back = change_back(source->change);

		if (back != NULL)
			back->is_undone = true;
		note_carried(source->change);
	}
}

static PieceSource *
make_setting_source(const Change *change, Phase phase, const char *text)
{
	PieceSource *source = palloc0(sizeof(PieceSource));

	source->change = change;
	source->phase = phase;
	source->piece = change_make_setting(NULL, text);
	return source;
}

/*
 * A reverse does not come where the way back has it: what the body of a
 * routine mentions may not be as it should be yet.
 */
static List *
collect_unchecked(List *back, List *pieces, const Change *change, Phase phase)
{
	if (!change->mentions || change->unchecked || pieces == NIL ||
		(phase != PHASE_CREATE && phase != PHASE_ALTER))
		return list_concat(back, pieces);
	back = lappend(back, make_setting_source(change, phase, SETTING_UNCHECK));
	back = list_concat(back, pieces);
	return lappend(back, make_setting_source(change, phase, SETTING_CHECK));
}

/*
 * Add the pieces of the way back that undo a piece.
 */
static List *
collect_reverse(List *back, const PieceSource *source)
{
	Change	   *change = change_back(source->change);
	Phase		phase = phase_back(source->phase);
	List	   *all = NIL;
	List	   *undoing = NIL;
	ListCell   *cell;

	if (change == NULL || !is_first(source) ||
		strcmp(source->piece->action, "rename") == 0)
		return back;
	/* what was renamed away comes back with what takes its place */
	if (source->phase == PHASE_ASIDE)
		return back;
	if (change->fate != source->change->fate &&
		(change->fate == FATE_ALTER || source->change->fate == FATE_ALTER))
		return collect_other_way(back, source, change);
	if (phase != PHASE_ALTER && source->piece->property != NULL)
		return back;
	if (source->phase == PHASE_DROP)
		back = collect_carried(back, source->change);
	if (change->fate == FATE_REPLACE && phase == PHASE_CREATE)
		all = collect(NIL, change, PHASE_ASIDE);
	all = collect(all, change, phase);
	foreach(cell, all)
	{
		const PieceSource *candidate = lfirst(cell);

		if (phase != PHASE_ALTER ||
			is_about(candidate->piece, source->piece->property))
			undoing = lappend(undoing, (void *) candidate);
	}
	return collect_unchecked(back, undoing, change, phase);
}

/*
 * Have the last statement's reverse begin with the renames of the way back:
 * what undoes the others uses the old names.
 */
static void
add_reverses_of_renames(const List *statements, const List *renames)
{
	StringInfoData text;
	SchemaStatement *last;
	ListCell   *cell;

	if (statements == NIL || renames == NIL)
		return;
	last = llast(statements);
	initStringInfo(&text);
	foreach(cell, renames)
		appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ";\n",
						 ((const PieceSource *) lfirst(cell))->piece->text);
	if (last->reverse != NULL)
		appendStringInfo(&text, ";\n%s", last->reverse);
	last->reverse = text.data;
}

/*
 * Where in the order a piece is done, perhaps as a part of another.
 */
static int
place_of(const PieceSource *source)
{
	const Change *change = source->change;

	if (source->phase == PHASE_CREATE)
		while (change->is_inline)
			change = change->to->parent->change;
	return change->place[source->phase];
}

static int
compare_places(const ListCell *a, const ListCell *b)
{
	const PieceSource *left = lfirst(a);
	const PieceSource *right = lfirst(b);
	int			difference = place_of(left) - place_of(right);

	return difference != 0 ? difference : left->number - right->number;
}

static void
sort_by_place(List *sources)
{
	int			number = 0;
	ListCell   *cell;

	foreach(cell, sources)
		((PieceSource *) lfirst(cell))->number = number++;
	list_sort(sources, compare_places);
}

/*
 * Say of each statement how the way back, which has been compared last, undoes
 * it.
 */
void
statements_add_reverses(List *statements, const List *renames)
{
	ListCell   *cell;

	note_undone(statements);
	foreach(cell, statements)
	{
		SchemaStatement *statement = lfirst(cell);
		List	   *back = NIL;
		StringInfoData text;
		ListCell   *part;

		for (int i = list_length(statement->sources) - 1; i >= 0; i--)
			back = collect_reverse(back, list_nth(statement->sources, i));
		if (back == NIL)
			continue;
		sort_by_place(back);
		initStringInfo(&text);
		foreach(part, group(back))
			appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ";\n",
							 ((const SchemaStatement *) lfirst(part))->text);
		statement->reverse = text.data;
	}
	add_reverses_of_renames(statements, renames);
}

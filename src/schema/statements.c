/*
 * statements.c
 *		Put ordered pieces together into statements.
 *
 * Subcommands for one table that stand side by side become one ALTER TABLE;
 * what is said alike of several columns becomes one statement.
 */
#include "postgres.h"

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
		PieceSource	   *source = palloc(sizeof(PieceSource));

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

		if (same != NULL)
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
 * Is this the making of a schema that something is moved into? It comes
 * before the renames, but for those of schemas.
 */
static bool
is_for_renames(const OrderedPhase *ordered)
{
	return ordered->phase == PHASE_CREATE && ordered->change->to->entered;
}

static List *
collect_renames(List *sources, const Comparison *comparison, bool of_schemas)
{
	ListCell   *cell;

	foreach(cell, comparison->renames)
	{
		const PieceSource *source = lfirst(cell);

		if (object_has_kind(source->change->from, "schema") == of_schemas)
			sources = lappend(sources, (void *) source);
	}
	return sources;
}

/*
 * Make the statements of a comparison, renames first.
 */
List *
statements_make(const Comparison *comparison, const OrderedPhase *order, int n)
{
	List	   *sources = collect_renames(NIL, comparison, true);

	for (int i = 0; i < n; i++)
		if (is_for_renames(&order[i]))
			sources = collect(sources, order[i].change, order[i].phase);
	sources = collect_renames(sources, comparison, false);
	for (int i = 0; i < n; i++)
		if (!is_for_renames(&order[i]))
			sources = collect(sources, order[i].change, order[i].phase);
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

	foreach(cell, source->change->pieces[source->phase])
	{
		const Piece *piece = lfirst(cell);

		if (is_about(piece, source->piece->property))
			return piece == source->piece;
	}
	return true;
}

/*
 * Add the pieces of the way back that undo a piece.
 */
static List *
collect_reverse(List *back, const PieceSource *source)
{
	const Change *change = source->change->from != NULL ?
		source->change->from->change : source->change->to->change;
	Phase		phase = phase_back(source->phase);
	List	   *all = NIL;
	ListCell   *cell;

	if (change == NULL || !is_first(source) ||
		strcmp(source->piece->action, "rename") == 0)
		return back;
	if (phase != PHASE_ALTER && source->piece->property != NULL)
		return back;
	all = collect(NIL, change, phase);
	foreach(cell, all)
	{
		const PieceSource *candidate = lfirst(cell);

		if (phase != PHASE_ALTER ||
			is_about(candidate->piece, source->piece->property))
			back = lappend(back, (void *) candidate);
	}
	return back;
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
 * Say of each statement how the way back, which has been compared last, undoes
 * it.
 */
void
statements_add_reverses(List *statements, const List *renames)
{
	ListCell   *cell;

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
		initStringInfo(&text);
		foreach(part, group(back))
			appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ";\n",
							 ((const SchemaStatement *) lfirst(part))->text);
		statement->reverse = text.data;
	}
	add_reverses_of_renames(statements, renames);
}

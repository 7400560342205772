/*
 * statements.c
 *		Put ordered pieces together into statements.
 *
 * Subcommands for one table that stand side by side become one ALTER TABLE;
 * what is said alike of several columns becomes one statement.
 */
#include "postgres.h"

#include "schema/kinds.h"
#include "schema/order.h"

/*
 * Is it about a part of something whose making has been refused?
 */
static bool
is_of_refused(const Change *change)
{
	const SchemaObject *object = change->to;

	while (object != NULL && object->parent != NULL)
	{
		const Change *whole = object->parent->change;

		if (whole != NULL && whole->fate == FATE_CREATE && !whole->is_inline &&
			whole->refused != NULL && whole->pieces[PHASE_CREATE] == NIL)
			return true;
		object = object->parent;
	}
	return false;
}

/*
 * The pieces of a change's phase, and, of a CREATE, of what is made in it.
 */
List *
pieces_collect(List *sources, const Change *change, Phase phase)
{
	ListCell   *cell;

	if (change->stuck || is_of_refused(change))
		return sources;
	foreach(cell, change->pieces[phase])
	{
		PieceSource *source = palloc(sizeof(PieceSource));

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
			sources = pieces_collect(sources, child->change, phase);
	}
	return sources;
}

/*
 * Begin a statement with its first piece.
 */
static SchemaStatement *
begin_statement(const PieceSource *source)
{
	SchemaStatement *statement = palloc0(sizeof(SchemaStatement));
	const SchemaObject *object = change_object(source->change);

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
	const SchemaObject *object = change_object(source->change);

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

	return table != NULL && table->match != NULL && table->match < table ?
		table->match : table;
}

/*
 * Does something in a statement let go of what this subcommand drops? ALTER
 * TABLE drops before it does anything else.
 */
static bool
must_wait_for(const PieceSource *source, const SchemaStatement *statement)
{
	ListCell   *cell;

	if (source->phase != PHASE_DROP)
		return false;
	foreach(cell, statement->sources)
	{
		const PieceSource *other = lfirst(cell);

		if (other->phase == PHASE_ALTER &&
			list_member_ptr(other->change->from->needs, source->change->from))
			return true;
	}
	return false;
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
	const SchemaObject *table = change_object(source->change)->parent;

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

/*
 * Make statements of ordered pieces.
 */
List *
pieces_group(const List *sources)
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
				 source->piece->only == last_only &&
				 !must_wait_for(source, last))
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
 * Is this the making of a schema that something is moved into, or does it
 * untie a sequence that something moves away from? That comes before the
 * renames, but for those of schemas.
 */
bool
change_precedes_renames(const Change *change, Phase phase)
{
	if (phase == PHASE_DROP)
		return change->from->kind == &kind_sequence_owner &&
			sequence_is_untied_first(change->from);
	return phase == PHASE_CREATE && change->to->entered;
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
 * Add the pieces of all phases in their order, of those that come before the
 * renames or of those that do not.
 */
static List *
collect_phases(List *sources, const Order *order, bool before_renames)
{
	for (int i = 0; i < order->nsorted; i++)
	{
		const OrderNode *node = &order->nodes[order->sorted[i]];

		if (change_precedes_renames(node->change, node->phase) == before_renames)
			sources = pieces_collect(sources, node->change, node->phase);
	}
	return sources;
}

/*
 * Make the statements of a comparison, renames first.
 */
List *
statements_make(const Comparison *comparison)
{
	List	   *sources = collect_renames(NIL, comparison, true);
	ListCell   *cell;

	sources = collect_phases(sources, comparison->order, true);
	sources = collect_renames(sources, comparison, false);
	sources = collect_phases(sources, comparison->order, false);
	foreach(cell, sources)
		((const PieceSource *) lfirst(cell))->piece->position =
		foreach_current_index(cell);
	return pieces_group(sources);
}

/*
 * change.c
 *		Write the pieces of a change.
 */
#include "postgres.h"

#include "schema/kinds.h"

/*
 * Does a property differ? What is written next is about it.
 */
bool
change_differs(Change *change, const char *property)
{
	change->property = property;
	return object_differs(change->from, change->to, property);
}

static Piece *
add_piece(Change *change, const char *action, const SchemaObject *table,
		  uint32 hazards, char *text)
{
	Piece	   *piece = palloc0(sizeof(Piece));

	piece->action = action;
	piece->property = change->property;
	piece->table = table;
	piece->hazards = hazards;
	piece->text = text;
	change->pieces[change->phase] = lappend(change->pieces[change->phase],
											piece);
	return piece;
}

/*
 * Write a statement, without a semicolon.
 */
void
change_write(Change *change, const char *action, uint32 hazards,
			 const char *format,...)
{
	va_list		arguments;
	StringInfoData text;
	int			needed;

	initStringInfo(&text);
	do
	{
		va_start(arguments, format);
		needed = appendStringInfoVA(&text, format, arguments);
		va_end(arguments);
		if (needed > 0)
			enlargeStringInfo(&text, needed);
	} while (needed > 0);
	(void) add_piece(change, action, NULL, hazards, text.data);
}

static Piece *
make_setting(const char *property, const char *text)
{
	Piece	   *piece = palloc0(sizeof(Piece));

	piece->action = PIECE_SETTING;
	piece->property = property;
	piece->text = pstrdup(text);
	return piece;
}

/*
 * Have the pieces of the present phase run without a look at bodies.
 */
void
change_uncheck(Change *change)
{
	List	   *pieces = change->pieces[change->phase];
	const Piece *first = linitial(pieces);

	pieces = lcons(make_setting(first->property, SETTING_UNCHECK),
				   pieces);
	pieces = list_insert_nth(pieces, 2,
							 make_setting(first->property, SETTING_CHECK));
	change->pieces[change->phase] = pieces;
}

/*
 * Write a subcommand of ALTER TABLE.
 */
void
change_write_alter_table(Change *change, const char *action,
						 const SchemaObject *table, uint32 hazards,
						 const char *format,...)
{
	va_list		arguments;
	StringInfoData text;
	int			needed;

	initStringInfo(&text);
	do
	{
		va_start(arguments, format);
		needed = appendStringInfoVA(&text, format, arguments);
		va_end(arguments);
		if (needed > 0)
			enlargeStringInfo(&text, needed);
	} while (needed > 0);
	(void) add_piece(change, action, table, hazards, text.data);
}

/*
 * Write a subcommand of ALTER TABLE that is not to reach the tables that
 * inherit from it: they say themselves what they have.
 */
void
change_write_alter_only(Change *change, const char *action,
						const SchemaObject *table, uint32 hazards,
						const char *format,...)
{
	va_list		arguments;
	StringInfoData text;
	int			needed;

	initStringInfo(&text);
	do
	{
		va_start(arguments, format);
		needed = appendStringInfoVA(&text, format, arguments);
		va_end(arguments);
		if (needed > 0)
			enlargeStringInfo(&text, needed);
	} while (needed > 0);
	add_piece(change, action, table, hazards, text.data)->only =
		table_has_heirs(table);
}

/*
 * What a statement about a table's rows does: nothing if there are none yet.
 */
uint32
hazards_of(const SchemaObject *table, uint32 hazards)
{
	return table->change != NULL &&
		(table->change->fate == FATE_CREATE ||
		 table->change->fate == FATE_REBUILD) ? 0 : hazards;
}

/*
 * Write a statement that is the same for several columns, but for their
 * names; for what is no column, just a statement.
 */
void
change_write_for_column(Change *change, const char *action,
						const char *column, char *text)
{
	add_piece(change, action, NULL, 0, text)->column = column;
}

/*
 * Is it made in the CREATE statement of its parent?
 */
bool
object_is_inline(const SchemaObject *object)
{
	return object->change != NULL && object->change->is_inline;
}

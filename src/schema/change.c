/*
 * change.c
 *		Write the pieces of a change.
 */
#include "postgres.h"

#include "schema/kinds.h"
#include "utils/builtins.h"

/*
 * Does a property differ? What is written next is about it.
 */
bool
change_differs(Change *change, const char *property)
{
	change->property = property;
	return object_differs(change->from, change->to, property);
}

static char *format_text(const char *format, va_list arguments)
			pg_attribute_printf(1, 0);

/*
 * A text as a format and its arguments make it.
 */
static char *
format_text(const char *format, va_list arguments)
{
	StringInfoData text;
	int			needed;

	initStringInfo(&text);
	do
	{
		va_list		again;

		va_copy(again, arguments);
		needed = appendStringInfoVA(&text, format, again);
		va_end(again);
		if (needed > 0)
			enlargeStringInfo(&text, needed);
	} while (needed > 0);
	return text.data;
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

	va_start(arguments, format);
	(void) add_piece(change, action, NULL, hazards,
					 format_text(format, arguments));
	va_end(arguments);
}

/*
 * Write COMMENT ON; without a comment, it has none any more.
 */
void
change_write_comment(Change *change, const char *target, const char *comment)
{
	change_write(change, "comment", 0, "COMMENT ON %s IS %s", target,
				 comment == NULL ? "NULL" : quote_literal_cstr(comment));
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

	va_start(arguments, format);
	(void) add_piece(change, action, table, hazards,
					 format_text(format, arguments));
	va_end(arguments);
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

	va_start(arguments, format);
	add_piece(change, action, table, hazards,
			  format_text(format, arguments))->only =
		table_has_heirs(table);
	va_end(arguments);
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
 * The object that a change is about, as it shall be if it stays.
 */
const SchemaObject *
change_object(const Change *change)
{
	return change->to != NULL ? change->to : change->from;
}

/*
 * Is it made in the CREATE statement of its parent?
 */
bool
object_is_inline(const SchemaObject *object)
{
	return object->change != NULL && object->change->is_inline;
}

/*
 * Is it dropped, perhaps to be made again?
 */
bool
object_is_dropped(const SchemaObject *object)
{
	return object->change != NULL &&
		(object->change->fate == FATE_DROP ||
		 object->change->fate == FATE_REBUILD);
}

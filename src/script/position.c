/*
 * position.c
 *		Point an error at its place in a script.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "script/script.h"
#include "utils/memutils.h"

/*
 * As much of a statement as an error shows on either side of its place: what
 * psql prints is a line of it, and a script can be as large as memory.
 */
#define WINDOW_BYTES 512

/* The lexer's messages can end with all the rest of the text. */
#define MESSAGE_BYTES 200

/*
 * Show a place in text, "cursor" characters from its beginning and at most
 * "length" bytes long, as the place in an internal query; of a long text
 * show only the neighbourhood, which the lines nearest to it begin and end.
 */
static void
show_place(const char *text, int length, int cursor)
{
	int			place = pg_mbcharcliplen(text, length, cursor - 1);
	int			from = 0;
	int			to = length;

	if (place > WINDOW_BYTES)
	{
		from = pg_mbcliplen(text, place, place - WINDOW_BYTES);
		for (int i = from; i < place; i++)
		{
			if (text[i] == '\n')
			{
				from = i + 1;
				break;
			}
		}
	}
	if (length - place > WINDOW_BYTES)
	{
		to = place + pg_mbcliplen(text + place, length - place, WINDOW_BYTES);
		for (int i = to; i > place; i--)
		{
			if (text[i] == '\n')
			{
				to = i;
				break;
			}
		}
	}
	internalerrposition(pg_mbstrlen_with_len(text + from, place - from) + 1);
	internalerrquery(pnstrdup(text + from, to - from));
}

/*
 * Shorten the message of the error at hand, if it is long.
 */
static void
clip_message(void)
{
	MemoryContext caller = MemoryContextSwitchTo(CurTransactionContext);
	ErrorData  *error = CopyErrorData();
	int			length = strlen(error->message);

	if (length > MESSAGE_BYTES)
		errmsg_internal("%.*s...\"",
						pg_mbcliplen(error->message, length, MESSAGE_BYTES),
						error->message);
	FreeErrorData(error);
	MemoryContextSwitchTo(caller);
}

/*
 * Say of the error at hand no more than that it is one: its message quotes
 * the statement, and the statement holds the value of a secret.
 */
static void
hide_place(void)
{
	errmsg_internal("syntax error in a statement that holds the value of a secret");
	errdetail_internal("The server's own message is not shown, since it quotes the statement.");
}

/*
 * Inside an error context callback: turn the lexer's or parser's position,
 * which the client would take for one in its own query, into one in the
 * statement at hand.
 *
 * The parser counts characters from the statement, the lexer from where it
 * began.
 */
void
script_position_to_error(const ScriptPosition *position)
{
	const Statement *statement = &position->statement;
	const char *text = position->text->text;
	int			cursor = geterrposition();
	int			start = statement->start;
	int			length;

	if (cursor <= 0)
		return;
	clip_message();
	if (position->phase == SPLIT_BETWEEN)
	{
		start += statement->length;
		if (text[start] == ';')
			start++;
	}
	if (position->phase == SPLIT_PARSING)
		length = statement->length;
	else
	{
		length = strlen(text + start);
		cursor -= pg_mbstrlen_with_len(text + position->lexed_from,
									   start - position->lexed_from);
	}
	errposition(0);
	if (script_text_holds_secret(position->text, start, length))
		hide_place();
	else
		show_place(text + start, length, cursor);
}

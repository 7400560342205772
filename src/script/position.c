/*
 * position.c
 *		Point an error at its place in a script.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "script/script.h"

/*
 * Inside an error context callback: turn the lexer's or parser's position,
 * which the client would take for one in its own query, into one in the
 * statement at hand.
 *
 * The parser counts characters from the statement, the lexer from the
 * beginning of the script.
 */
void
script_position_to_error(const ScriptPosition *position)
{
	const Statement *statement = &position->statement;
	int			cursor = geterrposition();
	int			start = statement->start;

	if (cursor <= 0)
		return;
	if (position->phase == SPLIT_BETWEEN)
		start += statement->length;
	if (position->phase != SPLIT_PARSING)
		cursor -= pg_mbstrlen_with_len(position->text, start);
	errposition(0);
	internalerrposition(cursor);
	internalerrquery(position->phase == SPLIT_PARSING ?
					 pnstrdup(position->text + start, statement->length) :
					 position->text + start);
}

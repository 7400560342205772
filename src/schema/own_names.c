/*
 * own_names.c
 *		Which names in a text of SQL are its own.
 *
 * A query calls tables, columns, windows, a routine its arguments by names of
 * its own: aliases. When something is renamed that has the same name, they stay
 * as they are. They are told by what stands beside them, in texts as the server
 * writes them. In doubt a name is an own one.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/own_names.h"

const Token *
token_at(const List *tokens, int i)
{
	return i >= 0 && i < list_length(tokens) ? list_nth(tokens, i) : NULL;
}

bool
token_is(const Token *token, const char *text)
{
	return token != NULL && token->kind != TOKEN_STRING &&
		strcmp(token->text, text) == 0;
}

static bool
is_at(const List *tokens, int i, const char *text)
{
	return token_is(token_at(tokens, i), text);
}

static bool
is_name(const List *tokens, int i)
{
	const Token *token = token_at(tokens, i);

	return token != NULL && token->kind == TOKEN_NAME;
}

/*
 * Is it a name, and no keyword that is a part of the grammar here?
 */
static bool
is_plain_name(const List *tokens, int i)
{
	return is_name(tokens, i) && !token_at(tokens, i)->reserved &&
		!is_at(tokens, i, "set") && !is_at(tokens, i, "include");
}

/*
 * The name before the dot that is before the token at "i"; NULL if there is
 * none.
 */
const char *
token_qualifier(const List *tokens, int i)
{
	return is_at(tokens, i - 1, ".") && is_name(tokens, i - 2) ?
		token_at(tokens, i - 2)->text : NULL;
}

/*
 * The parenthesis that is open at "i"; -1 if none is.
 */
static int
opening(const List *tokens, int i)
{
	int			depth = 0;

	while (--i >= 0)
		if (is_at(tokens, i, ")"))
			depth++;
		else if (is_at(tokens, i, "(") && depth-- == 0)
			return i;
	return -1;
}

/*
 * The parenthesis that closes the one at "i"; -1 if none does.
 */
static int
closing(const List *tokens, int i)
{
	int			depth = 0;

	for (; i < list_length(tokens); i++)
		if (is_at(tokens, i, "("))
			depth++;
		else if (is_at(tokens, i, ")") && --depth == 0)
			return i;
	return -1;
}

/*
 * Is the token at "i" in the list of what a query gives? Not of what the view
 * itself gives.
 */
static bool
is_in_output(TextKind kind, const List *tokens, int i)
{
	int			open = opening(tokens, i);
	int			depth = 0;

	if (open < 0 && kind == TEXT_OF_VIEW)
		return false;
	while (--i > open)
	{
		if (is_at(tokens, i, ")"))
			depth++;
		else if (is_at(tokens, i, "("))
			depth--;
		else if (depth > 0)
			continue;
		else if (is_at(tokens, i, "select") || is_at(tokens, i, "returning"))
			return true;
		else if (is_at(tokens, i, ";") ||
				 (is_at(tokens, i, "from") && !is_at(tokens, i - 1, "distinct")))
			return false;
	}
	return false;
}

/*
 * Is this what a query calls one of its columns, by an alias or without one?
 */
bool
is_own_output(TextKind kind, const List *tokens, int i)
{
	const Token *next = token_at(tokens, i + 1);

	return (is_at(tokens, i - 1, "as") || next == NULL ||
			token_is(next, ",") || token_is(next, ")") ||
			token_is(next, ";") || token_is(next, "from")) &&
		is_in_output(kind, tokens, i);
}

/*
 * Does "AS (" follow, as after the name of a query in WITH, or of a window?
 */
static bool
is_before_query(const List *tokens, int i)
{
	return is_at(tokens, i + 1, "as") &&
		(is_at(tokens, i + 2, "(") || is_at(tokens, i + 2, "not") ||
		 is_at(tokens, i + 2, "materialized"));
}

/*
 * Is it the name of a query in WITH, which may have names for its columns?
 */
static bool
is_query_name(const List *tokens, int i)
{
	int			close;

	if (is_before_query(tokens, i))
		return true;
	close = is_at(tokens, i + 1, "(") &&
		(is_at(tokens, i - 1, "with") || is_at(tokens, i - 1, "recursive") ||
		 is_at(tokens, i - 1, ",")) ? closing(tokens, i + 1) : -1;
	return close >= 0 && is_before_query(tokens, close);
}

/*
 * Is it an alias of what stands in FROM, or of a join? INSERT INTO names the
 * columns of a table behind that table's alias.
 */
static bool
is_table_alias(const List *tokens, int i)
{
	if (is_at(tokens, i + 1, ".") || !is_plain_name(tokens, i))
		return false;
	if (is_at(tokens, i - 1, "as"))
		return !is_at(tokens, i - 5, "into");
	if (is_at(tokens, i - 1, ")"))
		return true;
	return is_plain_name(tokens, i - 1) &&
		(is_at(tokens, i - 2, ".") || is_at(tokens, i - 2, "from") ||
		 is_at(tokens, i - 2, "join") || is_at(tokens, i - 2, ","));
}

/*
 * Is it an alias of a column, in a list behind that of a table, or the column
 * that tables are joined by?
 */
static bool
is_column_alias(const List *tokens, int i)
{
	int			open = opening(tokens, i);

	if (open < 0 || !(is_at(tokens, i - 1, "(") || is_at(tokens, i - 1, ",")))
		return false;
	return is_at(tokens, open - 1, "using") ||
		is_at(tokens, open - 1, "as") ||
		(is_name(tokens, open - 1) &&
		 (is_query_name(tokens, open - 1) || is_table_alias(tokens, open - 1)));
}

/*
 * Is it the name of an argument or of a column that a routine gives?
 */
static bool
is_argument(const List *tokens, int i)
{
	if (opening(tokens, i) < 0 || !is_name(tokens, i + 1) ||
		!(is_at(tokens, i - 1, "(") || is_at(tokens, i - 1, ",") ||
		  is_at(tokens, i - 1, "inout") || is_at(tokens, i - 1, "out") ||
		  is_at(tokens, i - 1, "variadic")))
		return false;
	while (--i >= 0)
		if (is_at(tokens, i, "begin") || is_at(tokens, i, "return"))
			return false;
	return true;
}

/*
 * Is this the name of something whose columns the text has named: a query, a
 * function, or a table with names for its columns?
 */
static bool
names_columns(const List *tokens, const char *name)
{
	ListCell   *cell;

	foreach(cell, tokens)
	{
		const Token *token = lfirst(cell);
		int			i = foreach_current_index(cell);

		if (token->kind != TOKEN_NAME || strcmp(token->text, name) != 0 ||
			is_at(tokens, i + 1, "."))
			continue;
		if (is_query_name(tokens, i) || is_at(tokens, i - 1, ")") ||
			(is_at(tokens, i + 1, "(") && is_table_alias(tokens, i)))
			return true;
	}
	return false;
}

/*
 * Does the text call anything but a column by this name?
 */
static bool
is_alias(const List *tokens, const char *name)
{
	ListCell   *cell;

	foreach(cell, tokens)
	{
		int			i = foreach_current_index(cell);

		if (token_is(lfirst(cell), name) &&
			(is_query_name(tokens, i) || is_table_alias(tokens, i)))
			return true;
	}
	return false;
}

/*
 * Is the name at "i" given by the text itself, or does it belong to what is?
 */
bool
is_own_name(TextKind kind, const List *tokens, int i)
{
	const char *qualifier = token_qualifier(tokens, i);

	if (qualifier != NULL)
		return names_columns(tokens, qualifier);
	if (is_at(tokens, i + 1, "."))
		return is_alias(tokens, token_at(tokens, i)->text);
	if (is_at(tokens, i - 1, "as") && opening(tokens, i) < 0 &&
		kind == TEXT_OF_VIEW)
		return false;
	return is_at(tokens, i - 1, "as") || is_query_name(tokens, i) ||
		is_table_alias(tokens, i) || is_column_alias(tokens, i) ||
		(kind == TEXT_OF_ROUTINE && is_argument(tokens, i));
}

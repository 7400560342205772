/*
 * constant.c
 *		Read one SQL string constant.
 *
 * The server's lexer reads it, as standard strings: quotes, E'' with its
 * escapes, or dollar quotes.
 */
#include "postgres.h"

#include "format/format.h"
#include "utils/memutils.h"

/*
 * Is a token, which reaches so far, a string constant? Its number is not to
 * be had outside the grammar, but its first and last bytes tell.
 */
static bool
is_string(const char *token, int length)
{
	if (token[0] == '$')
		return length > 1 && token[length - 1] == '$';
	return token[0] == '\'' ||
		((token[0] == 'e' || token[0] == 'E') && token[1] == '\'');
}

/*
 * Lex a text; return the value of its only token if that is a string, else
 * NULL.
 */
static const char *
lex_constant(const char *text)
{
	core_yy_extra_type extra;
	core_YYSTYPE value;
	core_YYSTYPE none;
	YYLTYPE		location;
	core_yyscan_t scanner = lexer_begin(text, &extra);
	const char *found = NULL;

	if (core_yylex(&value, &location, scanner) != 0 &&
		is_string(text + location, strlen(extra.scanbuf + location)) &&
		core_yylex(&none, &location, scanner) == 0)
		found = value.str;
	scanner_finish(scanner);
	return found;
}

/*
 * Read a text that is one string constant, with white space and comments
 * around it; return false if it is anything else.
 */
bool
constant_read(const char *text, const char **value)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext lexing = AllocSetContextCreate(caller, "migrate lexing",
												 ALLOCSET_DEFAULT_SIZES);
	volatile bool found = false;

	PG_TRY();
	{
		const char *string;

		error_context_stack = NULL;
		MemoryContextSwitchTo(lexing);
		string = lex_constant(text);
		MemoryContextSwitchTo(caller);
		if (string != NULL)
		{
			*value = pstrdup(string);
			found = true;
		}
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		/* as in comments.c: is it about the text? */
		if (geterrposition() <= 0 &&
			ERRCODE_TO_CATEGORY(geterrcode()) != ERRCODE_DATA_EXCEPTION)
			PG_RE_THROW();
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextDelete(lexing);
	return found;
}

/*
 * tokens.c
 *		Read a text of SQL as the server's lexer does.
 */
#include "postgres.h"

#include "common/keywords.h"
#include "miscadmin.h"
#include "parser/scanner.h"
#include "schema/tokens.h"
#include "utils/memutils.h"

/*
 * The lexer's numbers of these tokens; the first of all, and the same in every
 * grammar that it serves.
 */
enum
{
	LEXER_IDENT = 258,
	LEXER_UIDENT,
	LEXER_FCONST,
	LEXER_SCONST,
	LEXER_USCONST
};

/*
 * The number of a token among the keywords; -1 if it is none.
 */
static int
find_keyword(int token)
{
	for (int i = 0; i < ScanKeywords.num_keywords; i++)
		if (ScanKeywordTokens[i] == token)
			return i;
	return -1;
}

static void
read_token(Token *token, int number, const core_YYSTYPE *value,
		   const char *slice)
{
	int			keyword;

	token->reserved = false;
	switch (number)
	{
		case LEXER_IDENT:
		case LEXER_UIDENT:
			token->kind = TOKEN_NAME;
			token->text = pstrdup(value->str);
			break;
		case LEXER_SCONST:
		case LEXER_USCONST:
			token->kind = TOKEN_STRING;
			token->text = pstrdup(value->str);
			break;
		default:
			keyword = number > LEXER_USCONST ? find_keyword(number) : -1;
			token->kind = keyword >= 0 ? TOKEN_NAME : TOKEN_OTHER;
			token->reserved = keyword >= 0 &&
				ScanKeywordCategories[keyword] != UNRESERVED_KEYWORD;
			token->text = keyword >= 0 ? value->keyword : pstrdup(slice);
	}
}

static List *
read_tokens(const char *text)
{
	core_yy_extra_type extra;
	core_yyscan_t scanner = scanner_init(text, &extra, &ScanKeywords,
										 ScanKeywordTokens);
	List	   *tokens = NIL;
	core_YYSTYPE value;
	YYLTYPE		location;
	int			number;

	extra.standard_conforming_strings = true;
	extra.escape_string_warning = false;
	while ((number = core_yylex(&value, &location, scanner)) != 0)
	{
		Token	   *token = palloc(sizeof(Token));

		/* the lexer has put a zero behind it, until it goes on */
		read_token(token, number, &value, extra.scanbuf + location);
		tokens = lappend(tokens, token);
	}
	scanner_finish(scanner);
	return tokens;
}

/*
 * The tokens of a text, as a list of Token; false if it is no SQL.
 *
 * The lexer uses nothing but memory, so there is nothing to clean up after
 * its error.
 */
bool
tokens_read(const char *text, List **tokens)
{
	MemoryContext caller = CurrentMemoryContext;
	ErrorContextCallback *callbacks = error_context_stack;
	volatile bool read = false;

	PG_TRY();
	{
		error_context_stack = NULL;
		*tokens = read_tokens(text);
		read = true;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		if (error->sqlerrcode != ERRCODE_SYNTAX_ERROR &&
			ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_DATA_EXCEPTION)
			PG_RE_THROW();
		FlushErrorState();
		FreeErrorData(error);
	}
	PG_END_TRY();
	error_context_stack = callbacks;
	return read;
}

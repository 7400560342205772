/*
 * comments.c
 *		Find the comments of a text, where directives may stand.
 *
 * The server's own lexer decides: what lies between its tokens is white space
 * and comments, so that nothing inside a string, a dollar quote or a quoted
 * identifier is ever taken for a comment. Comments between the parts of one
 * string constant count too. A text is read with standard strings whatever
 * the session's settings are: a file means the same to all.
 */
#include "postgres.h"

#include "common/keywords.h"
#include "format/format.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "parser/scanner.h"
#include "utils/guc.h"
#include "utils/memutils.h"

typedef struct Finder
{
	const char *text;
	LineComments found;
	int			allocated;
	int			token_end;		/* of the last one */
	int			place;			/* all before it has been looked at */
	int			line;			/* of place */
	int			line_start;
} Finder;

/*
 * Go on to a place, count the lines; they end in \n, \r or both.
 */
static void
go_to(Finder *finder, int place)
{
	const char *text = finder->text;

	while (finder->place < place)
	{
		char		c = text[finder->place++];

		if (c == '\n' || (c == '\r' && text[finder->place] != '\n'))
		{
			finder->line++;
			finder->line_start = finder->place;
		}
	}
}

static bool
is_blank(const char *text, int from, int to)
{
	while (from < to && (text[from] == ' ' || text[from] == '\t'))
		from++;
	return from == to;
}

/*
 * Keep the line comment that begins at the finder's place.
 */
static void
keep_comment(Finder *finder)
{
	const char *text = finder->text;
	LineComment *comment;

	if (finder->found.n == finder->allocated)
	{
		finder->allocated = Max(16, finder->allocated * 2);
		finder->found.comments = finder->found.comments == NULL ?
			palloc_array(LineComment, finder->allocated) :
			repalloc_huge(finder->found.comments,
						  sizeof(LineComment) * finder->allocated);
	}
	comment = &finder->found.comments[finder->found.n++];
	comment->start = finder->place;
	comment->end = comment->start + strcspn(text + comment->start, "\r\n");
	comment->next = comment->end;
	if (text[comment->next] == '\r')
		comment->next++;
	if (text[comment->next] == '\n')
		comment->next++;
	comment->line = finder->line;
	comment->ntokens = finder->found.ntokens;
	comment->alone = is_blank(text, finder->line_start, comment->start);
}

/*
 * Return where the block comment ends that begins at a place; they nest.
 */
static int
skip_block_comment(const char *text, int place, int to)
{
	int			depth = 0;

	do
	{
		if (text[place] == '/' && text[place + 1] == '*')
		{
			depth++;
			place += 2;
		}
		else if (text[place] == '*' && text[place + 1] == '/')
		{
			depth--;
			place += 2;
		}
		else
			place++;
	} while (depth > 0 && place < to);
	return place;
}

/*
 * Look at what the lexer has passed over.
 */
static void
look_between_tokens(Finder *finder, int from, int to)
{
	const char *text = finder->text;

	for (int place = from; place < to;)
	{
		if (text[place] == '-' && text[place + 1] == '-')
		{
			go_to(finder, place);
			keep_comment(finder);
			place += strcspn(text + place, "\r\n");
		}
		else if (text[place] == '/' && text[place + 1] == '*')
			place = skip_block_comment(text, place, to);
		else
			place++;
	}
}

/*
 * Look at what is between the parts of a string constant: 'a', a line end,
 * perhaps comments, 'b' are one token.
 */
static void
look_inside_constant(Finder *finder, int from, int to)
{
	const char *text = finder->text;
	int			open = from;
	bool		escapes = text[from] == 'e' || text[from] == 'E';

	while (open < to && text[open] != '\'')
		open++;
	/* no other token has a quote there */
	if (open - from > 2 || text[from] == '"' || text[from] == '$')
		return;
	while (open < to)
	{
		int			close = open + 1;

		while (close < to - 1 &&
			   (text[close] != '\'' || text[close + 1] == '\''))
			close += text[close] == '\'' || (escapes && text[close] == '\\') ?
				2 : 1;
		open = close + 1;
		while (open < to && text[open] != '\'')
			open += text[open] == '-' ? strcspn(text + open, "\r\n") : 1;
		look_between_tokens(finder, close + 1, open);
	}
}

/*
 * Begin to read a text by the server's lexer.
 */
core_yyscan_t
lexer_begin(const char *text, core_yy_extra_type *extra)
{
	core_yyscan_t scanner = scanner_init(text, extra, &ScanKeywords,
										 ScanKeywordTokens);

	extra->standard_conforming_strings = true;
	extra->escape_string_warning = false;
	extra->backslash_quote = BACKSLASH_QUOTE_ON;
	return scanner;
}

/*
 * Return the next token. An error's position is to be one in the text, not in
 * the caller's query, so no callback may see it.
 */
static int
next_token(core_yyscan_t scanner, int *location)
{
	ErrorContextCallback *callbacks = error_context_stack;
	core_YYSTYPE value;
	int			token;

	error_context_stack = NULL;
	token = core_yylex(&value, location, scanner);
	error_context_stack = callbacks;
	return token;
}

/*
 * Find all line comments of the finder's text; an error of the lexer's is
 * raised.
 */
static void
find_comments(Finder *finder, MemoryContext lexing)
{
	const char *text = finder->text;
	MemoryContext caller = MemoryContextSwitchTo(lexing);
	core_yy_extra_type extra;
	core_yyscan_t scanner = lexer_begin(text, &extra);

	for (;;)
	{
		int			location;
		int			token = next_token(scanner, &location);

		if (token == 0)
			location = strlen(text);
		MemoryContextSwitchTo(caller);
		look_between_tokens(finder, finder->token_end, location);
		if (token == 0)
			break;
		/* the lexer has put a zero behind the token, until it goes on */
		finder->token_end = location + strlen(extra.scanbuf + location);
		if (finder->found.ntokens++ == 0)
			finder->found.first_token = location;
		if (finder->found.ntokens % 1024 == 0)
			CHECK_FOR_INTERRUPTS();
		look_inside_constant(finder, location, finder->token_end);
		MemoryContextSwitchTo(lexing);
	}
	scanner_finish(scanner);
}

/*
 * Return where the first token is from a place outside of tokens on.
 */
int
comments_skip(const char *text, int place)
{
	for (;;)
	{
		if (text[place] == '-' && text[place + 1] == '-')
			place += strcspn(text + place, "\r\n");
		else if (text[place] == '/' && text[place + 1] == '*')
			place = skip_block_comment(text, place, strlen(text));
		else if (text[place] != '\0' && strchr(" \t\n\r\f\v", text[place]) != NULL)
			place++;
		else
			break;
	}
	return place;
}

/*
 * Count the characters before the first token from a place on, as an error's
 * position does.
 */
static int
cursor_of_token(const char *text, int place)
{
	return pg_mbstrlen_with_len(text, comments_skip(text, place)) + 1;
}

/*
 * Find all line comments of a file; what the lexer objects to is a fault of
 * the file.
 *
 * The lexer uses nothing but memory, so there is nothing to clean up after
 * its error: no subtransaction is needed to go on.
 */
bool
comments_find_or_fault(const SourceFile *file, FileRevisions *result,
					   LineComments *comments)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext lexing = AllocSetContextCreate(caller, "migrate lexing",
												 ALLOCSET_DEFAULT_SIZES);
	Finder	   *finder = palloc0_object(Finder);
	volatile bool found = false;
	int			level = NewGUCNestLevel();

	finder->text = file->text;
	finder->line = 1;
	finder->found.first_token = -1;
	/* that a long name is cut short is told where the script is run */
	(void) set_config_option("client_min_messages", "error", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	PG_TRY();
	{
		find_comments(finder, lexing);
		*comments = finder->found;
		found = true;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		/* escapes that are no characters are told without a position */
		if (error->cursorpos <= 0 &&
			ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_DATA_EXCEPTION)
			error->cursorpos = cursor_of_token(file->text, finder->token_end);
		/* without one it is not about the text */
		if (error->cursorpos <= 0)
			PG_RE_THROW();
		FlushErrorState();
		fault_add_lexer(result, file, error);
		FreeErrorData(error);
	}
	PG_END_TRY();
	AtEOXact_GUC(true, level);
	MemoryContextDelete(lexing);
	pfree(finder);
	return found;
}

/*
 * alembic_statements.c
 *		Split what Alembic printed into statements, and know its own.
 *
 * Alembic's own statements have few shapes, which are listed here token by
 * token as the server's lexer sees them: nothing inside a string or a comment
 * is taken for one. What is longer than any of them is somebody else's, so
 * that only the first tokens of a statement are kept.
 *
 * Alembic prints each statement with a semicolon and an empty line behind it,
 * whatever the statement ends with. Behind a "--" comment, that semicolon is
 * part of the comment. The statement then seems to go on with the next; where
 * the server's parser wants none of that, but takes what stands before the
 * comment's end, the end is there.
 */
#include "postgres.h"

#include <ctype.h>

#include "common/keywords.h"
#include "format/alembic.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "parser/scanner.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* More than the longest shape has. */
#define TOKENS_KEPT 32

typedef enum TokenKind
{
	TOKEN_WORD,					/* a keyword or a name */
	TOKEN_NAME,					/* a name in double quotes */
	TOKEN_STRING,
	TOKEN_NUMBER,
	TOKEN_OTHER
} TokenKind;

typedef struct Token
{
	TokenKind	kind;
	const char *value;			/* of a word, name or string */
	char		character;		/* that it is, if it is but one, else zero */
} Token;

struct AlembicScanner
{
	const char *text;
	const LineComments *comments;
	int			comment;		/* the next to look at */
	int			offset;			/* where the lexer began */
	core_yyscan_t lexer;
	core_yy_extra_type extra;
	int			ntokens;		/* of the text so far */
	int			place;			/* up to which lines are counted */
	int			line;
	MemoryContext token_context;	/* reset after each statement */
	Token		tokens[TOKENS_KEPT];
};

typedef struct Shape
{
	AlembicKind kind;
	const char *tokens;
} Shape;

/*
 * The shapes: lower-case words are keywords or names as they are, % is one of
 *	T	the version table, its schema too if there is one
 *	N	a number
 *	I	any name
 *	F	a string, the row that goes
 *	R	a string, the row that comes
 */
static const Shape shapes[] = {
	{ALEMBIC_BEGIN, "begin"},
	{ALEMBIC_COMMIT, "commit"},
	{ALEMBIC_CREATE,
	"create table %T ( version_num varchar ( %N ) not null )"},
	{ALEMBIC_CREATE,
		"create table %T ( version_num varchar ( %N ) not null ,"
	" constraint %I primary key ( version_num ) )"},
	{ALEMBIC_INSERT,
	"insert into %T ( version_num ) values ( %R )"},
	{ALEMBIC_INSERT,
	"insert into %T ( version_num ) values ( %R ) returning %T . version_num"},
	{ALEMBIC_UPDATE,
	"update %T set version_num = %R where %T . version_num = %F"},
	{ALEMBIC_DELETE,
	"delete from %T where %T . version_num = %F"},
	{ALEMBIC_DROP,
	"drop table %T"},
};

/* Matching one shape. */
typedef struct Match
{
	const Token *tokens;
	int			n;
	int			place;
	const char *table;
	const char *from;
	const char *to;
} Match;

static bool
is_name(const Token *token)
{
	return token->kind == TOKEN_WORD || token->kind == TOKEN_NAME;
}

static bool
is_character(const Match *match, int place, char character)
{
	return place < match->n && match->tokens[place].kind == TOKEN_OTHER &&
		match->tokens[place].character == character;
}

/*
 * Match the version table's name; where it comes again, it is the same.
 *
 * Behind the name may follow ". version_num", which is not part of it.
 */
static bool
match_table(Match *match)
{
	StringInfoData name;

	initStringInfo(&name);
	for (;;)
	{
		if (match->place == match->n || !is_name(&match->tokens[match->place]))
			return false;
		appendStringInfoString(&name, quote_identifier(match->tokens[match->place++].value));
		if (match->table != NULL && strcmp(match->table, name.data) == 0)
			return true;
		if (!is_character(match, match->place, '.'))
			break;
		appendStringInfoChar(&name, '.');
		match->place++;
	}
	if (match->table != NULL)
		return false;
	match->table = name.data;
	return true;
}

/*
 * Match a string: a row of the version table.
 */
static bool
match_row(Match *match, const char **row)
{
	const Token *token = &match->tokens[match->place];

	if (match->place == match->n || token->kind != TOKEN_STRING)
		return false;
	*row = token->value;
	match->place++;
	return true;
}

/*
 * Match the element of a shape that is "length" long.
 */
static bool
match_element(Match *match, const char *element, int length)
{
	const Token *token = &match->tokens[match->place];

	if (element[0] == '%')
	{
		switch (element[1])
		{
			case 'T':
				return match_table(match);
			case 'F':
				return match_row(match, &match->from);
			case 'R':
				return match_row(match, &match->to);
		}
	}
	if (match->place == match->n)
		return false;
	match->place++;
	if (element[0] == '%')
		return element[1] == 'N' ? token->kind == TOKEN_NUMBER : is_name(token);
	if (isalpha((unsigned char) element[0]))
		return token->kind == TOKEN_WORD && strlen(token->value) == length &&
			memcmp(token->value, element, length) == 0;
	return token->kind == TOKEN_OTHER && token->character == element[0];
}

/*
 * Does the statement have this shape?
 */
static bool
match_shape(Match *match, const char *shape)
{
	while (*shape != '\0')
	{
		int			length = strcspn(shape, " ");

		if (!match_element(match, shape, length))
			return false;
		shape += length;
		shape += strspn(shape, " ");
	}
	return match->place == match->n;
}

static const char *
copy_or_null(const char *string)
{
	return string == NULL ? NULL : pstrdup(string);
}

/*
 * Say what the statement is to Alembic whose tokens have been read.
 */
static void
recognise(AlembicScanner *scanner, int n, AlembicStatement *statement)
{
	MemoryContext caller = MemoryContextSwitchTo(scanner->token_context);

	for (int i = 0; i < lengthof(shapes); i++)
	{
		Match		match = {scanner->tokens, n};

		if (!match_shape(&match, shapes[i].tokens))
			continue;
		MemoryContextSwitchTo(caller);
		statement->kind = shapes[i].kind;
		statement->table = copy_or_null(match.table);
		statement->from = copy_or_null(match.from);
		statement->to = copy_or_null(match.to);
		return;
	}
	MemoryContextSwitchTo(caller);
}

/*
 * Point the lexer at a place of the text, between two tokens.
 */
static void
lex_from(AlembicScanner *scanner, int place)
{
	if (scanner->lexer != NULL)
		scanner_finish(scanner->lexer);
	scanner->offset = place;
	scanner->lexer = scanner_init(scanner->text + place, &scanner->extra,
								  &ScanKeywords, ScanKeywordTokens);
	scanner->extra.standard_conforming_strings = true;
	scanner->extra.escape_string_warning = false;
}

/*
 * Read a text statement by statement; its comments have been found, and so
 * the lexer has no objections.
 */
AlembicScanner *
alembic_scan_begin(const char *text, const LineComments *comments)
{
	AlembicScanner *scanner = palloc0_object(AlembicScanner);

	scanner->text = text;
	scanner->comments = comments;
	scanner->line = 1;
	scanner->token_context = AllocSetContextCreate(CurrentMemoryContext,
												   "migrate tokens",
												   ALLOCSET_DEFAULT_SIZES);
	lex_from(scanner, 0);
	return scanner;
}

void
alembic_scan_end(AlembicScanner *scanner)
{
	scanner_finish(scanner->lexer);
	MemoryContextDelete(scanner->token_context);
	pfree(scanner);
}

/*
 * Read a token; return its place in the text, or -1 at the end.
 */
static int
read_token(AlembicScanner *scanner, Token *token, int *end)
{
	MemoryContext caller = MemoryContextSwitchTo(scanner->token_context);
	core_YYSTYPE value;
	YYLTYPE		location;
	int			number = core_yylex(&value, &location, scanner->lexer);
	int			place = scanner->offset + location;
	char		first = scanner->text[place];

	MemoryContextSwitchTo(caller);
	if (number == 0)
		return -1;
	/* the lexer has put a zero behind the token, until it goes on */
	*end = place + strlen(scanner->extra.scanbuf + location);
	token->character = number < 256 ? first : '\0';
	token->kind = TOKEN_OTHER;
	token->value = NULL;
	if (number < 256)
		return place;
	if (first == '"')
		token->kind = TOKEN_NAME;
	else if (first == '\'')
		token->kind = TOKEN_STRING;
	else if (isdigit((unsigned char) first))
		token->kind = TOKEN_NUMBER;
	else if ((isalpha((unsigned char) first) || first == '_' ||
			  IS_HIGHBIT_SET(first)) &&
			 strchr("'\"&", scanner->text[place + 1]) == NULL)
		token->kind = TOKEN_WORD;
	if (token->kind != TOKEN_OTHER && token->kind != TOKEN_NUMBER)
		token->value = value.str;
	return place;
}

/*
 * Does the server's parser take a part of the text for one statement?
 *
 * It uses nothing but memory, so there is nothing to clean up after its error.
 */
static bool
is_one_statement(AlembicScanner *scanner, int start, int end)
{
	MemoryContext caller = MemoryContextSwitchTo(scanner->token_context);
	volatile bool parsed = false;

	PG_TRY();
	{
		parsed = list_length(raw_parser(pnstrdup(scanner->text + start,
												 end - start),
										RAW_PARSE_DEFAULT)) == 1;
	}
	PG_CATCH();
	{
		if (geterrcode() == ERRCODE_OUT_OF_MEMORY)
			PG_RE_THROW();
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	return parsed;
}

/*
 * Can a comment have swallowed a statement's semicolon?
 */
static bool
may_swallow(const char *text, const LineComment *comment)
{
	char		next = text[comment->next];

	return text[comment->end - 1] == ';' &&
		(next == '\0' || next == '\n' || next == '\r');
}

/*
 * Pass over the comments before the token that is about to be read; return
 * the last of them that may have swallowed a semicolon, else "found".
 */
static int
pass_comments(AlembicScanner *scanner, bool inside, int found)
{
	const LineComments *comments = scanner->comments;

	for (; scanner->comment < comments->n; scanner->comment++)
	{
		const LineComment *comment = &comments->comments[scanner->comment];

		if (comment->ntokens > scanner->ntokens)
			break;
		if (inside && found < 0 && may_swallow(scanner->text, comment))
			found = scanner->comment;
	}
	return found;
}

/*
 * End a statement behind the comment that has swallowed its semicolon, if
 * that is so; the text is then read again from there.
 */
static bool
end_at_comment(AlembicScanner *scanner, AlembicStatement *statement, int found)
{
	const LineComment *comment;

	if (found < 0)
		return false;
	comment = &scanner->comments->comments[found];
	if (is_one_statement(scanner, statement->start, statement->end) ||
		!is_one_statement(scanner, statement->start, comment->start))
		return false;
	statement->kind = ALEMBIC_OTHER;
	statement->end = comment->end;
	statement->semicolon = comment->end - 1;
	scanner->ntokens = comment->ntokens;
	scanner->comment = found + 1;
	lex_from(scanner, comment->next);
	return true;
}

/*
 * Count the lines up to a place; they end in \n, \r or both.
 */
static int
line_of(AlembicScanner *scanner, int place)
{
	const char *text = scanner->text;

	for (; scanner->place < place; scanner->place++)
	{
		char		c = text[scanner->place];

		if (c == '\n' || (c == '\r' && text[scanner->place + 1] != '\n'))
			scanner->line++;
	}
	return scanner->line;
}

/*
 * Read the next statement; return whether there was one.
 */
bool
alembic_scan_next(AlembicScanner *scanner, AlembicStatement *statement)
{
	int			parentheses = 0;
	int			swallowing = -1;
	int			n = 0;

	CHECK_FOR_INTERRUPTS();
	memset(statement, 0, sizeof(*statement));
	statement->semicolon = -1;
	for (;;)
	{
		Token		token;
		int			end;
		int			place;

		swallowing = pass_comments(scanner, n > 0 && parentheses == 0,
								   swallowing);
		place = read_token(scanner, &token, &end);
		if (place < 0)
			break;
		scanner->ntokens++;
		if (n == 0 && token.character == ';')
			continue;
		if (n == 0)
			statement->start = place;
		statement->end = end;
		if (token.kind == TOKEN_OTHER && token.character == ';' &&
			parentheses == 0)
			break;
		if (token.kind == TOKEN_OTHER && token.character == '(')
			parentheses++;
		else if (token.kind == TOKEN_OTHER && token.character == ')')
			parentheses = Max(parentheses - 1, 0);
		if (n < TOKENS_KEPT)
			scanner->tokens[n] = token;
		n++;
	}
	if (n > 0 && !end_at_comment(scanner, statement, swallowing) &&
		n <= TOKENS_KEPT)
		recognise(scanner, n, statement);
	if (n > 0)
		statement->line = line_of(scanner, statement->start);
	MemoryContextReset(scanner->token_context);
	return n > 0;
}

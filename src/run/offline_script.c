/*
 * offline_script.c
 *		A script's text as psql is to read it.
 *
 * It stays as its author wrote it, comments included, but for these: a BEGIN
 * and COMMIT around all of it are left out; the last statement gets its
 * semicolon; and where psql would not read what the server reads, a backslash
 * says so:
 *
 *	- "\:" is a colon that is no variable of psql's, as in a[1\:n];
 *	- "\;" is a semicolon that ends nothing, and "\g" ends a statement whose
 *	  end psql would not see. psql counts the words BEGIN, CASE and END of a
 *	  CREATE FUNCTION to find its end, whatever they stand for.
 *
 * The server's own lexer finds the colons, semicolons and words.
 */
#include "postgres.h"

#include "common/keywords.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "parser/scanner.h"
#include "run/offline.h"
#include "utils/memutils.h"

/* How far psql has come in a statement. */
typedef struct PsqlReader
{
	int			nwords;
	char		initials[4];	/* of the first words, if they can matter */
	int			parentheses;	/* how deep */
	int			blocks;			/* how many BEGIN and CASE wait for an END */
	bool		ends_early;		/* it took a semicolon for the end */
} PsqlReader;

/* A place where a backslash goes before a character. */
typedef struct Escape
{
	int			place;			/* bytes from the statement's beginning */
	char		character;		/* a colon or a semicolon */
} Escape;

typedef struct Escapes
{
	int			n;
	int			allocated;
	Escape	   *escapes;
} Escapes;

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		IS_HIGHBIT_SET(c);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * Return the length of the identifier or keyword that a token is to psql; 0
 * if it is something else, such as E'...' or U&"...".
 */
static int
word_length(const char *token)
{
	int			length = 0;

	if (!is_letter(token[0]))
		return 0;
	while (is_letter(token[length]) || is_digit(token[length]) ||
		   token[length] == '$')
		length++;
	if (length == 1 && (token[1] == '\'' ||
						(token[1] == '&' && (token[2] == '\'' || token[2] == '"'))))
		return 0;
	return length;
}

static bool
is_word(const char *token, int length, const char *word)
{
	return strlen(word) == length && pg_strncasecmp(token, word, length) == 0;
}

/*
 * Do the first words say CREATE [OR REPLACE] FUNCTION or PROCEDURE?
 */
static bool
creates_routine(const char *initials)
{
	const char *object = initials + 1;

	if (initials[0] != 'c')
		return false;
	if (initials[1] == 'o' && initials[2] == 'r')
		object = initials + 3;
	return *object == 'f' || *object == 'p';
}

/*
 * Follow what psql counts at a word.
 */
static void
read_word(PsqlReader *reader, const char *token, int length)
{
	static const char *const counted[] = {"create", "or", "replace",
	"function", "procedure"};

	for (int i = 0; i < lengthof(counted); i++)
	{
		if (reader->nwords < lengthof(reader->initials) &&
			is_word(token, length, counted[i]))
			reader->initials[reader->nwords] = counted[i][0];
	}
	reader->nwords++;
	if (!creates_routine(reader->initials) || reader->parentheses > 0)
		return;
	if (is_word(token, length, "begin"))
		reader->blocks++;
	else if (is_word(token, length, "case") && reader->blocks > 0)
		reader->blocks++;
	else if (is_word(token, length, "end") && reader->blocks > 0)
		reader->blocks--;
}

static void
keep_escape(Escapes *found, int place, char character)
{
	if (found->n == found->allocated)
	{
		found->allocated = Max(8, found->allocated * 2);
		found->escapes = found->escapes == NULL ?
			palloc_array(Escape, found->allocated) :
			repalloc_huge(found->escapes, sizeof(Escape) * found->allocated);
	}
	found->escapes[found->n].place = place;
	found->escapes[found->n++].character = character;
}

/*
 * Follow a statement as psql reads it, and find the colons that psql could
 * take for a variable's, and all semicolons.
 */
static void
read_statement(const char *statement, PsqlReader *reader, Escapes *found)
{
	core_yy_extra_type extra;
	core_yyscan_t scanner = scanner_init(statement, &extra, &ScanKeywords,
										 ScanKeywordTokens);
	core_YYSTYPE value;
	YYLTYPE		location;
	int			token;

	extra.escape_string_warning = false;	/* the splitter has warned */
	while ((token = core_yylex(&value, &location, scanner)) != 0)
	{
		const char *text = statement + location;
		int			length = word_length(text);

		CHECK_FOR_INTERRUPTS();
		if (length > 0)
			read_word(reader, text, length);
		else if (token == '(')
			reader->parentheses++;
		else if (token == ')' && reader->parentheses > 0)
			reader->parentheses--;
		else if (token == ';')
		{
			keep_escape(found, location, ';');
			reader->ends_early |= reader->parentheses == 0 &&
				reader->blocks == 0;
		}
		else if (token == ':' && (is_letter(text[1]) || is_digit(text[1]) ||
								  strchr("'\"{", text[1]) != NULL))
			keep_escape(found, location, ':');
	}
	scanner_finish(scanner);
}

/*
 * Append a statement, with what ends it; return whether that is a command of
 * psql's, which takes the rest of its line.
 *
 * Where there is a "--" in the last line, it may begin a comment, and the
 * semicolon goes to a line of its own.
 */
static bool
append_statement(StringInfo text, const char *statement, bool has_semicolon)
{
	PsqlReader	reader = {0};
	Escapes		found = {0};
	bool		is_misread;
	int			place = 0;
	const char *last_line;

	read_statement(statement, &reader, &found);
	is_misread = reader.ends_early || reader.parentheses > 0 ||
		reader.blocks > 0;
	for (int i = 0; i < found.n; i++)
	{
		const Escape *escape = &found.escapes[i];

		if (escape->character == ';' && !is_misread)
			continue;
		appendBinaryStringInfo(text, statement + place, escape->place - place);
		appendStringInfoChar(text, '\\');
		place = escape->place;
	}
	appendStringInfoString(text, statement + place);

	last_line = strrchr(statement, '\n');
	if (is_misread)
		appendStringInfoString(text, "\n\\g");
	else if (!has_semicolon &&
			 strstr(last_line == NULL ? statement : last_line, "--") != NULL)
		appendStringInfoString(text, "\n;");
	else
		appendStringInfoChar(text, ';');
	return is_misread;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/*
 * Copy a statement; the last, if it has no semicolon, without the white space
 * that ends the script.
 */
static char *
copy_statement(const Script *script, const Statement *statement)
{
	int			length = statement->length;

	while (length > 0 &&
		   is_space(script->text[statement->start + length - 1]))
		length--;
	return pnstrdup(script->text + statement->start, length);
}

/*
 * Return the place behind a statement and its semicolon, if it has one.
 */
static int
behind(const Script *script, const Statement *statement)
{
	int			end = statement->start + statement->length;

	return script->text[end] == ';' ? end + 1 : end;
}

/*
 * Append a statement of a verify script whose rows may say false, as a command
 * of psql's.
 */
static void
append_verification(StringInfo text, const char *statement)
{
	char	   *query = psprintf("\n%s\n", statement);

	appendStringInfoString(text, "SELECT pg_catalog.format('DO %L', pg_catalog.format(:'migrate_verify', ");
	append_dollar_quoted(text, query, "query");
	appendStringInfoString(text, ")) \\gexec");
	pfree(query);
}

/*
 * Drop white space from both ends of what begins at a place.
 */
static void
trim(StringInfo text, int from)
{
	int			to = from;

	while (text->len > from && is_space(text->data[text->len - 1]))
		text->len--;
	text->data[text->len] = '\0';
	while (is_space(text->data[to]))
		to++;
	memmove(text->data + from, text->data + to, text->len - to + 1);
	text->len -= to - from;
}

/*
 * Append a statement as it is, or as a query of a verify script; return
 * whether it ends with a command of psql's.
 */
static bool
append_one(StringInfo text, const char *statement, bool verifies,
		   bool has_semicolon)
{
	if (!verifies)
		return append_statement(text, statement, has_semicolon);
	append_verification(text, statement);
	return true;
}

/*
 * End the line of a command of psql's, if the script does not end it here;
 * return the place in the script to go on from.
 */
static int
end_line(StringInfo text, const char *script, int place)
{
	while (script[place] == ' ' || script[place] == '\t')
		place++;
	if (script[place] != '\n' &&
		!(script[place] == '\r' && script[place + 1] == '\n'))
		appendStringInfoChar(text, '\n');
	return place;
}

/*
 * Append all of a script, without the white space around it.
 */
static void
append_script(StringInfo text, const Script *script, bool is_verify)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "migrate offline statement",
												  ALLOCSET_DEFAULT_SIZES);
	const Statement *begin = &script->begin;
	const Statement *commit = &script->commit;
	int			from = text->len;
	int			place = 0;
	int			end = commit->number > 0 ? commit->start : strlen(script->text);

	if (begin->number > 0)
	{
		appendBinaryStringInfo(text, script->text, begin->start);
		place = behind(script, begin);
	}
	for (int i = 0; i < script->nstatements; i++)
	{
		const Statement *statement = &script->statements[i];
		MemoryContext caller = MemoryContextSwitchTo(context);
		char	   *copy = copy_statement(script, statement);

		appendBinaryStringInfo(text, script->text + place,
							   statement->start - place);
		place = behind(script, statement);
		if (append_one(text, copy, is_verify && statement->is_query,
					   place > statement->start + statement->length))
			place = end_line(text, script->text, place);
		MemoryContextSwitchTo(caller);
		MemoryContextReset(context);
	}
	appendBinaryStringInfo(text, script->text + place, end - place);
	if (commit->number > 0)
		appendStringInfoString(text, script->text + behind(script, commit));
	MemoryContextDelete(context);
	trim(text, from);
	appendStringInfoChar(text, '\n');
}

/*
 * Append an up or down script.
 */
void
offline_script(StringInfo text, const Script *script)
{
	append_script(text, script, false);
}

/*
 * Append a verify script.
 */
void
offline_verify(StringInfo text, const Script *script)
{
	append_script(text, script, true);
}

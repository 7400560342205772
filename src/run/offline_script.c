/*
 * offline_script.c
 *		A script's text as psql is to read it.
 *
 * It stays as its author wrote it, comments included, but for these: a BEGIN
 * and COMMIT around all of it are left out; the last statement gets its
 * semicolon; and where psql would not read what the server reads,
 *
 *	- a backslash goes before a colon that is no variable of psql's: a[1\:n];
 *	- a statement goes into a string, for \gexec to run. psql counts the words
 *	  BEGIN, CASE and END of a CREATE FUNCTION to find its end, whatever they
 *	  stand for.
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

/* The places, from a statement's beginning, of colons that psql could use. */
typedef struct Colons
{
	int			n;
	int			allocated;
	int		   *places;
} Colons;

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
keep_colon(Colons *colons, int place)
{
	if (colons->n == colons->allocated)
	{
		colons->allocated = Max(8, colons->allocated * 2);
		colons->places = colons->places == NULL ?
			palloc_array(int, colons->allocated) :
			repalloc_huge(colons->places, sizeof(int) * colons->allocated);
	}
	colons->places[colons->n++] = place;
}

/*
 * Follow a statement as psql reads it, and find the colons that psql could
 * take for a variable's.
 */
static void
read_statement(const char *statement, PsqlReader *reader, Colons *colons)
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
			reader->ends_early |= reader->parentheses == 0 &&
				reader->blocks == 0;
		else if (token == ':' && (is_letter(text[1]) || is_digit(text[1]) ||
								  strchr("'\"{", text[1]) != NULL))
			keep_colon(colons, location);
	}
	scanner_finish(scanner);
}

/*
 * Append a statement with its semicolon. Where there is a "--" in the last
 * line, it may begin a comment, and the semicolon goes to a line of its own.
 */
static void
append_statement(StringInfo text, const char *statement, const Colons *colons,
				 bool has_semicolon)
{
	const char *last_line = strrchr(statement, '\n');
	int			place = 0;

	for (int i = 0; i < colons->n; i++)
	{
		appendBinaryStringInfo(text, statement + place,
							   colons->places[i] - place);
		appendStringInfoChar(text, '\\');
		place = colons->places[i];
	}
	appendStringInfoString(text, statement + place);
	if (last_line == NULL)
		last_line = statement;
	appendStringInfoString(text, !has_semicolon &&
						   strstr(last_line, "--") != NULL ? "\n;" : ";");
}

/*
 * Append a statement between what begins a query and what ends it.
 */
static void
append_quoted(StringInfo text, const char *begin, const char *statement,
			  const char *tag, const char *end)
{
	char	   *lines = psprintf("\n%s\n", statement);

	appendStringInfoString(text, begin);
	append_dollar_quoted(text, lines, tag);
	appendStringInfoString(text, end);
	pfree(lines);
}

/*
 * Append a statement as it is, or as a query of a verify script, whose rows
 * may say false. Return whether what ends it is a command of psql's, which
 * takes the rest of its line.
 */
static bool
append_one(StringInfo text, const char *statement, bool verifies,
		   bool has_semicolon)
{
	PsqlReader	reader = {0};
	Colons		colons = {0};

	if (verifies)
	{
		append_quoted(text, "SELECT pg_catalog.format('DO %L', pg_catalog.format(:'migrate_verify', ",
					  statement, "query", ")) \\gexec");
		return true;
	}
	read_statement(statement, &reader, &colons);
	if (reader.ends_early || reader.parentheses > 0 || reader.blocks > 0)
	{
		append_quoted(text, "SELECT ", statement, "statement", " \\gexec");
		return true;
	}
	append_statement(text, statement, &colons, has_semicolon);
	return false;
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

/*
 * split.c
 *		Split a script into statements.
 *
 * The server's own lexer finds where a statement ends: at a semicolon that is
 * neither in parentheses (CREATE RULE ... DO (...; ...)) nor in the body of a
 * CREATE FUNCTION ... BEGIN ATOMIC ... END. The server's own parser then
 * reads each statement by itself, so that what may not run is refused before
 * the rest is looked at: the lines after a COPY FROM STDIN are no SQL.
 *
 * The parse tree of a statement is gone when the next is read. Memory is what
 * the lexer needs, about three times the text, until the end of the script.
 */
#include "postgres.h"

#include <ctype.h>

#include "base/compat.h"
#include "common/keywords.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "parser/scanner.h"
#include "script/script.h"
#include "utils/memutils.h"

/* Tokens that the splitter tells apart, as the grammar numbers them. */
typedef struct Keywords
{
	int			atomic;
	int			begin;
	int			create;
	int			end;
	int			function;
	int			procedure;
} Keywords;

typedef struct Splitter
{
	const ScriptText *source;
	const char *text;			/* the source's */
	int			value;			/* the first that does not end before the
								 * statement at hand */
	core_yyscan_t scanner;
	core_yy_extra_type extra;
	Keywords	keywords;
	ScriptPosition *position;
	ScriptObserver *observer;	/* or NULL */
	SplitKind	kind;
	MemoryContext parse_context;	/* reset after each statement */

	Statement  *statements;
	int			nstatements;
	int			allocated;
	bool		sets_constraints;

	/* of the statement being read */
	int			ntokens;
	int			parentheses;	/* how deep */
	bool		creates;		/* it begins with CREATE ... */
	bool		creates_routine;	/* ... FUNCTION or PROCEDURE */
	int			previous;		/* token */
	bool		in_body;		/* between BEGIN ATOMIC and its END */

	/* of a BEGIN ... COMMIT around all of it, or ROLLBACK if that may be */
	bool		begun;
	const char *ended_by;		/* NULL while it has not */
	Statement	begin;			/* to point at, if no end comes */
	Statement	end;			/* to point at, if something follows it */
	bool		rolls_back;
} Splitter;

static int
keyword(const char *name)
{
	int			number = ScanKeywordLookup(name, &ScanKeywords);

	Assert(number >= 0);
	return ScanKeywordTokens[number];
}

static void
look_up_keywords(Keywords *keywords)
{
	keywords->atomic = keyword("atomic");
	keywords->begin = keyword("begin");
	keywords->create = keyword("create");
	keywords->end = keyword("end");
	keywords->function = keyword("function");
	keywords->procedure = keyword("procedure");
}

/*
 * Count the lines that end between two places; they may end in \n, \r or
 * both.
 */
static int
count_lines(const char *text, int from, int to)
{
	int			lines = 0;

	for (const char *c = text + from; c < text + to; c++)
	{
		if (*c == '\n' || (*c == '\r' && c[1] != '\n'))
			lines++;
	}
	return lines;
}

/*
 * Return the line of a place, given that of an earlier one, which are both no
 * further back than the splitter's value. Lines of values do not count.
 */
static int
line_at(Splitter *splitter, int from, int line, int to)
{
	const ScriptText *source = splitter->source;

	while (splitter->value < source->nvalues &&
		   source->values[splitter->value].start < to)
	{
		const ScriptValue *value = &source->values[splitter->value];

		if (from < value->start)
			line += count_lines(source->text, from, value->start);
		from = Max(from, value->start + value->length);
		if (from >= to)
			return line;
		splitter->value++;
	}
	return line + count_lines(source->text, from, to);
}

/*
 * Begin a statement at its first token.
 */
static void
begin_statement(Splitter *splitter, int location)
{
	Statement  *statement = &splitter->position->statement;

	statement->line = line_at(splitter, statement->start, statement->line,
							  location);
	statement->number++;
	statement->start = location;
	statement->length = -1;
	splitter->position->phase = SPLIT_LEXING;
	splitter->parentheses = 0;
	splitter->creates = false;
	splitter->creates_routine = false;
	splitter->previous = 0;
	splitter->in_body = false;
}

/*
 * Follow the tokens as far as needed to know which semicolon is the end.
 *
 * In the body of a routine every statement has its semicolon, and none begins
 * with END: the END that follows a semicolon, or BEGIN ATOMIC itself, is the
 * body's. That of a CASE, or one that names a column, follows something else.
 * In parentheses, "begin atomic" is a parameter and its type.
 */
static void
follow(Splitter *splitter, int token)
{
	const Keywords *keywords = &splitter->keywords;

	if (token == '(')
		splitter->parentheses++;
	else if (token == ')')
		splitter->parentheses--;
	else if (splitter->ntokens == 1)
		splitter->creates = token == keywords->create;
	else if (splitter->creates && splitter->ntokens <= 4 &&
			 (token == keywords->function || token == keywords->procedure))
		splitter->creates_routine = true;	/* OR REPLACE may stand between */
	else if (splitter->in_body)
		splitter->in_body = token != keywords->end ||
			splitter->previous != ';' || splitter->parentheses > 0;
	else if (splitter->creates_routine && splitter->parentheses <= 0 &&
			 token == keywords->atomic && splitter->previous == keywords->begin)
	{
		splitter->in_body = true;
		token = ';';			/* as if before the body's first statement */
	}
	splitter->previous = token;
}

/*
 * Tell the observer of a token, if it is one that carries a name or a value.
 */
static void
observe(Splitter *splitter, int token, int location, const core_YYSTYPE *value)
{
	ScriptObserver *observer = splitter->observer;
	char		first = splitter->text[location];
	MemoryContext caller;

	if (observer == NULL || observer->literal == NULL)
		return;
	if (token < 256)
		return;					/* punctuation */
	if (first == '$' && isdigit((unsigned char) splitter->text[location + 1]))
		return;					/* a parameter */
	caller = MemoryContextSwitchTo(splitter->parse_context);
	if (first == '\'' || first == '$' ||
		((first == 'e' || first == 'E') && splitter->text[location + 1] == '\''))
		observer->literal(observer, value->str);
	else if (first == '"' || isalpha((unsigned char) first) || first == '_' ||
			 IS_HIGHBIT_SET(first))
		observer->identifier(observer, value->str);
	MemoryContextSwitchTo(caller);
}

static void
keep(Splitter *splitter)
{
	if (splitter->nstatements == splitter->allocated)
	{
		splitter->allocated = Max(8, splitter->allocated * 2);
		splitter->statements =
			splitter->statements == NULL ?
			palloc_array(Statement, splitter->allocated) :
			repalloc_huge(splitter->statements,
						  sizeof(Statement) * splitter->allocated);
	}
	splitter->statements[splitter->nstatements++] =
		splitter->position->statement;
}

/*
 * Is this the BEGIN or the end around a whole script? They stand for the
 * transaction that is open anyway, and are left out.
 */
static bool
is_wrapping(Splitter *splitter, const Node *node)
{
	Statement  *current = &splitter->position->statement;
	const TransactionStmt *statement = (const TransactionStmt *) node;

	if (!IsA(node, TransactionStmt))
		return false;
	if ((statement->kind == TRANS_STMT_BEGIN ||
		 statement->kind == TRANS_STMT_START) &&
		current->number == 1 && statement->options == NIL)
	{
		splitter->begun = true;
		splitter->begin = *current;
		return true;
	}
	if (!splitter->begun || statement->chain)
		return false;
	if (statement->kind == TRANS_STMT_COMMIT)
		splitter->ended_by = "COMMIT";
	else if (statement->kind == TRANS_STMT_ROLLBACK && splitter->kind == SPLIT_VERIFY)
	{
		splitter->ended_by = "ROLLBACK";
		splitter->rolls_back = true;
	}
	if (splitter->ended_by == NULL)
		return false;
	splitter->end = *current;
	return true;
}

/*
 * Is the value of a secret in the statement, which ends before "end"?
 */
static bool
holds_secret(const Splitter *splitter, int end)
{
	const ScriptText *source = splitter->source;

	for (int i = splitter->value;
		 i < source->nvalues && source->values[i].start < end; i++)
	{
		if (source->values[i].secret)
			return true;
	}
	return false;
}

/*
 * Is the statement's result rows, as its parse tree shows it?
 */
static bool
is_query(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_SelectStmt:
			{
				const SelectStmt *select = (const SelectStmt *) node;

				/* of a UNION, the first branch has the INTO */
				while (select->larg != NULL)
					select = select->larg;
				return select->intoClause == NULL;
			}
		case T_InsertStmt:
			return ((const InsertStmt *) node)->returningClause != NULL;
		case T_UpdateStmt:
			return ((const UpdateStmt *) node)->returningClause != NULL;
		case T_DeleteStmt:
			return ((const DeleteStmt *) node)->returningClause != NULL;
		case T_MergeStmt:
			return merge_returns_rows((const MergeStmt *) node);
		default:
			return false;
	}
}

/*
 * Parse the statement that ends before "end", check it, keep it.
 */
static void
end_statement(Splitter *splitter, int end)
{
	Statement  *statement = &splitter->position->statement;
	MemoryContext caller;
	List	   *raw;
	RawStmt    *raw_statement;
	bool		wrapping;

	CHECK_FOR_INTERRUPTS();
	if (splitter->ended_by != NULL)
	{
		splitter->position->phase = SPLIT_CHECKING;
		*statement = splitter->end;
		refuse_transaction(splitter->ended_by, splitter->kind);
	}

	statement->length = end - statement->start;
	statement->holds_secret = holds_secret(splitter, end);
	caller = MemoryContextSwitchTo(splitter->parse_context);
	splitter->position->phase = SPLIT_PARSING;
	raw = raw_parser(pnstrdup(splitter->text + statement->start,
							  statement->length), RAW_PARSE_DEFAULT);
	splitter->position->phase = SPLIT_CHECKING;
	if (list_length(raw) != 1)
		elog(ERROR, "parser found %d statements in one", list_length(raw));
	raw_statement = linitial_node(RawStmt, raw);

	if (splitter->observer != NULL)
		splitter->observer->statement(splitter->observer, statement,
									  raw_statement);
	wrapping = is_wrapping(splitter, raw_statement->stmt);
	if (!wrapping)
		refuse_statement(raw_statement->stmt, splitter->kind);
	statement->is_query = is_query(raw_statement->stmt);
	if (IsA(raw_statement->stmt, ConstraintsSetStmt))
		splitter->sets_constraints = true;
	MemoryContextSwitchTo(caller);
	if (!wrapping)
		keep(splitter);
	MemoryContextReset(splitter->parse_context);
	splitter->position->phase = SPLIT_BETWEEN;
	splitter->ntokens = 0;
}

static void
start_lexer(Splitter *splitter, int from)
{
	splitter->position->lexed_from = from;
	splitter->scanner = scanner_init(splitter->text + from, &splitter->extra,
									 &ScanKeywords, ScanKeywordTokens);
}

/*
 * Pass over the \restrict and \unrestrict that pg_dump writes around a dump:
 * go on behind the line that begins the statement at hand, as if it were not
 * there. What follows the word is no SQL.
 */
static void
skip_line(Splitter *splitter, int location)
{
	splitter->position->statement.number--;
	splitter->position->statement.length = 0;
	splitter->position->phase = SPLIT_BETWEEN;
	splitter->ntokens = 0;
	scanner_finish(splitter->scanner);
	start_lexer(splitter, location +
				(int) strcspn(splitter->text + location, "\r\n"));
}

/*
 * Read the whole script, token by token.
 */
static void
read_tokens(Splitter *splitter)
{
	for (;;)
	{
		core_YYSTYPE value;
		YYLTYPE		location;
		MemoryContext caller;
		int			token;

		/* the lexer's strings go with the statement they are in */
		caller = MemoryContextSwitchTo(splitter->parse_context);
		token = core_yylex(&value, &location, splitter->scanner);
		MemoryContextSwitchTo(caller);

		if (token == 0)
			break;
		location += splitter->position->lexed_from;
		if (token == ';' && splitter->ntokens == 0)
			continue;
		if (token == ';' && splitter->parentheses <= 0 &&
			!splitter->in_body)
		{
			end_statement(splitter, location);
			continue;
		}
		if (splitter->ntokens++ == 0)
			begin_statement(splitter, location);
		if (token == '\\')
		{
			if (splitter->kind == SPLIT_SCHEMA && splitter->ntokens == 1 &&
				is_restrict_command(splitter->text + location))
			{
				skip_line(splitter, location);
				continue;
			}
			refuse_meta_command(splitter->text + location, splitter->kind);
		}
		follow(splitter, token);
		observe(splitter, token, location, &value);
	}
	if (splitter->ntokens > 0)
		end_statement(splitter, (int) strlen(splitter->text));
	if (splitter->begun && splitter->ended_by == NULL)
	{
		splitter->position->phase = SPLIT_CHECKING;
		splitter->position->statement = splitter->begin;
		refuse_transaction("BEGIN", splitter->kind);
	}
}

/*
 * Split a script, refuse what cannot run.
 *
 * position is kept up to date for an error context callback of the caller's;
 * its phase is SPLIT_IDLE again on return. The result is in the caller's memory
 * context and points to text.
 */
Script *
script_split(const ScriptText *text, SplitKind kind,
			 ScriptPosition *position, ScriptObserver *observer)
{
	Splitter	splitter = {0};
	Script	   *script = palloc0_object(Script);

	memset(position, 0, sizeof(*position));
	position->phase = SPLIT_BETWEEN;
	position->text = text;
	position->statement.line = 1;

	splitter.source = text;
	splitter.text = text->text;
	splitter.position = position;
	splitter.observer = observer;
	splitter.kind = kind;
	splitter.parse_context = AllocSetContextCreate(CurrentMemoryContext,
												   "migrate statement parse",
												   ALLOCSET_DEFAULT_SIZES);
	look_up_keywords(&splitter.keywords);
	start_lexer(&splitter, 0);
	read_tokens(&splitter);
	scanner_finish(splitter.scanner);
	MemoryContextDelete(splitter.parse_context);

	position->phase = SPLIT_IDLE;
	script->text = text->text;
	script->nstatements = splitter.nstatements;
	script->statements = splitter.statements;
	script->sets_constraints = splitter.sets_constraints;
	script->rolls_back = splitter.rolls_back;
	script->begin = splitter.begin;
	script->commit = splitter.end;
	return script;
}

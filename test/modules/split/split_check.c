/*
 * split_check.c
 *		Hold the splitter against PostgreSQL's parser of whole scripts.
 *
 * Both fail, or both find the same statements: as many, ending at the same
 * bytes, each with the same parse tree.
 */
#include "postgres.h"

#include "base/errors.h"
#include "fmgr.h"
#include "nodes/nodes.h"
#include "parser/parser.h"
#include "script/script.h"
#include "utils/builtins.h"

PG_MODULE_MAGIC;

/* Reads what it is told of, so that a wrong pointer does not go unnoticed. */
typedef struct Reader
{
	ScriptObserver observer;	/* must be first */
	size_t		bytes;
	int			statements;
} Reader;

static void
read_string(ScriptObserver *observer, const char *string)
{
	((Reader *) observer)->bytes += strlen(string);
}

static void
read_statement(ScriptObserver *observer, const Statement *statement,
			   RawStmt *raw)
{
	((Reader *) observer)->statements++;
}

static void
add_place(void *position)
{
	script_position_to_error((ScriptPosition *) position);
}

/*
 * Split a script; return NULL and set the error if that fails.
 */
static Script *
try_split(const char *text, ErrorData **error)
{
	MemoryContext caller = CurrentMemoryContext;
	ScriptText	source = {.text = text};
	Reader		reader = {{read_string, read_string, read_statement}};
	ScriptPosition position = {0};
	ErrorContextCallback callback = {error_context_stack, add_place, &position};
	Script	   *volatile script = NULL;

	PG_TRY();
	{
		error_context_stack = &callback;
		script = script_split(&source, SPLIT_SCRIPT, &position,
							  &reader.observer);
		error_context_stack = callback.previous;
		if (reader.statements != script->nstatements)
			elog(ERROR, "the observer saw %d of %d statements",
				 reader.statements, script->nstatements);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		*error = CopyErrorData();
		FlushErrorState();
	}
	PG_END_TRY();
	return script;
}

/*
 * Parse a script as a whole; return false if that fails.
 */
static bool
try_parse(const char *text, List **statements)
{
	MemoryContext caller = CurrentMemoryContext;
	volatile bool parsed = true;

	PG_TRY();
	{
		*statements = raw_parser(text, RAW_PARSE_DEFAULT);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		FlushErrorState();
		parsed = false;
	}
	PG_END_TRY();
	return parsed;
}

static const char *
compare(const char *text, const Script *script, List *statements)
{
	if (script->nstatements != list_length(statements))
		return psprintf("differs: %d statements, not %d",
						script->nstatements, list_length(statements));
	for (int i = 0; i < script->nstatements; i++)
	{
		const Statement *statement = &script->statements[i];
		RawStmt    *raw = list_nth_node(RawStmt, statements, i);
		int			end = raw->stmt_len == 0 ? (int) strlen(text) :
			raw->stmt_location + raw->stmt_len;
		List	   *alone = raw_parser(pnstrdup(text + statement->start,
												statement->length),
									   RAW_PARSE_DEFAULT);

		if (statement->start + statement->length != end)
			return psprintf("differs: statement %d ends at %d, not %d", i + 1,
							statement->start + statement->length, end);
		if (!equal(linitial_node(RawStmt, alone)->stmt, raw->stmt))
			return psprintf("differs: statement %d reads otherwise alone",
							i + 1);
	}
	return "same";
}

/*
 * split_check(script text) returns text: same, both fail, refused, or how
 * the two differ.
 */
PG_FUNCTION_INFO_V1(split_check);
Datum
split_check(PG_FUNCTION_ARGS)
{
	char	   *source = text_to_cstring(PG_GETARG_TEXT_PP(0));
	List	   *statements = NIL;
	ErrorData  *error = NULL;
	bool		parsed = try_parse(source, &statements);
	Script	   *script = try_split(source, &error);
	const char *result;

	if (script != NULL)
		result = parsed ? compare(source, script, statements) :
			"differs: only the splitter reads it";
	else if (error->sqlerrcode == ERRCODE_SCRIPT_REFUSED)
		result = "refused";
	else if (error->sqlerrcode == ERRCODE_INTERNAL_ERROR)
		result = psprintf("differs: %s", error->message);
	else
		result = parsed ? psprintf("differs: %s", error->message) : "both fail";
	PG_RETURN_TEXT_P(cstring_to_text(result));
}

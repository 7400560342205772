/*
 * variables.c
 *		Put the values of variables into a script, as psql would.
 *
 * A reference is :name, :'name' or :"name", where the server's own lexer sees
 * a colon: so none is in a string, a dollar quote, a quoted identifier or a
 * comment, nor in "::" or ":=". What the revision does not declare stays as
 * it is: a[1:n] is an array slice. References are looked for in the script as
 * its author wrote it, never in a value.
 */
#include "postgres.h"

#include "common/keywords.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "parser/scanner.h"
#include "script/script.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* A reference in the script. */
typedef struct Reference
{
	int			start;			/* of the colon, bytes from the beginning */
	int			end;
	char		quote;			/* ', " or 0 */
	const Variable *variable;
} Reference;

typedef struct References
{
	int			n;
	int			allocated;
	Reference  *references;
} References;

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/*
 * Tell whether a name can be that of a variable: whether the lexer takes it
 * for one identifier, so that ":name" is always a colon and one token.
 */
bool
variable_name_is_valid(const char *name, int len)
{
	if (len < 1 || len >= NAMEDATALEN || !is_letter(name[0]))
		return false;
	for (int i = 1; i < len; i++)
	{
		if (!is_letter(name[i]) && !(name[i] >= '0' && name[i] <= '9'))
			return false;
	}
	return true;
}

/*
 * Return how many bytes psql would take for a variable's name.
 */
static int
name_length(const char *text)
{
	int			length = 0;

	while (is_letter(text[length]) || IS_HIGHBIT_SET(text[length]) ||
		   (text[length] >= '0' && text[length] <= '9'))
		length++;
	return length;
}

/*
 * Return the variable of a name, or NULL.
 */
const Variable *
variables_find(const Variables *variables, const char *name, int length)
{
	for (int i = 0; i < variables->n; i++)
	{
		const Variable *variable = &variables->variables[i];

		if (strlen(variable->name) == length &&
			memcmp(variable->name, name, length) == 0)
			return variable;
	}
	return NULL;
}

/*
 * Keep the reference that begins with the colon at a place, if it is one.
 */
static void
keep_reference(References *found, const char *text, int colon,
			   const Variables *variables)
{
	Reference	reference = {.start = colon};
	const char *name = text + colon + 1;
	int			length;

	if (*name == '\'' || *name == '"')
		reference.quote = *name++;
	length = name_length(name);
	if (reference.quote != 0 && name[length] != reference.quote)
		return;
	reference.end = name + length + (reference.quote != 0) - text;
	reference.variable = variables_find(variables, name, length);
	if (reference.variable == NULL)
		return;

	if (found->n == found->allocated)
	{
		found->allocated = Max(8, found->allocated * 2);
		found->references = found->references == NULL ?
			palloc_array(Reference, found->allocated) :
			repalloc_huge(found->references,
						  sizeof(Reference) * found->allocated);
	}
	found->references[found->n++] = reference;
}

/*
 * Find the references of a text, up to its end or what the lexer objects to.
 */
static void
find_references(References *found, const char *text,
				const Variables *variables, MemoryContext lexing)
{
	MemoryContext caller = MemoryContextSwitchTo(lexing);
	core_yyscan_t scanner;
	core_yy_extra_type extra;
	int			token;

	scanner = scanner_init(text, &extra, &ScanKeywords, ScanKeywordTokens);
	extra.escape_string_warning = false;	/* the splitter warns */
	do
	{
		core_YYSTYPE value;
		YYLTYPE		location;

		CHECK_FOR_INTERRUPTS();
		token = core_yylex(&value, &location, scanner);
		if (token == ':')
		{
			MemoryContextSwitchTo(caller);
			keep_reference(found, text, location, variables);
			MemoryContextSwitchTo(lexing);
		}
	} while (token != 0);
	scanner_finish(scanner);
	MemoryContextSwitchTo(caller);
}

/*
 * Find the references of a text, as far as the lexer can read it: the splitter
 * will meet what it cannot, and knows the statement to tell.
 *
 * The lexer uses nothing but memory, so there is nothing to clean up after
 * its error: no subtransaction is needed to go on.
 */
static References
references_of(const char *text, const Variables *variables)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext lexing = AllocSetContextCreate(caller, "migrate lexing",
												 ALLOCSET_DEFAULT_SIZES);
	References	found = {0};

	PG_TRY();
	{
		/* the position is to be one in the text, not the caller's query */
		error_context_stack = NULL;
		find_references(&found, text, variables, lexing);
	}
	PG_CATCH();
	{
		/* the lexer tells a place in the text, but not for E'\xff' */
		if (geterrposition() <= 0 &&
			ERRCODE_TO_CATEGORY(geterrcode()) != ERRCODE_DATA_EXCEPTION)
			PG_RE_THROW();
		MemoryContextSwitchTo(caller);
		FlushErrorState();
	}
	PG_END_TRY();
	MemoryContextDelete(lexing);
	return found;
}

/*
 * Append a value as a literal, as libpq's PQescapeLiteral() writes it: with a
 * space before E'', lest the E become a part of the word before it.
 */
static void
append_literal(StringInfo text, const char *value)
{
	char	   *literal = quote_literal_cstr(value);

	if (*literal != '\'')
		appendStringInfoChar(text, ' ');
	appendStringInfoString(text, literal);
	pfree(literal);
}

/*
 * Append a value as an identifier, quoted in any case.
 */
static void
append_identifier(StringInfo text, const char *value)
{
	appendStringInfoChar(text, '"');
	for (; *value != '\0'; value++)
	{
		if (*value == '"')
			appendStringInfoChar(text, '"');
		appendStringInfoChar(text, *value);
	}
	appendStringInfoChar(text, '"');
}

static void
append_value(StringInfo text, const Reference *reference)
{
	const char *value = reference->variable->value;

	if (reference->quote == '\'')
		append_literal(text, value);
	else if (reference->quote == '"')
		append_identifier(text, value);
	else
		appendStringInfoString(text, value);
}

/*
 * Return a script with the values of its variables in it, and where they are.
 *
 * Every variable has a value. A script that refers to none is not copied.
 */
ScriptText
variables_substitute(const char *text, const Variables *variables)
{
	ScriptText	result = {.text = text};
	StringInfoData substituted;
	References	found;
	int			place = 0;

	if (variables->n == 0 || strchr(text, ':') == NULL)
		return result;
	found = references_of(text, variables);
	if (found.n == 0)
		return result;

	result.values = MemoryContextAllocHuge(CurrentMemoryContext,
										   sizeof(ScriptValue) * found.n);
	initStringInfo(&substituted);
	for (int i = 0; i < found.n; i++)
	{
		const Reference *reference = &found.references[i];
		ScriptValue *value = &result.values[result.nvalues++];

		CHECK_FOR_INTERRUPTS();
		appendBinaryStringInfo(&substituted, text + place,
							   reference->start - place);
		value->start = substituted.len;
		append_value(&substituted, reference);
		value->length = substituted.len - value->start;
		value->secret = reference->variable->secret;
		place = reference->end;
	}
	appendStringInfoString(&substituted, text + place);
	pfree(found.references);
	result.text = substituted.data;
	return result;
}

/*
 * Does a part of a script hold the value of a secret?
 */
bool
script_text_holds_secret(const ScriptText *text, int start, int length)
{
	for (int i = 0; i < text->nvalues; i++)
	{
		const ScriptValue *value = &text->values[i];

		if (value->secret && value->start < start + length &&
			value->start + value->length > start)
			return true;
	}
	return false;
}

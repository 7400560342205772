/*
 * settled_text.c
 *		Are two texts the same but for what the server changes when it reads
 *		what it has written?
 *
 * Some expressions it writes in another way after that:
 *
 *		(ARRAY['a'::t, 'b'::t])::u[]	ARRAY[('a'::t)::u, ('b'::t)::u]
 *		NULL::integer					NULL::integer AS int4
 *		a								a AS a
 *
 * A database has the first form where people wrote the expression, and the
 * second one where a statement of ours or a dump made it. So both sides are
 * brought to the second form of arrays, and to no such aliases.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/model.h"
#include "schema/tokens.h"
#include "utils/memutils.h"

/* What the server calls a result that is cast to a type, if not by its name. */
static const struct
{
	const char *type;
	const char *label;
}			labels[] = {
	{"bigint", "int8"},
	{"bit varying", "varbit"},
	{"boolean", "bool"},
	{"character", "bpchar"},
	{"character varying", "varchar"},
	{"double precision", "float8"},
	{"integer", "int4"},
	{"real", "float4"},
	{"smallint", "int2"},
	{"time with time zone", "timetz"},
	{"time without time zone", "time"},
	{"timestamp with time zone", "timestamptz"},
	{"timestamp without time zone", "timestamp"},
};

/* A cast of an array's constructor, by the places of its tokens. */
typedef struct ArrayCast
{
	bool		in_parentheses;
	int			open;			/* "[" */
	int			close;
	int			type;			/* after "::" */
	int			end;			/* "[" after the type; "]" comes next */
} ArrayCast;

static bool
is_at(const List *tokens, int i, const char *text)
{
	return i >= 0 && i < list_length(tokens) && token_is(list_nth(tokens, i), text);
}

static bool
is_array(const List *tokens, int i)
{
	return is_at(tokens, i, "array") && is_at(tokens, i + 1, "[") &&
		!((const Token *) list_nth(tokens, i))->quoted;
}

/*
 * The place where the bracket at "i" is closed; -1: nowhere.
 */
static int
closing(const List *tokens, int i)
{
	int			depth = 0;

	for (; i < list_length(tokens); i++)
	{
		if (is_at(tokens, i, "(") || is_at(tokens, i, "["))
			depth++;
		if ((is_at(tokens, i, ")") || is_at(tokens, i, "]")) && --depth == 0)
			return i;
	}
	return -1;
}

/*
 * The place after the name of the type that begins at "i".
 */
static int
type_end(const List *tokens, int i)
{
	while (i < list_length(tokens))
	{
		const Token *token = list_nth(tokens, i);

		if (token_is(token, "(") && closing(tokens, i) > 0)
			i = closing(tokens, i) + 1;
		else if (token->kind == TOKEN_NAME || token_is(token, "."))
			i++;
		else
			break;
	}
	return i;
}

/*
 * Is there a cast of an array's constructor at "i"? That of an empty one the
 * server leaves as it is.
 */
static bool
find_array_cast(const List *tokens, int i, ArrayCast *cast)
{
	cast->in_parentheses = is_at(tokens, i, "(");
	cast->open = i + (cast->in_parentheses ? 2 : 1);
	if (!is_array(tokens, cast->open - 1))
		return false;
	cast->close = closing(tokens, cast->open);
	cast->type = cast->close + (cast->in_parentheses ? 3 : 2);
	if (cast->close <= cast->open + 1 || !is_at(tokens, cast->type - 1, "::") ||
		(cast->in_parentheses && !is_at(tokens, cast->close + 1, ")")))
		return false;
	cast->end = type_end(tokens, cast->type);
	return is_at(tokens, cast->end, "[") && is_at(tokens, cast->end + 1, "]");
}

static List *
append_range(List *result, const List *tokens, int from, int to)
{
	for (int i = from; i < to; i++)
		result = lappend(result, list_nth(tokens, i));
	return result;
}

/*
 * Append an array's constructor with the cast at each of its elements.
 */
static List *
append_elements(List *result, const List *tokens, const ArrayCast *cast)
{
	int			first = cast->open + 1;

	result = append_range(result, tokens, cast->open - 1, cast->open + 1);
	for (int i = first; i <= cast->close; i++)
	{
		bool		nested = is_array(tokens, first);

		if (i < cast->close && (is_at(tokens, i, "(") || is_at(tokens, i, "[")))
			i = closing(tokens, i);
		else if (i == cast->close || is_at(tokens, i, ","))
		{
			if (cast->in_parentheses)
				result = append_range(result, tokens, cast->open - 2, cast->open - 1);
			result = append_range(result, tokens, first, i);
			if (cast->in_parentheses)
				result = append_range(result, tokens, cast->close + 1, cast->close + 2);
			result = append_range(result, tokens, cast->type - 1,
								  cast->end + (nested ? 2 : 0));
			result = append_range(result, tokens, i, i + 1);
			first = i + 1;
		}
	}
	return result;
}

/*
 * What the server calls a result that is cast to the last type in a list of
 * tokens; NULL if the list does not end with a cast.
 */
static const char *
cast_label(const List *tokens)
{
	StringInfoData words;
	int			type = list_length(tokens);

	while (type > 0 && !is_at(tokens, type, "::") && !is_at(tokens, type, "as"))
		type--;
	if (!is_at(tokens, type, "::"))
		return NULL;
	initStringInfo(&words);
	for (int i = type + 1; i < list_length(tokens); i++)
	{
		const Token *token = list_nth(tokens, i);

		if (token_is(token, "(") || token_is(token, "["))
			i = closing(tokens, i);
		else if (token_is(token, "."))
			resetStringInfo(&words);
		else if (token->kind == TOKEN_NAME)
			appendStringInfo(&words, "%s%s", words.len > 0 ? " " : "", token->text);
		else
			return NULL;
		if (i < 0)
			return NULL;
	}
	for (int i = 0; i < lengthof(labels); i++)
		if (strcmp(labels[i].type, words.data) == 0)
			return labels[i].label;
	return words.data;
}

/*
 * Is there at "i" an alias that says what the column before it is called
 * anyway?
 */
static bool
is_idle_alias(const List *tokens, int i, const List *before)
{
	const Token *alias = i + 1 < list_length(tokens) ? list_nth(tokens, i + 1) : NULL;
	const Token *last = before == NIL ? NULL : llast(before);
	const char *label;

	if (!is_at(tokens, i, "as") || alias == NULL || alias->kind != TOKEN_NAME)
		return false;
	if (last != NULL && last->kind == TOKEN_NAME && strcmp(last->text, alias->text) == 0)
		return true;
	label = cast_label(before);
	return label != NULL && strcmp(label, alias->text) == 0;
}

/*
 * The tokens that the server would have written of what it has read. What
 * they were made of is kept.
 */
List *
tokens_settle(List *tokens)
{
	bool		found;

	do
	{
		List	   *result = NIL;
		ArrayCast	cast;

		found = false;
		for (int i = 0; i < list_length(tokens); i++)
		{
			CHECK_FOR_INTERRUPTS();
			if (find_array_cast(tokens, i, &cast))
			{
				result = append_elements(result, tokens, &cast);
				i = cast.end + 1;
				found = true;
			}
			else if (is_idle_alias(tokens, i, result))
				i++;
			else
				result = lappend(result, list_nth(tokens, i));
		}
		tokens = result;
	} while (found);
	return tokens;
}

static bool
tokens_equal(const List *a, const List *b)
{
	if (list_length(a) != list_length(b))
		return false;
	for (int i = 0; i < list_length(a); i++)
	{
		const Token *left = list_nth(a, i);
		const Token *right = list_nth(b, i);

		if (left->kind != right->kind || left->quoted != right->quoted ||
			strcmp(left->text, right->text) != 0)
			return false;
	}
	return true;
}

static bool
may_be_unsettled(const char *text)
{
	return strstr(text, "ARRAY[") != NULL || strstr(text, " AS ") != NULL;
}

/*
 * Does the server write both texts alike once it has read them?
 */
bool
settled_texts_equal(const char *a, const char *b)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context;
	List	   *left;
	List	   *right;
	bool		equal;

	if (a == NULL || b == NULL)
		return a == b;
	if (strcmp(a, b) == 0)
		return true;
	if (!may_be_unsettled(a) && !may_be_unsettled(b))
		return false;
	context = AllocSetContextCreate(caller, "migrate settled text",
									ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(context);
	equal = tokens_read(a, &left) && tokens_read(b, &right) &&
		tokens_equal(tokens_settle(left), tokens_settle(right));
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return equal;
}

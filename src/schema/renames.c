/*
 * renames.c
 *		Read which objects of a target are declared to have had other names.
 *
 * In a schema text, a comment on a line of its own declares it of what stands
 * on the next line:
 *
 *		-- migrate:renamed-from people
 *		CREATE TABLE users (
 *			-- migrate:renamed-from mail
 *			email text
 *		);
 *
 * That is a statement that creates something, or, inside of one, a column, a
 * constraint with a name, an attribute, a value of an enum, or an output column
 * of a view. ALTER TABLE ... ADD is like its parts. The old name is written as
 * in SQL, with its schema if that was another one; of an enum's value it is
 * the value, quoted or not. There may be several, one above the other.
 *
 * As an argument, the same is a JSON object of new and old names, with or
 * without the kind: {"public.users": "people", "column public.users.email":
 * "mail", "enum value public.mood.'ok'": "fine"}. New names are written as
 * snapshot() and diff() write them.
 */
#include "postgres.h"

#include "base/errors.h"
#include "format/format.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "schema/named.h"
#include "schema/schema.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

#define DIRECTIVE "migrate:renamed-from"

typedef struct Reader
{
	const Script *script;
	const char *schema;			/* where names without one are made; or NULL */
	const LineComment *comment; /* the directive at hand */
	List	   *renames;
} Reader;

pg_noreturn static void
refuse(const Reader *reader, const char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_SCHEMA_TEXT),
			 errmsg("%s", message),
			 errdetail("The comment \"-- %s\" is on line %d of the schema text.",
					   DIRECTIVE, reader->comment->line),
			 errhint("%s", hint)));
}

/*
 * What a directive says after its word, trimmed; NULL if the comment is none.
 */
static char *
directive_argument(const char *text, const LineComment *comment)
{
	int			start = comment->start + 2;
	int			end = comment->end;

	while (start < end && strchr(" \t", text[start]) != NULL)
		start++;
	if (strncmp(text + start, DIRECTIVE, strlen(DIRECTIVE)) != 0)
		return NULL;
	start += strlen(DIRECTIVE);
	if (start < end && strchr(" \t", text[start]) == NULL)
		return NULL;
	while (start < end && strchr(" \t", text[start]) != NULL)
		start++;
	while (start < end && strchr(" \t", text[end - 1]) != NULL)
		end--;
	return pnstrdup(text + start, end - start);
}

/*
 * Set the old name of a rename: a name, perhaps with a schema before it, and
 * arguments after it. False if it is no name.
 */
static bool
read_old_name(Rename *rename, const char *text)
{
	char	   *name = pstrdup(text);
	bool		quoted = false;
	List	   *parts;

	for (char *c = name; *c != '\0'; c++)
	{
		if (*c == '"')
			quoted = !quoted;
		else if (*c == '(' && !quoted)
			*c = '\0';
		if (*c == '\0')
		{
			rename->old_signature = text + (c - name);
			break;
		}
	}
	if (!SplitIdentifierString(name, '.', &parts) ||
		list_length(parts) < 1 || list_length(parts) > 2)
		return false;
	rename->old_name = llast(parts);
	rename->old_schema = list_length(parts) == 2 ? linitial(parts) : NULL;
	return true;
}

static char *
unquote_value(const char *text)
{
	size_t		length = strlen(text);
	StringInfoData value;

	if (length < 2 || text[0] != '\'' || text[length - 1] != '\'')
		return pstrdup(text);
	initStringInfo(&value);
	for (const char *c = text + 1; c < text + length - 1; c++)
	{
		appendStringInfoChar(&value, *c);
		if (c[0] == '\'' && c[1] == '\'')
			c++;
	}
	return value.data;
}

static Node *
parse(const char *text)
{
	return linitial_node(RawStmt, raw_parser(text, RAW_PARSE_DEFAULT))->stmt;
}

/*
 * Does this statement's text begin with a word?
 */
static bool
begins_with(const Reader *reader, const Statement *statement, const char *word)
{
	return statement->length > strlen(word) &&
		pg_strncasecmp(reader->script->text + statement->start, word,
					   strlen(word)) == 0;
}

static char *
statement_text(const Reader *reader, const Statement *statement)
{
	return pnstrdup(reader->script->text + statement->start, statement->length);
}

/*
 * Names are made in the first schema of the path that is not the system's.
 */
static const char *
first_schema(const List *names)
{
	ListCell   *cell;

	foreach(cell, names)
	{
		const char *name = lfirst(cell);

		if (strcmp(name, "$user") != 0 && strcmp(name, "pg_catalog") != 0 &&
			strcmp(name, "pg_temp") != 0)
			return name;
	}
	return NULL;
}

static const char *
constant_of(const Node *node)
{
	return node != NULL && IsA(node, A_Const) &&
		!((const A_Const *) node)->isnull &&
		IsA(&((const A_Const *) node)->val, String) ?
		strVal(&((const A_Const *) node)->val) : NULL;
}

/*
 * SET search_path.
 */
static void
follow_set(Reader *reader, const VariableSetStmt *set)
{
	List	   *names = NIL;
	ListCell   *cell;

	if (set->name == NULL || strcmp(set->name, "search_path") != 0)
		return;
	foreach(cell, set->args)
		if (constant_of(lfirst(cell)) != NULL)
		names = lappend(names, (char *) constant_of(lfirst(cell)));
	reader->schema = set->kind == VAR_SET_VALUE ? first_schema(names) : "public";
}

/*
 * SELECT set_config('search_path', ...), as pg_dump writes it.
 */
static void
follow_select(Reader *reader, const SelectStmt *select)
{
	const ResTarget *target = list_length(select->targetList) != 1 ? NULL :
	linitial(select->targetList);
	const FuncCall *call = target == NULL || !IsA(target->val, FuncCall) ? NULL :
	(const FuncCall *) target->val;
	const char *value;
	List	   *names;

	if (call == NULL || list_length(call->args) != 3 ||
		strcmp(strVal(llast(call->funcname)), "set_config") != 0 ||
		constant_of(linitial(call->args)) == NULL ||
		strcmp(constant_of(linitial(call->args)), "search_path") != 0)
		return;
	value = constant_of(lsecond(call->args));
	if (value != NULL && SplitIdentifierString(pstrdup(value), ',', &names))
		reader->schema = first_schema(names);
}

static void
follow_path(Reader *reader, const Statement *statement)
{
	Node	   *node;

	if (!begins_with(reader, statement, "SET") &&
		!begins_with(reader, statement, "RESET") &&
		!begins_with(reader, statement, "SELECT"))
		return;
	node = parse(statement_text(reader, statement));
	if (IsA(node, VariableSetStmt))
		follow_set(reader, (const VariableSetStmt *) node);
	else if (IsA(node, SelectStmt))
		follow_select(reader, (const SelectStmt *) node);
}

/*
 * Read the directive at hand, above or in this statement.
 */
static void
read_directive(Reader *reader, const Statement *statement, const char *old)
{
	int			place = comments_skip(reader->script->text, reader->comment->next);
	char	   *text;
	Node	   *node;
	Named		named = {NULL};
	Rename	   *rename = palloc0(sizeof(Rename));

	if (!reader->comment->alone)
		refuse(reader, "a renamed-from comment must be on a line of its own",
			   "Write it on the line above what has been renamed.");
	if (statement != NULL && place >= statement->start &&
		place < statement->start + statement->length)
	{
		text = statement_text(reader, statement);
		node = parse(text);
		if (place == statement->start && !IsA(node, AlterTableStmt) &&
			!IsA(node, AlterDomainStmt))
			named = name_statement(reader->schema, node);
		else
			named = name_part(reader->schema, node, text,
							  place - statement->start);
	}
	if (named.key == NULL ||
		(named.kind != NULL && strcmp(named.kind, RENAMED_VALUE) == 0 &&
		 named.value == NULL))
		refuse(reader, "a renamed-from comment is above nothing that has a name",
			   "Write it directly above a CREATE statement, or above a column, a constraint with a name, an attribute or an enum's value in it.");
	rename->kind = named.kind;
	rename->catalog = named.catalog;
	rename->key = named.key;
	rename->value = named.value;
	if (named.value != NULL)
		rename->old_name = unquote_value(old);
	if (old[0] == '\0' || (named.value == NULL && !read_old_name(rename, old)))
		refuse(reader, "a renamed-from comment must name the old name",
			   "Write the old name as SQL has it: -- " DIRECTIVE " old_name.");
	reader->renames = lappend(reader->renames, rename);
}

/*
 * The renames that a schema text declares. Its statements are read already.
 */
List *
renames_read(const Script *script)
{
	Reader		reader = {script, "public"};
	SourceFile	file = {NULL, script->text};
	FileRevisions faults = {0};
	LineComments comments;
	int			next = 0;

	if (strstr(script->text, DIRECTIVE) == NULL)
		return NIL;
	if (!comments_find_or_fault(&file, &faults, &comments))
		elog(ERROR, "could not read the comments of a schema text");
	for (int i = 0; i < comments.n; i++)
	{
		char	   *old = directive_argument(script->text, &comments.comments[i]);

		if (old == NULL)
			continue;
		CHECK_FOR_INTERRUPTS();
		reader.comment = &comments.comments[i];
		while (next < script->nstatements &&
			   script->statements[next].start + script->statements[next].length <=
			   reader.comment->start)
			follow_path(&reader, &script->statements[next++]);
		read_directive(&reader, next < script->nstatements ?
					   &script->statements[next] : NULL, old);
	}
	return reader.renames;
}

pg_noreturn static void
refuse_argument(const char *detail, const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument \"renames\" cannot be read"),
			 errdetail(detail, name),
			 errhint("Write new names and old ones: '{\"public.users\": \"people\", \"column public.users.email\": \"mail\"}'.")));
}

/*
 * Does a text begin with this word, and is it longer than "kind", which may
 * be NULL?
 */
static bool
begins_with_longer(const char *text, const char *word, const char *kind)
{
	size_t		length = strlen(word);

	return strncmp(text, word, length) == 0 && text[length] == ' ' &&
		(kind == NULL || strlen(kind) < length);
}

/*
 * Cut the kind off a new name that begins with one.
 */
static const char *
cut_kind(const char **key)
{
	const char *kind = NULL;

	if (begins_with_longer(*key, RENAMED_VALUE, kind))
		kind = RENAMED_VALUE;
	for (const SchemaKind *const *each = schema_kinds; *each != NULL; each++)
		if (begins_with_longer(*key, (*each)->name, kind))
			kind = (*each)->name;
	if (kind != NULL)
		*key += strlen(kind) + 1;
	return kind;
}

/*
 * Cut the value off the new name of an enum's value: "public.mood.'ok'".
 */
static void
cut_value(Rename *rename)
{
	const char *dot = strstr(rename->key, ".'");

	if (dot == NULL)
		refuse_argument("The value in \"%s\" has no quotes.", rename->key);
	rename->value = unquote_value(dot + 1);
	rename->key = pnstrdup(rename->key, dot - rename->key);
}

static Rename *
rename_of_pair(char *key, char *old)
{
	Rename	   *rename = palloc0(sizeof(Rename));

	rename->key = key;
	rename->kind = cut_kind(&rename->key);
	if (rename->kind != NULL && strcmp(rename->kind, RENAMED_VALUE) == 0)
	{
		cut_value(rename);
		rename->old_name = unquote_value(old);
	}
	else if (!read_old_name(rename, old))
		refuse_argument("\"%s\" is no name.", old);
	return rename;
}

/*
 * The renames of an argument.
 */
List *
renames_of_jsonb(Jsonb *argument)
{
	List	   *renames = NIL;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *key = NULL;

	if (argument == NULL)
		return NIL;
	if (!JB_ROOT_IS_OBJECT(argument))
		refuse_argument("It is no JSON %s.", "object");
	iterator = JsonbIteratorInit(&argument->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			key = pnstrdup(value.val.string.val, value.val.string.len);
		if (token != WJB_VALUE || key == NULL)
			continue;
		if (value.type != jbvString)
			refuse_argument("The old name of \"%s\" is no string.", key);
		renames = lappend(renames,
						  rename_of_pair(key, pnstrdup(value.val.string.val,
													   value.val.string.len)));
	}
	return renames;
}

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
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_conversion.h"
#include "catalog/pg_event_trigger.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_language.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_opclass.h"
#include "catalog/pg_opfamily.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_publication.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_statistic_ext.h"
#include "catalog/pg_subscription.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_ts_config.h"
#include "catalog/pg_ts_dict.h"
#include "catalog/pg_ts_parser.h"
#include "catalog/pg_ts_template.h"
#include "catalog/pg_type.h"
#include "format/format.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
#include "schema/schema.h"
#include "schema/tokens.h"
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

/* What a directive can be above. */
typedef struct Named
{
	const char *kind;			/* or NULL */
	Oid			catalog;		/* or none */
	const char *key;			/* NULL: it has no name */
	const char *value;			/* of an enum; else NULL */
} Named;

static char *
qualify(const Reader *reader, const char *schema, const char *name)
{
	if (schema == NULL)
		schema = reader->schema;
	return schema == NULL ? pstrdup(quote_identifier(name)) :
		quote_qualified_identifier(schema, name);
}

static char *
key_of_relation(const Reader *reader, const RangeVar *relation)
{
	return qualify(reader, relation->schemaname, relation->relname);
}

static char *
key_of_names(const Reader *reader, const List *names)
{
	return qualify(reader, list_length(names) > 1 ?
				   strVal(list_nth(names, list_length(names) - 2)) : NULL,
				   strVal(llast(names)));
}

static char *
key_below(const char *parent, const char *name)
{
	return name == NULL ? NULL :
		psprintf("%s.%s", parent, quote_identifier(name));
}

/*
 * What DEFINE makes: CREATE AGGREGATE, TYPE, COLLATION, TEXT SEARCH ...
 */
static Named
name_defined(const Reader *reader, const DefineStmt *statement)
{
	char	   *key = key_of_names(reader, statement->defnames);

	switch (statement->kind)
	{
		case OBJECT_AGGREGATE:
			return (Named) {NULL, ProcedureRelationId, key};
		case OBJECT_TYPE:
			return (Named) {NULL, TypeRelationId, key};
		case OBJECT_COLLATION:
			return (Named) {NULL, CollationRelationId, key};
		case OBJECT_TSCONFIGURATION:
			return (Named) {NULL, TSConfigRelationId, key};
		case OBJECT_TSDICTIONARY:
			return (Named) {NULL, TSDictionaryRelationId, key};
		case OBJECT_TSPARSER:
			return (Named) {NULL, TSParserRelationId, key};
		case OBJECT_TSTEMPLATE:
			return (Named) {NULL, TSTemplateRelationId, key};
		default:
			return (Named) {NULL};
	}
}

/*
 * What a statement makes that is no relation and no part of one.
 */
static Named
name_other(const Reader *reader, const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_CreateSchemaStmt:
			return (Named) {
				NULL, NamespaceRelationId,
				((const CreateSchemaStmt *) statement)->schemaname == NULL ? NULL :
				quote_identifier(((const CreateSchemaStmt *) statement)->schemaname)
			};
		case T_CreateEnumStmt:
			return (Named) {
				NULL, TypeRelationId,
				key_of_names(reader, ((const CreateEnumStmt *) statement)->typeName)
			};
		case T_CompositeTypeStmt:
			return (Named) {
				NULL, TypeRelationId,
				key_of_relation(reader, ((const CompositeTypeStmt *) statement)->typevar)
			};
		case T_CreateRangeStmt:
			return (Named) {
				NULL, TypeRelationId,
				key_of_names(reader, ((const CreateRangeStmt *) statement)->typeName)
			};
		case T_CreateDomainStmt:
			return (Named) {
				NULL, TypeRelationId,
				key_of_names(reader, ((const CreateDomainStmt *) statement)->domainname)
			};
		case T_DefineStmt:
			return name_defined(reader, (const DefineStmt *) statement);
		case T_CreateFunctionStmt:
			return (Named) {
				NULL, ProcedureRelationId,
				key_of_names(reader, ((const CreateFunctionStmt *) statement)->funcname)
			};
		case T_CreateStatsStmt:
			return (Named) {
				NULL, StatisticExtRelationId,
				((const CreateStatsStmt *) statement)->defnames == NIL ? NULL :
				key_of_names(reader, ((const CreateStatsStmt *) statement)->defnames)
			};
		case T_CreateOpClassStmt:
			return (Named) {
				NULL, OperatorClassRelationId,
				key_of_names(reader, ((const CreateOpClassStmt *) statement)->opclassname)
			};
		case T_CreateOpFamilyStmt:
			return (Named) {
				NULL, OperatorFamilyRelationId,
				key_of_names(reader, ((const CreateOpFamilyStmt *) statement)->opfamilyname)
			};
		case T_CreateConversionStmt:
			return (Named) {
				NULL, ConversionRelationId,
				key_of_names(reader, ((const CreateConversionStmt *) statement)->conversion_name)
			};
		case T_CreatePublicationStmt:
			return (Named) {
				NULL, PublicationRelationId,
				quote_identifier(((const CreatePublicationStmt *) statement)->pubname)
			};
		case T_CreateSubscriptionStmt:
			return (Named) {
				NULL, SubscriptionRelationId,
				quote_identifier(((const CreateSubscriptionStmt *) statement)->subname)
			};
		case T_CreateEventTrigStmt:
			return (Named) {
				NULL, EventTriggerRelationId,
				quote_identifier(((const CreateEventTrigStmt *) statement)->trigname)
			};
		case T_CreateFdwStmt:
			return (Named) {
				NULL, ForeignDataWrapperRelationId,
				quote_identifier(((const CreateFdwStmt *) statement)->fdwname)
			};
		case T_CreateForeignServerStmt:
			return (Named) {
				NULL, ForeignServerRelationId,
				quote_identifier(((const CreateForeignServerStmt *) statement)->servername)
			};
		case T_CreatePLangStmt:
			return (Named) {
				NULL, LanguageRelationId,
				quote_identifier(((const CreatePLangStmt *) statement)->plname)
			};
		default:
			return (Named) {NULL};
	}
}

/*
 * What a statement makes.
 */
static Named
name_statement(const Reader *reader, const Node *statement)
{
	const RangeVar *relation = NULL;

	switch (nodeTag(statement))
	{
		case T_CreateStmt:
			relation = ((const CreateStmt *) statement)->relation;
			break;
		case T_CreateForeignTableStmt:
			relation = ((const CreateForeignTableStmt *) statement)->base.relation;
			break;
		case T_CreateTableAsStmt:
			relation = ((const CreateTableAsStmt *) statement)->into->rel;
			break;
		case T_ViewStmt:
			relation = ((const ViewStmt *) statement)->view;
			break;
		case T_CreateSeqStmt:
			relation = ((const CreateSeqStmt *) statement)->sequence;
			break;
		case T_IndexStmt:
			return (Named) {
				"index", InvalidOid,
				key_below(key_of_relation(reader, ((const IndexStmt *) statement)->relation),
						  ((const IndexStmt *) statement)->idxname)
			};
		case T_CreateTrigStmt:
			return (Named) {
				NULL, TriggerRelationId,
				key_below(key_of_relation(reader, ((const CreateTrigStmt *) statement)->relation),
						  ((const CreateTrigStmt *) statement)->trigname)
			};
		case T_CreatePolicyStmt:
			return (Named) {
				NULL, PolicyRelationId,
				key_below(key_of_relation(reader, ((const CreatePolicyStmt *) statement)->table),
						  ((const CreatePolicyStmt *) statement)->policy_name)
			};
		case T_RuleStmt:
			return (Named) {
				NULL, RewriteRelationId,
				key_below(key_of_relation(reader, ((const RuleStmt *) statement)->relation),
						  ((const RuleStmt *) statement)->rulename)
			};
		default:
			return name_other(reader, statement);
	}
	return (Named) {NULL, RelationRelationId, key_of_relation(reader, relation)};
}

/* Looking for the part of a statement that begins at a place. */
typedef struct Seeker
{
	int			place;			/* in the statement */
	int			found_at;		/* where the part begins that was found; -1 */
	const char *kind;
	const char *name;
} Seeker;

/*
 * Is this part the first from the place on?
 */
static void
consider(Seeker *seeker, int location, const char *kind, const char *name)
{
	if (location < seeker->place ||
		(seeker->found_at >= 0 && location >= seeker->found_at))
		return;
	seeker->found_at = location;
	seeker->kind = kind;
	seeker->name = name;
}

static void
consider_constraints(Seeker *seeker, const List *constraints, const char *kind)
{
	ListCell   *cell;

	foreach(cell, constraints)
		if (IsA(lfirst(cell), Constraint))
		{
			const Constraint *constraint = lfirst(cell);

			consider(seeker, constraint->location, kind, constraint->conname);
		}
}

static void
consider_elements(Seeker *seeker, const List *elements, const char *column)
{
	ListCell   *cell;

	foreach(cell, elements)
		if (IsA(lfirst(cell), ColumnDef))
		{
			const ColumnDef *definition = lfirst(cell);

			consider(seeker, definition->location, column, definition->colname);
			consider_constraints(seeker, definition->constraints, "constraint");
		}
	consider_constraints(seeker, elements, "constraint");
}

static void
consider_commands(Seeker *seeker, const List *commands)
{
	ListCell   *cell;

	foreach(cell, commands)
	{
		const AlterTableCmd *command = lfirst(cell);

		if (command->def != NULL && (command->subtype == AT_AddColumn ||
									 command->subtype == AT_AddConstraint))
			consider_elements(seeker, list_make1(command->def), "column");
	}
}

static void
consider_targets(Seeker *seeker, const Node *query)
{
	ListCell   *cell;

	if (query == NULL || !IsA(query, SelectStmt))
		return;
	foreach(cell, ((const SelectStmt *) query)->targetList)
	{
		const ResTarget *target = lfirst(cell);
		const char *name = target->name;

		if (name == NULL && IsA(target->val, ColumnRef) &&
			IsA(llast(((const ColumnRef *) target->val)->fields), String))
			name = strVal(llast(((const ColumnRef *) target->val)->fields));
		consider(seeker, target->location, NULL, name);
	}
}

/*
 * The name, or the string, that begins at a place; NULL if there is none.
 */
static const char *
read_token(const char *text, int place, TokenKind kind)
{
	List	   *tokens;
	const Token *first;

	if (!tokens_read(text + place, &tokens) || tokens == NIL)
		return NULL;
	first = linitial(tokens);
	return first->kind == kind ? first->text : NULL;
}

static bool
is_among(const List *names, const char *name)
{
	ListCell   *cell;

	foreach(cell, names)
		if (name != NULL && strcmp(strVal(lfirst(cell)), name) == 0)
			return true;
	return false;
}

/*
 * What begins at a place inside a statement.
 */
static Named
name_part(const Reader *reader, const Node *statement, const char *text,
		  int place)
{
	Seeker		seeker = {place, -1};
	Named		whole = name_statement(reader, statement);
	const List *names = NIL;

	switch (nodeTag(statement))
	{
		case T_CreateStmt:
			consider_elements(&seeker, ((const CreateStmt *) statement)->tableElts,
							  "column");
			break;
		case T_CreateForeignTableStmt:
			consider_elements(&seeker, ((const CreateForeignTableStmt *) statement)->base.tableElts,
							  "column");
			break;
		case T_CompositeTypeStmt:
			consider_elements(&seeker, ((const CompositeTypeStmt *) statement)->coldeflist,
							  NULL);
			break;
		case T_CreateDomainStmt:
			consider_constraints(&seeker, ((const CreateDomainStmt *) statement)->constraints,
								 NULL);
			break;
		case T_AlterTableStmt:
			whole.key = key_of_relation(reader, ((const AlterTableStmt *) statement)->relation);
			consider_commands(&seeker, ((const AlterTableStmt *) statement)->cmds);
			break;
		case T_AlterDomainStmt:
			whole.key = key_of_names(reader, ((const AlterDomainStmt *) statement)->typeName);
			consider_constraints(&seeker, list_make1(((const AlterDomainStmt *) statement)->def),
								 NULL);
			break;
		case T_CreateEnumStmt:
			return (Named) {
				RENAMED_VALUE, InvalidOid, whole.key,
				read_token(text, place, TOKEN_STRING)
			};
		case T_ViewStmt:
			names = ((const ViewStmt *) statement)->aliases;
			consider_targets(&seeker, ((const ViewStmt *) statement)->query);
			break;
		case T_CreateTableAsStmt:
			names = ((const CreateTableAsStmt *) statement)->into->colNames;
			consider_targets(&seeker, ((const CreateTableAsStmt *) statement)->query);
			break;
		default:
			break;
	}
	if (is_among(names, read_token(text, place, TOKEN_NAME)))
		return (Named) {
			NULL, InvalidOid,
			key_below(whole.key, read_token(text, place, TOKEN_NAME))
		};
	/* only ALTER has words between the place and the part */
	if (seeker.found_at < 0 ||
		(seeker.found_at != place && !IsA(statement, AlterTableStmt) &&
		 !IsA(statement, AlterDomainStmt)))
		return (Named) {NULL};
	return (Named) {seeker.kind, InvalidOid, key_below(whole.key, seeker.name)};
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
			named = name_statement(reader, node);
		else
			named = name_part(reader, node, text, place - statement->start);
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
 * Cut the kind off a new name that begins with one.
 */
static const char *
cut_kind(const char **key)
{
	const char *kind = NULL;

	for (int i = -1; i < 0 || schema_kinds[i] != NULL; i++)
	{
		const char *name = i < 0 ? RENAMED_VALUE : schema_kinds[i]->name;

		if (strncmp(*key, name, strlen(name)) == 0 &&
			(*key)[strlen(name)] == ' ' &&
			(kind == NULL || strlen(kind) < strlen(name)))
			kind = name;
	}
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
		if (token != WJB_VALUE)
			continue;
		if (value.type != jbvString)
			refuse_argument("The old name of \"%s\" is no string.", key);
		renames = lappend(renames,
						  rename_of_pair(key, pnstrdup(value.val.string.val,
													   value.val.string.len)));
	}
	return renames;
}

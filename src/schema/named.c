/*
 * named.c
 *		What a statement of a schema text makes, or a part of it, by name.
 *
 * A text is only parsed here, so a name without a schema is one in the schema
 * where the text makes them ("path"; NULL if there is none), and a routine's
 * name lacks its signature.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
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
#include "nodes/parsenodes.h"
#include "schema/named.h"
#include "schema/schema.h"
#include "schema/tokens.h"
#include "utils/builtins.h"

static Named
named(const char *kind, Oid catalog, const char *key)
{
	Named		result = {kind, catalog, key};

	return result;
}

static char *
qualify(const char *path, const char *schema, const char *name)
{
	if (schema == NULL)
		schema = path;
	return schema == NULL ? pstrdup(quote_identifier(name)) :
		quote_qualified_identifier(schema, name);
}

static char *
key_of_relation(const char *path, const RangeVar *relation)
{
	return qualify(path, relation->schemaname, relation->relname);
}

static char *
key_of_names(const char *path, const List *names)
{
	return qualify(path, list_length(names) > 1 ?
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
name_defined(const char *path, const DefineStmt *statement)
{
	char	   *key = key_of_names(path, statement->defnames);

	switch (statement->kind)
	{
		case OBJECT_AGGREGATE:
			return named(NULL, ProcedureRelationId, key);
		case OBJECT_TYPE:
			return named(NULL, TypeRelationId, key);
		case OBJECT_COLLATION:
			return named(NULL, CollationRelationId, key);
		case OBJECT_TSCONFIGURATION:
			return named(NULL, TSConfigRelationId, key);
		case OBJECT_TSDICTIONARY:
			return named(NULL, TSDictionaryRelationId, key);
		case OBJECT_TSPARSER:
			return named(NULL, TSParserRelationId, key);
		case OBJECT_TSTEMPLATE:
			return named(NULL, TSTemplateRelationId, key);
		default:
			return named(NULL, InvalidOid, NULL);
	}
}

/*
 * What a statement makes that is no relation and no part of one.
 */
static Named
name_other(const char *path, const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_CreateSchemaStmt:
			return named(NULL, NamespaceRelationId, ((const CreateSchemaStmt *) statement)->schemaname == NULL ? NULL :
						 quote_identifier(((const CreateSchemaStmt *) statement)->schemaname));
		case T_CreateEnumStmt:
			return named(NULL, TypeRelationId, key_of_names(path, ((const CreateEnumStmt *) statement)->typeName));
		case T_CompositeTypeStmt:
			return named(NULL, TypeRelationId, key_of_relation(path, ((const CompositeTypeStmt *) statement)->typevar));
		case T_CreateRangeStmt:
			return named(NULL, TypeRelationId, key_of_names(path, ((const CreateRangeStmt *) statement)->typeName));
		case T_CreateDomainStmt:
			return named(NULL, TypeRelationId, key_of_names(path, ((const CreateDomainStmt *) statement)->domainname));
		case T_DefineStmt:
			return name_defined(path, (const DefineStmt *) statement);
		case T_CreateFunctionStmt:
			return named(NULL, ProcedureRelationId, key_of_names(path, ((const CreateFunctionStmt *) statement)->funcname));
		case T_CreateStatsStmt:
			return named(NULL, StatisticExtRelationId, ((const CreateStatsStmt *) statement)->defnames == NIL ? NULL :
						 key_of_names(path, ((const CreateStatsStmt *) statement)->defnames));
		case T_CreateOpClassStmt:
			return named(NULL, OperatorClassRelationId, key_of_names(path, ((const CreateOpClassStmt *) statement)->opclassname));
		case T_CreateOpFamilyStmt:
			return named(NULL, OperatorFamilyRelationId, key_of_names(path, ((const CreateOpFamilyStmt *) statement)->opfamilyname));
		case T_CreateConversionStmt:
			return named(NULL, ConversionRelationId, key_of_names(path, ((const CreateConversionStmt *) statement)->conversion_name));
		case T_CreatePublicationStmt:
			return named(NULL, PublicationRelationId, quote_identifier(((const CreatePublicationStmt *) statement)->pubname));
		case T_CreateSubscriptionStmt:
			return named(NULL, SubscriptionRelationId, quote_identifier(((const CreateSubscriptionStmt *) statement)->subname));
		case T_CreateEventTrigStmt:
			return named(NULL, EventTriggerRelationId, quote_identifier(((const CreateEventTrigStmt *) statement)->trigname));
		case T_CreateFdwStmt:
			return named(NULL, ForeignDataWrapperRelationId, quote_identifier(((const CreateFdwStmt *) statement)->fdwname));
		case T_CreateForeignServerStmt:
			return named(NULL, ForeignServerRelationId, quote_identifier(((const CreateForeignServerStmt *) statement)->servername));
		case T_CreatePLangStmt:
			return named(NULL, LanguageRelationId, quote_identifier(((const CreatePLangStmt *) statement)->plname));
		default:
			return named(NULL, InvalidOid, NULL);
	}
}

/*
 * What a statement makes.
 */
Named
name_statement(const char *path, const Node *statement)
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
			return named("index", InvalidOid, key_below(key_of_relation(path, ((const IndexStmt *) statement)->relation),
														((const IndexStmt *) statement)->idxname));
		case T_CreateTrigStmt:
			return named(NULL, TriggerRelationId, key_below(key_of_relation(path, ((const CreateTrigStmt *) statement)->relation),
															((const CreateTrigStmt *) statement)->trigname));
		case T_CreatePolicyStmt:
			return named(NULL, PolicyRelationId, key_below(key_of_relation(path, ((const CreatePolicyStmt *) statement)->table),
														   ((const CreatePolicyStmt *) statement)->policy_name));
		case T_RuleStmt:
			return named(NULL, RewriteRelationId, key_below(key_of_relation(path, ((const RuleStmt *) statement)->relation),
															((const RuleStmt *) statement)->rulename));
		default:
			return name_other(path, statement);
	}
	return named(NULL, RelationRelationId, key_of_relation(path, relation));
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
Named
name_part(const char *path, const Node *statement, const char *text,
		  int place)
{
	Seeker		seeker = {place, -1};
	Named		whole = name_statement(path, statement);
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
			whole.key = key_of_relation(path, ((const AlterTableStmt *) statement)->relation);
			consider_commands(&seeker, ((const AlterTableStmt *) statement)->cmds);
			break;
		case T_AlterDomainStmt:
			whole.key = key_of_names(path, ((const AlterDomainStmt *) statement)->typeName);
			consider_constraints(&seeker, list_make1(((const AlterDomainStmt *) statement)->def),
								 NULL);
			break;
		case T_CreateEnumStmt:
			whole.kind = RENAMED_VALUE;
			whole.catalog = InvalidOid;
			whole.value = read_token(text, place, TOKEN_STRING);
			return whole;
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
		return named(NULL, InvalidOid,
					 key_below(whole.key, read_token(text, place, TOKEN_NAME)));
	/* only ALTER has words between the place and the part */
	if (seeker.found_at < 0 ||
		(seeker.found_at != place && !IsA(statement, AlterTableStmt) &&
		 !IsA(statement, AlterDomainStmt)))
		return named(NULL, InvalidOid, NULL);
	return named(seeker.kind, InvalidOid, key_below(whole.key, seeker.name));
}

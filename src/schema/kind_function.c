/*
 * kind_function.c
 *		Functions, window functions among them, and procedures.
 *
 * CREATE OR REPLACE does it where the server allows it. Whom it is called by
 * then goes on calling the same object; else it is made again, with all that
 * needs it.
 *
 * A body that is a string tells the server nothing of what it needs; see
 * order_bodies.c.
 */
#include "postgres.h"

#include "catalog/pg_proc.h"
#include "schema/kinds.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

/*
 * The definition holds all but the extensions; what follows it tells what may
 * be replaced in place, and is a part of it.
 */
static const char *const properties[] = {
	"definition", "extensions", "result", "input_types", "inputs",
	"outputs", "defaults", "is_window", "is_string",
	NULL
};

static const char *const required[] = {
	"definition", "result", "input_types", "defaults", NULL
};

static const char *const uncompared[] = {
	"result", "input_types", "inputs", "outputs", "defaults", "is_window",
	"is_string", NULL
};

static const WrittenProperty written[] = {
	{"definition", "CREATE FUNCTION f"}, {NULL}
};

/* what begins with the arguments: it may have been renamed */
#define DEFINITION(word) \
	"pg_catalog.rtrim(pg_catalog.substr(pg_catalog.pg_get_functiondef(p.oid), 1 + pg_catalog.length(" \
	"'CREATE OR REPLACE " word " ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname)))," \
	" E'\\n')"
#define DEFINITION_OF_ONE(word) \
	"(SELECT " DEFINITION(word) \
	" FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace" \
	" WHERE p.oid = u.oid)"

#define ROUTINE_QUERY(word, signature, kinds) \
"SELECT " FIXED_WITH_SIGNATURE("p.oid", "n.nspname", "p.proname", signature, "p.proowner", "p.proacl", "'f'") ",\n" \
"       CASE WHEN p.prosqlbody IS NULL THEN " DEFINITION(word) " END AS definition,\n" \
"       x.extensions AS extensions,\n" \
"       pg_catalog.format('%s%s', CASE WHEN p.proretset THEN 'SETOF ' END,\n" \
"                         pg_catalog.format_type(p.prorettype, NULL)) AS result,\n" \
"       pg_catalog.oidvectortypes(p.proargtypes) AS input_types,\n" \
"       CASE WHEN p.proargnames IS NOT NULL THEN\n" \
"            (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.name), ',' ORDER BY a.n)\n" \
"               FROM ROWS FROM (pg_catalog.unnest(p.proargnames), pg_catalog.unnest(p.proargmodes)) WITH ORDINALITY AS a(name, mode, n)\n" \
"              WHERE a.mode IS NULL OR a.mode IN ('i', 'b', 'v')) END AS inputs,\n" \
"       CASE WHEN p.proargmodes IS NOT NULL THEN\n" \
"            (SELECT pg_catalog.string_agg(\n" \
"                      pg_catalog.format('%s %I %s', a.mode, COALESCE(a.name, ''), pg_catalog.format_type(a.type, NULL)), ', ' ORDER BY a.n)\n" \
"               FROM ROWS FROM (pg_catalog.unnest(p.proallargtypes), pg_catalog.unnest(p.proargmodes), pg_catalog.unnest(p.proargnames))\n" \
"                    WITH ORDINALITY AS a(type, mode, name, n)\n" \
"              WHERE a.mode IN ('o', 'b', 't')) END AS outputs,\n" \
"       p.pronargdefaults AS defaults,\n" \
"       p.prokind = 'w' AS is_window,\n" \
"       p.prosqlbody IS NULL AND l.lanname NOT IN ('c', 'internal') AS is_string\n" \
"  FROM pg_catalog.pg_proc AS p\n" \
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace\n" \
"  JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang\n" \
"  LEFT JOIN " EXTENSION_TIES("pg_proc") " AS x ON x.objid = p.oid\n" \
" WHERE p.prokind IN (" kinds ")\n" \
"   AND " USERS_SCHEMA("n") "\n" \
"   AND " OF_ITS_OWN("pg_proc", "p.oid")

static const char function_query[] =
ROUTINE_QUERY("FUNCTION", "'(' || pg_catalog.oidvectortypes(p.proargtypes) || ')'", "'f', 'w'");

/* with modes: a procedure may be told by its output arguments as well */
static const char procedure_query[] =
ROUTINE_QUERY("PROCEDURE", "'(' || COALESCE((SELECT pg_catalog.string_agg(\n"
			  "                  CASE s.mode WHEN 'o' THEN 'OUT ' WHEN 'b' THEN 'INOUT ' WHEN 'v' THEN 'VARIADIC ' ELSE 'IN ' END\n"
			  "                  || pg_catalog.format_type(s.type, NULL), ', ' ORDER BY s.n)\n"
			  "             FROM ROWS FROM (pg_catalog.unnest(COALESCE(p.proallargtypes, p.proargtypes::pg_catalog.oid[])), pg_catalog.unnest(p.proargmodes))\n"
			  "                  WITH ORDINALITY AS s(type, mode, n)), '') || ')'", "'p'");

/*
 * The names in a list, none for NULL.
 */
static List *
names_in(const char *list)
{
	List	   *names = NIL;

	if (list != NULL && !SplitIdentifierString(pstrdup(list), ',', &names))
		elog(ERROR, "invalid list of names: %s", list);
	return names;
}

/*
 * Is it a routine whose body is a string?
 */
bool
routine_has_string_body(const SchemaObject *object)
{
	return (object->kind == &kind_function || object->kind == &kind_procedure) &&
		object_is(object, "is_string");
}

/*
 * Where in a definition the body begins, if it is a string.
 */
const char *
routine_body(const char *definition)
{
	const char *body = strstr(definition, "\nAS $");

	return body == NULL ? definition + strlen(definition) :
		body + strlen("\nAS ");
}

/*
 * Does its body list the columns of a table whose rows it returns, in an order
 * that they will not have? A string says itself what it lists.
 */
static bool
returns_other_rows(const SchemaObject *routine)
{
	const char *result = object_value(routine, "result");
	const char *type = strncmp(result, "SETOF ", 6) == 0 ? result + 6 : result;
	ListCell   *cell;

	if (routine_has_string_body(routine) ||
		strstr(object_value(routine, "definition"), psprintf(".*::%s", type)) != NULL)
		return false;
	foreach(cell, routine->needs)
	{
		const SchemaObject *table = lfirst(cell);

		if (table->kind == &kind_table && strcmp(table->key, type) == 0 &&
			column_order_changes(table))
			return true;
	}
	return false;
}

static void
write_definition(Change *change, const char *action, const char *command,
				 const SchemaObject *object)
{
	if (returns_other_rows(object))
	{
		change_refuse(change, "It returns rows of a table whose columns come in another order than its body has them.");
		return;
	}
	change_write(change, action, 0, "%s %s %s%s", command,
				 object->kind->sql_name,
				 quote_qualified_identifier(object->schema, object->name),
				 object_value(object, "definition"));
}

static void
create(Change *change, const SchemaObject *object)
{
	write_definition(change, "create", "CREATE", object);
	extension_ties_alter(change, NULL, object);
}

/*
 * Arguments that have names must keep them.
 */
static bool
keeps_names(const SchemaObject *from, const SchemaObject *to)
{
	List	   *old = names_in(object_value(from, "inputs"));
	List	   *new = names_in(object_value(to, "inputs"));
	int			n = 0;
	ListCell   *cell;

	foreach(cell, old)
	{
		const char *name = lfirst(cell);

		if (name[0] != '\0' &&
			(n >= list_length(new) || strcmp(name, list_nth(new, n)) != 0))
			return false;
		n++;
	}
	return true;
}

/*
 * Does CREATE OR REPLACE turn the one into the other?
 */
static bool
is_replaceable(const SchemaObject *from, const SchemaObject *to)
{
	int			defaults = atoi(object_value(from, "defaults"));

	if (object_differs(from, to, "result") ||
		object_differs(from, to, "is_window"))
		return false;
	if (strstr(object_value(from, "result"), "record") != NULL &&
		object_differs(from, to, "outputs"))
		return false;
	if (atoi(object_value(to, "defaults")) < defaults)
		return false;
	/* of a default whose type is not declared the type must stay as well */
	if (defaults > 0 && strstr(from->signature, "any") != NULL)
		return false;
	return keeps_names(from, to);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (!is_replaceable(from, to))
		return false;
	if (change_differs(change, "definition"))
	{
		write_definition(change, "alter", "CREATE OR REPLACE", to);
		/* that has made it forget its extensions */
		extension_ties_alter(change, NULL, to);
	}
	else if (change_differs(change, "extensions"))
		extension_ties_alter(change, from, to);
	return true;
}

/*
 * A type that is made of a function takes it along.
 */
static const SchemaObject *
goes_with(const SchemaObject *object)
{
	ListCell   *cell;

	foreach(cell, object->needs)
		if (object_needs_each_other(lfirst(cell), object))
		return lfirst(cell);
	return NULL;
}

const SchemaKind kind_function = {
	.name = "function",
	.sql_name = "FUNCTION",
	.catalog = ProcedureRelationId,
	.query = function_query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.written = written,
	.definition = "definition",
	.definition_expression = DEFINITION_OF_ONE("FUNCTION"),
	.blocks_retyping = true,
	.names_routine = true,
	.acl_letter = 'f',
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = goes_with,
};

const SchemaKind kind_procedure = {
	.name = "procedure",
	.sql_name = "PROCEDURE",
	.catalog = ProcedureRelationId,
	.query = procedure_query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.written = written,
	.definition = "definition",
	.definition_expression = DEFINITION_OF_ONE("PROCEDURE"),
	.blocks_retyping = true,
	.names_routine = true,
	.acl_letter = 'f',
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
};

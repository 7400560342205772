/*
 * kind_policy.c
 *		Policies of row security.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_policy.h"
#include "schema/kinds.h"

static const char *const properties[] = {
	"permissive", "command", "roles", "using", "check", NULL
};

static const WrittenProperty written[] = {
	{"using", "SELECT "}, {"check", "SELECT "}, {NULL}
};

static const char query[] =
"SELECT " FIXED_OF_PARENT("p.oid", "0", "p.polrelid", "0", "p.polname") ",\n"
"       p.polpermissive AS permissive,\n"
"       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'\n"
"            WHEN 'd' THEN 'DELETE' END AS command,\n"
"       r.roles AS roles,\n"
"       pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS using,\n"
"       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) AS check\n"
"  FROM pg_catalog.pg_policy AS p\n"
"  LEFT JOIN (SELECT q.oid, pg_catalog.string_agg(pg_catalog.quote_ident(a.rolname), ', '\n"
"                                                 ORDER BY a.rolname) AS roles\n"
"               FROM pg_catalog.pg_policy AS q\n"
"               JOIN pg_catalog.pg_roles AS a ON a.oid = ANY (q.polroles)\n"
"              WHERE q.polroles <> '{0}'\n"
"              GROUP BY q.oid) AS r ON r.oid = p.oid\n"
" WHERE " NOT_OF_EXTENSION("pg_policy", "p.oid");

/* whom it is for */
static const char *
roles_of(const SchemaObject *policy)
{
	return object_value(policy, "roles") == NULL ? "PUBLIC" :
		object_value(policy, "roles");
}

static void
append_expression(StringInfo text, const SchemaObject *policy,
				  const char *property, const char *clause)
{
	if (object_value(policy, property) != NULL)
		appendStringInfo(text, " %s (%s)", clause,
						 object_value(policy, property));
}

static void
create(Change *change, const SchemaObject *policy)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %s", object_reference(policy));
	if (!object_is(policy, "permissive"))
		appendStringInfoString(&text, " AS RESTRICTIVE");
	if (object_value(policy, "command") != NULL)
		appendStringInfo(&text, " FOR %s", object_value(policy, "command"));
	if (object_value(policy, "roles") != NULL)
		appendStringInfo(&text, " TO %s", roles_of(policy));
	append_expression(&text, policy, "using", "USING");
	append_expression(&text, policy, "check", "WITH CHECK");
	change_write(change, "create", 0, "%s", text.data);
}

/*
 * ALTER POLICY can neither change what a policy is for nor take one of its
 * expressions away.
 */
static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	StringInfoData text;

	if (object_differs(from, to, "permissive") ||
		object_differs(from, to, "command") ||
		(object_value(to, "using") == NULL && object_value(from, "using") != NULL) ||
		(object_value(to, "check") == NULL && object_value(from, "check") != NULL))
		return false;
	initStringInfo(&text);
	if (object_differs(from, to, "roles"))
		appendStringInfo(&text, " TO %s", roles_of(to));
	if (object_differs(from, to, "using"))
		append_expression(&text, to, "using", "USING");
	if (object_differs(from, to, "check"))
		append_expression(&text, to, "check", "WITH CHECK");
	change->property = "definition";
	change_write(change, "alter", 0, "ALTER %s%s", object_reference(to),
				 text.data);
	return true;
}

const SchemaKind kind_policy = {
	.name = "policy",
	.sql_name = "POLICY",
	.catalog = PolicyRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.written = written,
	.blocks_retyping = true,
	.named_on_parent = true,
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
};

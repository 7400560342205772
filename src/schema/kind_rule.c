/*
 * kind_rule.c
 *		Rules, but for those that make a relation a view.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_rewrite.h"
#include "schema/kinds.h"

static const char *const properties[] = {"definition", "enabled", NULL};

static const char *const required[] = {"definition", "enabled", NULL};

static const WrittenProperty written[] = {
	{"definition", ""}, {NULL}
};

static const char query[] =
"SELECT " FIXED_OF_PARENT("r.oid", "0", "r.ev_class", "0", "r.rulename") ",\n"
"       NULL::pg_catalog.text AS definition,\n"
"       r.ev_enabled AS enabled\n"
"  FROM pg_catalog.pg_rewrite AS r\n"
" WHERE r.rulename <> '_RETURN' AND r.oid >= 16384\n"
"   AND " NOT_OF_EXTENSION("pg_rewrite", "r.oid");

static void
write_enabled(Change *change, const SchemaObject *rule)
{
	change_write_alter_table(change, "alter", rule->parent, 0, "%s RULE %s",
							 enabled_verb(object_value(rule, "enabled")),
							 object_name(rule));
}

static void
create(Change *change, const SchemaObject *rule)
{
	change_write(change, "create", 0, "%s", object_value(rule, "definition"));
	if (object_value(rule, "enabled")[0] != 'O')
		write_enabled(change, rule);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (change_differs(change, "definition"))
		change_write(change, "alter", 0, "CREATE OR REPLACE%s",
					 object_value(to, "definition") + strlen("CREATE"));
	if (change_differs(change, "enabled"))
		write_enabled(change, to);
	return true;
}

const SchemaKind kind_rule = {
	.name = "rule",
	.sql_name = "RULE",
	.catalog = RewriteRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.written = written,
	.definition = "definition",
	.definition_expression = "pg_catalog.pg_get_ruledef(u.oid)",
	.blocks_retyping = true,
	.named_on_parent = true,
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
};

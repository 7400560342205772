/*
 * kind_materialized_view.c
 *		Materialized views.
 *
 * A new query means a new view. Whether it holds rows is no part of the
 * schema: one that is made again is filled if it was, a new one if the
 * target's is, and none that reads one that is not.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"query", "access_method", "tablespace", "options",
	"toast_options", "extensions", "populated",
	NULL
};

static const char *const required[] = {"query", "access_method", NULL};

static const char *const uncompared[] = {"populated", NULL};

static const WrittenProperty written[] = {
	{"query", ""}, {NULL}
};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("c.oid", "n.nspname", "c.relname", "c.relowner", "c.relacl", "'r'") ",\n"
"       NULL::pg_catalog.text AS query,\n"
"       a.amname AS access_method,\n"
"       s.spcname AS tablespace,\n"
"       pg_catalog.array_to_string(c.reloptions, E'\\n') AS options,\n"
"       pg_catalog.array_to_string(t.reloptions, E'\\n') AS toast_options,\n"
"       x.extensions AS extensions,\n"
"       c.relispopulated AS populated\n"
"  FROM pg_catalog.pg_class AS c\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  LEFT JOIN pg_catalog.pg_am AS a ON a.oid = c.relam\n"
"  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace\n"
"  LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL\n"
"  LEFT JOIN " EXTENSION_TIES("pg_class") " AS x ON x.objid = c.oid\n"
" WHERE c.relkind = 'm'\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_class", "c.oid");

/*
 * Is it to be filled? One that is made again is as it was; but it cannot be if
 * one that it reads, perhaps by way of other views, will not be. Each view is
 * looked at once.
 */
static bool
is_populated(const SchemaObject *view, List **seen)
{
	const SchemaObject *is = view->match != NULL ? view->match : view;
	ListCell   *cell;

	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	*seen = lappend(*seen, (void *) view);
	if (view->kind == &kind_materialized_view)
	{
		if (!object_is(is, "populated"))
			return false;
		if (view->change == NULL || view->change->fate == FATE_ALTER)
			return true;
	}
	foreach(cell, view->needs)
	{
		const SchemaObject *needed = object_root(lfirst(cell));

		if ((needed->kind == &kind_view || needed->kind == &kind_materialized_view) &&
			!list_member_ptr(*seen, needed) && !is_populated(needed, seen))
			return false;
	}
	return true;
}

static void
create(Change *change, const SchemaObject *view)
{
	const char *method = object_value(view, "access_method");
	const char *tablespace = object_value(view, "tablespace");
	List	   *seen = NIL;
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	appendStringInfo(&text, "CREATE MATERIALIZED VIEW %s",
					 object_qualified_name(view));
	if (strcmp(method, "heap") != 0)
		appendStringInfo(&text, " USING %s", quote_identifier(method));
	settings_append(&text, view);
	if (tablespace != NULL)
		appendStringInfo(&text, " TABLESPACE %s", quote_identifier(tablespace));
	appendStringInfo(&text, " AS\n%s", object_value(view, "query"));
	if (!is_populated(view, &seen))
		appendStringInfoString(&text, "\n  WITH NO DATA");
	change_write(change, "create", change->from == NULL ? 0 :
				 HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS, "%s", text.data);
	foreach(cell, view->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (child->kind == &kind_view_column)
			view_column_write(change, NULL, child);
	}
	extension_ties_alter(change, NULL, view);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "query"))
		return false;
	settings_alter(change, from, to);
	if (change_differs(change, "access_method"))
		change_write_alter_table(change, "alter", to,
								 HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES,
								 "SET ACCESS METHOD %s",
								 quote_identifier(object_value(to, "access_method")));
	if (change_differs(change, "tablespace"))
		change_write_alter_table(change, "alter", to,
								 HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES,
								 "SET TABLESPACE %s",
								 tablespace_name(object_value(to, "tablespace")));
	if (change_differs(change, "extensions"))
		extension_ties_alter(change, from, to);
	return true;
}

const SchemaKind kind_materialized_view = {
	.name = "materialized view",
	.sql_name = "MATERIALIZED VIEW",
	.catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.written = written,
	.definition = "query",
	.definition_expression = "pg_catalog.pg_get_viewdef(u.oid)",
	.blocks_retyping = true,
	.names_relation = true,
	.names_type = true,
	.acl_letter = 'r',
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
};

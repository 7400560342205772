/*
 * kind_table.c
 *		Tables, partitioned ones included.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "schema/kinds.h"

static const char *const properties[] = {
	"persistence", "partition_key", "inherits", "partition_bound", "of_type",
	"access_method", "tablespace", "options", "row_security",
	"force_row_security", "replica_identity",
	NULL
};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("c.oid", "n.nspname", "c.relname", "c.relowner", "c.relacl", "'r'") ",\n"
"       c.relpersistence AS persistence,\n"
"       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,\n"
"       i.inherits AS inherits,\n"
"       pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS partition_bound,\n"
"       CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS of_type,\n"
"       a.amname AS access_method,\n"
"       s.spcname AS tablespace,\n"
"       o.options AS options,\n"
"       c.relrowsecurity AS row_security,\n"
"       c.relforcerowsecurity AS force_row_security,\n"
"       c.relreplident AS replica_identity\n"
"  FROM pg_catalog.pg_class AS c\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  LEFT JOIN pg_catalog.pg_am AS a ON a.oid = c.relam AND c.relkind = 'r'\n"
"  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace\n"
"  LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid\n"
"  LEFT JOIN (SELECT h.inhrelid,\n"
"                    pg_catalog.string_agg(pg_catalog.quote_ident(pn.nspname) || '.' ||\n"
"                      pg_catalog.quote_ident(p.relname), ', ' ORDER BY h.inhseqno) AS inherits\n"
"               FROM pg_catalog.pg_inherits AS h\n"
"               JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent\n"
"               JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace\n"
"              WHERE p.relkind IN ('r', 'p', 'f')\n"
"              GROUP BY h.inhrelid) AS i ON i.inhrelid = c.oid\n"
"  LEFT JOIN LATERAL (SELECT pg_catalog.string_agg(x.option, ', ' ORDER BY x.option) AS options\n"
"                       FROM (SELECT pg_catalog.unnest(c.reloptions) AS option\n"
"                             UNION ALL\n"
"                             SELECT 'toast.' || pg_catalog.unnest(t.reloptions)) AS x) AS o\n"
"    ON c.reloptions IS NOT NULL OR t.reloptions IS NOT NULL\n"
" WHERE c.relkind IN ('r', 'p')\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_class", "c.oid");

/*
 * Write the lines between the parentheses: columns, then constraints.
 */
static void
write_parts(StringInfo text, const SchemaObject *table)
{
	ListCell   *cell;
	bool		first = true;

	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (!object_is_inline(child))
			continue;
		if (object_has_kind(child, "column"))
			appendStringInfo(text, "%s\n    %s", first ? "" : ",",
							 column_definition(child));
		else
			appendStringInfo(text, "%s\n    CONSTRAINT %s %s", first ? "" : ",",
							 object_name(child),
							 object_value(child, "definition"));
		first = false;
	}
	if (!first)
		appendStringInfoChar(text, '\n');
}

static void
create(Change *change, const SchemaObject *table)
{
	StringInfoData text;
	ListCell   *cell;

	if (object_value(table, "inherits") != NULL ||
		object_value(table, "partition_key") != NULL ||
		object_value(table, "of_type") != NULL)
		change_refuse(change, "Partitions and inheritance are not supported.");
	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %sTABLE %s (",
					 object_value(table, "persistence")[0] == 'u' ? "UNLOGGED " : "",
					 object_qualified_name(table));
	write_parts(&text, table);
	appendStringInfoChar(&text, ')');
	if (object_value(table, "options") != NULL)
		appendStringInfo(&text, " WITH (%s)", object_value(table, "options"));
	change_write(change, "create", 0, "%s", text.data);
	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (object_has_kind(child, "column") && object_is_inline(child))
			column_write_rest(change, child);
	}
}

static void
drop(Change *change, const SchemaObject *table)
{
	change_write(change, "drop", HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE,
				 "DROP TABLE %s", object_qualified_name(table));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (change_differs(change, "persistence"))
		change_write_alter_table(change, "alter", to,
								 HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES,
								 "SET %s",
								 object_value(to, "persistence")[0] == 'u' ? "UNLOGGED" : "LOGGED");
	if (change_differs(change, "row_security"))
		change_write_alter_table(change, "alter", to, 0, "%s ROW LEVEL SECURITY",
								 object_is(to, "row_security") ? "ENABLE" : "DISABLE");
	if (change_differs(change, "force_row_security"))
		change_write_alter_table(change, "alter", to, 0, "%s ROW LEVEL SECURITY",
								 object_is(to, "force_row_security") ? "FORCE" : "NO FORCE");
	return true;
}

const SchemaKind kind_table = {
	.name = "table",
	.sql_name = "TABLE",
	.catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.names_relation = true,
	.names_type = true,
	.acl_letter = 'r',
	.create = create,
	.drop = drop,
	.alter = alter,
};

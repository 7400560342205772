/*
 * kind_column.c
 *		Columns of tables.
 *
 * A column's default is an object of its own (kind_default.c); the expression
 * of a generated column is a property.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"position", "type", "collation", "not_null", "identity", "generated",
	"expression", "storage", "compression", "statistics", "options",
	"is_local",
	NULL
};

static const char *const uncompared[] = {"position", NULL};

static const char query[] =
"SELECT a.attrelid AS oid, a.attnum AS subid, a.attrelid AS parent, 0 AS parent_subid,\n"
"       NULL::pg_catalog.text AS schema, a.attname AS name, NULL::pg_catalog.text AS signature,\n"
"       NULL::pg_catalog.name AS owner, a.attacl AS acl, '{}'::pg_catalog.aclitem[] AS acl_normal,\n"
"       pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position,\n"
"       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,\n"
"       CASE WHEN a.attcollation <> t.typcollation THEN\n"
"            pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname) END AS collation,\n"
"       a.attnotnull AS not_null,\n"
"       NULLIF(a.attidentity, '') AS identity,\n"
"       NULLIF(a.attgenerated, '') AS generated,\n"
"       CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS expression,\n"
"       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,\n"
"       NULLIF(a.attcompression, '') AS compression,\n"
"       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics,\n"
"       " ATTRIBUTE_OPTIONS("a") " AS options,\n"
"       a.attislocal AS is_local\n"
"  FROM pg_catalog.pg_attribute AS a\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid\n"
"  LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation\n"
"  LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace\n"
"  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum\n"
" WHERE c.relkind IN ('r', 'p')\n"
"   AND a.attnum > 0 AND NOT a.attisdropped\n"
"   AND " USERS_SCHEMA("n") "\n"
" ORDER BY a.attrelid, a.attnum";

/*
 * A column as CREATE TABLE and ADD COLUMN have it.
 */
char *
column_definition(const SchemaObject *column)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	appendStringInfo(&text, "%s %s", object_name(column),
					 object_value(column, "type"));
	if (object_value(column, "collation") != NULL)
		appendStringInfo(&text, " COLLATE %s", object_value(column, "collation"));
	if (object_value(column, "expression") != NULL)
		appendStringInfo(&text, " GENERATED ALWAYS AS (%s) STORED",
						 object_value(column, "expression"));
	foreach(cell, column->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (object_is_inline(child))
			appendStringInfo(&text, " DEFAULT %s",
							 object_value(child, "expression"));
	}
	if (object_is(column, "not_null"))
		appendStringInfoString(&text, " NOT NULL");
	return text.data;
}

/*
 * Write what a column has that its definition cannot say.
 */
void
column_write_rest(Change *change, const SchemaObject *column)
{
	if (object_value(column, "statistics") != NULL)
		change_write_alter_table(change, "alter", column->parent, 0,
								 "ALTER COLUMN %s SET STATISTICS %s",
								 object_name(column),
								 object_value(column, "statistics"));
}

static void
create(Change *change, const SchemaObject *column)
{
	change_write_alter_table(change, "create", column->parent,
							 object_is(column, "not_null") ? HAZARD_FAILS_ON_ROWS : 0,
							 "ADD COLUMN %s", column_definition(column));
	column_write_rest(change, column);
}

static void
drop(Change *change, const SchemaObject *column)
{
	change_write_alter_table(change, "drop", column->parent,
							 HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE,
							 "DROP COLUMN %s", object_name(column));
}

static void
write_type(Change *change, const SchemaObject *to, const char *using)
{
	change->retyped = true;
	change_write_alter_table(change, "alter", to->parent,
							 HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES,
							 "ALTER COLUMN %s TYPE %s%s", object_name(to),
							 object_value(to, "type"), using);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	const char *name = quote_identifier(to->name);

	if (change_differs(change, "type"))
		write_type(change, to,
				   psprintf(" USING %s::%s", name, object_value(to, "type")));
	if (change_differs(change, "not_null"))
		change_write_alter_table(change, "alter", to->parent,
								 object_is(to, "not_null") ? HAZARD_FAILS_ON_ROWS : 0,
								 "ALTER COLUMN %s %s NOT NULL", name,
								 object_is(to, "not_null") ? "SET" : "DROP");
	return true;
}

static void
convert(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	write_type(change, to, psprintf(" USING %s::text::%s", object_name(to),
									object_value(to, "type")));
}

static bool
is_rebuildable(const SchemaObject *column)
{
	return object_value(column, "expression") != NULL;
}

static bool
may_be_inline(const SchemaObject *column)
{
	return true;
}

static char *
reference(const SchemaObject *column)
{
	return psprintf("%s.%s", object_qualified_name(column->parent),
					object_name(column));
}

const SchemaKind kind_column = {
	.name = "column",
	.sql_name = "COLUMN",
	.catalog = RelationRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.uncompared = uncompared,
	.acl_letter = 'c',
	.create = create,
	.drop = drop,
	.alter = alter,
	.convert = convert,
	.is_rebuildable = is_rebuildable,
	.goes_with = object_goes_with_parent,
	.may_be_inline = may_be_inline,
	.reference = reference,
};

/*
 * kind_view_column.c
 *		Columns of views and materialized views.
 *
 * They come and go with their views. What is their own is their comment, their
 * privileges and, of materialized views, how they are stored and analyzed; the
 * default of a view's column is an object of its own (kind_default.c).
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "schema/kinds.h"

static const char *const properties[] = {
	"position", "type", "collation", "type_storage", "storage", "compression",
	"statistics", "options",
	NULL
};

static const char *const required[] = {
	"position", "type", "type_storage", NULL
};

/* what the view's query says of it */
static const char *const uncompared[] = {
	"position", "type", "collation", "type_storage",
	NULL
};

static const char query[] =
"SELECT " FIXED_OF_COLUMN("a") ",\n"
"       a.attnum AS position,\n"
"       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,\n"
"       CASE WHEN a.attcollation <> t.typcollation THEN\n"
"            pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname) END AS collation,\n"
"       t.typstorage AS type_storage,\n"
"       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,\n"
"       NULLIF(a.attcompression, '') AS compression,\n"
"       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics,\n"
"       " ATTRIBUTE_OPTIONS("a") " AS options\n"
"  FROM pg_catalog.pg_attribute AS a\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid\n"
"  LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation\n"
"  LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace\n"
" WHERE c.relkind IN ('v', 'm')\n"
"   AND a.attnum > 0\n"
"   AND " USERS_SCHEMA("n");

/*
 * Is a property to be written? What is written next is about it. A new column,
 * without a "from", is part of its view's CREATE.
 */
static bool
is_to_be_written(Change *change, const SchemaObject *from,
				 const SchemaObject *to, const char *property)
{
	if (from == NULL)
		return object_value(to, property) != NULL;
	return change_differs(change, property);
}

/*
 * Write what a column of a materialized view has that its query does not say.
 */
void
view_column_write(Change *change, const SchemaObject *from,
				  const SchemaObject *to)
{
	if (is_to_be_written(change, from, to, "storage"))
		column_write_storage(change, to);
	if (is_to_be_written(change, from, to, "compression"))
		column_write_compression(change, to);
	if (is_to_be_written(change, from, to, "statistics"))
		column_write_statistics(change, to);
	if (is_to_be_written(change, from, to, "options"))
		column_write_options(change, from, to);
}

/*
 * A column is made by what makes, or replaces, its view.
 */
static void
create(Change *change, const SchemaObject *column)
{
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	view_column_write(change, from, to);
	return true;
}

const SchemaKind kind_view_column = {
	.name = "view column",
	.sql_name = "COLUMN",
	.catalog = RelationRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.is_part = true,
	.acl_letter = 'c',
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
	.may_be_inline = object_may_be_inline,
	.reference = object_name_in_parent,
};

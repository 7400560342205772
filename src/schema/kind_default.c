/*
 * kind_default.c
 *		Defaults of columns.
 */
#include "postgres.h"

#include "catalog/pg_attrdef.h"
#include "catalog/pg_class.h"
#include "schema/kinds.h"

static const char *const properties[] = {"expression", NULL};

static const char query[] =
"SELECT " FIXED_OF_PARENT("d.oid", "0", "d.adrelid", "d.adnum", "'default'") ",\n"
"       pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression\n"
"  FROM pg_catalog.pg_attrdef AS d\n"
"  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum\n"
" WHERE a.attgenerated = ''";

static void
set(Change *change, const char *action, const SchemaObject *object)
{
	change_write_alter_table(change, action, object->parent->parent, 0,
							 "ALTER COLUMN %s SET DEFAULT %s",
							 object_name(object->parent),
							 object_value(object, "expression"));
}

static void
create(Change *change, const SchemaObject *object)
{
	set(change, "create", object);
}

static void
drop(Change *change, const SchemaObject *object)
{
	change_write_alter_table(change, "drop", object->parent->parent, 0,
							 "ALTER COLUMN %s DROP DEFAULT",
							 object_name(object->parent));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (change_differs(change, "expression"))
		set(change, "alter", to);
	return true;
}

static bool
may_be_inline(const SchemaObject *object)
{
	return object->parent->kind != &kind_view_column;
}

const SchemaKind kind_default = {
	.name = "default",
	.sql_name = "DEFAULT",
	.catalog = AttrDefaultRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.blocks_retyping = true,
	.create = create,
	.drop = drop,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
	.may_be_inline = may_be_inline,
};

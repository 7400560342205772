/*
 * kind_index.c
 *		Indexes that belong to no constraint.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {"definition", NULL};

static const char query[] =
"SELECT " FIXED_OF_PARENT("c.oid", "0", "i.indrelid", "0", "c.relname") ",\n"
"       pg_catalog.pg_get_indexdef(c.oid) AS definition\n"
"  FROM pg_catalog.pg_index AS i\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid\n"
" WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k\n"
"                    WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x'))\n"
"   AND i.indexrelid >= 16384";

static void
create(Change *change, const SchemaObject *object)
{
	change_write(change, "create", HAZARD_BLOCKS_WRITES, "%s",
				 object_value(object, "definition"));
}

static const SchemaObject *
goes_with(const SchemaObject *object)
{
	return object->parent;
}

static char *
reference(const SchemaObject *object)
{
	return psprintf("%s.%s", quote_identifier(object->parent->schema),
					object_name(object));
}

const SchemaKind kind_index = {
	.name = "index",
	.sql_name = "INDEX",
	.catalog = RelationRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.names_relation = true,
	.create = create,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = goes_with,
	.reference = reference,
};

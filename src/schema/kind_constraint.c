/*
 * kind_constraint.c
 *		Constraints of tables.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "schema/kinds.h"

static const char *const properties[] = {"type", "definition", "validated", NULL};

static const char query[] =
"SELECT " FIXED_OF_PARENT("k.oid", "0", "k.conrelid", "0", "k.conname") ",\n"
"       k.contype AS type,\n"
"       pg_catalog.pg_get_constraintdef(k.oid) AS definition,\n"
"       k.convalidated AS validated\n"
"  FROM pg_catalog.pg_constraint AS k\n"
" WHERE k.contype IN ('c', 'p', 'u', 'f', 'x') AND k.conislocal";

static void
create(Change *change, const SchemaObject *object)
{
	change_write_alter_table(change, "create", object->parent,
							 HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_WRITES,
							 "ADD CONSTRAINT %s %s", object_name(object),
							 object_value(object, "definition"));
}

static void
drop(Change *change, const SchemaObject *object)
{
	change_write_alter_table(change, "drop", object->parent, 0,
							 "DROP CONSTRAINT %s", object_name(object));
}

/*
 * A constraint goes with its table, and with any of its columns.
 */
static const SchemaObject *
goes_with(const SchemaObject *object)
{
	ListCell   *cell;

	foreach(cell, object->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (needed->parent == object->parent && needed->match == NULL &&
			object_has_kind(needed, "column"))
			return needed;
	}
	return object->parent;
}

static bool
may_be_inline(const SchemaObject *object)
{
	return object_is(object, "validated");
}

const SchemaKind kind_constraint = {
	.name = "constraint",
	.sql_name = "CONSTRAINT",
	.catalog = ConstraintRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.named_on_parent = true,
	.names_relation = true,
	.create = create,
	.drop = drop,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = goes_with,
	.may_be_inline = may_be_inline,
};

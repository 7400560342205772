/*
 * kind_composite.c
 *		Composite types and their attributes.
 *
 * Attributes are added and dropped in place. The type of one is changed in
 * place if nothing holds values of the composite: a column that shall hold some
 * comes after that (kind_column.c). If only materialized views do, it is made
 * again; if tables do, it is replaced. If no table does, it is made again for
 * an attribute that comes before others: functions return rows of it in this
 * order.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "schema/kinds.h"

static const char *const properties[] = {NULL};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("t.oid", "n.nspname", "t.typname", "t.typowner", "t.typacl", "'T'") "\n"
"  FROM pg_catalog.pg_type AS t\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace\n"
" WHERE c.relkind = 'c'\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_type", "t.oid");

static const char *const attribute_properties[] = {
	"position", "type", "collation", NULL
};

static const char *const attribute_required[] = {"position", "type", NULL};

static const char *const attribute_uncompared[] = {"position", NULL};

static const char attribute_query[] =
"SELECT " FIXED_OF_PARENT("a.attrelid", "a.attnum", "c.reltype", "0", "a.attname") ",\n"
"       pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position,\n"
"       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,\n"
"       CASE WHEN a.attcollation <> t.typcollation THEN\n"
"            pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname) END AS collation\n"
"  FROM pg_catalog.pg_attribute AS a\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid\n"
"  LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation\n"
"  LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace\n"
" WHERE c.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped\n"
"   AND " USERS_SCHEMA("n");

/*
 * An attribute as CREATE TYPE and ADD ATTRIBUTE have it.
 */
static char *
definition_of(const SchemaObject *attribute)
{
	const char *collation = object_value(attribute, "collation");

	return psprintf("%s %s%s%s", object_name(attribute),
					object_value(attribute, "type"),
					collation == NULL ? "" : " COLLATE ",
					collation == NULL ? "" : collation);
}

static void
create(Change *change, const SchemaObject *object)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, object->children)
	{
		if (object_is_inline(lfirst(cell)))
			appendStringInfo(&text, "%s\n    %s", text.len == 0 ? "" : ",",
							 definition_of(lfirst(cell)));
	}
	change_write(change, "create", 0, "CREATE TYPE %s AS (%s%s)",
				 object_qualified_name(object), text.data,
				 text.len == 0 ? "" : "\n");
}

const SchemaKind kind_composite = {
	.name = "composite",
	.sql_name = "TYPE",
	.catalog = TypeRelationId,
	.query = query,
	.properties = properties,
	.replaceable = true,
	.names_relation = true,
	.names_type = true,
	.acl_letter = 'T',
	.create = create,
};

/*
 * A table of a type changes with it, which the comparison of its columns does
 * not follow: refuse that.
 */
static bool
refuses_typed_tables(Change *change, const SchemaObject *type)
{
	ListCell   *cell;

	foreach(cell, type->needed_by)
	{
		const SchemaObject *user = lfirst(cell);

		if (user->kind == &kind_table && user->match != NULL &&
			object_value(user, "of_type") != NULL)
		{
			change_refuse(change,
						  psprintf("Table %s is of the type that it is an attribute of.",
								   user->key));
			return true;
		}
	}
	return false;
}

static void
create_attribute(Change *change, const SchemaObject *object)
{
	if (refuses_typed_tables(change, object->parent))
		return;
	change_write_alter_table(change, "create", object->parent, 0,
							 "ADD ATTRIBUTE %s", definition_of(object));
}

static void
drop_attribute(Change *change, const SchemaObject *object)
{
	if (refuses_typed_tables(change, object->parent))
		return;
	change_write_alter_table(change, "drop", object->parent,
							 type_is_stored(object->parent, false) ?
							 HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE : 0,
							 "DROP ATTRIBUTE %s", object_name(object));
}

/*
 * Does a materialized view hold values of a type, by itself or within another
 * type? In doubt, where its query merely mentions the type, it does.
 */
static bool
is_in_materialized_view(const SchemaObject *type)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, type->needed_by)
	{
		const SchemaObject *user = lfirst(cell);

		if (user->kind == &kind_attribute)
			user = user->parent;
		if (user->kind == &kind_materialized_view ||
			(user != type && user->kind->replaceable &&
			 is_in_materialized_view(user)))
			return true;
	}
	return false;
}

static bool
alter_attribute(Change *change, const SchemaObject *from,
				const SchemaObject *to)
{
	if (refuses_typed_tables(change, to->parent))
		return true;
	if (type_is_stored(from->parent, false) ||
		is_in_materialized_view(from->parent))
		return false;
	change->retyped = true;
	if (change_differs(change, "type") || change_differs(change, "collation"))
	{
		change->property = "type";
		change_write_alter_table(change, "alter", to->parent, 0,
								 "ALTER ATTRIBUTE %s TYPE%s", object_name(to),
								 strchr(definition_of(to), ' '));
	}
	return true;
}

/*
 * Does a new attribute come before one that is there, in a composite that can
 * be made again without loss?
 */
static bool
remakes_parent(const SchemaObject *to)
{
	ListCell   *cell;

	if (to->match != NULL || to->parent->match == NULL ||
		type_is_stored(to->parent->match, false))
		return false;
	foreach(cell, to->parent->children)
	{
		const SchemaObject *other = lfirst(cell);

		if (other->match != NULL && other->subid > to->subid)
			return true;
	}
	return false;
}

const SchemaKind kind_attribute = {
	.name = "attribute",
	.sql_name = "COLUMN",
	.catalog = RelationRelationId,
	.parent_catalog = TypeRelationId,
	.query = attribute_query,
	.properties = attribute_properties,
	.required = attribute_required,
	.uncompared = attribute_uncompared,
	.is_part = true,
	.create = create_attribute,
	.drop = drop_attribute,
	.alter = alter_attribute,
	.remakes_parent = remakes_parent,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
	.may_be_inline = object_may_be_inline,
	.reference = object_name_in_parent,
};

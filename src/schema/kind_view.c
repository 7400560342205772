/*
 * kind_view.c
 *		Views.
 *
 * CREATE OR REPLACE VIEW keeps a view's columns and adds some at the end; any
 * other change of them is made by dropping the view, and what needs it, and
 * making all of that again.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "schema/kinds.h"

static const char *const properties[] = {"query", "options", NULL};

static const char *const required[] = {"query", NULL};

static const WrittenProperty written[] = {
	{"query", ""}, {NULL}
};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("c.oid", "n.nspname", "c.relname", "c.relowner", "c.relacl", "'r'") ",\n"
"       NULL::pg_catalog.text AS query,\n"
"       pg_catalog.array_to_string(c.reloptions, E'\\n') AS options\n"
"  FROM pg_catalog.pg_class AS c\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
" WHERE c.relkind = 'v'\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_class", "c.oid");

static void
write_view(Change *change, const char *action, const char *verb,
		   const SchemaObject *view)
{
	StringInfoData with;

	initStringInfo(&with);
	settings_append(&with, view);
	change_write(change, action, 0, "%s VIEW %s%s AS\n%s", verb,
				 object_qualified_name(view), with.data,
				 object_value(view, "query"));
}

static void
create(Change *change, const SchemaObject *view)
{
	write_view(change, "create", "CREATE", view);
}

static bool
is_column(const SchemaObject *object)
{
	return object->kind == &kind_view_column;
}

/*
 * Does "to" have the columns of "from", and perhaps more after them? Columns
 * are the first of a view's children, in their order.
 */
static bool
keeps_columns(const SchemaObject *from, const SchemaObject *to)
{
	ListCell   *left;
	ListCell   *right = list_head(to->children);

	foreach(left, from->children)
	{
		const SchemaObject *is = lfirst(left);
		const SchemaObject *shall = right == NULL ? NULL : lfirst(right);

		if (!is_column(is))
			return true;
		if (shall == NULL || !is_column(shall) ||
			strcmp(is->name_in_force, shall->name) != 0 ||
			object_differs(is, shall, "type") ||
			object_differs(is, shall, "collation"))
			return false;
		right = lnext(to->children, right);
	}
	return true;
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (!keeps_columns(from, to))
		return false;
	if (change_differs(change, "query"))
		write_view(change, "alter", "CREATE OR REPLACE", to);
	else
		settings_alter(change, from, to);
	return true;
}

const SchemaKind kind_view = {
	.name = "view",
	.sql_name = "VIEW",
	.catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
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

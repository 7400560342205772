/*
 * kind_foreign_table.c
 *		Foreign tables. Their columns are columns (kind_column.c).
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {"server", "options", NULL};

static const char *const required[] = {"server", NULL};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("c.oid", "n.nspname", "c.relname", "c.relowner", "c.relacl", "'r'") ",\n"
"       s.srvname AS server,\n"
"       " FOREIGN_OPTIONS("f.ftoptions") " AS options\n"
"  FROM pg_catalog.pg_foreign_table AS f\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = f.ftrelid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  JOIN pg_catalog.pg_foreign_server AS s ON s.oid = f.ftserver\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_class", "c.oid");

/*
 * The server of a foreign table, as it is called after all renames.
 */
static char *
server_name(const SchemaObject *table)
{
	const SchemaObject *server = object_needed(table, &kind_server);

	return server != NULL ? object_name(server) :
		pstrdup(quote_identifier(object_value(table, "server")));
}

/*
 * Write the lines between the parentheses: columns, then constraints.
 */
static void
append_parts(StringInfo text, const SchemaObject *table)
{
	bool		first = true;
	ListCell   *cell;

	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (!object_is_inline(child))
			continue;
		appendStringInfoString(text, first ? "\n    " : ",\n    ");
		appendStringInfoString(text, child->kind == &kind_column ?
							   column_definition(child) :
							   constraint_definition(child));
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

	foreach(cell, table->children)
		if (object_is_inheritance(lfirst(cell)))
	{
		change_refuse(change, "Foreign tables that inherit or are partitions are not supported.");
		return;
	}
	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %s (", object_reference(table));
	append_parts(&text, table);
	appendStringInfo(&text, ") SERVER %s", server_name(table));
	foreign_options_append(&text, object_value(table, "options"));
	change_write(change, "create", 0, "%s", text.data);
	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (child->kind == &kind_column && object_is_inline(child))
			column_write_rest(change, child);
	}
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (strcmp(server_name(from), server_name(to)) != 0)
		return false;
	foreign_options_alter(change, from, to);
	return true;
}

const SchemaKind kind_foreign_table = {
	.name = "foreign table",
	.sql_name = "FOREIGN TABLE",
	.catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.names_relation = true,
	.names_type = true,
	.acl_letter = 'r',
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
};

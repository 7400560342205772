/*
 * kind_table.c
 *		Tables, partitioned ones included.
 *
 * What a table inherits, and what it is a partition of, are objects of their
 * own (kind_inheritance.c). A new partition is made as a table by itself and
 * then attached, so that its indexes and constraints have their own names.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "commands/tablespace.h"
#include "miscadmin.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"persistence", "partition_key", "of_type", "access_method", "tablespace",
	"options", "toast_options", "row_security", "force_row_security",
	"replica_identity",
	NULL
};

static const char *const required[] = {
	"persistence", "replica_identity", NULL
};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("c.oid", "n.nspname", "c.relname", "c.relowner", "c.relacl", "'r'") ",\n"
"       c.relpersistence AS persistence,\n"
"       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS partition_key,\n"
"       CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS of_type,\n"
"       a.amname AS access_method,\n"
"       s.spcname AS tablespace,\n"
"       pg_catalog.array_to_string(c.reloptions, E'\\n') AS options,\n"
"       pg_catalog.array_to_string(t.reloptions, E'\\n') AS toast_options,\n"
"       c.relrowsecurity AS row_security,\n"
"       c.relforcerowsecurity AS force_row_security,\n"
"       c.relreplident AS replica_identity\n"
"  FROM pg_catalog.pg_class AS c\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  LEFT JOIN pg_catalog.pg_am AS a ON a.oid = c.relam\n"
"  LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace\n"
"  LEFT JOIN pg_catalog.pg_class AS t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL\n"
" WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_class", "c.oid");

/*
 * Write the columns of a table of a type that have something of their own.
 */
static const char *
typed_part(const SchemaObject *column)
{
	const char *definition = column_definition(column);
	const char *plain = psprintf("%s %s", object_name(column),
								 object_value(column, "type"));

	return strcmp(definition, plain) == 0 ? NULL :
		psprintf("%s WITH OPTIONS%s", object_name(column),
				 definition + strlen(plain));
}

static const char *
part(const SchemaObject *child, bool typed)
{
	if (!object_is_inline(child))
		return child->kind == &kind_column ? not_null_part(child) : NULL;
	if (child->kind == &kind_column)
		return typed ? typed_part(child) : column_definition(child);
	if (object_has_kind(child, "constraint"))
		return constraint_definition(child);
	return NULL;
}

/*
 * Append what stands in parentheses: columns, then constraints. Of a table of
 * a type that may be nothing.
 */
void
table_append_parts(StringInfo text, const SchemaObject *table, bool typed)
{
	ListCell   *cell;
	bool		first = true;

	foreach(cell, table->children)
	{
		const char *line = part(lfirst(cell), typed);

		if (line == NULL)
			continue;
		appendStringInfo(text, "%s\n    %s", first ? " (" : ",", line);
		first = false;
	}
	if (!first)
		appendStringInfoString(text, "\n)");
	else if (!typed)
		appendStringInfoString(text, " ()");
}

static void
write_parents(StringInfo text, const SchemaObject *table)
{
	ListCell   *cell;
	bool		first = true;

	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (!object_has_kind(child, "inheritance") || !object_is_inline(child))
			continue;
		appendStringInfo(text, "%s%s", first ? " INHERITS (" : ", ",
						 object_value(child, "of"));
		first = false;
	}
	if (!first)
		appendStringInfoChar(text, ')');
}

/*
 * Write what the definitions of columns and constraints cannot say.
 */
void
table_write_rest_of_parts(Change *change, const SchemaObject *table)
{
	ListCell   *cell;

	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (object_is_inline(child) && object_has_kind(child, "column"))
			column_write_rest(change, child);
		if (object_is_inline(child) && object_has_kind(child, "constraint"))
			constraint_write_rest(change, child);
	}
}

/*
 * Write what has a subcommand of ALTER TABLE only.
 */
static void
write_rest(Change *change, const SchemaObject *table)
{
	const char *identity = object_value(table, "replica_identity");

	table_write_rest_of_parts(change, table);
	if (identity[0] == 'n' || identity[0] == 'f')
		change_write_alter_table(change, "alter", table, 0,
								 "REPLICA IDENTITY %s",
								 identity[0] == 'n' ? "NOTHING" : "FULL");
	if (object_is(table, "row_security"))
		change_write_alter_table(change, "alter", table, 0,
								 "ENABLE ROW LEVEL SECURITY");
	if (object_is(table, "force_row_security"))
		change_write_alter_table(change, "alter", table, 0,
								 "FORCE ROW LEVEL SECURITY");
}

static void
create(Change *change, const SchemaObject *table)
{
	const char *method = object_value(table, "access_method");
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %sTABLE %s",
					 object_value(table, "persistence")[0] == 'u' ? "UNLOGGED " : "",
					 object_qualified_name(table));
	if (object_value(table, "of_type") != NULL)
		appendStringInfo(&text, " OF %s", object_value(table, "of_type"));
	table_append_parts(&text, table, object_value(table, "of_type") != NULL);
	write_parents(&text, table);
	if (object_value(table, "partition_key") != NULL)
		appendStringInfo(&text, " PARTITION BY %s",
						 object_value(table, "partition_key"));
	if (method != NULL && strcmp(method, "heap") != 0)
		appendStringInfo(&text, " USING %s", quote_identifier(method));
	settings_append(&text, table);
	if (object_value(table, "tablespace") != NULL)
		appendStringInfo(&text, " TABLESPACE %s",
						 quote_identifier(object_value(table, "tablespace")));
	change_write(change, "create", 0, "%s", text.data);
	write_rest(change, table);
}

static void
drop(Change *change, const SchemaObject *table)
{
	change_write(change, "drop", HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE,
				 "DROP TABLE %s", object_qualified_name(table));
}

/*
 * The name of a tablespace; without one, of the database's.
 */
const char *
tablespace_name(const char *tablespace)
{
	return quote_identifier(tablespace != NULL ? tablespace :
							get_tablespace_name(MyDatabaseTableSpace));
}

/*
 * Write that a table is logged, or no more: a statement by itself, for the
 * server looks at the foreign keys, and takes along the sequences, that are
 * there when the statement begins.
 */
static void
write_persistence(Change *change, const SchemaObject *to, uint32 hazards)
{
	change_write(change, "alter", hazards, "ALTER TABLE %s SET %s",
				 object_qualified_name(to),
				 object_value(to, "persistence")[0] == 'u' ? "UNLOGGED" : "LOGGED");
}

static void
alter_storage(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	bool		is_stored = object_value(to, "partition_key") == NULL;
	uint32		hazards = !is_stored ? 0 : HAZARD_REWRITES_TABLE |
	HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES;
	const char *method = object_value(to, "access_method");

	if (change_differs(change, "persistence"))
		write_persistence(change, to, hazards);
	if (change_differs(change, "access_method"))
		change_write_alter_table(change, "alter", to, hazards,
								 "SET ACCESS METHOD %s", method == NULL ?
								 "DEFAULT" : quote_identifier(method));
	if (change_differs(change, "tablespace"))
		change_write_alter_table(change, "alter", to, hazards,
								 "SET TABLESPACE %s",
								 tablespace_name(object_value(to, "tablespace")));
}

static void
alter_replica_identity(Change *change, const SchemaObject *to)
{
	const char *identity = object_value(to, "replica_identity");

	/* an index says itself that it is the identity */
	if (change_differs(change, "replica_identity") && identity[0] != 'i')
		change_write_alter_table(change, "alter", to, 0, "REPLICA IDENTITY %s",
								 identity[0] == 'n' ? "NOTHING" :
								 identity[0] == 'f' ? "FULL" : "DEFAULT");
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "partition_key"))
		return false;
	if (change_differs(change, "of_type"))
	{
		if (object_value(to, "of_type") != NULL)
			change_write_alter_table(change, "alter", to, 0, "OF %s",
									 object_value(to, "of_type"));
		else
			change_write_alter_table(change, "alter", to, 0, "NOT OF");
	}
	alter_storage(change, from, to);
	settings_alter(change, from, to);
	if (change_differs(change, "row_security"))
		change_write_alter_table(change, "alter", to, 0, "%s ROW LEVEL SECURITY",
								 object_is(to, "row_security") ? "ENABLE" : "DISABLE");
	if (change_differs(change, "force_row_security"))
		change_write_alter_table(change, "alter", to, 0, "%s ROW LEVEL SECURITY",
								 object_is(to, "force_row_security") ? "FORCE" : "NO FORCE");
	alter_replica_identity(change, to);
	return true;
}

/*
 * Is it a constraint that is there all the time?
 */
static bool
is_constraint_kept(const SchemaObject *object)
{
	return object->kind == &kind_constraint &&
		(object->change == NULL || object->change->fate == FATE_ALTER);
}

static void
add_referenced(List **tables, const SchemaObject *constraint)
{
	ListCell   *cell;

	if (!is_constraint_kept(constraint))
		return;
	foreach(cell, constraint->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (needed->parent != NULL && needed->parent != constraint->parent)
			*tables = list_append_unique_ptr(*tables, needed->parent);
	}
}

static void
add_referencing(List **tables, const SchemaObject *key)
{
	ListCell   *cell;

	foreach(cell, key->needed_by)
	{
		const SchemaObject *other = lfirst(cell);

		if (other->parent != NULL && other->parent != key->parent &&
			is_constraint_kept(other))
			*tables = list_append_unique_ptr(*tables, other->parent);
	}
}

/*
 * A logged table never refers to an unlogged one: those that refer to it are
 * made unlogged before it, and those that it refers to are made logged.
 */
static List *
comes_after(const Change *change, bool old)
{
	const SchemaObject *to = change->to;
	List	   *tables = NIL;
	ListCell   *cell;

	if (change->fate != FATE_ALTER ||
		!object_differs(change->from, to, "persistence"))
		return NIL;
	foreach(cell, to->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (!object_has_kind(child, "constraint"))
			continue;
		if (object_value(to, "persistence")[0] == 'u')
			add_referencing(&tables, child);
		else
			add_referenced(&tables, child);
	}
	return tables;
}

const SchemaKind kind_table = {
	.name = "table",
	.sql_name = "TABLE",
	.catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.names_relation = true,
	.names_type = true,
	.acl_letter = 'r',
	.create = create,
	.drop = drop,
	.alter = alter,
	.comes_after = comes_after,
};

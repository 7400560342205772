/*
 * kind_base_type.c
 *		Base types, and shell types, which are names of base types to come.
 *
 * They are made of functions in C; making them is not supported.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "schema/kinds.h"

static const char *const base_properties[] = {
	"input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze",
	"subscript", "length", "by_value", "alignment", "storage", "category",
	"preferred", "default", "element", "delimiter", "collatable", NULL
};

#define FUNCTION_COLUMN(column, name) \
	"       CASE WHEN t." column " <> 0 THEN t." column " END AS " name ",\n"

static const char base_query[] =
"SELECT " FIXED_WITH_OWNER("t.oid", "n.nspname", "t.typname", "t.typowner", "t.typacl", "'T'") ",\n"
FUNCTION_COLUMN("typinput", "input")
FUNCTION_COLUMN("typoutput", "output")
FUNCTION_COLUMN("typreceive", "receive")
FUNCTION_COLUMN("typsend", "send")
FUNCTION_COLUMN("typmodin", "typmod_in")
FUNCTION_COLUMN("typmodout", "typmod_out")
FUNCTION_COLUMN("typanalyze", "analyze")
FUNCTION_COLUMN("typsubscript", "subscript")
"       t.typlen AS length,\n"
"       t.typbyval AS by_value,\n"
"       t.typalign AS alignment,\n"
"       t.typstorage AS storage,\n"
"       t.typcategory AS category,\n"
"       t.typispreferred AS preferred,\n"
"       t.typdefault AS default,\n"
"       CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END AS element,\n"
"       t.typdelim AS delimiter,\n"
"       t.typcollation <> 0 AS collatable\n"
"  FROM pg_catalog.pg_type AS t\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace\n"
" WHERE t.typtype = 'b'\n"
"   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS a WHERE a.typarray = t.oid)\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_type", "t.oid");

const SchemaKind kind_base_type = {
	.name = "base type",
	.sql_name = "TYPE",
	.catalog = TypeRelationId,
	.query = base_query,
	.properties = base_properties,
	.names_type = true,
	.acl_letter = 'T',
};

static const char *const shell_properties[] = {NULL};

static const char shell_query[] =
"SELECT " FIXED_WITH_OWNER("t.oid", "n.nspname", "t.typname", "t.typowner", "NULL::pg_catalog.aclitem[]", "'T'") "\n"
"  FROM pg_catalog.pg_type AS t\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace\n"
" WHERE t.typtype = 'p' AND NOT t.typisdefined\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_type", "t.oid");

static void
create_shell(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "CREATE %s", object_reference(object));
}

const SchemaKind kind_shell_type = {
	.name = "shell type",
	.sql_name = "TYPE",
	.catalog = TypeRelationId,
	.query = shell_query,
	.properties = shell_properties,
	.names_type = true,
	.create = create_shell,
	.is_rebuildable = object_is_rebuildable,
};

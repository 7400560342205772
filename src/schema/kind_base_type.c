/*
 * kind_base_type.c
 *		Base types, and shell types, which are names of base types to come.
 *
 * Functions that take or return a base type make it: first there is its shell,
 * then come the functions, then the type. DROP TYPE takes the functions along.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "schema/kinds.h"

static const char *const base_properties[] = {
	"input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze",
	"subscript", "length", "by_value", "alignment", "storage", "category",
	"preferred", "default", "element", "delimiter", "collatable", NULL
};

static const char *const base_required[] = {"input", "output", "length", "alignment", "storage", NULL};

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
"       CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::pg_catalog.text END AS length,\n"
"       CASE WHEN t.typbyval THEN 'true' END AS by_value,\n"
"       CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END AS alignment,\n"
"       CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END AS storage,\n"
"       CASE WHEN t.typcategory <> 'U' THEN pg_catalog.quote_literal(t.typcategory::pg_catalog.text) END AS category,\n"
"       CASE WHEN t.typispreferred THEN 'true' END AS preferred,\n"
"       pg_catalog.quote_literal(t.typdefault) AS default,\n"
"       CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END AS element,\n"
"       CASE WHEN t.typdelim <> ',' THEN pg_catalog.quote_literal(t.typdelim::pg_catalog.text) END AS delimiter,\n"
"       CASE WHEN t.typcollation <> 0 THEN 'true' END AS collatable\n"
"  FROM pg_catalog.pg_type AS t\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace\n"
" WHERE t.typtype = 'b'\n"
"   AND NOT EXISTS (SELECT FROM pg_catalog.pg_type AS a WHERE a.typarray = t.oid)\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_type", "t.oid");

/* what CREATE TYPE calls the properties; in its order */
static const struct
{
	const char *property;
	const char *option;
	bool		alterable;
}			options[] =

{
	{"input", "INPUT", false},
	{"output", "OUTPUT", false},
	{"receive", "RECEIVE", true},
	{"send", "SEND", true},
	{"typmod_in", "TYPMOD_IN", true},
	{"typmod_out", "TYPMOD_OUT", true},
	{"analyze", "ANALYZE", true},
	{"subscript", "SUBSCRIPT", true},
	{"length", "INTERNALLENGTH", false},
	{"alignment", "ALIGNMENT", false},
	{"storage", "STORAGE", true},
	{"category", "CATEGORY", false},
	{"default", "DEFAULT", false},
	{"element", "ELEMENT", false},
	{"delimiter", "DELIMITER", false},
	{"by_value", "PASSEDBYVALUE", false},
	{"preferred", "PREFERRED", false},
	{"collatable", "COLLATABLE", false},
};

static void
create(Change *change, const SchemaObject *object)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < lengthof(options); i++)
	{
		const char *value = object_value(object, options[i].property);

		if (value != NULL)
			appendStringInfo(&text, "%s\n    %s = %s", text.len == 0 ? "" : ",",
							 options[i].option, value);
	}
	change_write(change, "create", 0, "CREATE %s (%s\n)",
				 object_reference(object), text.data);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	for (int i = 0; i < lengthof(options); i++)
		if (!options[i].alterable &&
			object_differs(from, to, options[i].property))
			return false;
	/* only to another than plain, and never back */
	if (object_differs(from, to, "storage") &&
		(strcmp(object_value(from, "storage"), "plain") == 0 ||
		 strcmp(object_value(to, "storage"), "plain") == 0))
		return false;
	for (int i = 0; i < lengthof(options); i++)
	{
		const char *value = object_value(to, options[i].property);

		if (change_differs(change, options[i].property))
			change_write(change, "alter", 0, "ALTER %s SET (%s = %s)",
						 object_reference(to), options[i].option,
						 value == NULL ? "NONE" : value);
	}
	return true;
}

static bool
is_rebuildable(const SchemaObject *object)
{
	return !type_is_stored(object, true);
}

const SchemaKind kind_base_type = {
	.name = "base type",
	.sql_name = "TYPE",
	.catalog = TypeRelationId,
	.query = base_query,
	.properties = base_properties,
	.required = base_required,
	.may_be_shell = true,
	.names_type = true,
	.acl_letter = 'T',
	.create = create,
	.alter = alter,
	.is_rebuildable = is_rebuildable,
};

static const char *const shell_properties[] = {NULL};

static const char shell_query[] =
"SELECT " FIXED_WITHOUT_ACL("t.oid", "n.nspname", "t.typname", NULL_TEXT, "t.typowner") "\n"
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

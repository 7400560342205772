/*
 * kind_range.c
 *		Range types, with the multirange types that come with them.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"subtype", "collation", "operator_class", "canonical", "subtype_diff",
	"multirange_schema", "multirange", "constructor", "multirange_constructor",
	NULL
};

/* the names that they got when the type was made, whatever it is called now */
static const char *const uncompared[] = {
	"constructor", "multirange_constructor", NULL
};

/* the function without arguments, or with two, that came with a type */
#define CONSTRUCTOR(type, arguments) \
"       (SELECT pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.proname)\n" \
"          FROM pg_catalog.pg_depend AS d\n" \
"          JOIN pg_catalog.pg_proc AS p ON p.oid = d.objid\n" \
"          JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.pronamespace\n" \
"         WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'i'\n" \
"           AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass\n" \
"           AND d.refobjid = " type " AND p.pronargs = " arguments ")"

static const char *const required[] = {
	"subtype", "multirange_schema", "multirange", NULL
};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("t.oid", "n.nspname", "t.typname", "t.typowner", "t.typacl", "'T'") ",\n"
"       pg_catalog.format_type(r.rngsubtype, NULL) AS subtype,\n"
"       CASE WHEN r.rngcollation <> s.typcollation THEN\n"
"            pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname) END AS collation,\n"
"       CASE WHEN NOT o.opcdefault THEN\n"
"            pg_catalog.quote_ident(onn.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END AS operator_class,\n"
"       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical END AS canonical,\n"
"       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff END AS subtype_diff,\n"
"       mn.nspname AS multirange_schema,\n"
"       m.typname AS multirange,\n"
CONSTRUCTOR("r.rngtypid", "2") " AS constructor,\n"
CONSTRUCTOR("r.rngmultitypid", "0") " AS multirange_constructor\n"
"  FROM pg_catalog.pg_range AS r\n"
"  JOIN pg_catalog.pg_type AS t ON t.oid = r.rngtypid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace\n"
"  JOIN pg_catalog.pg_type AS s ON s.oid = r.rngsubtype\n"
"  JOIN pg_catalog.pg_type AS m ON m.oid = r.rngmultitypid\n"
"  JOIN pg_catalog.pg_namespace AS mn ON mn.oid = m.typnamespace\n"
"  JOIN pg_catalog.pg_opclass AS o ON o.oid = r.rngsubopc\n"
"  JOIN pg_catalog.pg_namespace AS onn ON onn.oid = o.opcnamespace\n"
"  LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = r.rngcollation\n"
"  LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_type", "t.oid");

static const struct
{
	const char *property;
	const char *option;
}			options[] =

{
	{"collation", "COLLATION"},
	{"operator_class", "SUBTYPE_OPCLASS"},
	{"canonical", "CANONICAL"},
	{"subtype_diff", "SUBTYPE_DIFF"},
};

static char *
multirange_name(const SchemaObject *range)
{
	return quote_qualified_identifier(object_value(range, "multirange_schema"),
									  object_value(range, "multirange"));
}

/*
 * Does the server choose this multirange by itself, if none is named?
 */
static bool
multirange_is_usual(const SchemaObject *range)
{
	const char *found = strstr(range->name, "range");
	const char *multirange = object_value(range, "multirange");
	char	   *usual;

	if (found != NULL)
	{
		usual = psprintf("%.*smulti%s", (int) (found - range->name),
						 range->name, found);
		usual[pg_mbcliplen(usual, strlen(usual), NAMEDATALEN - 1)] = '\0';
	}
	else
		usual = psprintf("%.*s_multirange",
						 pg_mbcliplen(range->name, strlen(range->name),
									  NAMEDATALEN - 12),
						 range->name);
	return strcmp(multirange, usual) == 0 &&
		strcmp(object_value(range, "multirange_schema"), range->schema) == 0;
}

static void
create(Change *change, const SchemaObject *object)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < lengthof(options); i++)
	{
		const char *value = object_value(object, options[i].property);

		if (value != NULL)
			appendStringInfo(&text, ", %s = %s", options[i].option, value);
	}
	if (!multirange_is_usual(object))
		appendStringInfo(&text, ", MULTIRANGE_TYPE_NAME = %s",
						 multirange_name(object));
	change_write(change, "create", 0, "CREATE TYPE %s AS RANGE (SUBTYPE = %s%s)",
				 object_qualified_name(object), object_value(object, "subtype"),
				 text.data);
}

/*
 * The schema of its multirange as that is called after the renames.
 */
static const char *
multirange_schema_in_force(const SchemaObject *from)
{
	const char *schema = object_value(from, "multirange_schema");
	ListCell   *cell;

	foreach(cell, from->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (needed->kind == &kind_schema && needed->match != NULL &&
			strcmp(needed->name, schema) == 0)
			return needed->match->name;
	}
	return schema;
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	const char *is_in = multirange_schema_in_force(from);
	const char *schema = object_value(to, "multirange_schema");

	if (object_differs(from, to, "subtype"))
		return false;
	for (int i = 0; i < lengthof(options); i++)
		if (object_differs(from, to, options[i].property))
			return false;
	/* what undoes one of these has to come after what undoes the other */
	change->property = "multirange";
	if (object_differs(from, to, "multirange"))
		change_write(change, "alter", 0, "ALTER TYPE %s RENAME TO %s",
					 quote_qualified_identifier(is_in, object_value(from, "multirange")),
					 quote_identifier(object_value(to, "multirange")));
	if (strcmp(is_in, schema) != 0)
		change_write(change, "alter", 0, "ALTER TYPE %s SET SCHEMA %s",
					 quote_qualified_identifier(is_in, object_value(to, "multirange")),
					 quote_identifier(schema));
	return true;
}

/*
 * The multirange must make room as well, and so must the constructors whose
 * arguments may be those of the new ones.
 */
static void
set_aside(Change *change, const SchemaObject *object)
{
	const char *subtype = object_value(object, "subtype");

	change_write(change, "alter", 0,
				 "ALTER TYPE %s RENAME TO migrate_old_%u_multirange",
				 multirange_name(object), object->oid);
	change_write(change, "alter", 0,
				 "ALTER FUNCTION %s(%s, %s) RENAME TO migrate_old_%u",
				 object_value(object, "constructor"), subtype, subtype,
				 object->oid);
	change_write(change, "alter", 0,
				 "ALTER FUNCTION %s(%s, %s, text) RENAME TO migrate_old_%u",
				 object_value(object, "constructor"), subtype, subtype,
				 object->oid);
	change_write(change, "alter", 0,
				 "ALTER FUNCTION %s() RENAME TO migrate_old_%u_multirange",
				 object_value(object, "multirange_constructor"), object->oid);
}

const SchemaKind kind_range = {
	.name = "range",
	.sql_name = "TYPE",
	.catalog = TypeRelationId,
	.query = query,
	.properties = properties,
	.uncompared = uncompared,
	.required = required,
	.replaceable = true,
	.may_be_shell = true,
	.names_type = true,
	.acl_letter = 'T',
	.create = create,
	.alter = alter,
	.set_aside = set_aside,
};

/*
 * kind_extension.c
 *		Extensions, and what is tied to them by DEPENDS ON EXTENSION.
 *
 * What an extension made is its own: none of it is an object here. Its version
 * is told but not compared, as pg_dump does not print it either. The language
 * plpgsql, which every database has, and migrate itself are left out.
 */
#include "postgres.h"

#include "catalog/pg_extension.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"schema", "version", "relocatable", "holds_data", "own_comment", NULL
};

static const char *const required[] = {"schema", NULL};

static const char *const uncompared[] = {
	"version", "relocatable", "holds_data", "own_comment", NULL
};

static const char query[] =
"SELECT e.oid AS oid, 0 AS subid, NULL::pg_catalog.oid AS parent, 0 AS parent_subid,\n"
"       NULL::pg_catalog.text AS schema, e.extname AS name, NULL::pg_catalog.text AS signature,\n"
"       NULL::pg_catalog.name AS owner, NULL::pg_catalog.aclitem[] AS acl,\n"
"       NULL::pg_catalog.aclitem[] AS acl_normal,\n"
"       n.nspname AS schema,\n"
"       e.extversion AS version,\n"
"       e.extrelocatable AS relocatable,\n"
"       t.extension IS NOT NULL AS holds_data,\n"
"       a.comment AS own_comment\n"
"  FROM pg_catalog.pg_extension AS e\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace\n"
"  LEFT JOIN (SELECT DISTINCT d.refobjid AS extension\n"
"               FROM pg_catalog.pg_depend AS d\n"
"               JOIN pg_catalog.pg_class AS c ON c.oid = d.objid\n"
"              WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass\n"
"                AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass\n"
"                AND d.deptype = 'e' AND c.relkind IN ('r', 'p', 'm', 'S')) AS t\n"
"    ON t.extension = e.oid\n"
"  LEFT JOIN pg_catalog.pg_available_extensions() AS a ON a.name = e.extname\n"
" WHERE e.extname NOT IN ('plpgsql', 'migrate')";

static void
create(Change *change, const SchemaObject *extension)
{
	change_write(change, "create", 0, "CREATE EXTENSION %s SCHEMA %s",
				 object_name(extension),
				 quote_identifier(object_value(extension, "schema")));
}

static void
drop(Change *change, const SchemaObject *extension)
{
	change_write(change, "drop", object_is(extension, "holds_data") ?
				 HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE : 0,
				 "DROP EXTENSION %s", object_name(extension));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (!object_is(from, "relocatable"))
		return false;
	if (change_differs(change, "schema"))
		change_write(change, "alter", 0, "ALTER EXTENSION %s SET SCHEMA %s",
					 object_name(to),
					 quote_identifier(object_value(to, "schema")));
	return true;
}

static bool
is_rebuildable(const SchemaObject *extension)
{
	return !object_is(extension, "holds_data");
}

const SchemaKind kind_extension = {
	.name = "extension",
	.sql_name = "EXTENSION",
	.catalog = ExtensionRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.own_comment = "own_comment",
	.create = create,
	.drop = drop,
	.alter = alter,
	.is_rebuildable = is_rebuildable,
};

/*
 * Write the ties that differ between two lists of extensions, in the property
 * "extensions"; "from" is NULL for a new object.
 */
void
extension_ties_alter(Change *change, const SchemaObject *from,
					 const SchemaObject *to)
{
	List	   *is = lines_of(from == NULL ? NULL :
							  object_value(from, "extensions"));
	List	   *shall = lines_of(object_value(to, "extensions"));
	ListCell   *cell;

	foreach(cell, is)
		if (!texts_have(shall, lfirst(cell)))
		change_write(change, "alter", 0, "ALTER %s NO DEPENDS ON EXTENSION %s",
					 object_reference(to), (const char *) lfirst(cell));
	foreach(cell, shall)
		if (!texts_have(is, lfirst(cell)))
		change_write(change, "alter", 0, "ALTER %s DEPENDS ON EXTENSION %s",
					 object_reference(to), (const char *) lfirst(cell));
}

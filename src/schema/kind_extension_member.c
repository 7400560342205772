/*
 * kind_extension_member.c
 *		What belongs to an extension, and has other privileges than those that the
 *		extension gave it.
 *
 * It is told, and compared where privileges are, but a difference cannot be
 * written.
 */
#include "postgres.h"

#include "catalog/pg_extension.h"
#include "schema/kinds.h"

static const char *const properties[] = {"privileges", NULL};

/*
 * Members have no place of their own in pg_extension: their numbers there are
 * made of their catalog's OID and, below 2000, a column's number.
 */
static const char query[] =
"WITH members AS MATERIALIZED (\n"
"  SELECT d.classid, d.objid, d.refobjid AS extension\n"
"    FROM pg_catalog.pg_extension AS e\n"
"    JOIN pg_catalog.pg_depend AS d\n"
"      ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass\n"
"     AND d.refobjid = e.oid AND d.deptype = 'e'\n"
"   WHERE e.extname NOT IN ('plpgsql', 'migrate'))\n"
"SELECT m.objid AS oid, - (m.classid::pg_catalog.int8 * 2000 + m.objsubid) AS subid, m.extension AS parent, 0 AS parent_subid,\n"
"       NULL::pg_catalog.text AS schema, m.name AS name, NULL::pg_catalog.text AS signature,\n"
"       NULL::pg_catalog.name AS owner, NULL::pg_catalog.aclitem[] AS acl,\n"
"       NULL::pg_catalog.aclitem[] AS acl_normal,\n"
"       (SELECT pg_catalog.string_agg(\n"
"                 CASE x.grantee WHEN 0 THEN 'PUBLIC' WHEN m.owner THEN 'the owner'\n"
"                      ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)::pg_catalog.text) END || ' ' ||\n"
"                 x.privilege_type || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END,\n"
"                 ', ' ORDER BY x.grantee = m.owner, pg_catalog.pg_get_userbyid(x.grantee), x.privilege_type, x.is_grantable)\n"
"          FROM pg_catalog.aclexplode(m.acl) AS x) AS privileges\n"
"  FROM (\n"
"        SELECT m.*, 0 AS objsubid, 'function ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.proname) ||\n"
"               '(' || pg_catalog.pg_get_function_identity_arguments(c.oid) || ')' AS name, c.proacl AS acl, c.proowner AS owner,\n"
"               'f'::\"char\" AS letter\n"
"          FROM members AS m\n"
"          JOIN pg_catalog.pg_proc AS c ON c.oid = m.objid\n"
"          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.pronamespace\n"
"         WHERE m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass\n"
"        UNION ALL\n"
"        SELECT m.*, 0 AS objsubid, 'relation ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name, c.relacl AS acl, c.relowner AS owner,\n"
"               CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\" AS letter\n"
"          FROM members AS m\n"
"          JOIN pg_catalog.pg_class AS c ON c.oid = m.objid\n"
"          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"         WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass\n"
"        UNION ALL\n"
"        SELECT m.*, a.attnum AS objsubid, 'column ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) ||\n"
"               '.' || pg_catalog.quote_ident(a.attname) AS name, a.attacl AS acl, c.relowner AS owner,\n"
"               'c'::\"char\" AS letter\n"
"          FROM members AS m\n"
"          JOIN pg_catalog.pg_class AS c ON c.oid = m.objid\n"
"          JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"          JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL\n"
"         WHERE m.classid = 'pg_catalog.pg_class'::pg_catalog.regclass\n"
"        UNION ALL\n"
"        SELECT m.*, 0 AS objsubid, 'type ' || pg_catalog.format_type(c.oid, NULL) AS name, c.typacl AS acl, c.typowner AS owner,\n"
"               'T'::\"char\" AS letter\n"
"          FROM members AS m\n"
"          JOIN pg_catalog.pg_type AS c ON c.oid = m.objid\n"
"         WHERE m.classid = 'pg_catalog.pg_type'::pg_catalog.regclass\n"
"        UNION ALL\n"
"        SELECT m.*, 0 AS objsubid, 'schema ' || pg_catalog.quote_ident(c.nspname) AS name, c.nspacl AS acl, c.nspowner AS owner,\n"
"               'n'::\"char\" AS letter\n"
"          FROM members AS m\n"
"          JOIN pg_catalog.pg_namespace AS c ON c.oid = m.objid\n"
"         WHERE m.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass\n"
"        UNION ALL\n"
"        SELECT m.*, 0 AS objsubid, 'language ' || pg_catalog.quote_ident(c.lanname) AS name, c.lanacl AS acl, c.lanowner AS owner,\n"
"               'l'::\"char\" AS letter\n"
"          FROM members AS m\n"
"          JOIN pg_catalog.pg_language AS c ON c.oid = m.objid\n"
"         WHERE m.classid = 'pg_catalog.pg_language'::pg_catalog.regclass\n"
"        UNION ALL\n"
"        SELECT m.*, 0 AS objsubid, 'foreign data wrapper ' || pg_catalog.quote_ident(c.fdwname) AS name, c.fdwacl AS acl, c.fdwowner AS owner,\n"
"               'F'::\"char\" AS letter\n"
"          FROM members AS m\n"
"          JOIN pg_catalog.pg_foreign_data_wrapper AS c ON c.oid = m.objid\n"
"         WHERE m.classid = 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass\n"
"        UNION ALL\n"
"        SELECT m.*, 0 AS objsubid, 'server ' || pg_catalog.quote_ident(c.srvname) AS name, c.srvacl AS acl, c.srvowner AS owner,\n"
"               'S'::\"char\" AS letter\n"
"          FROM members AS m\n"
"          JOIN pg_catalog.pg_foreign_server AS c ON c.oid = m.objid\n"
"         WHERE m.classid = 'pg_catalog.pg_foreign_server'::pg_catalog.regclass\n"
"       ) AS m\n"
"  LEFT JOIN pg_catalog.pg_init_privs AS i\n"
"    ON i.classoid = m.classid AND i.objoid = m.objid AND i.objsubid = m.objsubid\n"
" WHERE m.acl <> COALESCE(i.initprivs, pg_catalog.acldefault(m.letter, m.owner))";

static void
refuse(Change *change, const SchemaObject *member)
{
	change_refuse(change, "Privileges on what belongs to an extension are not written.");
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	refuse(change, to);
	return true;
}

const SchemaKind kind_extension_member = {
	.name = "extension member",
	.sql_name = "EXTENSION MEMBER",
	.catalog = ExtensionRelationId,
	.parent_catalog = ExtensionRelationId,
	.query = query,
	.properties = properties,
	.unnameable = true,
	.create = refuse,
	.drop = refuse,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
};

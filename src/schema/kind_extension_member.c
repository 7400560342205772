/*
 * kind_extension_member.c
 *		What belongs to an extension, and has other privileges than those that the
 *		extension gave it.
 *
 * It is told, and compared where privileges are, but a difference cannot be
 * written. Columns count as their relations.
 */
#include "postgres.h"

#include "catalog/pg_extension.h"
#include "schema/kinds.h"

static const char *const properties[] = {"privileges", NULL};

/*
 * Members have no place of their own in pg_extension: there is no number less
 * than 0 that stands for a part of an extension otherwise.
 */
static const char query[] =
"SELECT m.objid AS oid, - m.classid::pg_catalog.oid::pg_catalog.int8 AS subid, d.refobjid AS parent, 0 AS parent_subid,\n"
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
"                SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass AS classid, m.oid AS objid, 0 AS objsubid,\n"
"                       'function ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(m.proname) || '(' || pg_catalog.pg_get_function_identity_arguments(m.oid) || ')' AS name, m.proacl AS acl, m.proowner AS owner, 'f'::\"char\" AS letter\n"
"                  FROM pg_catalog.pg_proc AS m\n"
"                  JOIN pg_catalog.pg_namespace AS n ON n.oid = m.pronamespace\n"
"                 WHERE m.proacl IS NOT NULL AND m.oid >= 16384\n"
"                UNION ALL\n"
"                SELECT 'pg_catalog.pg_class'::pg_catalog.regclass AS classid, m.oid AS objid, 0 AS objsubid,\n"
"                       'relation ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(m.relname) AS name, m.relacl AS acl, m.relowner AS owner, CASE m.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\" AS letter\n"
"                  FROM pg_catalog.pg_class AS m\n"
"                  JOIN pg_catalog.pg_namespace AS n ON n.oid = m.relnamespace\n"
"                 WHERE m.relacl IS NOT NULL AND m.oid >= 16384\n"
"                UNION ALL\n"
"                SELECT 'pg_catalog.pg_type'::pg_catalog.regclass AS classid, m.oid AS objid, 0 AS objsubid,\n"
"                       'type ' || pg_catalog.format_type(m.oid, NULL) AS name, m.typacl AS acl, m.typowner AS owner, 'T'::\"char\" AS letter\n"
"                  FROM pg_catalog.pg_type AS m\n"
"                 WHERE m.typacl IS NOT NULL AND m.oid >= 16384\n"
"                UNION ALL\n"
"                SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass AS classid, m.oid AS objid, 0 AS objsubid,\n"
"                       'schema ' || pg_catalog.quote_ident(m.nspname) AS name, m.nspacl AS acl, m.nspowner AS owner, 'n'::\"char\" AS letter\n"
"                  FROM pg_catalog.pg_namespace AS m\n"
"                 WHERE m.nspacl IS NOT NULL AND m.oid >= 16384\n"
"                UNION ALL\n"
"                SELECT 'pg_catalog.pg_language'::pg_catalog.regclass AS classid, m.oid AS objid, 0 AS objsubid,\n"
"                       'language ' || pg_catalog.quote_ident(m.lanname) AS name, m.lanacl AS acl, m.lanowner AS owner, 'l'::\"char\" AS letter\n"
"                  FROM pg_catalog.pg_language AS m\n"
"                 WHERE m.lanacl IS NOT NULL AND m.oid >= 16384\n"
"                UNION ALL\n"
"                SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass AS classid, m.oid AS objid, 0 AS objsubid,\n"
"                       'foreign data wrapper ' || pg_catalog.quote_ident(m.fdwname) AS name, m.fdwacl AS acl, m.fdwowner AS owner, 'F'::\"char\" AS letter\n"
"                  FROM pg_catalog.pg_foreign_data_wrapper AS m\n"
"                 WHERE m.fdwacl IS NOT NULL AND m.oid >= 16384\n"
"                UNION ALL\n"
"                SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass AS classid, m.oid AS objid, 0 AS objsubid,\n"
"                       'server ' || pg_catalog.quote_ident(m.srvname) AS name, m.srvacl AS acl, m.srvowner AS owner, 'S'::\"char\" AS letter\n"
"                  FROM pg_catalog.pg_foreign_server AS m\n"
"                 WHERE m.srvacl IS NOT NULL AND m.oid >= 16384\n"
"       ) AS m\n"
"  JOIN pg_catalog.pg_depend AS d\n"
"    ON d.classid = m.classid AND d.objid = m.objid AND d.deptype = 'e'\n"
"   AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass\n"
"  LEFT JOIN pg_catalog.pg_init_privs AS i\n"
"    ON i.classoid = m.classid AND i.objoid = m.objid AND i.objsubid = 0\n"
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
	return false;
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

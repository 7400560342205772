/*
 * kind_schema.c
 *		Schemas.
 *
 * The schema public is there before anybody makes one; its privileges are
 * compared with those that initdb gave it, or would have given its owner.
 */
#include "postgres.h"

#include "catalog/pg_namespace.h"
#include "schema/kinds.h"

static const char *const properties[] = {NULL};

static const char query[] =
"SELECT n.oid AS oid, 0 AS subid, NULL::pg_catalog.oid AS parent, 0 AS parent_subid,\n"
"       NULL::pg_catalog.text AS schema, n.nspname AS name, NULL::pg_catalog.text AS signature,\n"
"       pg_catalog.pg_get_userbyid(n.nspowner) AS owner,\n"
"       CASE WHEN n.nspname = 'public' THEN\n"
"            COALESCE(n.nspacl, pg_catalog.acldefault('n', n.nspowner))\n"
"            ELSE n.nspacl END AS acl,\n"
"       CASE WHEN n.nspname = 'public' THEN\n"
"            pg_catalog.acldefault('n', n.nspowner) ||\n"
"            pg_catalog.makeaclitem(0, n.nspowner, 'USAGE', false)\n"
"            ELSE pg_catalog.acldefault('n', n.nspowner) END AS acl_normal\n"
"  FROM pg_catalog.pg_namespace AS n\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_namespace", "n.oid");

static void
create(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "CREATE SCHEMA %s", object_name(object));
}

const SchemaKind kind_schema = {
	.name = "schema",
	.sql_name = "SCHEMA",
	.catalog = NamespaceRelationId,
	.query = query,
	.properties = properties,
	.acl_letter = 'n',
	.create = create,
};

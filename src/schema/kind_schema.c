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
"SELECT " FIXED("n.oid", "0", NULL_OID, "0", NULL_TEXT, "n.nspname", NULL_TEXT,
				"pg_catalog.pg_get_userbyid(n.nspowner)",
				"CASE WHEN n.nspname = 'public' THEN\n"
				"            COALESCE(n.nspacl, pg_catalog.acldefault('n', n.nspowner))\n"
				"            ELSE n.nspacl END",
				"CASE WHEN n.nspname = 'public' THEN\n"
				"            pg_catalog.acldefault('n', n.nspowner) ||\n"
				"            pg_catalog.makeaclitem(0, n.nspowner, 'USAGE', false)\n"
				"            ELSE pg_catalog.acldefault('n', n.nspowner) END") "\n"
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

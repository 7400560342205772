/*
 * kind_cast.c
 *		Casts and transforms: they have no name, but what they are from and to.
 */
#include "postgres.h"

#include "catalog/pg_cast.h"
#include "catalog/pg_transform.h"
#include "schema/kinds.h"

static const char *const cast_properties[] = {"method", "context", NULL};

static const char *const cast_required[] = {"method", NULL};

static const char cast_query[] =
"SELECT " FIXED_WITHOUT_OWNER("k.oid", NULL_TEXT,
							  "pg_catalog.format('(%s AS %s)', pg_catalog.format_type(k.castsource, NULL), pg_catalog.format_type(k.casttarget, NULL))",
							  NULL_TEXT) ",\n"
"       CASE k.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || k.castfunc::pg_catalog.regprocedure::pg_catalog.text\n"
"                         WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END AS method,\n"
"       CASE k.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END AS context\n"
"  FROM pg_catalog.pg_cast AS k\n"
" WHERE k.oid >= 16384\n"
"   AND " OF_ITS_OWN("pg_cast", "k.oid");

static void
create_cast(Change *change, const SchemaObject *object)
{
	const char *context = object_value(object, "context");

	change_write(change, "create", 0, "CREATE %s %s%s", object_reference(object),
				 object_value(object, "method"), context == NULL ? "" : context);
}

/*
 * The name is not to be quoted.
 */
static char *
reference(const SchemaObject *object)
{
	return pstrdup(object->name);
}

const SchemaKind kind_cast = {
	.name = "cast",
	.sql_name = "CAST",
	.catalog = CastRelationId,
	.query = cast_query,
	.properties = cast_properties,
	.required = cast_required,
	.unnameable = true,
	.create = create_cast,
	.is_rebuildable = object_is_rebuildable,
	.reference = reference,
};

static const char *const transform_properties[] = {
	"from_sql", "to_sql", NULL
};

static const char transform_query[] =
"SELECT " FIXED_WITHOUT_OWNER("t.oid", NULL_TEXT,
							  "pg_catalog.format('FOR %s LANGUAGE %I', pg_catalog.format_type(t.trftype, NULL), l.lanname)",
							  NULL_TEXT) ",\n"
"       CASE WHEN t.trffromsql <> 0 THEN t.trffromsql::pg_catalog.regprocedure END AS from_sql,\n"
"       CASE WHEN t.trftosql <> 0 THEN t.trftosql::pg_catalog.regprocedure END AS to_sql\n"
"  FROM pg_catalog.pg_transform AS t\n"
"  JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang\n"
" WHERE t.oid >= 16384\n"
"   AND " NOT_OF_EXTENSION("pg_transform", "t.oid");

static void
write_transform(Change *change, const char *action, const char *command,
				const SchemaObject *object)
{
	const char *from_sql = object_value(object, "from_sql");
	const char *to_sql = object_value(object, "to_sql");

	change_write(change, action, 0, "%s %s (%s%s%s%s%s)", command,
				 object_reference(object),
				 from_sql == NULL ? "" : "FROM SQL WITH FUNCTION ",
				 from_sql == NULL ? "" : from_sql,
				 from_sql == NULL || to_sql == NULL ? "" : ", ",
				 to_sql == NULL ? "" : "TO SQL WITH FUNCTION ",
				 to_sql == NULL ? "" : to_sql);
}

static void
create_transform(Change *change, const SchemaObject *object)
{
	write_transform(change, "create", "CREATE", object);
}

static bool
alter_transform(Change *change, const SchemaObject *from,
				const SchemaObject *to)
{
	write_transform(change, "alter", "CREATE OR REPLACE", to);
	return true;
}

const SchemaKind kind_transform = {
	.name = "transform",
	.sql_name = "TRANSFORM",
	.catalog = TransformRelationId,
	.query = transform_query,
	.properties = transform_properties,
	.unnameable = true,
	.create = create_transform,
	.alter = alter_transform,
	.is_rebuildable = object_is_rebuildable,
	.reference = reference,
};

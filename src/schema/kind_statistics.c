/*
 * kind_statistics.c
 *		Statistics objects.
 *
 * The server lists their columns in the order of the table's, whatever has been
 * said. That cannot be changed, and is not compared.
 */
#include "postgres.h"

#include "catalog/pg_statistic_ext.h"
#include "schema/kinds.h"

static const char *const properties[] = {
	"definition", "sorted", "target", NULL
};

static const char *const required[] = {"definition", NULL};

/* the definition with its columns in the order of their names */
static const char *const uncompared[] = {"sorted", NULL};

static const WrittenProperty written[] = {
	{"definition", ""}, {NULL}
};

static const char query[] =
"SELECT " FIXED_WITHOUT_ACL("s.oid", "n.nspname", "s.stxname", NULL_TEXT, "s.stxowner") ",\n"
"       s.definition AS definition,\n"
"       pg_catalog.replace(s.definition,\n"
"         ' ON ' || COALESCE(k.columns, ''), ' ON ' || COALESCE(k.sorted, '')) AS sorted,\n"
"       CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END AS target\n"
"  FROM (SELECT o.*, pg_catalog.pg_get_statisticsobjdef(o.oid) AS definition\n"
"          FROM pg_catalog.pg_statistic_ext AS o\n"
"        OFFSET 0) AS s\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace\n"
"  LEFT JOIN (SELECT o.oid,\n"
"                    pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns,\n"
"                    pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attname) AS sorted\n"
"               FROM pg_catalog.pg_statistic_ext AS o\n"
"               JOIN pg_catalog.pg_attribute AS a\n"
"                 ON a.attrelid = o.stxrelid AND a.attnum = ANY (o.stxkeys::pg_catalog.int2[])\n"
"              GROUP BY o.oid) AS k ON k.oid = s.oid\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_statistic_ext", "s.oid");

static void
write_target(Change *change, const SchemaObject *statistics)
{
	const char *target = object_value(statistics, "target");

	change_write(change, "alter", 0, "ALTER %s SET STATISTICS %s",
				 object_reference(statistics), target == NULL ? "-1" : target);
}

static void
create(Change *change, const SchemaObject *statistics)
{
	change_write(change, "create", 0, "%s",
				 object_value(statistics, "definition"));
	if (object_value(statistics, "target") != NULL)
		write_target(change, statistics);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "definition") &&
		object_differs(from, to, "sorted"))
		return false;
	if (change_differs(change, "target"))
		write_target(change, to);
	return true;
}

/*
 * Statistics go with their table, and with any of its columns that they need.
 */
static const SchemaObject *
goes_with(const SchemaObject *statistics)
{
	ListCell   *cell;

	foreach(cell, statistics->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (needed->kind == &kind_column && object_is_dropped(needed))
			return needed;
	}
	return NULL;
}

const SchemaKind kind_statistics = {
	.name = "statistics",
	.sql_name = "STATISTICS",
	.catalog = StatisticExtRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.written = written,
	.blocks_retyping = true,
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = goes_with,
};

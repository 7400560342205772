/*
 * kind_event_trigger.c
 *		Event triggers.
 */
#include "postgres.h"

#include "catalog/pg_event_trigger.h"
#include "schema/kinds.h"

static const char *const properties[] = {
	"event", "tags", "function", "enabled", NULL
};

static const char *const required[] = {"event", "function", "enabled", NULL};

static const char query[] =
"SELECT " FIXED_WITHOUT_ACL("v.oid", NULL_TEXT, "v.evtname", NULL_TEXT, "v.evtowner") ",\n"
"       v.evtevent AS event,\n"
"       t.tags AS tags,\n"
"       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.proname) AS function,\n"
"       v.evtenabled AS enabled\n"
"  FROM pg_catalog.pg_event_trigger AS v\n"
"  JOIN pg_catalog.pg_proc AS p ON p.oid = v.evtfoid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace\n"
"  LEFT JOIN LATERAL (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(u.tag), ', ' ORDER BY u.n) AS tags\n"
"                       FROM pg_catalog.unnest(v.evttags) WITH ORDINALITY AS u (tag, n)) AS t\n"
"    ON v.evttags IS NOT NULL\n"
" WHERE " NOT_OF_EXTENSION("pg_event_trigger", "v.oid");

static void
write_enabled(Change *change, const SchemaObject *trigger)
{
	change_write(change, "alter", 0, "ALTER %s %s", object_reference(trigger),
				 enabled_verb(object_value(trigger, "enabled")));
}

static void
create(Change *change, const SchemaObject *trigger)
{
	const char *tags = object_value(trigger, "tags");

	change_write(change, "create", 0,
				 "CREATE %s ON %s%s%s%s EXECUTE FUNCTION %s()",
				 object_reference(trigger), object_value(trigger, "event"),
				 tags == NULL ? "" : " WHEN TAG IN (",
				 tags == NULL ? "" : tags, tags == NULL ? "" : ")",
				 object_value(trigger, "function"));
	if (object_value(trigger, "enabled")[0] != 'O')
		write_enabled(change, trigger);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "event") ||
		object_differs(from, to, "tags") ||
		object_differs(from, to, "function"))
		return false;
	if (change_differs(change, "enabled"))
		write_enabled(change, to);
	return true;
}

const SchemaKind kind_event_trigger = {
	.name = "event trigger",
	.sql_name = "EVENT TRIGGER",
	.catalog = EventTriggerRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
};

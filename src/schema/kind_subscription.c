/*
 * kind_subscription.c
 *		Subscriptions.
 *
 * They are told and compared, but neither made nor dropped: that would connect
 * to another server, or leave a slot there, and where to connect to, often
 * with a password, is nothing that every role may read. Whether one is enabled
 * is a state, which pg_dump does not print either.
 */
#include "postgres.h"

#include "catalog/pg_subscription.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"publications", "slot", "binary", "streaming", "two_phase",
	"disable_on_error", "synchronous_commit", "origin", "password_required",
	"run_as_owner", "failover",
	NULL
};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("s.oid", "NULL::pg_catalog.text", "s.subname", "s.subowner", "NULL::pg_catalog.aclitem[]", "'r'") ",\n"
"       p.publications AS publications,\n"
"       s.subslotname AS slot,\n"
"       s.subbinary AS binary,\n"
"       " SUBSCRIPTION_STREAMING("s") " AS streaming,\n"
"       s.subtwophasestate <> 'd' AS two_phase,\n"
"       s.subdisableonerr AS disable_on_error,\n"
"       s.subsynccommit AS synchronous_commit,\n"
"       " SUBSCRIPTION_ORIGIN("s") " AS origin,\n"
"       " SUBSCRIPTION_PASSWORD_REQUIRED("s") " AS password_required,\n"
"       " SUBSCRIPTION_RUN_AS_OWNER("s") " AS run_as_owner,\n"
"       " SUBSCRIPTION_FAILOVER("s") " AS failover\n"
"  FROM pg_catalog.pg_subscription AS s\n"
"  LEFT JOIN LATERAL (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(u.name), ', ' ORDER BY u.n) AS publications\n"
"                       FROM pg_catalog.unnest(s.subpublications) WITH ORDINALITY AS u (name, n)) AS p ON true\n"
" WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database AS d\n"
"                     WHERE d.datname = pg_catalog.current_database())";

static void
refuse(Change *change, const SchemaObject *subscription)
{
	change_refuse(change, "Making or dropping a subscription concerns another server.");
}

static void
create(Change *change, const SchemaObject *subscription)
{
	refuse(change, subscription);
}

static void
drop(Change *change, const SchemaObject *subscription)
{
	refuse(change, subscription);
}

/*
 * Write one option that differs.
 */
static void
alter_option(Change *change, const SchemaObject *to, const char *property,
			 const char *option)
{
	const char *value = object_value(to, property);

	if (change_differs(change, property))
		change_write(change, "alter", 0, "ALTER %s SET (%s = %s)",
					 object_reference(to), option,
					 strcmp(value, "t") == 0 ? "true" :
					 strcmp(value, "f") == 0 ? "false" : quote_literal_cstr(value));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "slot") ||
		object_differs(from, to, "two_phase") ||
		object_differs(from, to, "failover"))
		change_refuse(change, "Its slot, on another server, would have to change.");
	if (change_differs(change, "publications"))
		change_write(change, "alter", 0,
					 "ALTER %s SET PUBLICATION %s WITH (refresh = false)",
					 object_reference(to), object_value(to, "publications"));
	alter_option(change, to, "binary", "binary");
	alter_option(change, to, "streaming", "streaming");
	alter_option(change, to, "disable_on_error", "disable_on_error");
	alter_option(change, to, "synchronous_commit", "synchronous_commit");
	alter_option(change, to, "origin", "origin");
	alter_option(change, to, "password_required", "password_required");
	alter_option(change, to, "run_as_owner", "run_as_owner");
	return true;
}

const SchemaKind kind_subscription = {
	.name = "subscription",
	.sql_name = "SUBSCRIPTION",
	.catalog = SubscriptionRelationId,
	.query = query,
	.properties = properties,
	.create = create,
	.drop = drop,
	.alter = alter,
};

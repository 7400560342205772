/*
 * kind_trigger.c
 *		Triggers.
 *
 * Those that the server makes are left out: of foreign keys, and the clones of
 * a partitioned table's trigger on its partitions. But a clone can be enabled
 * or disabled by itself: one that differs in this from the trigger that it is
 * a clone of is an object, without a definition.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "schema/kinds.h"

static const char *const properties[] = {
	"definition", "is_constraint", "enabled", "enabled_above", "extensions",
	NULL
};

static const char *const required[] = {"enabled", NULL};

static const char *const uncompared[] = {"enabled_above", NULL};

static const WrittenProperty written[] = {
	{"definition", ""}, {NULL}
};

static const char query[] =
"SELECT " FIXED_OF_PARENT("t.oid", "0", "t.tgrelid", "0", "t.tgname") ",\n"
"       CASE WHEN t.tgparentid = 0 THEN pg_catalog.pg_get_triggerdef(t.oid, false) END AS definition,\n"
"       t.tgconstraint <> 0 AS is_constraint,\n"
"       t.tgenabled AS enabled,\n"
"       a.tgenabled AS enabled_above,\n"
"       x.extensions AS extensions\n"
"  FROM pg_catalog.pg_trigger AS t\n"
"  LEFT JOIN pg_catalog.pg_trigger AS a ON a.oid = t.tgparentid\n"
"  LEFT JOIN " EXTENSION_TIES("pg_trigger") " AS x ON x.objid = t.oid\n"
" WHERE (NOT t.tgisinternal AND t.tgparentid = 0 OR t.tgenabled <> a.tgenabled)\n"
"   AND " NOT_OF_EXTENSION("pg_trigger", "t.oid");

/*
 * What ALTER TABLE says before TRIGGER or RULE for one of the states of
 * pg_trigger.tgenabled and pg_rewrite.ev_enabled.
 */
const char *
enabled_verb(const char *state)
{
	switch (state[0])
	{
		case TRIGGER_FIRES_ON_ORIGIN:
			return "ENABLE";
		case TRIGGER_FIRES_ALWAYS:
			return "ENABLE ALWAYS";
		case TRIGGER_FIRES_ON_REPLICA:
			return "ENABLE REPLICA";
		case TRIGGER_DISABLED:
			return "DISABLE";
	}
	elog(ERROR, "unknown state \"%s\"", state);
}

static void
write_enabled(Change *change, const SchemaObject *trigger, const char *state)
{
	change_write_alter_table(change, "alter", trigger->parent, 0,
							 "%s TRIGGER %s", enabled_verb(state),
							 object_name(trigger));
}

static bool
is_clone(const SchemaObject *trigger)
{
	return object_value(trigger, "definition") == NULL;
}

/*
 * Write what CREATE TRIGGER cannot say.
 */
static void
write_rest(Change *change, const SchemaObject *trigger)
{
	if (is_clone(trigger) ||
		object_value(trigger, "enabled")[0] != TRIGGER_FIRES_ON_ORIGIN)
		write_enabled(change, trigger, object_value(trigger, "enabled"));
	extension_ties_alter(change, NULL, trigger);
}

static void
create(Change *change, const SchemaObject *trigger)
{
	if (!is_clone(trigger))
		change_write(change, "create", 0, "%s",
					 object_value(trigger, "definition"));
	write_rest(change, trigger);
}

static void
drop(Change *change, const SchemaObject *trigger)
{
	if (is_clone(trigger))
		write_enabled(change, trigger, object_value(trigger, "enabled_above"));
	else
		change_write(change, "drop", 0, "DROP %s", object_reference(trigger));
}

/*
 * CREATE OR REPLACE TRIGGER makes neither a constraint trigger nor another of
 * one, and takes the state and the ties of the old one away.
 */
static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "definition"))
	{
		if (is_clone(from) || is_clone(to) ||
			object_is(from, "is_constraint") || object_is(to, "is_constraint"))
			return false;
		change->property = "definition";
		change_write(change, "alter", 0, "CREATE OR REPLACE%s",
					 object_value(to, "definition") + strlen("CREATE"));
		write_rest(change, to);
		return true;
	}
	if (change_differs(change, "enabled"))
		write_enabled(change, to, object_value(to, "enabled"));
	if (change_differs(change, "extensions"))
		extension_ties_alter(change, from, to);
	return true;
}

const SchemaKind kind_trigger = {
	.name = "trigger",
	.sql_name = "TRIGGER",
	.catalog = TriggerRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.written = written,
	.blocks_retyping = true,
	.named_on_parent = true,
	.create = create,
	.drop = drop,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
};

/*
 * ddl.c
 *		A whole schema as statements, and statements as a script.
 */
#include "postgres.h"

#include "schema/schema.h"

/*
 * What a hazard is called; the names are stable.
 */
const char *
hazard_name(Hazard hazard)
{
	switch (hazard)
	{
		case HAZARD_DELETES_DATA:
			return "deletes data";
		case HAZARD_REWRITES_TABLE:
			return "rewrites table";
		case HAZARD_BLOCKS_WRITES:
			return "blocks writes";
		case HAZARD_BLOCKS_READS:
			return "blocks reads";
		case HAZARD_FAILS_ON_ROWS:
			return "fails on existing rows";
		case HAZARD_IRREVERSIBLE:
			return "irreversible";
	}
	elog(ERROR, "unknown hazard %d", (int) hazard);
}

/*
 * The snapshot of an empty database: the schema public, as initdb makes it.
 */
static SchemaSnapshot *
empty_snapshot(const SchemaSnapshot *like)
{
	SchemaSnapshot *empty = snapshot_create();
	MemoryContext caller = MemoryContextSwitchTo(empty->context);
	ListCell   *cell;

	foreach(cell, like->objects)
	{
		const SchemaObject *object = lfirst(cell);
		SchemaObject *public;

		if (!object_has_kind(object, "schema") ||
			strcmp(object->name, "public") != 0)
			continue;
		public = palloc0(sizeof(SchemaObject));
		public->kind = object->kind;
		public->oid = object->oid;
		public->name = public->name_in_force = object->name;
		public->key = object->key;
		public->owner = "pg_database_owner";
		public->comment = "standard public schema";
		public->values = object->values;
		snapshot_add(empty, public);
	}
	MemoryContextSwitchTo(caller);
	return empty;
}

/*
 * The statements that make all of a snapshot in an empty database.
 */
SchemaDiff *
snapshot_ddl(SchemaSnapshot *snapshot)
{
	DiffOptions options = {true, true, true};
	int			level = plain_names_begin();
	SchemaDiff *diff = diff_snapshots(empty_snapshot(snapshot), snapshot,
									  &options);

	plain_names_end(level);
	return diff;
}

static void
write_hazards(StringInfo script, uint32 hazards)
{
	const char *separator = "-- ";

	for (int i = 0; i < HAZARDS; i++)
	{
		if ((hazards & (1 << i)) == 0)
			continue;
		appendStringInfo(script, "%s%s", separator, hazard_name(1 << i));
		separator = ", ";
	}
	if (hazards != 0)
		appendStringInfoChar(script, '\n');
}

/*
 * Statements as a script, without a newline at its end; with comments that
 * tell what loses data.
 */
char *
statements_script(const List *statements, bool hazards)
{
	StringInfoData script;
	ListCell   *cell;

	initStringInfo(&script);
	foreach(cell, statements)
	{
		const SchemaStatement *statement = lfirst(cell);

		if (script.len > 0)
			appendStringInfoString(&script, "\n\n");
		if (hazards)
			write_hazards(&script, statement->hazards &
						  (HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE |
						   HAZARD_FAILS_ON_ROWS | HAZARD_REWRITES_TABLE));
		appendStringInfo(&script, "%s;", statement->text);
	}
	return script.data;
}

/*
 * The way there as a script; comments before it tell what cannot be written.
 */
char *
diff_script(const SchemaDiff *diff)
{
	const char *statements = statements_script(diff->forth, false);

	return psprintf("%s%s%s", refusals_script(diff->refused),
					diff->refused == NIL || diff->forth == NIL ? "" : "\n",
					statements);
}

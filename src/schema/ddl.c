/*
 * ddl.c
 *		A whole schema as statements, and statements as a script.
 */
#include "postgres.h"

#include "parser/parser.h"
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

static void
check_strings(const char *text)
{
	if (text != NULL && strchr(text, '\\') != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("statements with a backslash are written for standard_conforming_strings = on"),
				 errdetail("In this session, they could mean something else: %s",
						   text),
				 errhint("SET standard_conforming_strings = on;")));
}

/*
 * Raise an error if the session might read the strings in statements otherwise
 * than they are meant: the server writes the strings of definitions for one
 * way of reading them.
 */
void
statements_check_strings(const List *statements)
{
	ListCell   *cell;

	if (standard_conforming_strings)
		return;
	foreach(cell, statements)
	{
		const SchemaStatement *statement = lfirst(cell);

		check_strings(statement->text);
		check_strings(statement->reverse);
	}
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
 * The statements of a difference as a script, after what is missing in it.
 */
char *
diff_script(const SchemaDiff *diff)
{
	StringInfoData script;

	initStringInfo(&script);
	refusals_append(&script, diff->refused);
	if (diff->refused != NIL && diff->forth != NIL)
		appendStringInfoString(&script, "\n\n");
	appendStringInfoString(&script, statements_script(diff->forth, false));
	return script.data;
}

/*
 * kind_sequence.c
 *		Sequences, and that a column owns one.
 *
 * The sequence of an identity column is no object here: see kind_identity.c.
 * That a column owns a sequence is an object below the sequence, which needs
 * the column.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"persistence", SEQUENCE_PROPERTIES,
	NULL
};

static const char *const required[] = {
	"persistence", SEQUENCE_REQUIRED, NULL
};

static const char query[] =
"SELECT " FIXED_WITH_OWNER("c.oid", "n.nspname", "c.relname", "c.relowner", "c.relacl", "'s'") ",\n"
"       c.relpersistence AS persistence,\n"
"       " SEQUENCE_COLUMNS("s") "\n"
"  FROM pg_catalog.pg_sequence AS s\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
" WHERE c.relpersistence <> 't'\n"
"   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS i\n"
"                    WHERE i.classid = 'pg_catalog.pg_class'::pg_catalog.regclass\n"
"                      AND i.objid = c.oid AND i.deptype = 'i')\n"
"   AND " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_class", "c.oid");

static void
create(Change *change, const SchemaObject *sequence)
{
	const char *type = object_value(sequence, "type");
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "CREATE %sSEQUENCE %s",
					 object_value(sequence, "persistence")[0] == 'u' ? "UNLOGGED " : "",
					 object_qualified_name(sequence));
	if (strcmp(type, "bigint") != 0)
		appendStringInfo(&text, " AS %s", type);
	sequence_append_options(&text, sequence);
	change_write(change, "create", 0, "%s", text.data);
}

/*
 * One that is owned has moved along with its table.
 */
static void
drop(Change *change, const SchemaObject *sequence)
{
	const SchemaObject *tie = object_ownership(sequence);
	const SchemaObject *column = tie == NULL ? NULL : sequence_owner_column(tie);

	change_write(change, "drop", HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE,
				 "DROP SEQUENCE %s", column == NULL ?
				 object_qualified_name(sequence) :
				 object_name_beside(column, sequence->name_in_force));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	StringInfoData text;
	uint32		hazards;

	if (change_differs(change, "persistence"))
		change_write(change, "alter", 0, "ALTER SEQUENCE %s SET %s",
					 object_qualified_name(to),
					 object_value(to, "persistence")[0] == 'u' ?
					 "UNLOGGED" : "LOGGED");
	change->property = "options";
	initStringInfo(&text);
	if (object_differs(from, to, "type"))
		appendStringInfo(&text, " AS %s", object_value(to, "type"));
	sequence_write_move(change, object_qualified_name(to), from, to);
	hazards = sequence_append_change(&text, "", from, to);
	if (text.len > 0)
		change_write(change, "alter", hazards, "ALTER SEQUENCE %s%s",
					 object_qualified_name(to), text.data);
	return true;
}

/*
 * A sequence goes with the column that owns it.
 */
static const SchemaObject *
goes_with(const SchemaObject *sequence)
{
	const SchemaObject *tie = object_ownership(sequence);

	return tie == NULL ? NULL : sequence_owner_column(tie);
}

const SchemaKind kind_sequence = {
	.name = "sequence",
	.sql_name = "SEQUENCE",
	.catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.names_relation = true,
	.acl_letter = 's',
	.create = create,
	.drop = drop,
	.alter = alter,
	.goes_with = goes_with,
};

static const char *const owner_properties[] = {"column", NULL};

static const char *const owner_required[] = {"column", NULL};

static const char owner_query[] =
"SELECT " FIXED_OF_PARENT("d.objid", "-1", "d.objid", "0", "'owner'") ",\n"
"       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) ||\n"
"       '.' || pg_catalog.quote_ident(a.attname) AS column\n"
"  FROM pg_catalog.pg_depend AS d\n"
"  JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = d.refobjid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid\n"
" WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass\n"
"   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass\n"
"   AND d.deptype = 'a' AND d.refobjsubid > 0";

StaticAssertDecl(SEQUENCE_OWNER_SUBID == -1, "the query above says it too");

/*
 * The column that owns a sequence; NULL if it is not in the snapshot.
 */
const SchemaObject *
sequence_owner_column(const SchemaObject *owner)
{
	return object_needed(owner, &kind_column);
}

/*
 * Does a sequence that a table owns go on being owned by it?
 */
bool
sequence_keeps_table(const SchemaObject *owner)
{
	const SchemaObject *is = sequence_owner_column(owner);
	const SchemaObject *shall;

	if (owner->match == NULL)
		return false;
	shall = sequence_owner_column(owner->match);
	return is == NULL || shall == NULL || is->parent->match == shall->parent;
}

/*
 * Is a sequence that stays untied before all renames? Its table would take it
 * along to another schema, and would not let it move alone.
 */
bool
sequence_is_untied_first(const SchemaObject *owner)
{
	const SchemaObject *column = sequence_owner_column(owner);

	return owner->parent->match != NULL && !sequence_keeps_table(owner) &&
		(object_changes_schema(owner->parent) ||
		 (column != NULL && object_changes_schema(column->parent)));
}

static void
own(Change *change, const char *action, const SchemaObject *owner)
{
	const SchemaObject *column = sequence_owner_column(owner);

	change_write(change, action, 0, "ALTER SEQUENCE %s OWNED BY %s",
				 object_qualified_name(owner->parent), column == NULL ?
				 object_value(owner, "column") :
				 object_name_in_parent(column));
}

static void
create_owner(Change *change, const SchemaObject *owner)
{
	own(change, "create", owner);
}

static void
drop_owner(Change *change, const SchemaObject *owner)
{
	const SchemaObject *sequence = owner->parent;

	change_write(change, "drop", 0, "ALTER SEQUENCE %s OWNED BY NONE",
				 sequence_is_untied_first(owner) ?
				 quote_qualified_identifier(object_schema_in_force(sequence),
											sequence->name) :
				 object_qualified_name(sequence));
}

/*
 * The owner of a sequence is that of its table: between two tables it is not
 * tied to any, so that each may get the owner that it shall have.
 */
static bool
alter_owner(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	const SchemaObject *is = sequence_owner_column(from);
	const SchemaObject *shall = sequence_owner_column(to);

	if (!sequence_keeps_table(from))
		return false;
	/* perhaps only its name is another */
	if (change_differs(change, "column") &&
		(is == NULL || is->match == NULL || is->match != shall))
		own(change, "alter", to);
	return true;
}

const SchemaKind kind_sequence_owner = {
	.name = "sequence owner",
	.sql_name = "SEQUENCE",
	.catalog = RelationRelationId,
	.parent_catalog = RelationRelationId,
	.query = owner_query,
	.properties = owner_properties,
	.required = owner_required,
	.create = create_owner,
	.drop = drop_owner,
	.alter = alter_owner,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
};

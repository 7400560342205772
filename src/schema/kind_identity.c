/*
 * kind_identity.c
 *		That a column is an identity column, and how its sequence counts.
 *
 * It stands for the sequence, too: whose privileges and comment are its own.
 * Partitions share the sequence of their table, and have none.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "commands/defrem.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"always", "sequence_name", "persistence", SEQUENCE_PROPERTIES,
	NULL
};

static const char *const required[] = {
	"sequence_name", SEQUENCE_REQUIRED, NULL
};

static const char query[] =
"SELECT " FIXED("s.seqrelid", "0", "a.attrelid", "a.attnum", NULL_TEXT, "'identity'", NULL_TEXT, NULL_NAME, "c.relacl",
				"CASE WHEN c.relacl IS NOT NULL THEN pg_catalog.acldefault('s', c.relowner) END") ",\n"
"       a.attidentity = 'a' AS always,\n"
"       c.relname AS sequence_name,\n"
"       NULLIF(c.relpersistence, t.relpersistence) AS persistence,\n"
"       " SEQUENCE_COLUMNS("s") "\n"
"  FROM pg_catalog.pg_sequence AS s\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid\n"
"  JOIN pg_catalog.pg_depend AS d\n"
"    ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid\n"
"   AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass\n"
"   AND d.deptype = 'i' AND d.refobjsubid > 0\n"
"  JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid\n"
"  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid\n"
" WHERE a.attidentity <> ''";

/*
 * The qualified name of a sequence, which is in the schema of its table.
 */
static char *
sequence_name(const SchemaObject *identity, const char *name)
{
	return object_name_beside(identity, name);
}

static bool
has_default_name(const SchemaObject *identity)
{
	const SchemaObject *column = identity->parent;

	return strcmp(object_value(identity, "sequence_name"),
				  makeObjectName(column->parent->name_in_force,
								 column->name_in_force, "seq")) == 0;
}

/*
 * What stands after the column: "GENERATED ALWAYS AS IDENTITY (...)".
 */
char *
identity_definition(const SchemaObject *identity)
{
	StringInfoData text;
	StringInfoData options;

	initStringInfo(&text);
	initStringInfo(&options);
	appendStringInfo(&text, "GENERATED %s AS IDENTITY",
					 object_is(identity, "always") ? "ALWAYS" : "BY DEFAULT");
	if (!has_default_name(identity))
		appendStringInfo(&options, " SEQUENCE NAME %s",
						 sequence_name(identity, object_value(identity, "sequence_name")));
	sequence_append_options(&options, identity);
	if (options.len > 0)
		appendStringInfo(&text, " (%s)", options.data + 1);
	return text.data;
}

/*
 * Write what no definition can say: a sequence whose type is not the column's.
 */
void
identity_write_rest(Change *change, const SchemaObject *identity)
{
	const char *type = object_value(identity, "type");

	if (strcmp(type, object_value(identity->parent, "type")) != 0)
		change_write(change, "alter", 0,
					 "ALTER SEQUENCE %s AS %s MINVALUE %s MAXVALUE %s",
					 sequence_name(identity, object_value(identity, "sequence_name")),
					 type, object_value(identity, "minimum"),
					 object_value(identity, "maximum"));
}

static void
create(Change *change, const SchemaObject *identity)
{
	change_write_alter_table(change, "create", identity->parent->parent, 0,
							 "ALTER COLUMN %s ADD %s",
							 object_name(identity->parent),
							 identity_definition(identity));
	identity_write_rest(change, identity);
}

/*
 * Where the type of the column changes too, it goes by a statement of its own:
 * the server gives the sequence of what is an identity the new type first.
 */
static void
drop(Change *change, const SchemaObject *identity)
{
	const uint32 hazards = HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE;
	const SchemaObject *column = identity->parent;

	if (column->match != NULL && object_differs(column, column->match, "type"))
		change_write(change, "drop", hazards,
					 "ALTER TABLE %s ALTER COLUMN %s DROP IDENTITY",
					 object_qualified_name(column->parent), object_name(column));
	else
		change_write_alter_table(change, "drop", column->parent, hazards,
								 "ALTER COLUMN %s DROP IDENTITY",
								 object_name(column));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	const char *name = object_value(to, "sequence_name");
	StringInfoData text;
	uint32		hazards;

	if (change_differs(change, "sequence_name"))
		change_write(change, "alter", 0, "ALTER SEQUENCE %s RENAME TO %s",
					 sequence_name(from, object_value(from, "sequence_name")),
					 quote_identifier(name));
	change->property = "type";
	if (object_differs(from, to, "type"))
		change_write(change, "alter", 0, "ALTER SEQUENCE %s AS %s",
					 sequence_name(to, name), object_value(to, "type"));
	change->property = "options";
	initStringInfo(&text);
	if (object_differs(from, to, "always"))
		appendStringInfo(&text, " SET GENERATED %s",
						 object_is(to, "always") ? "ALWAYS" : "BY DEFAULT");
	sequence_write_move(change, sequence_name(to, name), from, to);
	hazards = sequence_append_change(&text, "SET ", from, to);
	if (text.len > 0)
		change_write_alter_table(change, "alter", to->parent->parent, hazards,
								 "ALTER COLUMN %s%s", object_name(to->parent),
								 text.data);
	if (change_differs(change, "persistence"))
		change_write(change, "alter", 0, "ALTER SEQUENCE %s SET %s",
					 sequence_name(to, name),
					 object_value(to->parent->parent, "persistence")[0] ==
					 (object_value(to, "persistence") == NULL ? 'p' : 'u') ?
					 "LOGGED" : "UNLOGGED");
	return true;
}

/*
 * Its sequence is its table's owner's, and has what is granted by default on
 * those of that role: it is made once the table has its owner.
 */
static List *
comes_after(const Change *change, bool old)
{
	return old ? NIL : list_make1(change->to->parent->parent);
}

static char *
reference(const SchemaObject *identity)
{
	return sequence_name(identity, object_value(identity, "sequence_name"));
}

/*
 * What it takes among the names of relations.
 */
static const char *
relation_name(const SchemaObject *identity)
{
	return sequence_name(identity, object_value(identity, "sequence_name"));
}

/*
 * A table that has heirs gets an identity column in two steps: its heirs' are
 * none.
 */
static bool
may_be_inline(const SchemaObject *identity)
{
	const SchemaObject *table = identity->parent->parent;

	return table->match == NULL || !table_has_heirs(table);
}

const SchemaKind kind_identity = {
	.name = "identity",
	.sql_name = "SEQUENCE",
	.catalog = RelationRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.names_relation = true,
	.relation_name = relation_name,
	.acl_letter = 's',
	.create = create,
	.drop = drop,
	.alter = alter,
	.comes_after = comes_after,
	.goes_with = object_goes_with_parent,
	.may_be_inline = may_be_inline,
	.reference = reference,
};

/*
 * kind_column.c
 *		Columns of tables.
 *
 * A column's default and its identity are objects of their own
 * (kind_default.c, kind_identity.c); the expression of a generated column is a
 * property. What a table does to a column of its own reaches the columns that
 * inherit from it: these write nothing. Whether an inherited column is declared
 * by its own table as well cannot be changed, and is not compared.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/tokens.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"position", "type", "type_facts", "casts", "collation", "not_null",
	"not_null_name", "not_null_no_inherit", "not_null_valid",
	"not_null_comment", "generated", "expression", "storage", "compression",
	"statistics", "options", "foreign_options", "is_local",
	NULL
};

static const char *const required[] = {
	"position", "type", "type_facts", NULL
};

static const char *const uncompared[] = {
	"position", "type_facts", "casts", "is_local", NULL
};

static const WrittenProperty written[] = {
	{"expression", "SELECT "}, {NULL}
};

static const char query[] =
"SELECT " FIXED_OF_COLUMN("a") ",\n"
"       pg_catalog.row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS position,\n"
"       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,\n"
"       pg_catalog.concat_ws(' ', t.base, a.atttypmod, t.facts) AS type_facts,\n"
"       t.casts AS casts,\n"
"       CASE WHEN a.attcollation <> t.typcollation THEN\n"
"            pg_catalog.quote_ident(ln.nspname) || '.' || pg_catalog.quote_ident(l.collname) END AS collation,\n"
"       a.attnotnull AS not_null,\n"
"       k.conname AS not_null_name,\n"
"       k.connoinherit AS not_null_no_inherit,\n"
"       k.convalidated AS not_null_valid,\n"
"       kd.description AS not_null_comment,\n"
"       NULLIF(a.attgenerated, '') AS generated,\n"
"       CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END AS expression,\n"
"       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,\n"
"       NULLIF(a.attcompression, '') AS compression,\n"
"       CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics,\n"
"       " ATTRIBUTE_OPTIONS("a") " AS options,\n"
"       " FOREIGN_OPTIONS("a.attfdwoptions") " AS foreign_options,\n"
"       a.attislocal AS is_local\n"
"  FROM pg_catalog.pg_attribute AS a\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace\n"
"  JOIN (SELECT ty.oid, ty.typcollation, ty.typstorage, ca.casts,\n"
"               CASE WHEN b.oid < 16384 THEN b.oid ELSE 0 END AS base,\n"
"               pg_catalog.concat_ws(' ', ty.typcategory, COALESCE(e.typcategory, '-'),\n"
"                 ty.typtype, ty.typstorage) AS facts\n"
"          FROM pg_catalog.pg_type AS ty\n"
"          JOIN pg_catalog.pg_type AS b\n"
"            ON b.oid = CASE WHEN ty.typtype = 'd' THEN ty.typbasetype ELSE ty.oid END\n"
"          LEFT JOIN pg_catalog.pg_type AS e ON e.oid = ty.typelem AND ty.typcategory = 'A'\n"
"          LEFT JOIN (SELECT u.castsource,\n"
"                            pg_catalog.string_agg(pg_catalog.format_type(u.casttarget, NULL) ||\n"
"                              '=' || u.castcontext::pg_catalog.text, E'\\n' ORDER BY u.casttarget) AS casts\n"
"                       FROM pg_catalog.pg_cast AS u\n"
"                      WHERE u.oid >= 16384\n"
"                      GROUP BY u.castsource) AS ca ON ca.castsource = ty.oid) AS t\n"
"    ON t.oid = a.atttypid\n"
"  LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation\n"
"  LEFT JOIN pg_catalog.pg_namespace AS ln ON ln.oid = l.collnamespace\n"
"  LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum\n"
"  LEFT JOIN pg_catalog.pg_constraint AS k\n"
"    ON k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey[1] = a.attnum\n"
"   AND (k.conislocal OR c.relispartition)\n"
"  LEFT JOIN pg_catalog.pg_description AS kd\n"
"    ON kd.objoid = k.oid AND kd.objsubid = 0\n"
"   AND kd.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass\n"
" WHERE c.relkind IN ('r', 'p', 'f')\n"
"   AND a.attnum > 0 AND NOT a.attisdropped\n"
"   AND " USERS_SCHEMA("n") "\n"
" ORDER BY a.attrelid, a.attnum";

static const SchemaObject *
inline_child(const SchemaObject *column, const SchemaKind *kind)
{
	const SchemaObject *child = object_child(column, kind);

	return child != NULL && object_is_inline(child) ? child : NULL;
}

/*
 * A column as CREATE TABLE and ADD COLUMN have it.
 */
char *
column_definition(const SchemaObject *column)
{
	const SchemaObject *identity = inline_child(column, &kind_identity);
	const SchemaObject *value = inline_child(column, &kind_default);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "%s %s", object_name(column),
					 object_value(column, "type"));
	foreign_options_append(&text, object_value(column, "foreign_options"));
	if (object_value(column, "collation") != NULL)
		appendStringInfo(&text, " COLLATE %s", object_value(column, "collation"));
	if (object_value(column, "expression") != NULL)
		appendStringInfo(&text, " GENERATED ALWAYS AS (%s) %s",
						 object_value(column, "expression"),
						 object_value(column, "generated")[0] == 's' ?
						 "STORED" : "VIRTUAL");
	if (value != NULL)
		appendStringInfo(&text, " DEFAULT %s", object_value(value, "expression"));
	if (identity != NULL)
		appendStringInfo(&text, " %s", identity_definition(identity));
	if (object_is(column, "not_null") && not_null_is_valid(column) &&
		(identity == NULL || !not_null_is_plain(column)))
		appendStringInfo(&text, " %s", not_null_definition(column));
	return text.data;
}

/*
 * Write what a column has that its definition cannot say.
 */
void
column_write_rest(Change *change, const SchemaObject *column)
{
	if (object_is(column, "not_null") && !not_null_is_valid(column))
		not_null_add(change, column);
	if (object_value(column, "storage") != NULL)
		column_write_storage(change, column);
	if (object_value(column, "compression") != NULL)
		column_write_compression(change, column);
	if (object_value(column, "statistics") != NULL)
		column_write_statistics(change, column);
	if (object_value(column, "options") != NULL)
		column_write_options(change, NULL, column);
	if (object_value(column, "not_null_comment") != NULL)
		not_null_write_comment(change, column);
	if (inline_child(column, &kind_identity) != NULL)
		identity_write_rest(change, inline_child(column, &kind_identity));
}

/*
 * Does ADD COLUMN write every row, or fail if there is one?
 */
static uint32
add_hazards(const SchemaObject *column)
{
	const SchemaObject *identity = inline_child(column, &kind_identity);
	const SchemaObject *value = inline_child(column, &kind_default);
	const char *generated = object_value(column, "generated");
	uint32		hazards = 0;

	if (identity != NULL || (generated != NULL && generated[0] == 's') ||
		(value != NULL && default_is_volatile(value)) ||
		(column_type_is_domain(column) && generated == NULL))
		hazards |= HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS |
			HAZARD_BLOCKS_WRITES;
	if (object_is(column, "not_null") && not_null_is_valid(column) &&
		identity == NULL && value == NULL && generated == NULL)
		hazards |= HAZARD_FAILS_ON_ROWS;
	return hazards_of(column->parent, hazards);
}

/*
 * Is a column of the table that this one inherits from made or dropped too?
 */
bool
column_comes_by_itself(const SchemaObject *column)
{
	const SchemaObject *source = inherited_from(column);

	return source != NULL && is_made_or_dropped(source);
}

static void
create(Change *change, const SchemaObject *column)
{
	const SchemaObject *table = column->parent;

	if (column_is_written(column))
	{
		if (table->match != NULL && table->kind == &kind_table &&
			object_value(table, "of_type") != NULL &&
			object_value(table->match, "of_type") != NULL)
		{
			change_refuse(change, "It is a column of a table of a type, and comes with the type.");
			return;
		}
		change_write_alter_table(change, "create", table, add_hazards(column),
								 "ADD COLUMN %s", column_definition(column));
	}
	column_write_rest(change, column);
}

/*
 * Is it written where it is made, by CREATE TABLE or ADD COLUMN?
 */
bool
column_is_written(const SchemaObject *column)
{
	if (object_is_inline(column))
		return true;
	return !column_comes_by_itself(column) &&
		(column->parent->match != NULL || object_is(column, "is_local"));
}

static void
drop(Change *change, const SchemaObject *column)
{
	uint32		hazards = object_value(column, "expression") != NULL ||
	column->parent->kind == &kind_foreign_table ? 0 :
	HAZARD_DELETES_DATA | HAZARD_IRREVERSIBLE;

	if (is_kept_by_heir(column))
		change_write_alter_only(change, "drop", column->parent, hazards,
								"DROP COLUMN %s", object_name(column));
	else
		change_write_alter_table(change, "drop", column->parent, hazards,
								 "DROP COLUMN %s", object_name(column));
}

/*
 * Is an index, or a constraint that has one, on this column?
 */
static bool
is_indexed(const SchemaObject *column)
{
	ListCell   *cell;

	foreach(cell, column->needed_by)
	{
		const SchemaObject *other = lfirst(cell);

		if (object_has_kind(other, "index") ||
			(object_has_kind(other, "constraint") &&
			 object_value(other, "type")[0] != 'c' &&
			 object_value(other, "type")[0] != 'f'))
			return true;
	}
	return false;
}

static uint32
type_hazards(const SchemaObject *from, const SchemaObject *to)
{
	uint32		hazards = column_type_hazards(from, to);

	if (object_differs(from, to, "collation") && is_indexed(from))
		hazards |= HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES;
	return hazards;
}

static const char *
using_clause(const SchemaObject *from, const SchemaObject *to)
{
	switch (column_conversion(from, to))
	{
		case CONVERSION_CASTS:
			return psprintf(" USING %s::%s", object_name(to),
							object_value(to, "type"));
		case CONVERSION_BY_TEXT:
			return psprintf(" USING %s::text%s::%s", object_name(to),
							strstr(object_value(from, "type"), "[]") == NULL ? "" : "[]",
							object_value(to, "type"));
		case CONVERSION_ASSIGNS:
		case CONVERSION_NONE:
			break;
	}
	return "";
}

static const char *
collate_clause(const SchemaObject *from, const SchemaObject *to)
{
	if (object_value(to, "collation") != NULL)
		return psprintf(" COLLATE %s", object_value(to, "collation"));
	if (object_differs(from, to, "collation") &&
		!object_differs(from, to, "type") && !column_type_is_domain(to))
		return " COLLATE pg_catalog.\"default\"";
	return "";
}

/*
 * Does its table's partition key name it, or that of a partition which stays?
 */
static bool
is_in_partition_key(const SchemaObject *column)
{
	const char *key = column->parent->kind != &kind_table ? NULL :
	object_value(column->parent, "partition_key");
	List	   *tokens = NIL;
	ListCell   *cell;

	check_stack_depth();
	if (key == NULL)
		return false;
	(void) tokens_read(key, &tokens);
	foreach(cell, tokens)
	{
		const Token *token = lfirst(cell);

		if (token->kind == TOKEN_NAME && strcmp(token->text, column->name) == 0)
			return true;
	}
	foreach(cell, parts_of_heirs(column, false))
	{
		const SchemaObject *heir = lfirst(cell);

		if (heir->parent->match != NULL && is_in_partition_key(heir))
			return true;
	}
	return false;
}

static void
write_type(Change *change, const SchemaObject *from, const SchemaObject *to,
		   uint32 hazards, const char *using)
{
	bool		is_foreign = to->parent->kind == &kind_foreign_table;

	change->retyped = true;
	if (is_in_partition_key(from))
		change_refuse(change, "It is in the partition key of its table, or of a partition, and its type cannot be changed.");
	change_write_alter_table(change, "alter", to->parent,
							 is_foreign ? 0 : hazards,
							 "ALTER COLUMN %s TYPE %s%s%s", object_name(to),
							 object_value(to, "type"),
							 collate_clause(from, to), is_foreign ? "" : using);
}

/*
 * Does a column that this one inherits from change in the same way?
 */
bool
column_follows(Change *change, const SchemaObject *to, const char *property)
{
	const SchemaObject *source = inherited_from(to);

	if (source == NULL || source->match == NULL ||
		!object_differs(source->match, source, property))
		return false;
	change->follows = source->match;
	return true;
}

/*
 * Has it the type of a column that it goes on inheriting from?
 */
static bool
type_follows(Change *change)
{
	SchemaObject *source = (SchemaObject *) inherited_from(change->from);

	if (source == NULL || source->match == NULL)
		return false;
	change->follows = source;
	return true;
}

static void
alter_type(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (!change_differs(change, "type") && !change_differs(change, "collation"))
		return;
	if (type_follows(change))
		change->retyped = true;
	else
		write_type(change, from, to, type_hazards(from, to),
				   using_clause(from, to));
}

/*
 * Write a change of how a column is computed. That it is so no more is a
 * statement by itself: the type of a column that was computed when its
 * statement began takes no USING.
 */
static void
alter_generated(Change *change, const SchemaObject *to)
{
	if (!change_differs(change, "expression") ||
		column_follows(change, to, "expression"))
		return;
	if (object_value(to, "expression") == NULL)
		change_write(change, "alter", 0,
					 "ALTER %s ALTER COLUMN %s DROP EXPRESSION",
					 object_reference(to->parent), object_name(to));
	else
		change_write_alter_table(change, "alter", to->parent,
								 object_value(to, "generated")[0] != 's' ? 0 :
								 HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS |
								 HAZARD_BLOCKS_WRITES,
								 "ALTER COLUMN %s SET EXPRESSION AS (%s)",
								 object_name(to), object_value(to, "expression"));
}

/*
 * Can a column of one kind become one of the other kind in place?
 */
static bool
is_alterable(const SchemaObject *from, const SchemaObject *to)
{
	const char *old = object_value(from, "generated");
	const char *new = object_value(to, "generated");

	if (object_differs(from, to, "type") &&
		column_conversion(from, to) == CONVERSION_NONE)
		return false;
	if (new == NULL)
		return old == NULL || old[0] == 's';
	return old != NULL && old[0] == new[0] &&
		!object_differs(from, to, "type") &&
		(EXPRESSIONS_ALTERABLE || !object_differs(from, to, "expression"));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (!is_alterable(from, to))
		return false;
	alter_generated(change, to);
	alter_type(change, from, to);
	not_null_alter(change, from, to);
	/* a new type brings its own storage and compression */
	if (change_differs(change, "storage") ||
		(change->retyped && object_value(to, "storage") != NULL))
		column_write_storage(change, to);
	if (change_differs(change, "compression") ||
		(change->retyped && object_value(to, "compression") != NULL))
		column_write_compression(change, to);
	if (change_differs(change, "statistics"))
		column_write_statistics(change, to);
	if (change_differs(change, "options"))
		column_write_options(change, from, to);
	if (change_differs(change, "foreign_options"))
		change_write_alter_table(change, "alter", to->parent, 0,
								 "ALTER COLUMN %s OPTIONS (%s)", object_name(to),
								 foreign_options_change(object_value(from, "foreign_options"),
														object_value(to, "foreign_options")));
	return true;
}

static void
convert(Change *change, const SchemaObject *from, const SchemaObject *to,
		const char *through)
{
	if (!type_follows(change))
		write_type(change, from, to, HAZARD_REWRITES_TABLE |
				   HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES,
				   psprintf(" USING %s::%s%s::%s", object_name(to), through,
							strstr(object_value(to, "type"), "[]") == NULL ? "" : "[]",
							object_value(to, "type")));
	/* the new type has brought its own */
	if (object_value(to, "storage") != NULL)
		column_write_storage(change, to);
	if (object_value(to, "compression") != NULL)
		column_write_compression(change, to);
}

/*
 * Only what is computed anew, or is elsewhere, can be dropped without loss;
 * what cannot be converted at all, and what is going to be computed, is dropped
 * with it.
 */
static bool
is_rebuildable(const SchemaObject *column)
{
	const SchemaObject *to = column->match;

	if (column->parent->kind == &kind_foreign_table)
		return true;
	if (is_in_partition_key(column))
		return false;
	if (to != NULL && !is_alterable(column, to))
		return true;
	return object_value(column, "expression") != NULL &&
		(to == NULL || object_value(to, "expression") != NULL);
}

/*
 * What comes by itself comes after the column that it inherits from, but one
 * with that name gets the type that is to be inherited before. What is no more
 * inherited goes after that.
 */
static List *
comes_after(const Change *change, bool old)
{
	const SchemaObject *source = inherited_from(old ? change->from : change->to);
	List	   *others = NIL;
	ListCell   *cell;

	if (source != NULL && is_made_or_dropped(source) && !change->retyped)
		others = list_make1((void *) source);
	if (change->fate != FATE_CREATE || change->is_inline)
		return others;
	foreach(cell, parts_of_heirs(change->to, false))
	{
		SchemaObject *heir = lfirst(cell);

		if (heir->change != NULL && heir->change->retyped)
			others = lappend(others, heir);
	}
	return others;
}

/*
 * An inherited column is dropped only when that which it inherits from is.
 */
static SchemaObject *
held_by(const SchemaObject *column)
{
	return (SchemaObject *) inherited_from(column);
}

static bool
may_be_inline(const SchemaObject *column)
{
	if (object_is(column, "is_local"))
		return true;
	return object_child(column->parent, &kind_inheritance) == NULL;
}

/*
 * A column goes with its table, and with the one that it inherits from.
 */
static const SchemaObject *
goes_with(const SchemaObject *column)
{
	if (!object_is(column, "is_local") && column_comes_by_itself(column) &&
		!is_kept_by_heir(inherited_from(column)))
		return inherited_from(column);
	return column->parent;
}

const SchemaKind kind_column = {
	.name = "column",
	.sql_name = "COLUMN",
	.catalog = RelationRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.written = written,
	.blocks_retyping = true,
	.acl_letter = 'c',
	.create = create,
	.drop = drop,
	.alter = alter,
	.comes_after = comes_after,
	.held_by = held_by,
	.convert = convert,
	.is_rebuildable = is_rebuildable,
	.goes_with = goes_with,
	.may_be_inline = may_be_inline,
	.reference = object_name_in_parent,
};

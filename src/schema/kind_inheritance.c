/*
 * kind_inheritance.c
 *		That a table inherits from another; that it is a partition of another.
 *
 * Both are objects below the table that inherits. They are undone before, and
 * made after, all else that is done to the columns, constraints and indexes of
 * both tables: what is done in between to the one does not reach the other.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "miscadmin.h"
#include "schema/kinds.h"

static const char *const inheritance_properties[] = {"of", NULL};

static const char *const inheritance_required[] = {"of", NULL};
static const char *const partition_properties[] = {"of", "bound", "foreign_keys", NULL};

static const char *const partition_required[] = {"of", "bound", NULL};

/* those of the tables above, which a partition keeps when it is detached */
static const char *const partition_uncompared[] = {"foreign_keys", NULL};

static const char inheritance_query[] =
"SELECT " FIXED_OF_PARENT("h.inhrelid", "h.inhseqno", "h.inhrelid", "0", "n.nspname || '.' || p.relname") ",\n"
"       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.relname) AS of\n"
"  FROM pg_catalog.pg_inherits AS h\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = h.inhrelid\n"
"  JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace\n"
" WHERE c.relkind IN ('r', 'f') AND NOT c.relispartition";

/* a bound knows no column: without its table, nothing is locked for it */
static const char partition_query[] =
"SELECT " FIXED_OF_PARENT("h.inhrelid", "h.inhseqno", "h.inhrelid", "0", "'partition'") ",\n"
"       pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(p.relname) AS of,\n"
"       pg_catalog.pg_get_expr(c.relpartbound, 0) AS bound,\n"
"       f.foreign_keys AS foreign_keys\n"
"  FROM pg_catalog.pg_inherits AS h\n"
"  JOIN pg_catalog.pg_class AS c ON c.oid = h.inhrelid\n"
"  JOIN pg_catalog.pg_class AS p ON p.oid = h.inhparent\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace\n"
"  LEFT JOIN (SELECT k.conrelid,\n"
"                    pg_catalog.string_agg('CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ' ||\n"
"                      pg_catalog.pg_get_constraintdef(k.oid), E'\n' ORDER BY k.conname) AS foreign_keys\n"
"               FROM pg_catalog.pg_constraint AS k\n"
"               JOIN pg_catalog.pg_constraint AS o ON o.oid = k.conparentid\n"
"              WHERE k.contype = 'f' AND k.conrelid <> o.conrelid\n"
"              GROUP BY k.conrelid) AS f ON f.conrelid = c.oid\n"
" WHERE c.relkind IN ('r', 'p', 'f') AND c.relispartition";

/*
 * Is it that a table inherits from another, in either way?
 */
bool
object_is_inheritance(const SchemaObject *object)
{
	return object->kind == &kind_inheritance || object->kind == &kind_partition;
}

/*
 * The table inherited from; NULL if it is not in the snapshot.
 */
SchemaObject *
inheritance_source(const SchemaObject *inheritance)
{
	ListCell   *cell;

	foreach(cell, inheritance->needs)
	{
		SchemaObject *needed = lfirst(cell);

		if (needed->parent == NULL && needed != inheritance->parent &&
			needed->kind->names_relation)
			return needed;
	}
	return NULL;
}

/*
 * That a table inherits from another with this qualified name; NULL if it does
 * not.
 */
SchemaObject *
inheritance_find(const SchemaObject *table, const char *source)
{
	ListCell   *cell;

	foreach(cell, table->children)
	{
		SchemaObject *child = lfirst(cell);

		if (object_is_inheritance(child) &&
			strcmp(object_value(child, "of"), source) == 0)
			return child;
	}
	return NULL;
}

/*
 * That other tables inherit from this one, on its side.
 */
List *
inheritances_from(const SchemaObject *table)
{
	List	   *inheritances = NIL;
	ListCell   *cell;

	foreach(cell, table->needed_by)
	{
		const SchemaObject *other = lfirst(cell);

		if (object_is_inheritance(other) && other->parent != table)
			inheritances = lappend(inheritances, (void *) other);
	}
	return inheritances;
}

/*
 * Does some table inherit from this one, on either side?
 */
bool
table_has_heirs(const SchemaObject *table)
{
	return table != NULL &&
		(inheritances_from(table) != NIL ||
		 (table->match != NULL && inheritances_from(table->match) != NIL));
}

/*
 * Does the table inherit from the same one on both sides?
 */
bool
inheritance_stays(const SchemaObject *inheritance)
{
	const SchemaObject *source = inheritance_source(inheritance);

	return inheritance->match != NULL && source != NULL &&
		source->match != NULL &&
		inheritance_source(inheritance->match) == source->match;
}

/*
 * What a column or constraint inherits from: that with its name in a table
 * that its table goes on inheriting from. NULL if there is none.
 */
const SchemaObject *
inherited_from(const SchemaObject *object)
{
	ListCell   *cell;

	foreach(cell, object->parent->children)
	{
		const SchemaObject *inheritance = lfirst(cell);
		const SchemaObject *same;

		if (!object_is_inheritance(inheritance) ||
			!inheritance_stays(inheritance))
			continue;
		same = object_child_named(inheritance_source(inheritance),
								  object->kind, object->name);
		if (same != NULL)
			return same;
	}
	return NULL;
}

/*
 * What has the name of a column or constraint in the tables that inherit from
 * its table on its side, or that go on doing so.
 */
List *
parts_of_heirs(const SchemaObject *part, bool staying)
{
	List	   *parts = NIL;
	ListCell   *cell;

	foreach(cell, inheritances_from(part->parent))
	{
		const SchemaObject *inheritance = lfirst(cell);
		SchemaObject *heir = staying && !inheritance_stays(inheritance) ? NULL :
		object_child_named(inheritance->parent, part->kind, part->name);

		if (heir != NULL)
			parts = lappend(parts, heir);
	}
	return parts;
}

/*
 * Is it made, or dropped, or both?
 */
bool
is_made_or_dropped(const SchemaObject *part)
{
	return part->match == NULL ||
		(part->change != NULL && part->change->fate == FATE_REBUILD);
}

/*
 * Does a table that inherits a column or a check keep it, and goes on
 * inheriting from its table?
 */
bool
is_kept_by_heir(const SchemaObject *part)
{
	ListCell   *cell;

	foreach(cell, parts_of_heirs(part, true))
	{
		const SchemaObject *heir = lfirst(cell);

		if (!is_made_or_dropped(heir) && inherited_from(heir) == part)
			return true;
	}
	return false;
}

static void
inherit(Change *change, const SchemaObject *object)
{
	change_write_alter_table(change, "create", object->parent, 0, "INHERIT %s",
							 object_value(object, "of"));
}

static void
stop_inheriting(Change *change, const SchemaObject *object)
{
	change_write_alter_table(change, "drop", object->parent, 0, "NO INHERIT %s",
							 object_value(object, "of"));
}

static bool
alter_inheritance(Change *change, const SchemaObject *from,
				  const SchemaObject *to)
{
	return inheritance_stays(from);
}

/*
 * An index that is there already cannot wait until its table is a partition.
 */
static void
check_indexes(Change *change, const SchemaObject *table)
{
	ListCell   *cell;

	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if ((child->kind == &kind_index || child->kind == &kind_constraint) &&
			child->match != NULL && index_waits_for(child) != NULL &&
			(child->change == NULL || child->change->fate == FATE_ALTER))
			change_refuse(change, psprintf("The index %s would be attached in place of another one on the same columns.",
										   child->key));
	}
}

static void
attach(Change *change, const SchemaObject *object)
{
	check_indexes(change, object->parent);
	change_write(change, "create",
				 hazards_of(object->parent, HAZARD_FAILS_ON_ROWS |
							HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES),
				 "ALTER TABLE %s ATTACH PARTITION %s %s",
				 object_value(object, "of"),
				 object_qualified_name(object->parent),
				 object_value(object, "bound"));
}

/*
 * The foreign key of a table with this definition; NULL if there is none.
 */
static const SchemaObject *
foreign_key_find(const SchemaObject *table, const char *definition)
{
	ListCell   *cell;

	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (constraint_is(child, "f") &&
			strcmp(constraint_definition(child), definition) == 0)
			return child;
	}
	return NULL;
}

/*
 * Does a table have a foreign key that is new in its schema already, from the
 * time when it was a partition?
 */
bool
foreign_key_is_left(const SchemaObject *foreign_key)
{
	const SchemaObject *from = foreign_key->parent->match;
	ListCell   *cell;

	if (from == NULL)
		return false;
	foreach(cell, from->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (child->kind == &kind_partition && child->match == NULL &&
			texts_have(lines_of(object_value(child, "foreign_keys")),
					   constraint_definition(foreign_key)))
			return true;
	}
	return false;
}

/*
 * Drop the foreign keys that a partition had from the tables above, but those
 * that it has for itself from now on, or will have from above again.
 */
static void
drop_foreign_keys(Change *change, const SchemaObject *partition)
{
	const SchemaObject *source = inheritance_source(partition);
	ListCell   *cell;

	foreach(cell, lines_of(object_value(partition, "foreign_keys")))
	{
		const char *line = lfirst(cell);
		const SchemaObject *original = source == NULL ? NULL :
		foreign_key_find(source, line);

		if (partition->match != NULL ?
			original != NULL && original->match != NULL && original->change == NULL &&
			inheritance_stays(partition) :
			foreign_key_find(partition->parent->match, line) != NULL)
			continue;
		line += strlen("CONSTRAINT ");
		change_write_alter_table(change, "drop", partition->parent, 0,
								 "DROP CONSTRAINT %s",
								 pnstrdup(line, strstr(line, " FOREIGN KEY (") - line));
	}
}

static void
detach(Change *change, const SchemaObject *object)
{
	const SchemaObject *source = inheritance_source(object);

	change_write(change, "drop", 0, "ALTER TABLE %s DETACH PARTITION %s",
				 source == NULL ? object_value(object, "of") :
				 object_qualified_name(source),
				 object_qualified_name(object->parent));
	if (object->parent->match != NULL)
		drop_foreign_keys(change, object);
}

/*
 * The foreign keys that refer to a table, or to one that it is a part of: those
 * that go on doing so, or those that do not.
 */
static List *
foreign_keys_to(const SchemaObject *table, bool go_on)
{
	List	   *keys = NIL;
	ListCell   *cell;
	ListCell   *other;

	check_stack_depth();
	if (table == NULL)
		return NIL;
	foreach(cell, table->children)
	{
		const SchemaObject *child = lfirst(cell);

		if (child->kind == &kind_partition)
			keys = list_concat(keys, foreign_keys_to(inheritance_source(child), go_on));
		if (object_has_kind(child, "column"))
			continue;
		foreach(other, child->needed_by)
		{
			SchemaObject *user = lfirst(other);

			if (constraint_is(user, "f") &&
				go_on == (table->match != NULL && user->match != NULL &&
						  list_member_ptr(user->match->needs, table->match)))
				keys = lappend(keys, user);
		}
	}
	return keys;
}

/*
 * A partition is dropped with what makes it one, but not while foreign keys
 * refer to the table that it is a part of.
 */
static const SchemaObject *
partition_goes_with(const SchemaObject *partition)
{
	return foreign_keys_to(inheritance_source(partition), true) != NIL ? NULL :
		partition->parent;
}

/*
 * It is dropped so after the foreign keys that go, too.
 */
static List *
partition_comes_after(const Change *change, bool old)
{
	return !old || change->goes_with == NULL ? NIL :
		foreign_keys_to(inheritance_source(change->from), false);
}

static bool
alter_partition(Change *change, const SchemaObject *from,
				const SchemaObject *to)
{
	return inheritance_stays(from) && !object_differs(from, to, "bound");
}

const SchemaKind kind_inheritance = {
	.name = "inheritance",
	.sql_name = "INHERITANCE",
	.unnameable = true,
	.catalog = InheritsRelationId,
	.parent_catalog = RelationRelationId,
	.query = inheritance_query,
	.properties = inheritance_properties,
	.required = inheritance_required,
	.is_bond = true,
	.create = inherit,
	.drop = stop_inheriting,
	.alter = alter_inheritance,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = object_goes_with_parent,
	.may_be_inline = object_may_be_inline,
};

const SchemaKind kind_partition = {
	.name = "partition",
	.sql_name = "PARTITION",
	.unnameable = true,
	.catalog = InheritsRelationId,
	.parent_catalog = RelationRelationId,
	.query = partition_query,
	.properties = partition_properties,
	.required = partition_required,
	.uncompared = partition_uncompared,
	.is_bond = true,
	.create = attach,
	.drop = detach,
	.alter = alter_partition,
	.comes_after = partition_comes_after,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = partition_goes_with,
};

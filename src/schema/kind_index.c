/*
 * kind_index.c
 *		Indexes, and what indexes of constraints have in common with them.
 *
 * The index of a partition may be attached to that of the partitioned table:
 * it is made by itself and then attached, unless its table is being attached.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "schema/kinds.h"

static const char *const properties[] = {
	"definition", "structure", "valid", "statistics", "extensions",
	INDEX_PROPERTIES,
	NULL
};

static const char *const required[] = {"definition", "structure", NULL};

static const char *const uncompared[] = {"definition", NULL};

static const WrittenProperty written[] = {
	{"structure", ""}, {NULL}
};

static const char query[] =
"SELECT " FIXED_OF_PARENT("x.indexrelid", "0", "x.indrelid", "0", "c.relname") ",\n"
"       CASE WHEN s.oid IS NULL THEN x.definition ELSE\n"
"            pg_catalog.substr(x.definition, 1, pg_catalog.length(x.definition) - COALESCE(pg_catalog.length(p.predicate), 0)) ||\n"
"            ' TABLESPACE ' || pg_catalog.quote_ident(s.spcname) || COALESCE(p.predicate, '') END AS definition,\n"
"       CASE WHEN c.reloptions IS NULL THEN x.definition ELSE\n"
"            pg_catalog.regexp_replace(x.definition, ' WITH \\([^()]*\\)(?= WHERE |$)', '') END AS structure,\n"
"       x.indisvalid OR c.relkind = 'I' AS valid,\n"
"       t.statistics AS statistics,\n"
"       e.extensions AS extensions,\n"
"       " INDEX_COLUMNS("x", "c", "s", "pa", "pn") "\n"
"  FROM (SELECT i.*, pg_catalog.pg_get_indexdef(i.indexrelid) AS definition\n"
"          FROM pg_catalog.pg_index AS i\n"
"         WHERE i.indexrelid >= 16384\n"
"           AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k\n"
"                            WHERE k.conindid = i.indexrelid\n"
"                              AND k.contype IN ('p', 'u', 'x'))\n"
"           AND EXISTS (SELECT FROM pg_catalog.pg_class AS r\n"
"                        WHERE r.oid = i.indrelid AND r.relkind IN ('r', 'p', 'm'))\n"
"        OFFSET 0) AS x\n"
INDEX_JOINS("x", "c", "s", "pa", "pn")
" CROSS JOIN LATERAL (SELECT CASE WHEN s.oid IS NOT NULL THEN\n"
"                                ' WHERE ' || pg_catalog.pg_get_expr(x.indpred, x.indrelid) END) AS p (predicate)\n"
"  LEFT JOIN (SELECT a.attrelid,\n"
"                    pg_catalog.string_agg(a.attnum || '=' || a.attstattarget, E'\\n' ORDER BY a.attnum) AS statistics\n"
"               FROM pg_catalog.pg_attribute AS a\n"
"               JOIN pg_catalog.pg_class AS o ON o.oid = a.attrelid\n"
"              WHERE o.relkind IN ('i', 'I') AND a.attstattarget >= 0\n"
"              GROUP BY a.attrelid) AS t ON t.attrelid = x.indexrelid\n"
"  LEFT JOIN " EXTENSION_TIES("pg_class") " AS e ON e.objid = x.indexrelid";

static char *
index_name(const SchemaObject *index)
{
	return object_name_beside(index, index->name_in_force);
}

/*
 * Is that which makes the table a partition new on this side?
 */
static bool
is_attached_now(const SchemaObject *table)
{
	const SchemaObject *partition = object_child(table, &kind_partition);

	return partition == NULL || partition->match == NULL ||
		partition->change != NULL ||
		object_properties_differ(partition->match, partition);
}

static void
attach(Change *change, const SchemaObject *index)
{
	if (!is_attached_now(index->parent))
		change_write(change, "alter", 0, "ALTER INDEX %s ATTACH PARTITION %s",
					 object_value(index, "attached_to"), index_name(index));
}

/*
 * Write what an index has that its definition cannot say.
 */
void
index_write_rest(Change *change, const SchemaObject *index)
{
	if (object_value(index, "attached_to") != NULL)
		attach(change, index);
	if (object_is(index, "clustered"))
		change_write_alter_table(change, "alter", index->parent, 0,
								 "CLUSTER ON %s", object_name(index));
	if (object_is(index, "replica_identity"))
		change_write_alter_table(change, "alter", index->parent, 0,
								 "REPLICA IDENTITY USING INDEX %s",
								 object_name(index));
}

static const char *
statistics_of(const SchemaObject *index, int column)
{
	const char *all = object_value(index, "statistics");
	const char *found = all == NULL ? NULL :
	strstr(psprintf("\n%s", all), psprintf("\n%d=", column));

	if (found == NULL)
		return "-1";
	found = strchr(found, '=') + 1;
	return pnstrdup(found, strcspn(found, "\n"));
}

/*
 * Write the statistics targets of columns that differ; "from" may be NULL.
 */
static void
write_statistics(Change *change, const SchemaObject *from,
				 const SchemaObject *to)
{
	for (int column = 1; column <= INDEX_MAX_KEYS; column++)
	{
		const char *target = statistics_of(to, column);

		if (strcmp(target, from == NULL ? "-1" :
				   statistics_of(from, column)) != 0)
			change_write(change, "alter", 0,
						 "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %s",
						 index_name(to), column, target);
	}
}

static void
create(Change *change, const SchemaObject *index)
{
	const char *definition = object_value(index, "definition");
	uint32		hazards = HAZARD_BLOCKS_WRITES;

	if (strncmp(definition, "CREATE UNIQUE", strlen("CREATE UNIQUE")) == 0)
		hazards |= HAZARD_FAILS_ON_ROWS;
	change_write(change, "create", hazards_of(index->parent, hazards), "%s",
				 definition);
	if (object_value(index, "statistics") != NULL)
		write_statistics(change, NULL, index);
	extension_ties_alter(change, NULL, index);
	index_write_rest(change, index);
}

/*
 * Has another index of the table this property on this side?
 */
static bool
another_has(const SchemaObject *index, const char *property)
{
	ListCell   *cell;

	foreach(cell, index->parent->children)
	{
		const SchemaObject *other = lfirst(cell);

		if ((object_has_kind(other, "index") ||
			 object_has_kind(other, "constraint")) && object_is(other, property))
			return true;
	}
	return false;
}

static bool
is_index_or_constraint(const SchemaObject *object)
{
	return object_has_kind(object, "index") || object_has_kind(object, "constraint");
}

/*
 * The index, or the constraint, that it is attached to; NULL if there is none.
 */
static SchemaObject *
attached_to(const SchemaObject *index)
{
	ListCell   *cell;

	if (object_value(index, "attached_to") == NULL)
		return NULL;
	foreach(cell, index->needs)
	{
		SchemaObject *needed = lfirst(cell);

		if (is_index_or_constraint(needed) && needed->parent != index->parent)
			return needed;
	}
	return NULL;
}

/*
 * Is it an index or a constraint that is attached to another?
 */
bool
index_is_attached(const SchemaObject *object)
{
	return is_index_or_constraint(object) && attached_to(object) != NULL;
}

/*
 * The indexes and constraints attached to this one, at any depth.
 */
List *
indexes_attached(const SchemaObject *index)
{
	List	   *attached = NIL;
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, index->needed_by)
	{
		SchemaObject *other = lfirst(cell);

		if (is_index_or_constraint(other) && attached_to(other) == index)
			attached = list_concat(lappend(attached, other),
								   indexes_attached(other));
	}
	return attached;
}

/*
 * Is a table, which stays, detached from the one that it is a partition of?
 */
static bool
is_detached(const SchemaObject *table)
{
	const SchemaObject *partition = object_child(table, &kind_partition);

	return partition != NULL && (partition->match == NULL ||
								 object_properties_differ(partition, partition->match));
}

/*
 * An attached index is not dropped by itself, but with the one that it is
 * attached to, with its table, or once that is no partition any more.
 */
SchemaObject *
index_held_by(const SchemaObject *index)
{
	return index->parent->match == NULL || is_detached(index->parent) ? NULL :
		attached_to(index);
}

/*
 * Can what indexes, those of constraints included, have in common be altered
 * in place? An index leaves another only with its table.
 */
bool
index_is_alterable(const SchemaObject *from, const SchemaObject *to)
{
	return object_value(from, "attached_to") == NULL ||
		!object_differs(from, to, "attached_to") || is_detached(from->parent);
}

/*
 * What an index is on: its definition without its name.
 */
static const char *
index_structure(const SchemaObject *index)
{
	const char *text = object_value(index, "definition");

	if (object_has_kind(index, "constraint"))
		return strpbrk(object_value(index, "type"), "pux") == NULL ? NULL :
			strchr(text, '(');
	text = strstr(text, " USING ") + strlen(" USING ");
	return strncmp(text, "btree ", 6) == 0 ? text + 6 : text;
}

/*
 * What makes its table a partition now, if it must be made after that: the
 * server would attach it in place of another one on the same columns. NULL: it
 * need not wait.
 */
const SchemaObject *
index_waits_for(const SchemaObject *index)
{
	const SchemaObject *partition = object_child(index->parent, &kind_partition);
	const char *structure;
	ListCell   *cell;

	if (partition == NULL || !is_attached_now(index->parent) ||
		object_value(index, "attached_to") != NULL ||
		(structure = index_structure(index)) == NULL)
		return NULL;
	foreach(cell, index->parent->children)
	{
		const SchemaObject *other = lfirst(cell);

		if (is_index_or_constraint(other) &&
			object_value(other, "attached_to") != NULL &&
			strcmp(index_structure(other), structure) == 0)
			return partition;
	}
	return NULL;
}

static bool
is_partition_of(const SchemaObject *object, const SchemaObject *table)
{
	return object->kind == &kind_partition && object->parent != table;
}

/*
 * Has any partition of its table no index attached to this one?
 */
static bool
lacks_attached(const SchemaObject *index)
{
	int			lacking = 0;
	ListCell   *cell;

	foreach(cell, index->parent->needed_by)
		if (is_partition_of(lfirst(cell), index->parent))
		lacking++;
	foreach(cell, index->needed_by)
		if (is_index_or_constraint(lfirst(cell)) &&
			attached_to(lfirst(cell)) == index)
		lacking--;
	return lacking > 0;
}

/*
 * Has a partition an index that is attached to this one?
 */
static bool
has_attached(const SchemaObject *partition, const SchemaObject *index)
{
	ListCell   *cell;

	foreach(cell, partition->parent->children)
		if (is_index_or_constraint(lfirst(cell)) &&
			attached_to(lfirst(cell)) == index)
		return true;
	return false;
}

/*
 * It comes after what makes its table a partition, if it must, and, if it is on
 * its table alone, after all that makes others partitions of that which have no
 * index attached to it: the server would make one.
 */
static List *
comes_after(const Change *change, bool old)
{
	const SchemaObject *partition = old ? NULL : index_waits_for(change->to);
	List	   *others = partition == NULL ? NIL : list_make1((void *) partition);
	ListCell   *cell;

	if (old || !lacks_attached(change->to))
		return others;
	foreach(cell, change->to->parent->needed_by)
	{
		SchemaObject *other = lfirst(cell);

		if (is_partition_of(other, change->to->parent) &&
			is_attached_now(other->parent) && !has_attached(other, change->to))
			others = lappend(others, other);
	}
	return others;
}

/*
 * Write what indexes have in common.
 */
void
index_alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	ListCell   *cell;

	if (change_differs(change, "tablespace"))
		change_write(change, "alter", HAZARD_REWRITES_TABLE |
					 HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES,
					 "ALTER INDEX %s SET TABLESPACE %s", index_name(to),
					 tablespace_name(object_value(to, "tablespace")));
	change->property = "options";
	foreach(cell, settings_clauses(from, to))
		change_write(change, "alter", 0, "ALTER INDEX %s %s", index_name(to),
					 (const char *) lfirst(cell));
	if (change_differs(change, "attached_to") &&
		object_value(to, "attached_to") != NULL)
		attach(change, to);
	if (change_differs(change, "clustered"))
	{
		if (object_is(to, "clustered"))
			change_write_alter_table(change, "alter", to->parent, 0,
									 "CLUSTER ON %s", object_name(to));
		else if (!another_has(to, "clustered"))
			change_write_alter_table(change, "alter", to->parent, 0,
									 "SET WITHOUT CLUSTER");
	}
	/* where it is no more, the table or another index says so */
	if (change_differs(change, "replica_identity") &&
		object_is(to, "replica_identity"))
		change_write_alter_table(change, "alter", to->parent, 0,
								 "REPLICA IDENTITY USING INDEX %s",
								 object_name(to));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "structure") || !index_is_alterable(from, to))
		return false;
	if (change_differs(change, "valid") && object_is(to, "valid"))
		change_write(change, "alter", HAZARD_BLOCKS_WRITES | HAZARD_BLOCKS_READS,
					 "REINDEX INDEX %s", index_name(to));
	index_alter(change, from, to);
	if (change_differs(change, "statistics"))
		write_statistics(change, from, to);
	if (change_differs(change, "extensions"))
		extension_ties_alter(change, from, to);
	return true;
}

/*
 * Constraints that are attached to it can be dropped with it only.
 */
static void
drop(Change *change, const SchemaObject *index)
{
	const char *cascade = "";
	ListCell   *cell;

	foreach(cell, indexes_attached(index))
		if (object_has_kind(lfirst(cell), "constraint"))
		cascade = " CASCADE";
	change_write(change, "drop", 0, "DROP INDEX %s%s", index_name(index), cascade);
}

/*
 * An index goes with its table, with any of its columns, and with the one that
 * it is attached to.
 */
static const SchemaObject *
goes_with(const SchemaObject *index)
{
	ListCell   *cell;

	foreach(cell, index->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (object_is_dropped(needed) &&
			(needed->parent == index->parent ?
			 object_has_kind(needed, "column") :
			 needed == index_held_by(index)))
			return needed;
	}
	return index->parent;
}

const SchemaKind kind_index = {
	.name = "index",
	.sql_name = "INDEX",
	.catalog = RelationRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.written = written,
	.names_relation = true,
	.create = create,
	.drop = drop,
	.alter = alter,
	.comes_after = comes_after,
	.held_by = index_held_by,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = goes_with,
	.reference = index_name,
};

/*
 * kind_constraint.c
 *		Constraints of tables.
 *
 * The index of a constraint is a part of it. In a partition, a constraint that
 * has an index of its own is attached to that of the partitioned table; what
 * is merely inherited comes and goes with its original, which alone tells, but
 * for partitions, whether it is valid.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

static const char *const properties[] = {
	"type", "definition", "deferrability", "enforced", "validated",
	INDEX_PROPERTIES, "index_comment", "is_local",
	NULL
};

static const char *const required[] = {"type", "definition", NULL};

static const WrittenProperty written[] = {
	{"definition", "ALTER TABLE t ADD "}, {NULL}
};

static const char query[] =
"SELECT " FIXED_OF_PARENT("k.oid", "0", "k.conrelid", "0", "k.conname") ",\n"
"       k.contype AS type,\n"
"       pg_catalog.substr(k.definition, 1, pg_catalog.length(k.definition)\n"
"         - CASE WHEN k.condeferrable THEN 11 ELSE 0 END\n"
"         - CASE WHEN k.condeferred THEN 19 ELSE 0 END\n"
"         - CASE WHEN NOT k.enforced THEN 13 WHEN NOT k.convalidated THEN 10 ELSE 0 END) AS definition,\n"
"       CASE WHEN k.condeferred THEN 'DEFERRABLE INITIALLY DEFERRED'\n"
"            WHEN k.condeferrable THEN 'DEFERRABLE' END AS deferrability,\n"
"       k.enforced AS enforced,\n"
"       k.convalidated OR NOT k.enforced\n"
"         OR NOT k.is_local AND NOT r.relispartition AS validated,\n"
"       " INDEX_COLUMNS("i", "c", "s", "pa", "pn") ",\n"
"       d.description AS index_comment,\n"
"       k.is_local AS is_local\n"
"  FROM (SELECT o.*, " CONSTRAINT_ENFORCED("o") " AS enforced,\n"
"               o.conislocal OR o.contype <> 'c' AS is_local,\n"
"               pg_catalog.pg_get_constraintdef(o.oid) AS definition,\n"
"               CASE WHEN o.contype IN ('p', 'u', 'x') THEN o.conindid END AS index\n"
"          FROM pg_catalog.pg_constraint AS o\n"
"         WHERE o.conrelid <> 0 AND o.oid >= 16384\n"
"           AND (o.contype IN ('c', 'p', 'u', 'x') OR o.contype = 'f' AND o.conparentid = 0)\n"
"        OFFSET 0) AS k\n"
"  JOIN pg_catalog.pg_class AS r ON r.oid = k.conrelid\n"
"  LEFT JOIN pg_catalog.pg_index AS i ON i.indexrelid = k.index\n"
INDEX_JOINS("i", "c", "s", "pa", "pn")
"  LEFT JOIN pg_catalog.pg_description AS d\n"
"    ON d.objoid = k.index AND d.objsubid = 0\n"
"   AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass";

static bool
has_type(const SchemaObject *constraint, const char *types)
{
	return strchr(types, object_value(constraint, "type")[0]) != NULL;
}

/*
 * Is it a constraint, of one of these types as pg_constraint has them?
 */
bool
constraint_is(const SchemaObject *object, const char *types)
{
	return object->kind == &kind_constraint && has_type(object, types);
}

/*
 * Do tables that inherit have this check, too?
 */
bool
constraint_is_inherited(const SchemaObject *check)
{
	static const char kept[] = ") NO INHERIT";
	const char *definition = object_value(check, "definition");
	size_t		length = strlen(definition);

	return length < strlen(kept) ||
		strcmp(definition + length - strlen(kept), kept) != 0;
}

/*
 * A constraint as CREATE TABLE and ADD have it.
 */
char *
constraint_definition(const SchemaObject *constraint)
{
	const char *deferrability = object_value(constraint, "deferrability");
	const char *tablespace = object_value(constraint, "tablespace");
	const char *definition = object_value(constraint, "definition");
	const char *predicate = NULL;
	StringInfoData text;

	initStringInfo(&text);
	/* an exclusion constraint has its options, but not its tablespace, in it */
	if (has_type(constraint, "x") && tablespace != NULL)
		predicate = strstr(definition, ") WHERE (");
	appendStringInfo(&text, "CONSTRAINT %s ", object_name(constraint));
	if (predicate != NULL)
		appendBinaryStringInfo(&text, definition, predicate + 1 - definition);
	else
		appendStringInfoString(&text, definition);
	if (!has_type(constraint, "x"))
		settings_append(&text, constraint);
	if (tablespace != NULL)
		appendStringInfo(&text, " USING INDEX TABLESPACE %s",
						 quote_identifier(tablespace));
	if (predicate != NULL)
		appendStringInfoString(&text, predicate + 1);
	if (deferrability != NULL)
		appendStringInfo(&text, " %s", deferrability);
	if (!object_is(constraint, "enforced"))
		appendStringInfoString(&text, " NOT ENFORCED");
	else if (!object_is(constraint, "validated"))
		appendStringInfoString(&text, " NOT VALID");
	return text.data;
}

static void
write_index_comment(Change *change, const SchemaObject *constraint)
{
	change_write_comment(change,
						 psprintf("INDEX %s",
								  object_name_beside(constraint,
													 constraint->name_in_force)),
						 object_value(constraint, "index_comment"));
}

/*
 * Write what a constraint has that its definition cannot say.
 */
void
constraint_write_rest(Change *change, const SchemaObject *constraint)
{
	if (!has_type(constraint, "pux"))
		return;
	index_write_rest(change, constraint);
	if (object_value(constraint, "index_comment") != NULL)
		write_index_comment(change, constraint);
}

static uint32
add_hazards(const SchemaObject *constraint)
{
	uint32		hazards = HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_WRITES;

	if (!object_is(constraint, "validated") || !object_is(constraint, "enforced"))
		return 0;
	/* a foreign key is checked under a lock that lets others read */
	if (!has_type(constraint, "f"))
		hazards |= HAZARD_BLOCKS_READS;
	return hazards_of(constraint->parent, hazards);
}

/*
 * Is it inherited, and does that which it is inherited from come or go too?
 */
static const SchemaObject *
original(const SchemaObject *constraint)
{
	const SchemaObject *source;

	if (object_is(constraint, "is_local") && !has_type(constraint, "c"))
		return NULL;
	source = inherited_from(constraint);
	return source != NULL && has_type(source, "c") ? source : NULL;
}

/*
 * Is it made by CREATE TABLE ... INHERITS? In a partition it must be there when
 * that is attached.
 */
static bool
comes_with_table(const SchemaObject *constraint)
{
	return !object_is(constraint, "is_local") &&
		object_child(constraint->parent, &kind_inheritance) != NULL;
}

static void
write_validation(Change *change, const SchemaObject *constraint)
{
	change_write_alter_table(change, "alter", constraint->parent,
							 HAZARD_FAILS_ON_ROWS, "VALIDATE CONSTRAINT %s",
							 object_name(constraint));
}

static void
create(Change *change, const SchemaObject *constraint)
{
	const SchemaObject *source = original(constraint);

	/* the new original reaches it, or its table has been made with it */
	if (!object_is(constraint, "is_local") &&
		(source != NULL ||
		 (constraint->parent->match == NULL && comes_with_table(constraint))))
	{
		if (source != NULL && constraint->parent->match != NULL &&
			!comes_with_table(constraint) &&
			object_is(constraint, "validated") && !object_is(source, "validated"))
			write_validation(change, constraint);
		return;
	}
	if (has_type(constraint, "f") && foreign_key_is_left(constraint))
		return;
	if (has_type(constraint, "pux"))
		change_write_alter_only(change, "create", constraint->parent,
								add_hazards(constraint), "ADD %s",
								constraint_definition(constraint));
	else
		change_write_alter_table(change, "create", constraint->parent,
								 add_hazards(constraint), "ADD %s",
								 constraint_definition(constraint));
	constraint_write_rest(change, constraint);
}

static bool
is_kept_check(const SchemaObject *constraint)
{
	return has_type(constraint, "c") && constraint_is_inherited(constraint) &&
		is_kept_by_heir(constraint);
}

static void
drop(Change *change, const SchemaObject *constraint)
{
	if (is_kept_check(constraint))
		change_write_alter_only(change, "drop", constraint->parent, 0,
								"DROP CONSTRAINT %s", object_name(constraint));
	else
		change_write_alter_table(change, "drop", constraint->parent, 0,
								 "DROP CONSTRAINT %s", object_name(constraint));
}

/*
 * Can what differs be altered in place?
 */
static bool
is_alterable(const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "type") ||
		object_differs(from, to, "definition"))
		return false;
	if (!has_type(to, "f") &&
		(object_differs(from, to, "deferrability") ||
		 object_differs(from, to, "enforced")))
		return false;
	if (object_is(from, "validated") && !object_is(to, "validated"))
		return false;
	return index_is_alterable(from, to);
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	const char *deferrability = object_value(to, "deferrability");

	if (!is_alterable(from, to))
		return false;
	if (change_differs(change, "deferrability"))
		change_write_alter_table(change, "alter", to->parent, 0,
								 "ALTER CONSTRAINT %s %s", object_name(to),
								 deferrability == NULL ? "NOT DEFERRABLE" :
								 strcmp(deferrability, "DEFERRABLE") == 0 ?
								 "DEFERRABLE INITIALLY IMMEDIATE" : deferrability);
	if (change_differs(change, "enforced"))
		change_write_alter_table(change, "alter", to->parent,
								 !object_is(to, "enforced") ? 0 :
								 HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_WRITES,
								 "ALTER CONSTRAINT %s %sENFORCED", object_name(to),
								 object_is(to, "enforced") ? "" : "NOT ");
	else if (change_differs(change, "validated"))
		write_validation(change, to);
	/* its table declares it, too; of a source that goes it is left alone */
	if (change_differs(change, "is_local") && object_is(to, "is_local") &&
		original(to) != NULL && !is_made_or_dropped(original(to)))
		change_write_alter_table(change, "alter", to->parent, 0, "ADD %s",
								 constraint_definition(to));
	if (has_type(to, "pux"))
		index_alter(change, from, to);
	if (change_differs(change, "index_comment"))
		write_index_comment(change, to);
	return true;
}

/*
 * Is it a foreign key to its own table? That does not go with the columns that
 * it refers to.
 */
static bool
refers_to_itself(const SchemaObject *constraint)
{
	ListCell   *cell;

	if (!has_type(constraint, "f"))
		return false;
	foreach(cell, constraint->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (needed->parent == constraint->parent &&
			!object_has_kind(needed, "column"))
			return true;
	}
	return false;
}

/*
 * A constraint goes with any of its columns, with the one that it is attached
 * to, with its original, and with its table.
 */
static const SchemaObject *
goes_with(const SchemaObject *constraint)
{
	const SchemaObject *source = original(constraint);
	ListCell   *cell;

	if (source != NULL && !object_is(constraint, "is_local") &&
		object_is_dropped(source) && !is_kept_check(source))
		return source;
	/* it refers to the table's partitions, too, which go before the table */
	if (refers_to_itself(constraint) &&
		object_value(constraint->parent, "partition_key") != NULL)
		return NULL;
	if (object_is_dropped(constraint->parent) ||
		refers_to_itself(constraint) || is_kept_check(constraint))
		return constraint->parent;
	foreach(cell, constraint->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (object_is_dropped(needed) &&
			(needed->parent == constraint->parent ?
			 object_has_kind(needed, "column") :
			 needed == index_held_by(constraint)))
			return needed;
	}
	return constraint->parent;
}

/*
 * What is inherited comes and goes after its original. A foreign key comes after
 * all that makes the index that it refers to valid, a primary key after its
 * columns may be null in the tables above.
 */
static List *
comes_after(const Change *change, bool old)
{
	List	   *others = NIL;
	ListCell   *cell;

	if (old)
		return original(change->from) == NULL ? NIL :
			list_make1((void *) original(change->from));
	if (index_waits_for(change->to) != NULL)
		others = lappend(others, (void *) index_waits_for(change->to));
	if (original(change->to) != NULL)
		others = lappend(others, (void *) original(change->to));
	foreach(cell, change->to->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (has_type(change->to, "f"))
			others = list_concat(others, indexes_attached(needed));
		else if (has_type(change->to, "p") && object_has_kind(needed, "column"))
			while ((needed = inherited_from(needed)) != NULL)
				others = lappend(others, (void *) needed);
	}
	return others;
}

static bool
is_integer(const SchemaObject *column)
{
	const char *type = object_value(column, "type");

	return strcmp(type, "smallint") == 0 || strcmp(type, "integer") == 0 ||
		strcmp(type, "bigint") == 0;
}

/*
 * A key that foreign keys hang on stays unless it includes a column whose type
 * changes and that these do not need: the server does not know then that it has
 * to make them again, too.
 */
static bool
key_outlives_retyping(const SchemaObject *key)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, key->needs)
	{
		const SchemaObject *column = lfirst(cell);

		if (!object_has_kind(column, "column") || column->change == NULL ||
			!column->change->retyped)
			continue;
		foreach(other, key->needed_by)
		{
			const SchemaObject *foreign = lfirst(other);

			if (constraint_is(foreign, "f") &&
				!list_member_ptr(foreign->needs, column))
				return false;
		}
	}
	return true;
}

/*
 * A foreign key stays where its columns can be compared at every step: while
 * they are integers of some size, or when no value is written anew.
 */
static bool
outlives_retyping(const SchemaObject *constraint)
{
	ListCell   *cell;

	if (!has_type(constraint, "f"))
		return key_outlives_retyping(constraint);
	foreach(cell, constraint->needs)
	{
		const SchemaObject *column = lfirst(cell);

		if (!object_has_kind(column, "column") || column->change == NULL ||
			!column->change->retyped)
			continue;
		if (!object_differs(column, column->match, "type") ||
			(column_type_hazards(column, column->match) != 0 &&
			 !(is_integer(column) && is_integer(column->match))))
			return false;
	}
	return true;
}

/*
 * Does an index like its own belong to a constraint before it? CREATE TABLE
 * would make one constraint of both. In doubt it does.
 */
static bool
has_index_of_another(const SchemaObject *constraint)
{
	const char *columns = strchr(object_value(constraint, "definition"), '(');
	ListCell   *cell;

	if (!has_type(constraint, "pux") || columns == NULL)
		return false;
	foreach(cell, constraint->parent->children)
	{
		const SchemaObject *other = lfirst(cell);
		const char *others;

		if (other == constraint)
			break;
		if (other->kind != constraint->kind || !has_type(other, "pux"))
			continue;
		others = strchr(object_value(other, "definition"), '(');
		if (others != NULL && strncmp(columns, others, strcspn(columns, ")") + 1) == 0)
			return true;
	}
	return false;
}

static bool
may_be_inline(const SchemaObject *constraint)
{
	if (!object_is(constraint, "validated") &&
		object_is(constraint, "enforced"))
		return false;
	if (has_index_of_another(constraint) || index_waits_for(constraint) != NULL)
		return false;
	return !comes_with_table(constraint);
}

const SchemaKind kind_constraint = {
	.name = "constraint",
	.sql_name = "CONSTRAINT",
	.catalog = ConstraintRelationId,
	.parent_catalog = RelationRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.written = written,
	.blocks_retyping = true,
	.outlives_retyping = outlives_retyping,
	.named_on_parent = true,
	.names_relation = true,
	.create = create,
	.drop = drop,
	.alter = alter,
	.comes_after = comes_after,
	.held_by = index_held_by,
	.is_rebuildable = object_is_rebuildable,
	.goes_with = goes_with,
	.may_be_inline = may_be_inline,
};

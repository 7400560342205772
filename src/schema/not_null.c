/*
 * not_null.c
 *		What makes a column not null.
 *
 * From 18 on that is a constraint: it has a name and perhaps a comment, it may
 * be not valid, and it may be kept from the tables that inherit. Before, the
 * column's properties of these are null.
 *
 * A name that nobody has given it is made of those of the table and the column,
 * with a number where the schema has one of that name, and stays when these are
 * renamed. Names are put right together with all other renames, those of what
 * inherits a constraint along with it. The server renames nothing that is
 * inherited under another name: such a name stays.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

typedef struct Renaming
{
	Comparison *comparison;
	List	   *current;		/* columns being renamed, innermost last */
} Renaming;

/*
 * The name that it has, NULL if that is not told.
 */
static const char *
name_of(const SchemaObject *column)
{
	const char *name = object_value(column, "not_null_name");

	return name != NULL && object_is(column, "not_null") ? name : NULL;
}

/*
 * The name that the server gives it, as pg_dump sees it, if that is free.
 */
static char *
usual_name(const SchemaObject *column)
{
	return psprintf("%s_%s_not_null", column->parent->name, column->name);
}

/*
 * What the constraint is called in statements.
 */
static const char *
written_name(const SchemaObject *column)
{
	const char *name = name_of(column);

	return quote_identifier(name != NULL ? name : usual_name(column));
}

/*
 * Does another constraint of the schema have its name already, when it is made?
 */
static bool
is_taken(const SchemaObject *column)
{
	const SchemaObject *first =
	object_index_find(column->change->comparison->not_nulls,
					  column->parent->schema, name_of(column));

	return first != NULL && first != column && first != column->match;
}

/*
 * Does it come by its name without being told?
 */
static bool
has_usual_name(const SchemaObject *column)
{
	const char *name = name_of(column);

	return name == NULL ||
		(strcmp(name, usual_name(column)) == 0 && !is_taken(column));
}

bool
not_null_is_plain(const SchemaObject *column)
{
	return has_usual_name(column) && !object_is(column, "not_null_no_inherit");
}

bool
not_null_is_valid(const SchemaObject *column)
{
	const char *valid = object_value(column, "not_null_valid");

	return valid == NULL || valid[0] == 't';
}

/*
 * How a column's definition says that it is not null.
 */
char *
not_null_definition(const SchemaObject *column)
{
	return psprintf("%sNOT NULL%s", has_usual_name(column) ? "" :
					psprintf("CONSTRAINT %s ", written_name(column)),
					object_is(column, "not_null_no_inherit") ? " NO INHERIT" : "");
}

/*
 * How CREATE TABLE says that a column that is inherited has a constraint of its
 * own; NULL if it has none. Added later, it would take the inherited name.
 */
const char *
not_null_part(const SchemaObject *column)
{
	return object_is(column, "is_local") || name_of(column) == NULL ||
		!not_null_is_valid(column) ? NULL :
		psprintf("CONSTRAINT %s NOT NULL %s", written_name(column),
				 object_name(column));
}

void
not_null_write_comment(Change *change, const SchemaObject *column)
{
	change_write_comment(change,
						 psprintf("CONSTRAINT %s ON %s", written_name(column),
								  object_qualified_name(column->parent)),
						 object_value(column, "not_null_comment"));
}

/*
 * Write the constraint by itself.
 */
void
not_null_add(Change *change, const SchemaObject *column)
{
	bool		valid = not_null_is_valid(column);

	change_write_alter_table(change, "alter", column->parent, !valid ? 0 :
							 hazards_of(column->parent, HAZARD_FAILS_ON_ROWS |
										HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES),
							 "ADD CONSTRAINT %s NOT NULL %s%s%s",
							 written_name(column), object_name(column),
							 object_is(column, "not_null_no_inherit") ? " NO INHERIT" : "",
							 valid ? "" : " NOT VALID");
}

/*
 * Is it an inheritance that counts: any, or only one that stays?
 */
static bool
counts(const SchemaObject *object, bool staying)
{
	return object_is_inheritance(object) &&
		(!staying || inheritance_stays(object));
}

/*
 * Is it inherited?
 */
static bool
is_inherited(const SchemaObject *column, bool staying)
{
	ListCell   *cell;

	foreach(cell, column->parent->children)
	{
		const SchemaObject *inheritance = lfirst(cell);
		const SchemaObject *source = counts(inheritance, staying) ?
		inheritance_source(inheritance) : NULL;
		const SchemaObject *original = source == NULL ? NULL :
		object_child_named(source, &kind_column, column->name);

		if (original != NULL && object_is(original, "not_null") &&
			!object_is(original, "not_null_no_inherit"))
			return true;
	}
	return false;
}

/*
 * The columns that inherit it.
 */
static List *
heirs_of(const SchemaObject *column, bool staying)
{
	return object_is(column, "not_null_no_inherit") ? NIL :
		parts_of_heirs(column, staying);
}

/*
 * Do all that inherit it call it by this name? Those that do not tell do.
 */
static bool
heirs_agree(const SchemaObject *column, const char *name, bool staying)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, heirs_of(column, staying))
	{
		const SchemaObject *heir = lfirst(cell);

		if ((name_of(heir) != NULL && strcmp(name_of(heir), name) != 0) ||
			!heirs_agree(heir, name, staying))
			return false;
	}
	return true;
}

static bool
is_renamable(const SchemaObject *from, bool staying)
{
	return !is_inherited(from, staying) &&
		heirs_agree(from, name_of(from), staying);
}

/*
 * The name that a column's constraint shall have instead of its own; NULL if
 * it keeps that, or the constraint goes.
 */
static const char *
wanted_name(const SchemaObject *from)
{
	const char *old = name_of(from);
	const char *new = from->match == NULL ? NULL : name_of(from->match);

	return old == NULL || new == NULL || strcmp(old, new) == 0 ? NULL : new;
}

static char *
rename_text(const SchemaObject *from, const char *name)
{
	return psprintf("ALTER TABLE %s RENAME CONSTRAINT %s TO %s",
					object_qualified_name(from->parent),
					quote_identifier(name_of(from)), quote_identifier(name));
}

/*
 * Remember the name that it has now, until rename_values_back().
 */
static void
set_name(SchemaObject *from, const char *name)
{
	ListCell   *cell;

	check_stack_depth();
	if (from->old_values == NULL)
		from->old_values = name_of(from);
	if (name_of(from) != NULL)
		object_set_value(from, "not_null_name", name);
	foreach(cell, heirs_of(from, false))
		set_name(lfirst(cell), name);
}

static void rename_constraint(Renaming *renaming, SchemaObject *from,
							  const char *name);

/*
 * Have whatever column of the table has a constraint of this name give it up.
 */
static void
free_name(Renaming *renaming, const SchemaObject *table, const char *name)
{
	ListCell   *cell;

	foreach(cell, table->children)
	{
		SchemaObject *other = lfirst(cell);
		const char *wanted;

		if (!object_has_kind(other, "column") || name_of(other) == NULL ||
			strcmp(name_of(other), name) != 0 || !is_renamable(other, false))
			continue;
		wanted = wanted_name(other);
		rename_constraint(renaming, other, wanted == NULL ||
						  list_member_ptr(renaming->current, other) ?
						  object_name_aside(other) : wanted);
	}
}

static void
rename_constraint(Renaming *renaming, SchemaObject *from, const char *name)
{
	check_stack_depth();
	renaming->current = lappend(renaming->current, from);
	free_name(renaming, from->parent, name);
	rename_add(renaming->comparison, from, rename_text(from, name));
	set_name(from, name);
	renaming->current = list_delete_last(renaming->current);
}

/*
 * Remember the first constraint of each name in a schema: of those that are
 * there, that take their names later, that are made.
 */
static void
remember_names(Comparison *comparison)
{
	ListCell   *cell;

	comparison->not_nulls = object_index_create();
	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);
		const SchemaObject *table = from->parent;

		if (from->kind == &kind_column && name_of(from) != NULL)
			object_index_add(comparison->not_nulls, table->match == NULL ?
							 table->schema : table->match->schema,
							 name_of(from), from);
	}
	for (int made = 0; made < 2; made++)
		foreach(cell, comparison->to->objects)
	{
		SchemaObject *to = lfirst(cell);

		if (to->kind == &kind_column && name_of(to) != NULL &&
			(to->match == NULL) == (made == 1))
			object_index_add(comparison->not_nulls, to->parent->schema,
							 name_of(to), to);
	}
}

/*
 * Has any of these constraints a name? Before PostgreSQL 18 none has.
 */
static bool
has_names(const SchemaSnapshot *snapshot)
{
	ListCell   *cell;

	foreach(cell, snapshot->objects)
	{
		const SchemaObject *object = lfirst(cell);

		if (object->kind == &kind_column && name_of(object) != NULL)
			return true;
	}
	return false;
}

/*
 * Write the renames of constraints. All else is called as on the other side.
 */
void
not_null_rename(Comparison *comparison)
{
	Renaming	renaming = {comparison};
	ListCell   *cell;

	if (!has_names(comparison->from) && !has_names(comparison->to))
		return;
	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (from->kind == &kind_column && wanted_name(from) != NULL &&
			is_renamable(from, false))
			rename_constraint(&renaming, from, wanted_name(from));
	}
	/* what is new takes its name, too */
	foreach(cell, comparison->to->objects)
	{
		const SchemaObject *to = lfirst(cell);

		if (to->kind == &kind_column && name_of(to) != NULL &&
			to->parent->match != NULL &&
			(to->match == NULL || !object_is(to->match, "not_null")))
			free_name(&renaming, to->parent->match, name_of(to));
	}
	remember_names(comparison);
}

/*
 * Write a change of a constraint that stays.
 */
static void
alter_constraint(Change *change, const SchemaObject *from,
				 const SchemaObject *to)
{
	const char *name = written_name(to);

	/* it is merely inherited from now on */
	if (name_of(to) == NULL)
		return;
	/* what was inherited, or had an heir that calls it otherwise */
	if (change_differs(change, "not_null_name") && wanted_name(from) != NULL &&
		is_renamable(from, true))
		change_write(change, "alter", 0, "%s", rename_text(from, name_of(to)));
	if (change_differs(change, "not_null_no_inherit"))
		change_write_alter_table(change, "alter", to->parent, 0,
								 "ALTER CONSTRAINT %s %sINHERIT", name,
								 object_is(to, "not_null_no_inherit") ? "NO " : "");
	if (change_differs(change, "not_null_valid"))
	{
		if (not_null_is_valid(to))
			change_write_alter_table(change, "alter", to->parent,
									 HAZARD_FAILS_ON_ROWS,
									 "VALIDATE CONSTRAINT %s", name);
		else
		{
			change_write_alter_table(change, "alter", to->parent, 0,
									 "ALTER COLUMN %s DROP NOT NULL", object_name(to));
			not_null_add(change, to);
		}
	}
}

/*
 * Have heirs that stay not null be so again when the column that they inherit
 * from is not any more: the server has let go of theirs, too, if it was not
 * their own.
 */
static void
keep_heirs(Change *change, const SchemaObject *from)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, heirs_of(from, true))
	{
		const SchemaObject *heir = lfirst(cell);
		const SchemaObject *to = heir->match;

		if (to == NULL || name_of(heir) != NULL)
			continue;
		if (!object_is(to, "not_null"))
			keep_heirs(change, heir);
		else
			change_write_alter_table(change, "alter", to->parent,
									 HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_READS |
									 HAZARD_BLOCKS_WRITES, "%s",
									 name_of(to) == NULL ?
									 psprintf("ALTER COLUMN %s SET NOT NULL", object_name(to)) :
									 psprintf("ADD CONSTRAINT %s NOT NULL %s",
											  written_name(to), object_name(to)));
	}
}

/*
 * Have heirs let go of constraints of their own that they shall merely inherit,
 * before the column that they inherit from gets its own.
 */
static void
free_heirs(Change *change, const SchemaObject *from)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, heirs_of(from, true))
	{
		const SchemaObject *heir = lfirst(cell);
		const SchemaObject *to = heir->match;

		if (to == NULL)
			continue;
		if (name_of(heir) != NULL && name_of(to) == NULL &&
			object_is(to, "not_null") && !is_inherited(heir, false))
			change_write_alter_table(change, "alter", to->parent, 0,
									 "ALTER COLUMN %s DROP NOT NULL",
									 object_name(to));
		free_heirs(change, heir);
	}
}

/*
 * Write a change of what makes a column not null.
 */
void
not_null_alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (change_differs(change, "not_null") &&
		!column_follows(change, to, "not_null"))
	{
		if (object_is(to, "not_null"))
			free_heirs(change, from);
		if (object_is(to, "not_null") &&
			!(not_null_is_plain(to) && not_null_is_valid(to)))
			not_null_add(change, to);
		else
			change_write_alter_table(change, "alter", to->parent,
									 !object_is(to, "not_null") ? 0 :
									 HAZARD_FAILS_ON_ROWS | HAZARD_BLOCKS_READS |
									 HAZARD_BLOCKS_WRITES,
									 "ALTER COLUMN %s %s NOT NULL", object_name(to),
									 object_is(to, "not_null") ? "SET" : "DROP");
		if (!object_is(to, "not_null"))
			keep_heirs(change, from);
	}
	if (object_is(from, "not_null") && object_is(to, "not_null"))
		alter_constraint(change, from, to);
	if (change_differs(change, "not_null_comment") && object_is(to, "not_null"))
		not_null_write_comment(change, to);
}

/*
 * rename.c
 *		Write the renames, which come before all else.
 *
 * A name must be free before it is taken. What has it, and is to be renamed or
 * moved too, is so first; where renames go round in a circle, one of them goes
 * by way of a name of ours. What has it and is to be dropped is renamed aside,
 * and dropped by that name later.
 *
 * While this goes on, name_in_force and "moved" of the objects of "from" tell
 * what they are called; parents and schemas come first.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/taken_names.h"
#include "schema/tokens.h"
#include "utils/builtins.h"

typedef struct Renaming
{
	Comparison *comparison;
	ObjectIndex *taken;			/* objects of "from", see taken_names.c */
	List	   *current;		/* those being renamed, innermost last */
} Renaming;

/*
 * What an object is called that is in the way of another.
 */
char *
object_name_aside(const SchemaObject *object)
{
	return psprintf("migrate_old_%u%s", object->oid,
					object->subid == 0 ? "" : psprintf("_%d", object->subid));
}

/*
 * Add a statement to the renames, of which "from" is what it is about.
 */
void
rename_add(Comparison *comparison, SchemaObject *from, char *text)
{
	PieceSource *source = palloc0(sizeof(PieceSource));
	Piece	   *piece = palloc0(sizeof(Piece));
	Change	   *change = palloc0(sizeof(Change));

	change->comparison = comparison;
	change->from = from;
	change->to = from->match;
	change->fate = FATE_ALTER;
	piece->action = "rename";
	piece->text = text;
	source->change = change;
	source->phase = PHASE_ALTER;
	source->piece = piece;
	comparison->renames = lappend(comparison->renames, source);
}

/*
 * ALTER ... and what is renamed: a part is one of its parent.
 */
static char *
rename_clause(const SchemaObject *object)
{
	const char *part = object->kind->sql_name;

	if (object->parent == NULL ||
		(strcmp(part, "COLUMN") != 0 && strcmp(part, "CONSTRAINT") != 0))
		return psprintf("ALTER %s RENAME", object_reference(object));
	if (object_has_kind(object, "attribute"))
		part = "ATTRIBUTE";
	return psprintf("ALTER %s RENAME %s %s", object_reference(object->parent),
					part, object_name(object));
}

/*
 * Can it be renamed? Its name may be what it is about.
 */
static bool
has_own_name(const SchemaObject *object)
{
	return !object->kind->unnameable && !object->kind->is_bond &&
		object->kind != &kind_identity;
}

/*
 * What it is called after a rename.
 */
static void
set_name(Renaming *renaming, SchemaObject *from, const char *name)
{
	taken_leave(renaming->taken, from);
	from->name_in_force = name;
	taken_enter(renaming->taken, from);
}

static void
write_name(Renaming *renaming, SchemaObject *from, const char *name)
{
	List	   *along;
	ListCell   *cell;

	if (!has_own_name(from))
		return;
	rename_add(renaming->comparison, from,
			   psprintf("%s TO %s", rename_clause(from),
						quote_identifier(name)));
	along = renamed_along(from);
	set_name(renaming, from, name);
	foreach(cell, along)
		set_name(renaming, lfirst(cell), name);
}

/*
 * Does it move to another schema, not along with something else?
 */
static bool
is_to_move(const SchemaObject *from)
{
	return !from->moved && object_changes_schema(from) &&
		moves_with(from) == from;
}

static bool
is_to_be_renamed(const SchemaObject *from)
{
	return from->match != NULL &&
		strcmp(from->name_in_force, from->match->name) != 0;
}

static bool
is_current(const Renaming *renaming, const SchemaObject *from)
{
	return list_member_ptr(renaming->current, from);
}

/*
 * Is there no way to have it give its name up?
 */
static bool
keeps_name(const Renaming *renaming, const SchemaObject *holder)
{
	const SchemaObject *whole = moves_with(holder);

	if (is_to_move(whole) && !is_current(renaming, whole))
		return false;
	return !has_own_name(holder) ||
		(holder->match != NULL && !is_to_be_renamed(holder) &&
		 !is_to_move(whole));
}

/*
 * Of what holds names, something that keeps them, or does not; NULL if there is
 * nothing.
 */
static SchemaObject *
find_holder(const Renaming *renaming, const List *holders, bool keeps)
{
	ListCell   *cell;

	foreach(cell, holders)
		if (keeps_name(renaming, lfirst(cell)) == keeps)
		return lfirst(cell);
	return NULL;
}

static bool
is_kept(const Renaming *renaming, const List *holders)
{
	return find_holder(renaming, holders, true) != NULL;
}

static void rename_object(Renaming *renaming, SchemaObject *from);

static void
give_name_up(Renaming *renaming, SchemaObject *holder)
{
	SchemaObject *whole = moves_with(holder);

	while (renamed_with(holder) != NULL)
		holder = renamed_with(holder);
	if (is_to_be_renamed(holder) && !is_current(renaming, holder))
		rename_object(renaming, holder);
	else if (is_to_move(whole) && !is_current(renaming, whole))
		rename_object(renaming, whole);
	else
		write_name(renaming, holder, object_name_aside(holder));
}

/*
 * Have what holds the names that an object shall take give them up.
 */
static void
free_names(Renaming *renaming, const SchemaObject *from,
		   List *(*taken_by) (const ObjectIndex *, const SchemaObject *))
{
	SchemaObject *holder;

	while ((holder = find_holder(renaming, taken_by(renaming->taken, from),
								 false)) != NULL)
		give_name_up(renaming, holder);
}

static void
take_name(Renaming *renaming, SchemaObject *from)
{
	free_names(renaming, from, taken_by_name);
	write_name(renaming, from, from->match->name);
}

/*
 * Rename aside what would move along to where another keeps its name.
 */
static void
leave_names(Renaming *renaming, const SchemaObject *from)
{
	ListCell   *cell;

	foreach(cell, moved_along(from))
	{
		SchemaObject *part = lfirst(cell);

		if (is_kept(renaming, taken_in_place(renaming->taken, from, part)))
			write_name(renaming, part, object_name_aside(part));
	}
}

/*
 * Move it to the schema of the other side, and with it what moves along.
 */
static void
take_place(Renaming *renaming, SchemaObject *from)
{
	const SchemaObject *to = from->match;
	List	   *along = lcons(from, moved_along(from));
	ListCell   *cell;

	free_names(renaming, from, taken_by_move);
	leave_names(renaming, from);
	rename_add(renaming->comparison, from,
			   psprintf("ALTER %s SET SCHEMA %s", object_reference(from),
						quote_identifier(to->schema)));
	if (to->in_schema != NULL)
		to->in_schema->entered = to->in_schema->match == NULL;
	foreach(cell, along)
		taken_leave(renaming->taken, lfirst(cell));
	foreach(cell, along)
	{
		SchemaObject *other = lfirst(cell);

		other->moved = other->parent == NULL && other->match != NULL;
	}
	foreach(cell, along)
		taken_enter(renaming->taken, lfirst(cell));
}

/*
 * Write how an object comes to have the name and the schema of the other side.
 */
static void
rename_and_move(Renaming *renaming, SchemaObject *from)
{
	if (is_to_be_renamed(from) && is_to_move(from) &&
		is_kept(renaming, taken_by_name(renaming->taken, from)))
	{
		/* it is renamed there, and goes there by its old name if it can */
		if (is_kept(renaming, taken_by_move(renaming->taken, from)))
			write_name(renaming, from, object_name_aside(from));
	}
	else if (is_to_be_renamed(from))
		take_name(renaming, from);
	if (is_to_move(from))
		take_place(renaming, from);
	/* or else it has given its name up to make place for another */
	if (is_to_be_renamed(from))
		take_name(renaming, from);
}

/*
 * The same, unless it has them already; or have it renamed along with what it
 * inherits from.
 */
static void
rename_object(Renaming *renaming, SchemaObject *from)
{
	check_stack_depth();
	if (!is_to_be_renamed(from) && !is_to_move(from))
		return;
	renaming->current = lappend(renaming->current, from);
	if (renamed_with(from) != NULL)
		rename_object(renaming, renamed_with(from));
	else
		rename_and_move(renaming, from);
	renaming->current = list_delete_last(renaming->current);
}

/*
 * The values of an enum, as they will be called.
 */
static char *
values_in_force(const SchemaObject *from)
{
	StringInfoData text;
	List	   *tokens;
	ListCell   *cell;
	ListCell   *rename_cell;

	initStringInfo(&text);
	if (!tokens_read(object_value(from, "values"), &tokens))
		elog(ERROR, "unexpected values of enum %s", from->key);
	foreach(cell, tokens)
	{
		const Token *token = lfirst(cell);
		const char *value = token->text;

		if (token->kind != TOKEN_STRING)
			continue;
		foreach(rename_cell, from->value_renames)
		{
			const ValueRename *rename = lfirst(rename_cell);

			if (strcmp(rename->from, value) == 0)
			{
				value = rename->to;
				break;
			}
		}
		appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ", ",
						 quote_literal_cstr(value));
	}
	return text.data;
}

/*
 * Write the renames of an enum's values, and have the comparison see the
 * values as they will be called; rename_values_back() undoes that.
 */
static void
rename_values(Comparison *comparison, SchemaObject *from)
{
	ListCell   *cell;

	foreach(cell, from->value_renames)
	{
		const ValueRename *rename = lfirst(cell);

		rename_add(comparison, from,
				   psprintf("ALTER %s RENAME VALUE %s TO %s",
							object_reference(from),
							quote_literal_cstr(rename->from),
							quote_literal_cstr(rename->to)));
	}
	if (from->value_renames != NIL)
	{
		from->old_values = object_value(from, "values");
		object_set_value(from, "values", values_in_force(from));
	}
}

void
rename_values_back(Comparison *comparison)
{
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		if (from->old_values != NULL)
			object_set_value(from, object_has_kind(from, "column") ?
							 "not_null_name" : "values", from->old_values);
		from->old_values = NULL;
	}
}

/*
 * Begin with the names that the objects have; false if none is to be changed.
 */
static bool
begin(Comparison *comparison)
{
	bool		some = false;
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		from->name_in_force = has_own_name(from) || from->match == NULL ?
			from->name : from->match->name;
		from->moved = false;
	}
	foreach(cell, comparison->from->objects)
	{
		const SchemaObject *from = lfirst(cell);

		some |= is_to_be_renamed(from) || is_to_move(from) ||
			from->value_renames != NIL;
	}
	return some;
}

/*
 * Write all renames. Afterwards every object of "from" that stays is called as
 * it is on the other side.
 */
void
rename_objects(Comparison *comparison)
{
	Renaming	renaming = {comparison};
	ListCell   *cell;

	if (begin(comparison))
	{
		renaming.taken = object_index_create();
		foreach(cell, comparison->from->objects)
			taken_enter(renaming.taken, lfirst(cell));
		mark_renamed(comparison);
		/* routines last: they are told by types, which have new names then */
		for (int last = 0; last < 2; last++)
			foreach(cell, comparison->from->objects)
		{
			SchemaObject *from = lfirst(cell);

			CHECK_FOR_INTERRUPTS();
			if (from->match == NULL ||
				(from->signature != NULL) != (last == 1))
				continue;
			rename_object(&renaming, from);
			rename_values(comparison, from);
		}
	}
	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		if (from->match == NULL)
			continue;
		from->name_in_force = from->match->name;
		from->moved = true;
	}
	not_null_rename(comparison);
}

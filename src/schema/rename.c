/*
 * rename.c
 *		Write the renames, which come before all else.
 *
 * A name must be free before it is taken. What has it, and is to be renamed
 * too, is renamed first; where renames go round in a circle, one of them goes
 * by way of a name of ours. What has it and is to be dropped is renamed aside,
 * and dropped by that name later.
 *
 * While this goes on, name_in_force and "moved" of the objects of "from" tell
 * what they are called; parents and schemas come first.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/tokens.h"
#include "utils/builtins.h"

typedef struct Renaming
{
	Comparison *comparison;
	ObjectIndex *taken;			/* objects of "from" by the names they had */
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

static void
write_name(Renaming *renaming, SchemaObject *from, const char *name)
{
	if (from->kind->unnameable || from->kind->is_bond)
		return;
	rename_add(renaming->comparison, from,
			   psprintf("%s TO %s", rename_clause(from),
						quote_identifier(name)));
	from->name_in_force = name;
}

static bool
is_to_move(const SchemaObject *from)
{
	return !from->moved && object_changes_schema(from);
}

static bool
is_to_be_renamed(const SchemaObject *from)
{
	return from->match != NULL &&
		strcmp(from->name_in_force, from->match->name) != 0;
}

/*
 * The spaces in which an object's name, or this one, must be alone.
 */
static int
name_spaces(const SchemaObject *object, const char *schema, char **spaces)
{
	const SchemaObject *root = object_root(object);
	int			n = 0;

	if (root != object)
		schema = root->schema;
	if (object->kind->names_relation)
		spaces[n++] = psprintf("relation %s", schema);
	if (object->kind->names_type)
		spaces[n++] = psprintf("type %s", schema);
	if (object->kind->names_routine)
		spaces[n++] = psprintf("routine %s", schema);
	if (object->parent != NULL || n == 0)
		spaces[n++] = psprintf("%s %s %s", object->kind->name,
							   object->parent == NULL ? "" : object->parent->key,
							   schema == NULL || object->parent != NULL ? "" : schema);
	return n;
}

/*
 * A name in its spaces, which routines share whose inputs are of other types.
 */
static char *
name_and_signature(const SchemaObject *object, const char *name)
{
	if (object->kind->names_routine)
		return psprintf("%s(%s)", name, object_value(object, "input_types"));
	return psprintf("%s%s", name, object->signature == NULL ? "" :
					object->signature);
}

/*
 * The schema's name in "from" that an object is to be moved to.
 */
static const char *
old_name_of_schema(const SchemaObject *to)
{
	return to->in_schema != NULL && to->in_schema->match != NULL ?
		to->in_schema->match->name : to->schema;
}

static void rename_object(Renaming *renaming, SchemaObject *from);

/*
 * Have whatever has this name, in this schema, give it up.
 */
static void
free_name(Renaming *renaming, SchemaObject *from, const char *schema,
		  const char *name)
{
	char	   *spaces[3];
	int			n = name_spaces(from, schema, spaces);

	for (int i = 0; i < n; i++)
	{
		SchemaObject *other = object_index_find(renaming->taken, spaces[i],
												name_and_signature(from, name));

		if (other == NULL || other == from ||
			strcmp(other->name_in_force, name) != 0 || other->moved)
			continue;
		if (other->match != NULL && !is_to_be_renamed(other) &&
			!is_to_move(other))
			continue;
		if (other->match == NULL || list_member_ptr(renaming->current, other))
			write_name(renaming, other, object_name_aside(other));
		else
			rename_object(renaming, other);
	}
}

/*
 * Does the server rename or move it along with what it belongs to: a part that
 * it inherits, a sequence that a table owns and goes on owning?
 */
static bool
goes_along(const SchemaObject *from)
{
	ListCell   *cell;
	ListCell   *part;

	if (from->parent == NULL)
	{
		const SchemaObject *tie = object_ownership(from);

		return tie != NULL && sequence_keeps_table(tie) &&
			is_to_move(from) && !is_to_be_renamed(from);
	}
	foreach(cell, inherited_tables(from->parent))
		foreach(part, ((const SchemaObject *) lfirst(cell))->children)
	{
		const SchemaObject *inherited = lfirst(part);

		if (inherited->kind == from->kind && inherited->match != NULL &&
			strcmp(inherited->name, from->name) == 0 &&
			strcmp(inherited->match->name, from->match->name) == 0)
			return true;
	}
	return false;
}

/*
 * Write how an object comes to have the name and the schema of the other
 * side.
 */
static void
rename_object(Renaming *renaming, SchemaObject *from)
{
	const SchemaObject *to = from->match;

	check_stack_depth();
	if (!is_to_be_renamed(from) && !is_to_move(from))
		return;
	renaming->current = lappend(renaming->current, from);
	if (goes_along(from))
		from->name_in_force = to->name;
	else if (is_to_be_renamed(from))
	{
		free_name(renaming, from, from->schema, to->name);
		write_name(renaming, from, to->name);
	}
	if (is_to_move(from))
	{
		free_name(renaming, from, old_name_of_schema(to), to->name);
		if (!goes_along(from))
			rename_add(renaming->comparison, from,
					   psprintf("ALTER %s SET SCHEMA %s",
								object_reference(from),
								quote_identifier(to->schema)));
		if (to->in_schema != NULL)
			to->in_schema->entered = to->in_schema->match == NULL;
		from->moved = true;
	}
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

static void
remember_names(Renaming *renaming)
{
	ListCell   *cell;

	foreach(cell, renaming->comparison->from->objects)
	{
		SchemaObject *object = lfirst(cell);
		char	   *spaces[3];
		int			n = name_spaces(object, object->schema, spaces);

		for (int i = 0; i < n; i++)
			object_index_add(renaming->taken, spaces[i],
							 name_and_signature(object, object->name), object);
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

		from->name_in_force = from->name;
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
		remember_names(&renaming);
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

/*
 * renamed_text.c
 *		Are two texts the same but for names that have been changed?
 *
 * What names an object (a view's query, an index, a constraint ...) names it
 * anew once it has been renamed: the server sees to that. So the texts of two
 * sides are read as tokens, side by side; where a name differs, it must be the
 * old name of something that the object needs, and its new one. Besides, both
 * sides must need the same objects, so that no other change is taken for a
 * rename. What a text calls something itself (own_names.c) stays. In doubt texts
 * differ: at worst something is made again in vain.
 *
 * One thing is in no text: "FROM t AS x (a, b)" is written without the list for
 * as long as the columns of the table are called so.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"
#include "schema/own_names.h"
#include "utils/memutils.h"

/* What may stand for what. */
typedef struct Names
{
	const SchemaObject *whole;	/* whose text it is */
	List	   *objects;		/* of "from": whose names may be in the text */
	bool		strict;			/* one's old name is another's new one */
	TextKind	kind;			/* what it is the text of */
} Names;

/* Two texts being read. */
typedef struct Reading
{
	const Names *names;
	List	   *from;			/* of Token */
	List	   *to;
	int			i;
	int			j;
} Reading;

static bool
is_renamed(const SchemaObject *object)
{
	return object->match != NULL && strcmp(object->name, object->match->name) != 0;
}

static void
add_object(Names *names, SchemaObject *object)
{
	for (; object != NULL; object = object->parent)
	{
		names->objects = list_append_unique_ptr(names->objects, object);
		if (object->in_schema != NULL)
			names->objects = list_append_unique_ptr(names->objects,
													object->in_schema);
	}
}

/*
 * Gather all that the texts of an object may name: itself, its parts, what it
 * is a part of, what it needs.
 */
static void
gather_names(Names *names, SchemaObject *object)
{
	ListCell   *cell;
	ListCell   *other;

	add_object(names, object);
	foreach(cell, object->children)
		add_object(names, lfirst(cell));
	foreach(cell, object->needs)
		add_object(names, lfirst(cell));
	foreach(cell, names->objects)
		foreach(other, names->objects)
	{
		const SchemaObject *a = lfirst(cell);
		const SchemaObject *b = lfirst(other);

		if (is_renamed(a) && is_renamed(b) && a != b &&
			strcmp(a->name, b->match->name) == 0)
			names->strict = true;
	}
}

/*
 * Do both sides need the same objects?
 */
static bool
needs_match(const SchemaObject *from, const SchemaObject *to)
{
	ListCell   *cell;

	foreach(cell, from->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (needed != from->in_schema &&
			(needed->match == NULL || !list_member_ptr(to->needs, needed->match)))
			return false;
	}
	foreach(cell, to->needs)
	{
		const SchemaObject *needed = lfirst(cell);

		if (needed != to->in_schema &&
			(needed->match == NULL || !list_member_ptr(from->needs, needed->match)))
			return false;
	}
	return true;
}

/*
 * Does the other side need another object that has taken the old name of one
 * that is renamed?
 */
static bool
needs_namesake(const SchemaObject *from, const SchemaObject *to)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, from->needs)
		foreach(other, to->needs)
	{
		const SchemaObject *needed = lfirst(cell);
		const SchemaObject *namesake = lfirst(other);

		if (is_renamed(needed) && namesake != needed->match &&
			namesake->kind == needed->kind &&
			strcmp(namesake->name, needed->name) == 0)
			return true;
	}
	return false;
}

/*
 * Are the columns of a view the same ones in the same order? Its query does
 * not always say what they are called.
 */
static bool
columns_match(const SchemaObject *from, const SchemaObject *to)
{
	ListCell   *cell;
	ListCell   *other;

	forboth(cell, from->children, other, to->children)
	{
		const SchemaObject *column = lfirst(cell);

		if (!column->kind->is_part)
			break;
		if (column->match != lfirst(other))
			return false;
	}
	return true;
}

/*
 * May the qualifier stand before this object's name? Not if it names another
 * relation that the text may name.
 */
static bool
may_qualify(const Names *names, const char *name, const SchemaObject *object)
{
	ListCell   *cell;

	if (name == NULL || object->parent == NULL ||
		strcmp(object->parent->name, name) == 0)
		return true;
	foreach(cell, names->objects)
	{
		const SchemaObject *other = lfirst(cell);

		if (other->kind->names_relation && other != object->parent &&
			strcmp(other->name, name) == 0)
			return false;
	}
	return true;
}

/*
 * Is this an old name, and that the new one? What a view calls its own columns
 * stands nowhere but in an alias.
 */
static bool
is_new_name(const Names *names, const char *old, const char *new,
			const char *before, bool is_alias)
{
	ListCell   *cell;

	foreach(cell, names->objects)
	{
		const SchemaObject *object = lfirst(cell);

		if (object->parent == names->whole && object->kind->is_part && !is_alias)
			continue;
		if (object->match != NULL && strcmp(object->name, old) == 0 &&
			strcmp(object->match->name, new) == 0 &&
			may_qualify(names, before, object))
			return true;
	}
	return false;
}

/*
 * Are these the schemas that an object is moved from and to? A name must follow
 * in the text: a schema alone is another object's.
 */
static bool
is_new_schema(const Reading *reading, const char *old, const char *new)
{
	ListCell   *cell;

	if (!token_is(token_at(reading->from, reading->i + 1), "."))
		return false;
	foreach(cell, reading->names->objects)
	{
		const SchemaObject *object = lfirst(cell);

		if (object->match != NULL && object->schema != NULL &&
			object->match->schema != NULL &&
			strcmp(object->schema, old) == 0 &&
			strcmp(object->match->schema, new) == 0)
			return true;
	}
	return false;
}

/*
 * Is this the old name of one object, and the new one of another?
 */
static bool
is_handed_on(const Names *names, const char *name)
{
	bool		is_old = false;
	bool		is_new = false;
	ListCell   *cell;

	foreach(cell, names->objects)
	{
		const SchemaObject *object = lfirst(cell);

		if (!is_renamed(object))
			continue;
		is_old |= strcmp(object->name, name) == 0;
		is_new |= strcmp(object->match->name, name) == 0;
	}
	return is_old && is_new;
}

static bool
is_new_value(const Names *names, const char *old, const char *new)
{
	ListCell   *cell;
	ListCell   *value;

	foreach(cell, names->objects)
		foreach(value, ((const SchemaObject *) lfirst(cell))->value_renames)
	{
		const ValueRename *rename = lfirst(value);

		if (strcmp(rename->from, old) == 0 && strcmp(rename->to, new) == 0)
			return true;
	}
	return false;
}

static bool tokens_match(const Names *names, const char *from, const char *to);

/*
 * Is this string a name, as in 'public.users'::regclass?
 */
static bool
is_cast_to_name(const List *tokens, int i)
{
	const Token *type = token_at(tokens, i + 2);

	return token_is(token_at(tokens, i + 1), "::") && type != NULL &&
		strncmp(type->text, "reg", 3) == 0;
}

static bool
strings_match(const Reading *reading, const char *from, const char *to)
{
	if (is_cast_to_name(reading->from, reading->i))
		return tokens_match(reading->names, from, to);
	return strcmp(from, to) == 0 || is_new_value(reading->names, from, to);
}

static bool
is_own(const Reading *reading)
{
	return is_own_name(reading->names->kind, reading->from, reading->i) ||
		is_own_name(reading->names->kind, reading->to, reading->j);
}

/*
 * Does a query call a column by its new name, without an alias or by another
 * one? The server goes on calling it by the old one.
 */
static bool
is_output_renamed(const Reading *reading)
{
	return is_own_output(reading->names->kind, reading->from, reading->i) &&
		is_own_output(reading->names->kind, reading->to, reading->j);
}

static bool
token_matches(const Reading *reading)
{
	const Token *from = token_at(reading->from, reading->i);
	const Token *to = token_at(reading->to, reading->j);

	if (from == NULL || to == NULL || from->kind != to->kind)
		return false;
	switch (from->kind)
	{
		case TOKEN_STRING:
			return strings_match(reading, from->text, to->text);
		case TOKEN_OTHER:
			return strcmp(from->text, to->text) == 0;
		case TOKEN_NAME:
			break;
	}
	if (strcmp(from->text, to->text) == 0)
		return !reading->names->strict ||
			!is_handed_on(reading->names, from->text) || is_own(reading);
	return is_new_schema(reading, from->text, to->text) ||
		(is_new_name(reading->names, from->text, to->text,
					 token_qualifier(reading->from, reading->i),
					 token_is(token_at(reading->from, reading->i - 1), "as")) &&
		 !is_own(reading) && !is_output_renamed(reading));
}

/*
 * Pass over "AS name" where one side has it and the other has not, since the
 * column that it is for has that very name, or the view's has.
 */
static bool
pass_alias(Reading *reading)
{
	bool		in_from = token_is(token_at(reading->from, reading->i), "as");
	bool		in_to = token_is(token_at(reading->to, reading->j), "as");
	const Token *from = token_at(reading->from, reading->i + (in_from ? 1 : -1));
	const Token *to = token_at(reading->to, reading->j + (in_to ? 1 : -1));

	if (in_from == in_to || from == NULL || to == NULL ||
		from->kind != TOKEN_NAME || to->kind != TOKEN_NAME)
		return false;
	if (strcmp(from->text, to->text) != 0 &&
		((in_from ? is_own_output(reading->names->kind, reading->from, reading->i + 1) :
		  is_own_output(reading->names->kind, reading->to, reading->j + 1)) ||
		 !is_new_name(reading->names, from->text, to->text, NULL, true)))
		return false;
	reading->i += in_from ? 2 : 0;
	reading->j += in_to ? 2 : 0;
	return true;
}

static bool
tokens_match(const Names *names, const char *from, const char *to)
{
	Reading		reading = {names};

	check_stack_depth();
	if (!tokens_read(from, &reading.from) || !tokens_read(to, &reading.to))
		return false;
	while (reading.i < list_length(reading.from) ||
		   reading.j < list_length(reading.to))
	{
		CHECK_FOR_INTERRUPTS();
		if (token_matches(&reading))
		{
			reading.i++;
			reading.j++;
		}
		else if (!pass_alias(&reading))
			return false;
	}
	return true;
}

static TextKind
kind_of(const SchemaObject *object)
{
	if (object->kind == &kind_view || object->kind == &kind_materialized_view)
		return TEXT_OF_VIEW;
	return object->kind->names_routine ? TEXT_OF_ROUTINE : TEXT_OTHER;
}

/*
 * Will a text of "from" be that of "to" when all renames have been done? Both
 * may be equal, and yet not the same.
 */
bool
renamed_texts_equal(const SchemaObject *from, const SchemaObject *to,
					const char *from_text, const char *to_text)
{
	Names		names = {.whole = from, .kind = kind_of(from)};
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context;
	bool		equal = from_text != NULL && to_text != NULL &&
	strcmp(from_text, to_text) == 0;

	if (from_text == NULL || to_text == NULL)
		return from_text == to_text;
	/* true and false are no names */
	if (equal && strlen(from_text) <= 1)
		return true;
	context = AllocSetContextCreate(caller, "migrate renamed text",
									ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(context);
	gather_names(&names, (SchemaObject *) from);
	if (!equal || names.strict || needs_namesake(from, to))
		equal = needs_match(from, to) && columns_match(from, to) &&
			tokens_match(&names, from_text, to_text);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return equal;
}

/*
 * Is this the signature that a routine will have, when what it takes has been
 * renamed?
 */
bool
renamed_signatures_equal(const SchemaObject *from, const SchemaObject *to)
{
	Names		names = {.whole = from};

	if (from->signature == NULL || to->signature == NULL)
		return from->signature == to->signature;
	gather_names(&names, (SchemaObject *) from);
	return tokens_match(&names, from->signature, to->signature);
}

static void
mark(SchemaObject *object)
{
	ListCell   *cell;

	object->names_changed = true;
	foreach(cell, object->needed_by)
		((SchemaObject *) lfirst(cell))->names_changed = true;
}

/*
 * Mark the objects of "from" whose texts may name something that is renamed.
 */
void
mark_renamed(Comparison *comparison)
{
	ListCell   *cell;
	ListCell   *part;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *object = lfirst(cell);
		bool		moved = object->match != NULL && object->schema != NULL &&
		object->match->schema != NULL &&
		strcmp(object->schema, object->match->schema) != 0;

		if (!moved && !is_renamed(object) && object->value_renames == NIL)
			continue;
		mark(object);
		if (object->parent != NULL)
			object->parent->names_changed = true;
		/* what needs a part of it names it too */
		foreach(part, object->children)
			mark(lfirst(part));
	}
}

/*
 * match_renames.c
 *		Match what the target declares to have had another name.
 *
 * A declaration stays in a schema text after the rename has been done. If no
 * object has the old name, or none the new one, it is plain which it is. If
 * both are there (names are swapped, handed on, or an old name is given to
 * something new), all renames that share names are taken as done or as not
 * done together: by which way less differs, and as done if that is the same.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/schema.h"
#include "utils/builtins.h"

/* A declared rename whose old name is there. */
typedef struct Candidate
{
	SchemaObject *from;			/* of the old name */
	SchemaObject *to;
	SchemaObject *same;			/* of "from", with the name of "to"; or NULL */
	bool		grouped;
	bool		done;
} Candidate;

/*
 * Could these be one object, but for their names? What is below different
 * parents could not.
 */
bool
match_is_possible(const SchemaObject *from, const SchemaObject *to)
{
	if (from->match != NULL || to->match != NULL || from->kind != to->kind)
		return false;
	if (from->parent == NULL || to->parent == NULL)
		return from->parent == to->parent;
	return from->parent->match == to->parent;
}

void
match_pair(SchemaObject *from, SchemaObject *to)
{
	from->match = to;
	to->match = from;
	from->name_in_force = to->name;
}

/*
 * Does an object have the old name of a rename?
 */
static bool
has_old_name(const SchemaObject *from, const SchemaObject *to,
			 const Rename *rename)
{
	if (strcmp(from->name, rename->old_name) != 0 ||
		!match_is_possible(from, to))
		return false;
	if (rename->old_signature != NULL &&
		(from->signature == NULL ||
		 strcmp(from->signature, rename->old_signature) != 0))
		return false;
	if (from->parent != NULL || from->schema == NULL)
		return true;
	if (rename->old_schema != NULL)
		return strcmp(from->schema, rename->old_schema) == 0 ||
			strcmp(object_schema_in_force(from), rename->old_schema) == 0;
	return to->schema != NULL && strcmp(object_schema_in_force(from), to->schema) == 0;
}

static bool
has_new_name(const SchemaObject *from, const SchemaObject *to)
{
	return strcmp(from->name, to->name) == 0 && match_is_possible(from, to) &&
		(from->parent != NULL || from->schema == NULL ||
		 (to->schema != NULL && strcmp(object_schema_in_force(from), to->schema) == 0)) &&
		renamed_signatures_equal(from, to);
}

/*
 * Find the object of the old name; a routine takes the same as the new one,
 * for what takes something else is another routine. NULL if there is none.
 */
static SchemaObject *
find_old(const Comparison *comparison, const SchemaObject *to,
		 const Rename *rename)
{
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		if (has_old_name(from, to, rename) && renamed_signatures_equal(from, to))
			return from;
	}
	return NULL;
}

static SchemaObject *
find_same(const Comparison *comparison, const SchemaObject *to)
{
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
		if (has_new_name(lfirst(cell), to))
		return lfirst(cell);
	return NULL;
}

/*
 * Is this the object that a rename is declared of?
 */
static bool
is_declared(const SchemaObject *to, const Rename *rename,
			const SchemaKind *kind)
{
	size_t		length = strlen(rename->key);

	return to->kind == kind && to->match == NULL && rename->value == NULL &&
		(rename->kind == NULL || strcmp(rename->kind, kind->name) == 0) &&
		(!OidIsValid(rename->catalog) || rename->catalog == kind->catalog) &&
		strncmp(to->key, rename->key, length) == 0 &&
		(to->key[length] == '\0' ||
		 (to->signature != NULL &&
		  strcmp(to->key + length, to->signature) == 0));
}

static List *
find_candidates(const Comparison *comparison, const List *renames,
				const SchemaKind *kind)
{
	List	   *candidates = NIL;
	ListCell   *cell;
	ListCell   *object_cell;

	foreach(cell, renames)
		foreach(object_cell, comparison->to->objects)
	{
		SchemaObject *to = lfirst(object_cell);
		SchemaObject *from;
		Candidate  *candidate;

		if (!is_declared(to, lfirst(cell), kind))
			continue;
		CHECK_FOR_INTERRUPTS();
		from = find_old(comparison, to, lfirst(cell));
		if (from == NULL)
			continue;
		candidate = palloc0(sizeof(Candidate));
		candidate->from = from;
		candidate->to = to;
		candidate->same = find_same(comparison, to);
		candidates = lappend(candidates, candidate);
	}
	return candidates;
}

/*
 * What is inside an object: its parts, and what is in a schema.
 */
static List *
inside(const SchemaObject *object)
{
	List	   *parts = list_copy(object->children);
	ListCell   *cell;

	foreach(cell, object->needed_by)
		if (((const SchemaObject *) lfirst(cell))->in_schema == object)
		parts = lappend(parts, lfirst(cell));
	return parts;
}

static const SchemaObject *
find_part(const List *parts, const SchemaObject *like)
{
	ListCell   *cell;

	foreach(cell, parts)
	{
		const SchemaObject *part = lfirst(cell);

		if (part->kind == like->kind && strcmp(part->name, like->name) == 0 &&
			(part->signature == NULL ||
			 strcmp(part->signature, like->signature) == 0))
			return part;
	}
	return NULL;
}

/*
 * How much differs: properties, parts that are on one side only, and columns?
 * The texts of other parts name what they are parts of.
 */
static int
count_differences(const SchemaObject *from, const SchemaObject *to)
{
	List	   *from_parts;
	List	   *to_parts;
	int			n = 0;
	ListCell   *cell;

	check_stack_depth();
	if (from == NULL || to == NULL)
		return from == to ? 0 :
			1 + list_length(inside(from == NULL ? to : from));
	from_parts = inside(from);
	to_parts = inside(to);
	n += object_properties_differ(from, to) ? 1 : 0;
	foreach(cell, from_parts)
	{
		const SchemaObject *part = lfirst(cell);
		const SchemaObject *other = find_part(to_parts, part);

		if (other == NULL || part->parent == NULL ||
			object_has_kind(part, "column"))
			n += count_differences(part, other);
	}
	foreach(cell, to_parts)
		n += find_part(from_parts, lfirst(cell)) == NULL ? 1 : 0;
	return n;
}

/*
 * Gather the candidates that share names with this one, directly or not.
 */
static void
gather_group(List *candidates, Candidate *member, List **group)
{
	ListCell   *cell;

	check_stack_depth();
	member->grouped = true;
	*group = lappend(*group, member);
	foreach(cell, candidates)
	{
		Candidate  *other = lfirst(cell);

		if (!other->grouped && (other->from == member->same ||
								other->same == member->from))
			gather_group(candidates, other, group);
	}
}

/*
 * The object of "to" that has the name of one of "from".
 */
static SchemaObject *
find_namesake(const Comparison *comparison, const SchemaObject *from)
{
	ListCell   *cell;

	foreach(cell, comparison->to->objects)
		if (has_new_name(from, lfirst(cell)))
		return lfirst(cell);
	return NULL;
}

/*
 * Have the renames of a group been done already?
 */
static bool
is_done(const Comparison *comparison, const List *group)
{
	List	   *olds = NIL;
	List	   *news = NIL;
	int			if_done = 0;
	int			if_not = 0;
	ListCell   *cell;

	foreach(cell, group)
	{
		const Candidate *candidate = lfirst(cell);

		if (candidate->same == NULL)
			return false;
		olds = list_append_unique_ptr(olds, candidate->from);
		news = list_append_unique_ptr(news, candidate->to);
		if_not += count_differences(candidate->from, candidate->to);
		if_done += count_differences(candidate->same, candidate->to);
	}
	foreach(cell, group)
	{
		const Candidate *candidate = lfirst(cell);
		SchemaObject *namesake = find_namesake(comparison, candidate->from);

		/* what a new name is taken from is dropped if it is not handed on */
		if (!list_member_ptr(olds, candidate->same))
			if_not += count_differences(candidate->same, NULL);
		/* an old name that is not taken by a rename is somebody's, or free */
		if (namesake == NULL || !list_member_ptr(news, namesake))
		{
			if_done += count_differences(candidate->from, namesake);
			if_not += count_differences(NULL, namesake);
		}
	}
	return if_done <= if_not;
}

/*
 * Match what is declared to have had another name, of one kind. An old name
 * that no object has any more has been renamed already.
 */
void
match_renames(Comparison *comparison, const List *renames,
			  const SchemaKind *kind)
{
	List	   *candidates = find_candidates(comparison, renames, kind);
	ListCell   *cell;

	foreach(cell, candidates)
	{
		Candidate  *candidate = lfirst(cell);
		List	   *group = NIL;
		ListCell   *member;
		bool		done;

		if (candidate->grouped)
			continue;
		gather_group(candidates, candidate, &group);
		done = is_done(comparison, group);
		foreach(member, group)
			((Candidate *) lfirst(member))->done = done;
	}
	foreach(cell, candidates)
	{
		Candidate  *candidate = lfirst(cell);

		if (!candidate->done &&
			match_is_possible(candidate->from, candidate->to))
			match_pair(candidate->from, candidate->to);
	}
}

/*
 * Is this value among those of an enum?
 */
static bool
has_value(const SchemaObject *object, const char *value)
{
	const char *literal = quote_literal_cstr(value);
	const char *found = strstr(object_value(object, "values"), literal);

	while (found != NULL)
	{
		const char *end = found + strlen(literal);

		if ((found == object_value(object, "values") || found[-1] == ' ') &&
			(*end == '\0' || *end == ','))
			return true;
		found = strstr(found + 1, literal);
	}
	return false;
}

/*
 * Note the renames of the values of enums, on both sides.
 */
void
match_values(Comparison *comparison, const List *renames)
{
	ListCell   *cell;
	ListCell   *object_cell;

	foreach(cell, renames)
		foreach(object_cell, comparison->to->objects)
	{
		const Rename *rename = lfirst(cell);
		SchemaObject *to = lfirst(object_cell);
		ValueRename *forth;
		ValueRename *back;

		if (rename->value == NULL || !object_has_kind(to, "enum") ||
			to->match == NULL || strcmp(to->key, rename->key) != 0 ||
			!has_value(to->match, rename->old_name) ||
			has_value(to->match, rename->value) ||
			!has_value(to, rename->value) || has_value(to, rename->old_name))
			continue;
		forth = palloc(sizeof(ValueRename));
		back = palloc(sizeof(ValueRename));
		forth->from = back->to = rename->old_name;
		forth->to = back->from = rename->value;
		to->match->value_renames = lappend(to->match->value_renames, forth);
		to->value_renames = lappend(to->value_renames, back);
	}
}

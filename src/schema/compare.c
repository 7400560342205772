/*
 * compare.c
 *		What becomes of each object: created, dropped, altered, rebuilt.
 *
 * A change spreads. What needs an object that is dropped and made again must
 * be dropped before and made again after it, and so on; what needs a column
 * whose type changes, if it stands in the way of that. Columns of a type that
 * is replaced are converted. What would lose data is refused.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/kinds.h"

/*
 * Is a property compared, not just told?
 */
bool
kind_compares(const SchemaKind *kind, const char *property)
{
	if (kind->uncompared == NULL)
		return true;
	for (int i = 0; kind->uncompared[i] != NULL; i++)
		if (strcmp(kind->uncompared[i], property) == 0)
			return false;
	return true;
}

/*
 * Do two objects of one kind differ in what their kind compares?
 */
bool
object_properties_differ(const SchemaObject *from, const SchemaObject *to)
{
	for (int i = 0; from->kind->properties[i] != NULL; i++)
		if (object_value_differs(from, to, i) &&
			kind_compares(from->kind, from->kind->properties[i]))
			return true;
	return false;
}

/*
 * Is this kind left alone altogether?
 */
static bool
is_left_alone(const Comparison *comparison, const SchemaObject *object)
{
	if (object->kind == &kind_default_privileges ||
		object->kind == &kind_extension_member)
		return !comparison->privileges;
	return object->kind == &kind_extension && !comparison->extensions;
}

/*
 * The change of a pair, of which one side may be missing; made if there is
 * none.
 */
static Change *
change_of(Comparison *comparison, SchemaObject *from, SchemaObject *to,
		  Fate fate)
{
	Change	   *change = from != NULL ? from->change : to->change;

	if (change != NULL)
		return change;
	change = palloc0(sizeof(Change));
	change->comparison = comparison;
	change->from = from;
	change->to = to;
	change->fate = fate;
	change->phase = PHASE_ALTER;
	if (from != NULL)
		from->change = change;
	if (to != NULL)
		to->change = change;
	comparison->changes = lappend(comparison->changes, change);
	return change;
}

static void spread(Comparison *comparison, Change *change);

static bool
is_made_again(const Change *change)
{
	return change != NULL &&
		(change->fate == FATE_REBUILD || change->fate == FATE_REPLACE);
}

/*
 * Does a table hold values of a type, by itself or within another type? If
 * "staying", in a column that is there before and after: it may be of another
 * type then.
 */
bool
type_is_stored(const SchemaObject *type, bool staying)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, type->needed_by)
	{
		const SchemaObject *user = lfirst(cell);

		if (user->parent == type ||
			(staying && user->match == NULL && !user->kind->replaceable))
			continue;
		if (user->kind->is_part)
			user = user->parent;
		if (user->kind->convert != NULL ||
			(user->kind->replaceable && type_is_stored(user, staying)))
			return true;
	}
	return false;
}

static bool
is_rebuildable(const SchemaObject *object)
{
	return object->kind->is_rebuildable != NULL &&
		object->kind->is_rebuildable(object);
}

static bool
remakes_parent(const SchemaObject *to)
{
	return to->kind->remakes_parent != NULL && to->kind->remakes_parent(to);
}

/*
 * Have an object dropped and made again, and what needs it too.
 */
static void
rebuild(Comparison *comparison, SchemaObject *from, const SchemaObject *because)
{
	Change	   *change = change_of(comparison, from, from->match, FATE_REBUILD);

	check_stack_depth();
	change->pieces[PHASE_ALTER] = NIL;
	change->retyped = false;
	if (from->kind->is_part || remakes_parent(from->match))
	{
		change->fate = FATE_REBUILD;
		if (!is_made_again(from->parent->change))
			rebuild(comparison, from->parent, because);
	}
	else if (from->kind->replaceable)
		change->fate = type_is_stored(from, true) ||
			type_is_stored(from->match, true) ? FATE_REPLACE : FATE_REBUILD;
	else if (is_rebuildable(from))
		change->fate = FATE_REBUILD;
	else
	{
		change->fate = FATE_ALTER;
		change_refuse(change, because == NULL ?
					  "Its properties cannot be changed in place, and making it again would lose what is in it." :
					  psprintf("It needs %s %s, which must be made again, and making it again too would lose what is in it.",
							   because->kind->name, because->key));
		return;
	}
	spread(comparison, change);
}

/*
 * Convert what holds values of a type that is replaced.
 */
static void
convert(Comparison *comparison, SchemaObject *from, const SchemaObject *type)
{
	Change	   *change = change_of(comparison, from, from->match, FATE_ALTER);
	uint32		hazards = 0;
	ListCell   *cell;

	if (change->fate != FATE_ALTER || change->retyped)
		return;
	change->retyped = true;
	change->phase = PHASE_ALTER;
	change->property = "type";
	from->kind->convert(change, from, from->match,
						type->match == NULL || type->kind->converted_through == NULL ?
						"text" : type->kind->converted_through(type, type->match));
	if (type->kind->names_type)
		hazards = HAZARD_REWRITES_TABLE | HAZARD_BLOCKS_READS | HAZARD_BLOCKS_WRITES;
	if (type->match == NULL || type->kind->conversion_is_safe == NULL ||
		!type->kind->conversion_is_safe(type, type->match))
		hazards |= HAZARD_FAILS_ON_ROWS;
	foreach(cell, change->pieces[PHASE_ALTER])
	{
		Piece	   *piece = lfirst(cell);

		if (piece->property != NULL && strcmp(piece->property, "type") == 0)
			piece->hazards |= hazards;
	}
	spread(comparison, change);
}

/*
 * Have what would stay, or be altered, made again instead; false if that would
 * lose something.
 */
bool
object_make_again(Comparison *comparison, SchemaObject *from)
{
	if (!is_rebuildable(from))
		return false;
	rebuild(comparison, from, NULL);
	return true;
}

static bool
is_within(const SchemaObject *object, const SchemaObject *ancestor)
{
	for (; object != NULL; object = object->parent)
		if (object == ancestor)
			return true;
	return false;
}

/*
 * Does a new type of another kind take the name of one that is dropped, and
 * that this has values of?
 */
static bool
takes_another_type(const SchemaObject *type, const SchemaObject *dependent)
{
	ListCell   *cell;

	if (!type->kind->replaceable || !type->kind->names_type ||
		dependent->kind->convert == NULL)
		return false;
	foreach(cell, dependent->match->needs)
	{
		const SchemaObject *other = lfirst(cell);

		if (other->match == NULL && other->kind->names_type &&
			strcmp(object_relation_name(other), object_relation_name(type)) == 0)
			return true;
	}
	return false;
}

/*
 * What becomes of "dependent", which stays, when "change" is made to an
 * object that it needs?
 */
static void
spread_to(Comparison *comparison, Change *change, SchemaObject *dependent)
{
	bool		alters = dependent->change != NULL &&
	dependent->change->fate == FATE_ALTER &&
	dependent->change->released;

	if (is_made_again(dependent->change))
		return;
	/* what holds data lets go in place, if its new form does */
	if (alters && !is_rebuildable(dependent) &&
		!list_member_ptr(dependent->match->needs, change->to))
		return;
	switch (change->fate)
	{
		case FATE_ALTER:
			if (change->retyped && dependent->kind->blocks_retyping &&
				(dependent->kind->outlives_retyping == NULL ||
				 !dependent->kind->outlives_retyping(dependent)))
				rebuild(comparison, dependent, change->from);
			break;
		case FATE_DROP:
			if (takes_another_type(change->from, dependent))
			{
				change->aside = true;
				convert(comparison, dependent, change->from);
			}
			/* its new form, or its new schema, lets go of what is dropped */
			else if (!alters && !is_within(dependent, change->from) &&
					 object_root(dependent)->in_schema != change->from)
				rebuild(comparison, dependent, change->from);
			break;
		case FATE_REPLACE:
			if (dependent->kind->convert != NULL && !is_rebuildable(dependent))
				convert(comparison, dependent, change->from);
			else
				rebuild(comparison, dependent, change->from);
			break;
		case FATE_REBUILD:
			rebuild(comparison, dependent, change->from);
			break;
		case FATE_CREATE:
			break;
	}
}

/*
 * Have that made again without which a dropped object cannot be dropped.
 */
static void
rebuild_holder(Comparison *comparison, const Change *change)
{
	SchemaObject *holder;

	if (change->from->kind->held_by == NULL ||
		(change->fate != FATE_DROP && change->fate != FATE_REBUILD))
		return;
	holder = change->from->kind->held_by(change->from);
	if (holder != NULL && holder->match != NULL && !is_made_again(holder->change))
		rebuild(comparison, holder, change->from);
}

/*
 * Spread a change to what needs an object: the one that it is about, or, if
 * that is made again, a part of it that is left out then.
 */
static void
spread_from(Comparison *comparison, Change *change, const SchemaObject *object)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, object->needed_by)
	{
		SchemaObject *dependent = lfirst(cell);

		if (dependent->match != NULL)
			spread_to(comparison, change, dependent);
		else if (is_made_again(change) && dependent->kind->is_part &&
				 dependent->parent == object)
			spread_from(comparison, change, dependent);
	}
}

static void
spread(Comparison *comparison, Change *change)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (change->from == NULL)
		return;
	rebuild_holder(comparison, change);
	spread_from(comparison, change, change->from);
}

/*
 * Compare the two sides of one object.
 */
static void
compare_pair(Comparison *comparison, SchemaObject *from)
{
	SchemaObject *to = from->match;
	Change		probe = {comparison, from, to};
	Change	   *change;

	if (object_properties_differ(from, to))
	{
		change = change_of(comparison, from, to, FATE_ALTER);
		change->released = from->kind->alter != NULL &&
			from->kind->alter(change, from, to);
		if (!change->released)
			change->fate = FATE_REBUILD;
		if (!change->released || change->retyped)
			comparison->spreading = lappend(comparison->spreading, change);
	}
	else if (attributes_differ(&probe))
		(void) change_of(comparison, from, to, FATE_ALTER);
}

/*
 * What is dropped by the DROP of another; what is made by the CREATE of
 * another.
 */
static void
absorb(Change *change)
{
	SchemaObject *from = change->from;
	SchemaObject *to = change->to;

	change->goes_with = NULL;
	if (!change->apart && (change->fate == FATE_DROP || change->fate == FATE_REBUILD) &&
		from->kind->goes_with != NULL)
	{
		const SchemaObject *carrier = from->kind->goes_with(from);

		if (carrier != NULL && carrier->change != NULL &&
			(carrier->change->fate == FATE_DROP ||
			 is_made_again(carrier->change)))
			change->goes_with = carrier->change;
		/* forged objects may go with each other */
		for (const Change *with = change->goes_with; with != NULL;
			 with = with->goes_with)
			if (with == change)
			{
				change->goes_with = NULL;
				break;
			}
	}
	change->is_inline = !change->apart &&
		(change->fate == FATE_CREATE || change->fate == FATE_REBUILD) &&
		to->parent != NULL && to->parent->change != NULL &&
		(to->parent->change->fate == FATE_CREATE ||
		 is_made_again(to->parent->change)) &&
		to->kind->may_be_inline != NULL &&
		to->kind->may_be_inline(to);
}

void
absorb_changes(Comparison *comparison)
{
	ListCell   *cell;

	foreach(cell, comparison->changes)
		absorb(lfirst(cell));
}

/*
 * Find out what becomes of every object. All are matched.
 */
void
compare_objects(Comparison *comparison)
{
	ListCell   *cell;

	foreach(cell, comparison->to->objects)
	{
		SchemaObject *to = lfirst(cell);

		if (to->match != NULL || is_left_alone(comparison, to))
			continue;
		(void) change_of(comparison, NULL, to, FATE_CREATE);
		if (to->parent != NULL && to->parent->match != NULL &&
			remakes_parent(to))
			comparison->spreading =
				lappend(comparison->spreading,
						change_of(comparison, to->parent->match, to->parent,
								  FATE_REBUILD));
	}
	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (is_left_alone(comparison, from))
			continue;
		if (from->match == NULL)
			comparison->spreading =
				lappend(comparison->spreading,
						change_of(comparison, from, NULL, FATE_DROP));
		else
			compare_pair(comparison, from);
	}
	foreach(cell, comparison->spreading)
	{
		Change	   *change = lfirst(cell);

		if (change->fate == FATE_REBUILD)
			rebuild(comparison, change->from, NULL);
		else
			spread(comparison, change);
	}
	absorb_changes(comparison);
}

/*
 * write.c
 *		Write what drops and makes the objects of all changes.
 *
 * What alters them in place has been written when they were compared.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/change.h"

static void
write_aside(Change *change)
{
	change->phase = PHASE_ASIDE;
	change_write(change, "alter", 0, "ALTER %s RENAME TO %s",
				 object_reference(change->from), object_name_aside(change->from));
	if (change->from->kind->set_aside != NULL)
		change->from->kind->set_aside(change, change->from);
	change->from->name_in_force = object_name_aside(change->from);
	change->phase = PHASE_DROP;
	change_write(change, "drop", 0, "DROP %s", object_reference(change->from));
	change->from->name_in_force = change->to != NULL ? change->to->name :
		change->from->name;
}

static void
write_drop(Change *change)
{
	const SchemaKind *kind = change->from->kind;

	change->phase = PHASE_DROP;
	if (kind->drop != NULL)
		kind->drop(change, change->from);
	else
		change_write(change, "drop", 0, "DROP %s%s",
					 object_reference(change->from),
					 object_is_shell_first(change->from) ? " CASCADE" : "");
}

/*
 * Note what is dropped by the DROP of another.
 */
static void
note_along(Change *change)
{
	Change	   *carrier = change->goes_with;

	while (carrier->goes_with != NULL)
		carrier = carrier->goes_with;
	carrier->along = lappend(carrier->along, change);
}

static void
write_create(Change *change)
{
	const SchemaKind *kind = change->to->kind;

	change->phase = PHASE_SHELL;
	if (change->node[PHASE_SHELL] >= 0)
		change_write(change, "create", 0, "CREATE %s",
					 object_reference(change->to));
	change->phase = PHASE_CREATE;
	if (!change->is_inline)
		kind->create(change, change->to);
	/* there is nothing to have them, if it is not made */
	if (change->refused == NULL)
		attributes_create(change, change->to);
}

/*
 * Write the pieces of every change, but those that alter in place.
 */
void
write_changes(Comparison *comparison)
{
	ListCell   *cell;

	foreach(cell, comparison->changes)
	{
		Change	   *change = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		change->property = NULL;
		if (change_sets_aside(change))
			write_aside(change);
		else if (change->fate == FATE_DROP || change->fate == FATE_REBUILD)
		{
			if (change->goes_with == NULL)
				write_drop(change);
			else
				note_along(change);
		}
		if (change->fate == FATE_CREATE || change->fate == FATE_REBUILD ||
			change->fate == FATE_REPLACE)
			write_create(change);
		if (change->fate == FATE_ALTER)
		{
			change->phase = PHASE_ALTER;
			attributes_alter(change, change->from, change->to);
		}
		if (change->unchecked)
			change_uncheck(change);
	}
}

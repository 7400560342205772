/*
 * rename.c
 *		Write the renames, which come before all else.
 */
#include "postgres.h"

#include "schema/change.h"
#include "utils/builtins.h"

static void
add_rename(Comparison *comparison, SchemaObject *from, char *text)
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
 * Write how an object comes to have the name and the schema of the other
 * side. Parents and schemas have theirs already.
 */
static void
rename_object(Comparison *comparison, SchemaObject *from)
{
	const SchemaObject *to = from->match;
	const char *schema = from->in_schema != NULL ?
		from->in_schema->name_in_force : from->schema;

	from->name_in_force = from->name;
	if (strcmp(from->name, to->name) != 0)
		add_rename(comparison, from,
				   psprintf("ALTER %s RENAME TO %s", object_reference(from),
							quote_identifier(to->name)));
	from->name_in_force = to->name;
	if (schema != NULL && to->schema != NULL && strcmp(schema, to->schema) != 0)
		add_rename(comparison, from,
				   psprintf("ALTER %s SET SCHEMA %s", object_reference(from),
							quote_identifier(to->schema)));
}

void
rename_objects(Comparison *comparison)
{
	ListCell   *cell;

	foreach(cell, comparison->from->objects)
	{
		SchemaObject *from = lfirst(cell);

		if (from->match != NULL)
			rename_object(comparison, from);
	}
}

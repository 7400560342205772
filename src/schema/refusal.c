/*
 * refusal.c
 *		What of a change cannot be written as statements, and why.
 *
 * All else is written nevertheless: whoever asked for the statements decides
 * whether that is enough. The first reason of each change counts.
 */
#include "postgres.h"

#include "base/errors.h"
#include "schema/schema.h"
#include "utils/builtins.h"

/*
 * Say that something of a change cannot be written; "why" is a whole sentence.
 */
void
change_refuse(Change *change, const char *why)
{
	if (change->refused == NULL)
		change->refused = why;
}

/*
 * What of a comparison cannot be written.
 */
List *
refusals_collect(const Comparison *comparison)
{
	List	   *refusals = NIL;
	ListCell   *cell;

	foreach(cell, comparison->changes)
	{
		const Change *change = lfirst(cell);
		Refusal    *refusal;

		if (change->refused == NULL)
			continue;
		refusal = palloc(sizeof(Refusal));
		refusal->action = change->from == NULL ? "create" :
			change->to == NULL ? "drop" : "alter";
		refusal->object = change_object(change);
		refusal->why = change->refused;
		refusals = lappend(refusals, refusal);
	}
	return refusals;
}

/*
 * A refusal in words.
 */
char *
refusal_text(const Refusal *refusal)
{
	return psprintf("cannot write the statements that change %s %s: %s",
					refusal->object->kind->name, refusal->object->key,
					refusal->why);
}

/*
 * Append refusals to a script, as comments.
 */
void
refusals_append(StringInfo script, const List *refusals)
{
	ListCell   *cell;

	foreach(cell, refusals)
	{
		appendStringInfoString(script, script->len == 0 ? "-- " : "\n-- ");
		/* names may have ends of lines in them */
		for (const char *c = refusal_text(lfirst(cell)); *c != '\0'; c++)
			if (*c == '\n' || *c == '\r')
				appendStringInfoString(script, "\n-- ");
			else
				appendStringInfoChar(script, *c);
	}
}

/*
 * The patterns of migrate.exclude that leave the objects out, each once.
 */
static char *
patterns(const List *refusals)
{
	List	   *found = NIL;
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, refusals)
	{
		const SchemaObject *object =
		object_root(((const Refusal *) lfirst(cell))->object);

		if (list_member_ptr(found, object))
			continue;
		found = lappend(found, (void *) object);
		appendStringInfo(&text, "%s%s:%s%s%s", text.len == 0 ? "" : ", ",
						 object->kind->name,
						 object->schema == NULL ? "" : object->schema,
						 object->schema == NULL ? "" : ".", object->name);
	}
	return text.data;
}

/*
 * Raise an error, or warn, if there are refusals.
 */
void
refusals_report(int level, const List *refusals)
{
	const Refusal *first;
	StringInfoData all;
	ListCell   *cell;

	if (refusals == NIL)
		return;
	first = linitial(refusals);
	initStringInfo(&all);
	foreach(cell, refusals)
	{
		const Refusal *refusal = lfirst(cell);

		appendStringInfo(&all, "%s%s %s: %s", all.len == 0 ? "" : "\n",
						 refusal->object->kind->name, refusal->object->key,
						 refusal->why);
	}
	ereport(level,
			(errcode(ERRCODE_CHANGE_UNSUPPORTED),
			 list_length(refusals) == 1 ?
			 errmsg("cannot write the statements that change %s %s",
					first->object->kind->name, first->object->key) :
			 errmsg("cannot write the statements that change %d objects",
					list_length(refusals)),
			 errdetail_internal("%s", list_length(refusals) == 1 ? first->why :
								all.data),
			 errhint("Write %s by hand, or leave %s out: SET migrate.exclude = %s.",
					 list_length(refusals) == 1 ? "this change" : "these changes",
					 list_length(refusals) == 1 ? "the object" : "the objects",
					 quote_literal_cstr(patterns(refusals)))));
}

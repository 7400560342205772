/*
 * secrets.c
 *		Keep the values of secrets out of errors and notices.
 *
 * An error of a script quotes what it is about: its statement, a value, the
 * statement that a function made. Wherever the value of a secret occurs in
 * it, stars take its place before the error goes on. What shows only a part
 * of the value, or has changed it, is not found.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "run/run.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#define STARS "********"

/* Shorter ones stand in many a word, and can be guessed. */
#define LEAST_BYTES 4

/*
 * Return what stands between the quotes of a quoted value.
 */
static char *
inside(char *quoted)
{
	char	   *first = quoted + strcspn(quoted, "'\"");

	return pnstrdup(first + 1, strlen(first + 1) - 1);
}

/*
 * Add the ways in which a value can be written; the longest first, for the
 * others may be a part of it.
 */
static List *
add_value(List *values, const char *value)
{
	char	   *literal;
	StringInfoData identifier;

	if (strlen(value) < LEAST_BYTES)
		return values;
	literal = inside(quote_literal_cstr(value));
	initStringInfo(&identifier);
	for (const char *c = value; *c != '\0'; c++)
	{
		if (*c == '"')
			appendStringInfoChar(&identifier, '"');
		appendStringInfoChar(&identifier, *c);
	}
	if (strcmp(literal, value) != 0)
		values = lappend(values, literal);
	if (strcmp(identifier.data, value) != 0)
		values = lappend(values, identifier.data);
	return lappend(values, (char *) value);
}

/*
 * List the values of all secrets of a plan, as they can occur in texts.
 */
List *
secrets_of_plan(int nsteps, const Variables *variables)
{
	List	   *values = NIL;

	for (int i = 0; i < nsteps; i++)
	{
		for (int j = 0; j < variables[i].n; j++)
		{
			const Variable *variable = &variables[i].variables[j];

			if (variable->secret)
				values = add_value(values, variable->value);
		}
	}
	return values;
}

/*
 * Return a text with stars in the place of a value; the same text if that is
 * not in it.
 */
static char *
hide_value(char *text, const char *value)
{
	StringInfoData hidden;
	char	   *found;

	if (text == NULL || strstr(text, value) == NULL)
		return text;
	initStringInfo(&hidden);
	while ((found = strstr(text, value)) != NULL)
	{
		appendBinaryStringInfo(&hidden, text, found - text);
		appendStringInfoString(&hidden, STARS);
		text = found + strlen(value);
	}
	appendStringInfoString(&hidden, text);
	return hidden.data;
}

static char *
hide_values(char *text, const List *values)
{
	ListCell   *cell;

	foreach(cell, values)
		text = hide_value(text, lfirst(cell));
	return text;
}

/*
 * Inside an error context callback: if what is told is less than an error,
 * put stars in it, and leave out what would show statements: the context (in
 * the server's log; the client of the caller's gets it) and the query.
 */
void
secrets_hide_in_notice(const List *values)
{
	MemoryContext caller = MemoryContextSwitchTo(CurTransactionContext);
	ErrorData  *notice = CopyErrorData();

	if (notice->elevel < ERROR)
	{
		errhidecontext(true);
		internalerrposition(0);
		internalerrquery(NULL);
		if (notice->message != NULL)
			errmsg_internal("%s", hide_values(notice->message, values));
		if (notice->detail != NULL)
			errdetail_internal("%s", hide_values(notice->detail, values));
		if (notice->hint != NULL)
			errhint("%s", hide_values(notice->hint, values));
	}
	FreeErrorData(notice);
	MemoryContextSwitchTo(caller);
}

/*
 * Inside PG_CATCH: let the error go on, without the values of secrets.
 */
pg_noreturn static void
rethrow_hidden(const List *values, MemoryContext context)
{
	ErrorData  *error;
	char	   *query;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();

	/* in a query with stars, the place is no longer where it was */
	query = hide_values(error->internalquery, values);
	if (query != error->internalquery)
		error->internalpos = 0;
	error->internalquery = query;
	error->message = hide_values(error->message, values);
	error->detail = hide_values(error->detail, values);
	error->detail_log = hide_values(error->detail_log, values);
	error->hint = hide_values(error->hint, values);
	error->context = hide_values(error->context, values);
	ReThrowError(error);
}

/*
 * Do some work, and let no value of a secret be in the error that it raises.
 */
void
secrets_hide_in_errors(const List *values, void (*work) (void *arg), void *arg)
{
	MemoryContext caller = CurrentMemoryContext;

	if (values == NIL)
	{
		work(arg);
		return;
	}
	PG_TRY();
	{
		work(arg);
	}
	PG_CATCH();
	{
		rethrow_hidden(values, caller);
	}
	PG_END_TRY();
}

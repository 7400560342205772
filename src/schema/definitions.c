/*
 * definitions.c
 *		Read the definitions whose reading locks relations.
 *
 * To write out a query (pg_get_viewdef(), pg_get_ruledef(), and
 * pg_get_functiondef() of a body that is no string), the server locks
 * every relation that it reads, ACCESS SHARE, until the transaction ends. So
 * this is done for some objects at a time, each time in a subtransaction that
 * is rolled back (catalog.c), which gives up its locks: thousands of views fit
 * into the lock table of a server with default settings. Where that is full
 * nevertheless, fewer are read at a time.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "schema/definitions.h"

/* how many objects' definitions are read at a time */
#define BATCH 100

typedef struct Reading
{
	SchemaSnapshot *snapshot;
	const SchemaKind *kind;
} Reading;

static int
index_of_definition(const SchemaKind *kind)
{
	for (int i = 0; kind->properties[i] != NULL; i++)
		if (strcmp(kind->properties[i], kind->definition) == 0)
			return i;
	elog(ERROR, "objects of kind %s have no property \"%s\"", kind->name,
		 kind->definition);
}

/*
 * Take a definition, without the semicolon at its end.
 */
static void
read_definition(void *arg, int ncolumns, char **values)
{
	Reading    *reading = arg;
	SchemaObject *object = snapshot_find(reading->snapshot,
										 reading->kind->catalog,
										 strtoul(values[0], NULL, 10), 0);
	char	   *text;
	size_t		length;

	if (values[1] == NULL)
		return;					/* it has been dropped: noticed later */
	text = MemoryContextStrdup(reading->snapshot->context, values[1]);
	length = strlen(text);
	if (length > 0 && text[length - 1] == ';')
		text[length - 1] = '\0';
	object->values[index_of_definition(reading->kind)] = text;
}

/*
 * Read the definitions of some objects. If they need more locks than there
 * are, the error has given up all of them: read one half, and then the other.
 */
static void
read_some(const Catalog *catalog, Reading *reading, const Oid *oids, int n)
{
	MemoryContext caller = CurrentMemoryContext;
	volatile bool too_many = false;
	StringInfoData list;

	check_stack_depth();
	initStringInfo(&list);
	for (int i = 0; i < n; i++)
		appendStringInfo(&list, "%s%u", i == 0 ? "" : ",", oids[i]);
	PG_TRY();
	{
		catalog_query_once(catalog,
						   psprintf("SELECT u.oid, %s\n"
									"  FROM pg_catalog.unnest('{%s}'::pg_catalog.oid[]) AS u (oid)",
									reading->kind->definition_expression,
									list.data),
						   read_definition, reading);
	}
	PG_CATCH();
	{
		if (n == 1 || geterrcode() != ERRCODE_OUT_OF_MEMORY)
			PG_RE_THROW();
		MemoryContextSwitchTo(caller);
		FlushErrorState();
		too_many = true;
	}
	PG_END_TRY();
	pfree(list.data);
	if (too_many)
	{
		read_some(catalog, reading, oids, n / 2);
		read_some(catalog, reading, oids + n / 2, n - n / 2);
	}
}

/*
 * Read the definitions of all objects of a kind.
 */
void
definitions_read(const Catalog *catalog, SchemaSnapshot *snapshot,
				 const SchemaKind *kind)
{
	Reading		reading = {snapshot, kind};
	Oid			oids[BATCH];
	int			definition = index_of_definition(kind);
	int			n = 0;
	ListCell   *cell;

	foreach(cell, snapshot->objects)
	{
		const SchemaObject *object = lfirst(cell);

		if (object->kind != kind || object->values[definition] != NULL)
			continue;
		oids[n++] = object->oid;
		if (n == BATCH)
		{
			read_some(catalog, &reading, oids, n);
			n = 0;
		}
	}
	if (n > 0)
		read_some(catalog, &reading, oids, n);
}

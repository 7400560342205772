/*
 * definitions.c
 *		Read the definitions whose reading locks relations.
 *
 * To write out a query (pg_get_viewdef(), pg_get_ruledef(), and
 * pg_get_functiondef() of a body that is no string), the server locks
 * every relation that it reads, ACCESS SHARE, until the transaction ends. So
 * this is done for some objects at a time, each time in a subtransaction that
 * is rolled back (catalog.c), which gives up its locks: thousands of views fit
 * into the lock table of a server with default settings.
 */
#include "postgres.h"

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

static void
read_batch(const Catalog *catalog, Reading *reading, StringInfo oids)
{
	if (oids->len == 0)
		return;
	catalog_query_once(catalog,
					   psprintf("SELECT u.oid, %s\n"
								"  FROM pg_catalog.unnest('{%s}'::pg_catalog.oid[]) AS u (oid)",
								reading->kind->definition_expression, oids->data),
					   read_definition, reading);
	resetStringInfo(oids);
}

/*
 * Read the definitions of all objects of a kind.
 */
void
definitions_read(const Catalog *catalog, SchemaSnapshot *snapshot,
				 const SchemaKind *kind)
{
	Reading		reading = {snapshot, kind};
	StringInfoData oids;
	int			definition = index_of_definition(kind);
	int			n = 0;
	ListCell   *cell;

	initStringInfo(&oids);
	foreach(cell, snapshot->objects)
	{
		const SchemaObject *object = lfirst(cell);

		if (object->kind != kind || object->values[definition] != NULL)
			continue;
		appendStringInfo(&oids, "%s%u", oids.len == 0 ? "" : ",", object->oid);
		if (++n % BATCH == 0)
			read_batch(catalog, &reading, &oids);
	}
	read_batch(catalog, &reading, &oids);
}

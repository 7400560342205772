/*
 * text.c
 *		The schema that a text describes: what running it makes of an empty
 *		database.
 */
#include "postgres.h"

#include "schema/schema.h"
#include "schema/scratch.h"
#include "utils/builtins.h"

/* Where rows of the other database go. */
typedef struct Rows
{
	CatalogRow	row;
	void	   *arg;
} Rows;

static void
hand_on(void *arg, int ncolumns, char **names, char **values)
{
	Rows	   *rows = arg;

	rows->row(rows->arg, ncolumns, values);
}

static void
query_there(void *source, const char *sql, bool keep, CatalogRow row,
			void *arg)
{
	Rows		rows = {row, arg};

	worker_run(source, sql, hand_on, &rows);
}

/*
 * Set in the session there what catalogs are read with.
 */
static void
set_settings(Worker *worker)
{
	for (const CatalogSetting *setting = catalog_settings;
		 setting->name != NULL; setting++)
		worker_run(worker,
				   psprintf("SELECT pg_catalog.set_config(%s, %s, false)",
							quote_literal_cstr(setting->name),
							quote_literal_cstr(setting->value)),
				   NULL, NULL);
}

/*
 * Find out what schema a text describes, for a command of this name. The
 * caller has connected to SPI.
 */
TargetSchema *
schema_of_text(const char *text, const char *command)
{
	TargetSchema *target = palloc0(sizeof(TargetSchema));
	SchemaText *read = schema_text_read(text);
	Scratch    *scratch;
	Catalog		catalog = {query_there};

	target->mentions_owners = read->mentions_owners;
	target->mentions_privileges = read->mentions_privileges;
	target->mentions_extensions = read->mentions_extensions;
	target->renames = renames_read(read->script);
	scratch = scratch_create(read, command);
	scratch_run(scratch);
	catalog.source = scratch_worker(scratch);
	set_settings(catalog.source);
	target->snapshot = snapshot_take(&catalog);
	scratch_drop(scratch);
	return target;
}

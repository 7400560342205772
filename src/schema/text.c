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
	StringInfoData sql;

	initStringInfo(&sql);
	for (const CatalogSetting *setting = catalog_settings;
		 setting->name != NULL; setting++)
		appendStringInfo(&sql, "%s pg_catalog.set_config(%s, %s, false)",
						 sql.len == 0 ? "SELECT" : ",",
						 quote_literal_cstr(setting->name),
						 quote_literal_cstr(setting->value));
	worker_run(worker, sql.data, NULL, NULL);
}

/*
 * Begin to find out what schema a text describes, for a command of this name:
 * have it run in a database of its own. There may be other things to do until
 * target_read(). The caller has connected to SPI.
 */
TargetSchema *
target_begin(const char *text, const char *command)
{
	TargetSchema *target = palloc0(sizeof(TargetSchema));
	SchemaText *read = schema_text_read(text);

	target->mentions_owners = read->mentions_owners;
	target->mentions_privileges = read->mentions_privileges;
	target->mentions_extensions = read->mentions_extensions;
	target->renames = renames_read(read->script);
	target->scratch = scratch_create(read, command);
	scratch_run(target->scratch);
	return target;
}

/*
 * Wait until the text has run, and read the schema. The database is then on
 * its way out; target_end() waits until it is gone.
 */
void
target_read(TargetSchema *target)
{
	Catalog		catalog = {query_there, scratch_worker(target->scratch)};

	scratch_wait(target->scratch);
	set_settings(catalog.source);
	target->snapshot = snapshot_take(&catalog);
	scratch_drop(target->scratch);
}

void
target_end(TargetSchema *target)
{
	scratch_end(target->scratch);
}

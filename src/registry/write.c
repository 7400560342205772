/*
 * write.c
 *		Write the registry's tables.
 *
 * The caller holds the migration lock. Who and when are column defaults that
 * no duty may write, so they are in none of these statements.
 */
#include "postgres.h"

#include "base/errors.h"
#include "catalog/pg_type.h"
#include "registry/registry.h"
#include "utils/builtins.h"

/* What insert and update take: the fields of RevisionRow, in its order. */
#define REVISION_NARGS 13
#define REVISION_ARGTYPES \
	{TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTOID, \
	TEXTOID, TEXTOID, BOOLOID, TEXTARRAYOID, TEXTARRAYOID, BOOLOID, TEXTOID}

static FixedQuery insert_query = {
	"INSERT INTO migrate.revisions (revision, message, down_revisions,"
	"  depends_on, branch_labels, up, down, verify, transactional,"
	"  variables, secrets, repeatable, source)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, COALESCE($9, true),"
	"  COALESCE($10, '{}'), COALESCE($11, '{}'), COALESCE($12, false), $13)",
	SPI_OK_INSERT, REVISION_NARGS, REVISION_ARGTYPES
};

/* COALESCE is grammar, not a function: there is nothing to qualify. */
static FixedQuery update_query = {
	"UPDATE migrate.revisions SET"
	"  message = COALESCE($2, message),"
	"  down_revisions = COALESCE($3, down_revisions),"
	"  depends_on = COALESCE($4, depends_on),"
	"  branch_labels = COALESCE($5, branch_labels),"
	"  up = COALESCE($6, up),"
	"  down = COALESCE($7, down),"
	"  verify = COALESCE($8, verify),"
	"  transactional = COALESCE($9, transactional),"
	"  variables = COALESCE($10, variables),"
	"  secrets = COALESCE($11, secrets),"
	"  repeatable = COALESCE($12, repeatable),"
	"  source = COALESCE($13, source)"
	" WHERE revision OPERATOR(pg_catalog.=) $1",
	SPI_OK_UPDATE, REVISION_NARGS, REVISION_ARGTYPES
};

static FixedQuery replace_query = {
	"UPDATE migrate.revisions SET message = $2, down_revisions = $3,"
	"  depends_on = $4, branch_labels = $5, up = $6, down = $7, verify = $8,"
	"  transactional = $9, variables = $10, secrets = $11, repeatable = $12,"
	"  source = COALESCE($13, source)"
	" WHERE revision OPERATOR(pg_catalog.=) $1",
	SPI_OK_UPDATE, REVISION_NARGS, REVISION_ARGTYPES
};

static FixedQuery delete_query = {
	"DELETE FROM migrate.revisions"
	" WHERE revision OPERATOR(pg_catalog.=) $1",
	SPI_OK_DELETE, 1, {TEXTOID}
};

static FixedQuery apply_query = {
	"INSERT INTO migrate.applied (revision, checksum, via)"
	" SELECT revision, $2, $3 FROM migrate.revisions"
	" WHERE revision OPERATOR(pg_catalog.=) $1",
	SPI_OK_INSERT, 3, {TEXTOID, TEXTOID, TEXTOID}
};

static FixedQuery unapply_query = {
	"DELETE FROM migrate.applied"
	" WHERE revision OPERATOR(pg_catalog.=) $1",
	SPI_OK_DELETE, 1, {TEXTOID}
};

static FixedQuery log_query = {
	"INSERT INTO migrate.log (operation, revision, heads_before, heads_after,"
	"  statements, duration, variables)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7)",
	SPI_OK_INSERT, 7,
	{TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID, INT4OID, INTERVALOID, JSONBOID}
};

/*
 * Run a query that must touch exactly one row.
 */
static void
write_one(FixedQuery *query, const Datum *values, const char *nulls)
{
	if (query_run(query, values, nulls, QUERY_NOW) != 1)
		registry_report_changed();
}

/* Set parameter i to a pointer's Datum, or to null. */
static void
set_pointer(Datum *values, char *nulls, int i, const void *pointer)
{
	values[i] = PointerGetDatum(pointer);
	nulls[i] = pointer == NULL ? 'n' : ' ';
}

static void
set_cstring(Datum *values, char *nulls, int i, const char *string)
{
	set_pointer(values, nulls, i,
				string == NULL ? NULL : cstring_to_text(string));
}

static void
set_bool(Datum *values, char *nulls, int i, const bool *value)
{
	values[i] = BoolGetDatum(value != NULL && *value);
	nulls[i] = value == NULL ? 'n' : ' ';
}

/*
 * Run the insert or update, whose parameters are the same.
 */
static void
write_revision(FixedQuery *query, const RevisionRow *row)
{
	Datum		values[REVISION_NARGS];
	char		nulls[REVISION_NARGS];

	set_cstring(values, nulls, 0, row->revision);
	set_cstring(values, nulls, 1, row->message);
	set_pointer(values, nulls, 2, row->down_revisions);
	set_pointer(values, nulls, 3, row->depends_on);
	set_pointer(values, nulls, 4, row->branch_labels);
	set_pointer(values, nulls, 5, row->up);
	set_pointer(values, nulls, 6, row->down);
	set_pointer(values, nulls, 7, row->verify);
	set_bool(values, nulls, 8, row->transactional);
	set_pointer(values, nulls, 9, row->variables);
	set_pointer(values, nulls, 10, row->secrets);
	set_bool(values, nulls, 11, row->repeatable);
	set_cstring(values, nulls, 12, row->source);
	write_one(query, values, nulls);
}

void
registry_insert(const RevisionRow *row)
{
	write_revision(&insert_query, row);
}

/*
 * Change what is not NULL in row.
 */
void
registry_update(const RevisionRow *row)
{
	write_revision(&update_query, row);
}

/*
 * Change all but the id, and the source only if there is one.
 */
void
registry_replace(const RevisionRow *row)
{
	write_revision(&replace_query, row);
}

void
registry_delete(const char *revision)
{
	Datum		value = CStringGetTextDatum(revision);

	write_one(&delete_query, &value, NULL);
}

/*
 * Record a revision as applied, with the checksum of what was run.
 *
 * Plain SQL takes no migration lock: the row may have been deleted since the
 * plan was made, and the foreign key does not check (sql/registry.sql).
 */
void
registry_apply(const char *revision, const char *checksum, const char *via)
{
	Datum		values[3];

	values[0] = CStringGetTextDatum(revision);
	values[1] = CStringGetTextDatum(checksum);
	values[2] = CStringGetTextDatum(via);
	if (query_run(&apply_query, values, NULL, QUERY_NOW) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_NO_SUCH_REVISION),
				 errmsg("revision \"%s\" is no longer in the registry", revision),
				 errdetail("Its row was deleted while it was being applied.")));
}

/*
 * Take a revision off the record; a row that is missing from it is no error.
 */
void
registry_unapply(const char *revision)
{
	Datum		value = CStringGetTextDatum(revision);

	(void) query_run(&unapply_query, &value, NULL, QUERY_NOW);
}

void
registry_log(const LogRow *row)
{
	Datum		values[7];
	char		nulls[7] = {' ', ' ', ' ', ' ', ' ', ' ', ' '};
	Interval	duration = {.time = row->microseconds};

	values[0] = CStringGetTextDatum(row->operation);
	values[1] = CStringGetTextDatum(row->revision);
	values[2] = PointerGetDatum(row->heads_before);
	values[3] = PointerGetDatum(row->heads_after);
	values[4] = Int32GetDatum(row->statements);
	nulls[4] = row->statements < 0 ? 'n' : ' ';
	values[5] = IntervalPGetDatum(&duration);
	nulls[5] = row->microseconds < 0 ? 'n' : ' ';
	values[6] = row->variables;
	nulls[6] = row->variables == (Datum) 0 ? 'n' : ' ';
	write_one(&log_query, values, nulls);
}

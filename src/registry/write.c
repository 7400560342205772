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
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "registry/registry.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* What is written of a revision: the fields of RevisionRow, in its order. */
#define REVISION_NARGS 13
#define REVISION_ARGTYPES \
	{TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTOID, \
	TEXTOID, TEXTOID, BOOLOID, TEXTARRAYOID, TEXTARRAYOID, BOOLOID, TEXTOID}

/*
 * One statement for many rows: what it costs to make constraints and defaults
 * ready is more than a row. Each column comes as an array; a list of names,
 * which hold no blanks, as one text.
 */
#define NAMES(column) "pg_catalog.string_to_array(" column ", ' ')"

#define COLUMN(parameter) "pg_catalog.unnest(" parameter ")"

static FixedQuery insert_query = {
	"INSERT INTO migrate.revisions (revision, message, down_revisions,"
	"  depends_on, branch_labels, up, down, verify, transactional,"
	"  variables, secrets, repeatable, source)"
	" SELECT revision, message, " NAMES("down_revisions") ", "
	NAMES("depends_on") ", " NAMES("branch_labels") ", up, down, verify,"
	"  transactional, " NAMES("variables") ", " NAMES("secrets") ","
	"  repeatable, source"
	" FROM ROWS FROM ("
	COLUMN("$1") ", " COLUMN("$2") ", " COLUMN("$3") ", " COLUMN("$4") ", "
	COLUMN("$5") ", " COLUMN("$6") ", " COLUMN("$7") ", " COLUMN("$8") ", "
	COLUMN("$9") ", " COLUMN("$10") ", " COLUMN("$11") ", "
	COLUMN("$12") ", " COLUMN("$13") ")"
	"  AS new (revision, message, down_revisions, depends_on, branch_labels,"
	"   up, down, verify, transactional, variables, secrets, repeatable,"
	"   source)",
	SPI_OK_INSERT, REVISION_NARGS,
	{TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
		TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, BOOLARRAYOID, TEXTARRAYOID,
	TEXTARRAYOID, BOOLARRAYOID, TEXTARRAYOID}
};

/* So many rows, or so many bytes of scripts, are inserted at a time. */
#define INSERT_ROWS 1000
#define INSERT_BYTES (16 * 1024 * 1024)

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
 * Set the parameters of a row for an update.
 */
static void
set_row(const RevisionRow *row, Datum *values, char *nulls)
{
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
}

static void
write_revision(FixedQuery *query, const RevisionRow *row)
{
	Datum		values[REVISION_NARGS];
	char		nulls[REVISION_NARGS];

	set_row(row, values, nulls);
	write_one(query, values, nulls);
}

/*
 * Turn a row's arrays of names into texts; NULL is no names.
 */
static void
join_names(Datum *values, char *nulls, int i)
{
	StringInfoData names;
	Datum	   *elements;
	int			n = 0;

	initStringInfo(&names);
	if (nulls[i] != 'n')
		deconstruct_array_builtin(DatumGetArrayTypeP(values[i]), TEXTOID,
								  &elements, NULL, &n);
	for (int name = 0; name < n; name++)
		appendStringInfo(&names, "%s%s", name == 0 ? "" : " ",
						 TextDatumGetCString(elements[name]));
	set_cstring(values, nulls, i, names.data);
}

/*
 * Make an array of one parameter of every row.
 */
static Datum
column_array(int i, int nrows, Datum (*values)[REVISION_NARGS],
			 char (*nulls)[REVISION_NARGS])
{
	Datum	   *elements = palloc_array(Datum, nrows);
	bool	   *element_nulls = palloc_array(bool, nrows);
	bool		is_bool = insert_query.argtypes[i] == BOOLARRAYOID;
	int			lower = 1;

	for (int row = 0; row < nrows; row++)
	{
		elements[row] = values[row][i];
		element_nulls[row] = nulls[row][i] == 'n';
	}
	return PointerGetDatum(is_bool ?
						   construct_md_array(elements, element_nulls, 1,
											  &nrows, &lower, BOOLOID, 1,
											  true, TYPALIGN_CHAR) :
						   construct_md_array(elements, element_nulls, 1,
											  &nrows, &lower, TEXTOID, -1,
											  false, TYPALIGN_INT));
}

static void
insert_rows(const RevisionRow *rows, int nrows)
{
	static const bool yes = true;
	static const bool no = false;
	Datum		(*values)[REVISION_NARGS] = palloc(sizeof(*values) * nrows);
	char		(*nulls)[REVISION_NARGS] = palloc(sizeof(*nulls) * nrows);
	Datum		arrays[REVISION_NARGS];

	for (int i = 0; i < nrows; i++)
	{
		RevisionRow row = rows[i];

		if (row.transactional == NULL)
			row.transactional = &yes;
		if (row.repeatable == NULL)
			row.repeatable = &no;
		set_row(&row, values[i], nulls[i]);
		for (int column = 0; column < REVISION_NARGS; column++)
		{
			if (update_query.argtypes[column] == TEXTARRAYOID)
				join_names(values[i], nulls[i], column);
		}
	}
	for (int column = 0; column < REVISION_NARGS; column++)
		arrays[column] = column_array(column, nrows, values, nulls);
	if (query_run(&insert_query, arrays, NULL, QUERY_NOW) != nrows)
		registry_report_changed();
}

static Size
script_bytes(const RevisionRow *row)
{
	return (row->up == NULL ? 0 : VARSIZE_ANY(row->up)) +
		(row->down == NULL ? 0 : VARSIZE_ANY(row->down)) +
		(row->verify == NULL ? 0 : VARSIZE_ANY(row->verify));
}

/*
 * Add revisions; NULL fields have their defaults.
 */
void
registry_insert(const RevisionRow *rows, int nrows)
{
	MemoryContext inserting = AllocSetContextCreate(CurrentMemoryContext,
													"migrate insert",
													ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(inserting);

	for (int first = 0, next; first < nrows; first = next)
	{
		Size		bytes = 0;

		CHECK_FOR_INTERRUPTS();
		next = first;
		while (next < nrows && next - first < INSERT_ROWS &&
			   (next == first || bytes + script_bytes(&rows[next]) <= INSERT_BYTES))
			bytes += script_bytes(&rows[next++]);
		insert_rows(rows + first, next - first);
		MemoryContextReset(inserting);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(inserting);
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

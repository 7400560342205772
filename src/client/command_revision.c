/*
 * command_revision.c
 *		revision, merge and draft-drift: write the file of a new revision.
 *
 * What is to be in the file is asked of the server, in a transaction that is
 * rolled back: the files are loaded, the revision is made, and what it became
 * is filled into the template. The file is then loaded with all others, so
 * that none is written that the next load would refuse, or that says something
 * else than what was asked for.
 *
 * draft-drift does not roll back, but for what made the revision: what the
 * file says is recorded as applied, and committed once the file is there.
 */
#include "client.h"

#include <time.h>
#include <unistd.h>

/* What the registry says of the new revision, as a file has it. */
#define FACTS_SQL \
	"SELECT revision, pg_catalog.array_to_string(down_revisions, ' '), " \
	"pg_catalog.array_to_string(depends_on, ' '), " \
	"pg_catalog.array_to_string(branch_labels, ' '), transactional, message, " \
	"pg_catalog.rtrim(up, E'\n'), pg_catalog.rtrim(down, E'\n') " \
	"FROM migrate.revisions WHERE revision OPERATOR(pg_catalog.=) $1"

#define REVISION_SQL \
	"SELECT migrate.revision($1, up => '', down => '', rev_id => $2, " \
	"head => $3, splice => $4, branch_label => $5, depends_on => $6, " \
	"transactional => $7)"

#define MERGE_SQL \
	"SELECT migrate.merge($1, message => $2, rev_id => $3, " \
	"branch_label => $4, depends_on => $5, splice => $6)"

#define AUTOGENERATE_SQL \
	"SELECT migrate.autogenerate($1, " SCHEMA_PARAMETER("$2") ", " \
	"rev_id => $3, head => $4, branch_label => $5, depends_on => $6)"

#define DRAFT_DRIFT_SQL \
	"SELECT migrate.draft_drift($1, rev_id => $2, head => $3)"

#define STAMP_SQL "SELECT FROM migrate.stamp($1)"

enum
{
	FACT_REVISION,
	FACT_REVISES,
	FACT_DEPENDS_ON,
	FACT_LABEL,
	FACT_TRANSACTIONAL,
	NFACTS,						/* those that every template must tell */
	FACT_MESSAGE = NFACTS,
	FACT_UP,
	FACT_DOWN
};

static const char *const fact_names[NFACTS] = {
	"revision", "revises", "depends_on", "label", "transaction"
};

/*
 * Make a revision, return its id; NULL if there is nothing to do. "schema" is
 * what --schema names.
 */
typedef char *(*Make) (PGconn *conn, const Options *options,
					   const char *schema);

static const char *
boolean(bool value)
{
	return value ? "true" : "false";
}

static char *
make_revision(PGconn *conn, const Options *options, const char *schema)
{
	const char *params[] = {
		options->message == NULL ? "" : options->message,
		options->rev_id,
		options->head == NULL ? "head" : options->head,
		boolean(options->splice),
		options->branch_label,
		options->depends_on,
		boolean(!options->no_transaction)
	};

	return query_value(conn, REVISION_SQL, lengthof(params), params);
}

static char *
make_merge(PGconn *conn, const Options *options, const char *schema)
{
	const char *params[] = {
		options->arguments == NULL ? "heads" : options->arguments,
		options->message,
		options->rev_id,
		options->branch_label,
		options->depends_on,
		boolean(options->splice)
	};

	return query_value(conn, MERGE_SQL, lengthof(params), params);
}

static char *
make_generated(PGconn *conn, const Options *options, const char *schema)
{
	const char *params[] = {
		options->message == NULL ? "" : options->message,
		schema,
		options->rev_id,
		options->head == NULL ? "head" : options->head,
		options->branch_label,
		options->depends_on
	};

	return query_value(conn, AUTOGENERATE_SQL, lengthof(params), params);
}

static char *
make_draft(PGconn *conn, const Options *options, const char *schema)
{
	const char *params[] = {
		options->message == NULL ? "" : options->message,
		options->rev_id,
		options->head == NULL ? "head" : options->head
	};

	return query_value(conn, DRAFT_DRIFT_SQL, lengthof(params), params);
}

/*
 * Return the registry's facts of a revision, in UTF-8, which files are in.
 */
static PGresult *
facts_of(PGconn *conn, const char *revision)
{
	PQclear(query(conn, "SET LOCAL client_encoding = 'UTF8'", 0, NULL));
	return query(conn, FACTS_SQL, 1, &revision);
}

/*
 * Return the file's text.
 */
static char *
fill(const PGresult *facts, const char *template, time_t created)
{
	char		stamp[64];
	Placeholder placeholders[] = {
		{"revision", PQgetvalue(facts, 0, FACT_REVISION)},
		{"message", PQgetvalue(facts, 0, FACT_MESSAGE)},
		{"revises", PQgetvalue(facts, 0, FACT_REVISES)},
		{"depends_on", PQgetvalue(facts, 0, FACT_DEPENDS_ON)},
		{"label", PQgetvalue(facts, 0, FACT_LABEL)},
		{"transaction", PQgetvalue(facts, 0, FACT_TRANSACTIONAL)[0] == 't' ? "" : "off"},
		{"created", stamp},
		{"up", PQgetvalue(facts, 0, FACT_UP)},
		{"down", PQgetvalue(facts, 0, FACT_DOWN)},
		{NULL, NULL}
	};

	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", gmtime(&created));
	return template_fill(template, placeholders);
}

/*
 * End the program: the template is without a placeholder.
 */
static void
fail_without(const char *placeholder, const char *directory)
{
	pg_log_error("a file from template \"%s/%s\" would not say what was asked for",
				 directory, TEMPLATE_NAME);
	pg_log_error_hint("Put ${%s} into it, on a line such as pg_migrate's own template has; pg_migrate init makes one where there is none.",
					  placeholder);
	exit(STATUS_FAILED);
}

/*
 * End the program if the file says something else than what was asked for. Of
 * scripts a template may have more.
 */
static void
check_same(const PGresult *wanted, const PGresult *written,
		   const char *directory)
{
	for (int fact = 0; fact < NFACTS; fact++)
		if (PQntuples(written) != 1 ||
			strcmp(PQgetvalue(wanted, 0, fact), PQgetvalue(written, 0, fact)) != 0)
			fail_without(fact_names[fact], directory);
	if (strstr(PQgetvalue(written, 0, FACT_UP),
			   PQgetvalue(wanted, 0, FACT_UP)) == NULL)
		fail_without("up", directory);
	if (strstr(PQgetvalue(written, 0, FACT_DOWN),
			   PQgetvalue(wanted, 0, FACT_DOWN)) == NULL)
		fail_without("down", directory);
}

/*
 * Load all files with the new one, which is on no disk yet.
 */
static void
try_file(PGconn *conn, const Options *options, Files *files, const char *name,
		 const char *content)
{
	PGresult   *loaded;

	files_add(files, name, content);
	files_end(files);
	loaded = load_read(conn, options, files);
	if (PQresultStatus(loaded) != PGRES_TUPLES_OK)
	{
		pg_log_error("the file that template \"%s/%s\" makes cannot be loaded, and is not written",
					 files_directory(options), TEMPLATE_NAME);
		query_fail(conn, loaded);
	}
	PQclear(loaded);
}

/*
 * Commit what the file says, or take the file away and end the program.
 */
static void
commit_file(PGconn *conn, const char *path)
{
	PGresult   *committed = query_try(conn, "COMMIT");

	if (PQresultStatus(committed) != PGRES_COMMAND_OK ||
		strcmp(PQcmdStatus(committed), "COMMIT") != 0)
	{
		(void) unlink(path);
		query_fail(conn, committed);
	}
	PQclear(committed);
}

/*
 * Nothing was made: no file is written.
 */
static ExitStatus
nothing_to_do(PGconn *conn, const Options *options)
{
	connection_rollback(conn);
	say(options, "nothing to do: the schemas are the same\n");
	if (options->json)
		put("{\"revision\": null, \"path\": null}\n");
	return connection_close(conn, STATUS_DONE);
}

static void
print_json(const PGresult *facts, const char *path)
{
	PQExpBuffer json = createPQExpBuffer();

	appendPQExpBufferStr(json, "{\"revision\": ");
	append_json_string(json, PQgetvalue(facts, 0, FACT_REVISION));
	appendPQExpBufferStr(json, ", \"path\": ");
	append_json_string(json, path);
	put("%s}\n", json->data);
	destroyPQExpBuffer(json);
}

/*
 * Write the file of what make() makes; if that is what is in the database
 * already, record it as applied.
 */
static ExitStatus
write_revision(const Options *options, Make make, bool is_applied)
{
	const char *directory = files_directory(options);
	time_t		created = time(NULL);
	char	   *schema = schemafile_read(options);
	Files		files;
	PGconn	   *conn;
	PGresult   *wanted;
	PGresult   *written;
	const char *revision;
	char	   *content;
	char	   *name;
	char	   *path;

	load_find(options, &files);
	conn = connection_open(options);
	connection_begin(conn);
	PQclear(load_files(conn, options, &files));
	PQclear(query(conn, "SAVEPOINT files", 0, NULL));
	revision = make(conn, options, schema);
	if (revision == NULL)
		return nothing_to_do(conn, options);
	wanted = facts_of(conn, revision);
	content = fill(wanted, template_read(directory), created);
	name = newfile_name(revision, PQgetvalue(wanted, 0, FACT_MESSAGE), created);
	PQclear(query(conn, "ROLLBACK TO files", 0, NULL));
	try_file(conn, options, &files, name, content);
	written = facts_of(conn, revision);
	check_same(wanted, written, directory);
	path = psprintf("%s/%s", directory, name);
	if (is_applied)
		PQclear(query(conn, STAMP_SQL, 1, &revision));
	else
		connection_rollback(conn);
	newfile_write(directory, name, content);
	if (is_applied)
		commit_file(conn, path);
	if (options->json)
		print_json(wanted, path);
	else
		put("%s\n", path);
	return connection_close(conn, STATUS_DONE);
}

ExitStatus
command_revision(const Options *options)
{
	return write_revision(options, options->autogenerate ? make_generated :
						  make_revision, false);
}

ExitStatus
command_merge(const Options *options)
{
	return write_revision(options, make_merge, false);
}

ExitStatus
command_draft_drift(const Options *options)
{
	return write_revision(options, make_draft, true);
}

/*
 * command_revision.c
 *		revision and merge: write the file of a new revision.
 *
 * What is to be in the file is asked of the server, in a transaction that is
 * rolled back: the files are loaded, the revision is made, and what it became
 * is filled into the template. The file is then loaded with all others, so
 * that none is written that the next load would refuse, or that says something
 * else than what was asked for.
 */
#include "client.h"

#include <time.h>

/* What the registry says of the new revision, as a file has it. */
#define FACTS_SQL \
	"SELECT revision, pg_catalog.array_to_string(down_revisions, ' '), " \
	"pg_catalog.array_to_string(depends_on, ' '), " \
	"pg_catalog.array_to_string(branch_labels, ' '), transactional, message " \
	"FROM migrate.revisions WHERE revision OPERATOR(pg_catalog.=) $1"

#define REVISION_SQL \
	"SELECT migrate.revision($1, up => '', down => '', rev_id => $2, " \
	"head => $3, splice => $4, branch_label => $5, depends_on => $6, " \
	"transactional => $7)"

#define MERGE_SQL \
	"SELECT migrate.merge($1, message => $2, rev_id => $3, " \
	"branch_label => $4, depends_on => $5, splice => $6)"

enum
{
	FACT_REVISION,
	FACT_REVISES,
	FACT_DEPENDS_ON,
	FACT_LABEL,
	FACT_TRANSACTIONAL,
	NFACTS,						/* those that every template must tell */
	FACT_MESSAGE = NFACTS
};

static const char *const fact_names[NFACTS] = {
	"revision", "revises", "depends_on", "label", "transaction"
};

static const char *
boolean(bool value)
{
	return value ? "true" : "false";
}

static char *
make_revision(PGconn *conn, const Options *options)
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
make_merge(PGconn *conn, const Options *options)
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
		{"up", ""},
		{"down", ""},
		{NULL, NULL}
	};

	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", gmtime(&created));
	return template_fill(template, placeholders);
}

/*
 * End the program if the file says something else than what was asked for: a
 * template without the placeholder that says so.
 */
static void
check_same(const PGresult *wanted, const PGresult *written,
		   const char *directory)
{
	for (int fact = 0; fact < NFACTS; fact++)
	{
		if (PQntuples(written) == 1 &&
			strcmp(PQgetvalue(wanted, 0, fact), PQgetvalue(written, 0, fact)) == 0)
			continue;
		pg_log_error("a file from template \"%s/%s\" would not say what was asked for",
					 directory, TEMPLATE_NAME);
		pg_log_error_hint("Put ${%s} into it, on a line such as pg_migrate's own template has; pg_migrate init makes one where there is none.",
						  fact_names[fact]);
		exit(STATUS_FAILED);
	}
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
 * Write the file of what make() makes.
 */
static ExitStatus
write_revision(const Options *options,
			   char *(*make) (PGconn *conn, const Options *options))
{
	const char *directory = files_directory(options);
	time_t		created = time(NULL);
	Files		files;
	PGconn	   *conn;
	PGresult   *wanted;
	PGresult   *written;
	char	   *content;
	char	   *name;

	load_find(options, &files);
	conn = connection_open(options);
	connection_begin(conn);
	PQclear(load_files(conn, options, &files));
	PQclear(query(conn, "SAVEPOINT files", 0, NULL));
	wanted = facts_of(conn, make(conn, options));
	content = fill(wanted, template_read(directory), created);
	name = newfile_name(PQgetvalue(wanted, 0, FACT_REVISION),
						PQgetvalue(wanted, 0, FACT_MESSAGE), created);
	PQclear(query(conn, "ROLLBACK TO files", 0, NULL));
	try_file(conn, options, &files, name, content);
	written = facts_of(conn, PQgetvalue(wanted, 0, FACT_REVISION));
	check_same(wanted, written, directory);
	connection_rollback(conn);
	newfile_write(directory, name, content);
	name = psprintf("%s/%s", directory, name);
	if (options->json)
		print_json(wanted, name);
	else
		put("%s\n", name);
	return connection_close(conn, STATUS_DONE);
}

ExitStatus
command_revision(const Options *options)
{
	return write_revision(options, make_revision);
}

ExitStatus
command_merge(const Options *options)
{
	return write_revision(options, make_merge);
}

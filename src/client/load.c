/*
 * load.c
 *		Take the files of the directory into the registry: to keep, or for as
 *		long as a transaction lasts that looks and is rolled back.
 */
#include "client.h"

#define LOAD_SQL "SELECT action, revision, source FROM migrate.load_files($1, $2, $3)"

#define KNOWN_SQL "SELECT files, revisions FROM migrate.loaded_files($1)"

/* How many revisions a warning names. */
#define MOST_NAMED 5

enum
{
	ACTION,
	REVISION,
	SOURCE
};

enum
{
	KNOWN_FILES,
	KNOWN_REVISIONS
};

static const char *
file_format(const Options *options)
{
	return options->format == NULL ? "auto" : options->format;
}

/*
 * Load files that have been read; an error is the caller's.
 */
PGresult *
load_read(PGconn *conn, const Options *options, const Files *files)
{
	return query_try_files(conn, LOAD_SQL, files, file_format(options));
}

/*
 * Did the server answer that it knows these files? Their names must be the
 * same bytes here and there.
 */
static bool
are_known(PGconn *conn, const Files *files, const PGresult *answer)
{
	const char *here = PQparameterStatus(conn, "client_encoding");
	const char *there = PQparameterStatus(conn, "server_encoding");
	char	   *checksum;
	bool		same;

	if (PQntuples(answer) == 0 ||
		((here == NULL || there == NULL || strcmp(here, there) != 0) &&
		 !files_have_plain_names(files)))
		return false;
	checksum = files_checksum(files);
	same = strcmp(checksum, PQgetvalue(answer, 0, KNOWN_FILES)) == 0;
	free(checksum);
	return same;
}

/*
 * Read files that have been found, and load them; an error is the caller's.
 *
 * While they are read the server looks whether it knows of files that would
 * change nothing. If it is these, nothing is sent, and there are no rows;
 * who asks to see more gets all rows.
 */
static PGresult *
load_try(PGconn *conn, const Options *options, Files *files)
{
	const char *format = file_format(options);
	int			sent = query_send(conn, KNOWN_SQL, 1, &format);
	PGresult   *answer;

	files_read(files);
	answer = query_receive(conn, sent);
	if (PQresultStatus(answer) != PGRES_TUPLES_OK)
		return answer;
	if (!options->verbose && are_known(conn, files, answer))
	{
		files->unchanged = atoi(PQgetvalue(answer, 0, KNOWN_REVISIONS));
		PQclear(answer);
		return PQmakeEmptyPGresult(conn, PGRES_TUPLES_OK);
	}
	PQclear(answer);
	return load_read(conn, options, files);
}

/*
 * The same, where an error ends the program.
 */
PGresult *
load_files(PGconn *conn, const Options *options, Files *files)
{
	PGresult   *loaded = load_try(conn, options, files);

	if (PQresultStatus(loaded) != PGRES_TUPLES_OK)
		query_fail(conn, loaded);
	return loaded;
}

/*
 * Find the directory's files, or end the program with what to do.
 */
void
load_find(const Options *options, Files *files)
{
	const char *directory = files_directory(options);

	if (files_find(directory, files))
		return;
	pg_log_error("directory \"%s\" does not exist", directory);
	pg_log_error_hint("Make it with pg_migrate init, or name another with --dir or MIGRATE_DIR.");
	exit(STATUS_FAILED);
}

/*
 * Find the directory's files if it is there, and any are to be read. One that
 * was asked for must be.
 */
static bool
find_if_there(const Options *options, Files *files)
{
	if (options->no_files)
		return false;
	if (options->directory == NULL)
		return files_find(files_directory(options), files);
	load_find(options, files);
	return true;
}

static PGresult *
load_and_free(PGconn *conn, const Options *options, Files *files)
{
	PGresult   *loaded = load_files(conn, options, files);

	files_free(files);
	return loaded;
}

/*
 * Load the directory's files, which must be there unless none are to be read.
 */
PGresult *
load_directory(PGconn *conn, const Options *options)
{
	Files		files;

	if (options->no_files)
		return NULL;
	load_find(options, &files);
	return load_and_free(conn, options, &files);
}

/*
 * Load the directory's files if it is there. One that was asked for must be.
 */
PGresult *
load_directory_if_there(PGconn *conn, const Options *options)
{
	Files		files;

	return find_if_there(options, &files) ?
		load_and_free(conn, options, &files) : NULL;
}

/*
 * Can what failed be looked at without the files: no right to load, a server
 * that cannot be written, or a migration that is at work?
 */
static bool
can_do_without(const PGresult *result)
{
	return query_failed_with(result, "42501") ||
		query_failed_with(result, "25006") ||
		query_failed_with(result, "MG015");
}

/*
 * Go on without the files, after a load to look at them that failed.
 */
void
load_forget(PGconn *conn, const Options *options, PGresult *failed)
{
	pg_log_warning("without the files of directory \"%s\": %s",
				   files_directory(options),
				   PQresultErrorField(failed, PG_DIAG_MESSAGE_PRIMARY));
	PQclear(failed);
	PQclear(query(conn, "ROLLBACK TO files", 0, NULL));
}

/*
 * Begin a transaction that is to be rolled back, with the directory's files
 * loaded if it is there. Looking waits for nobody: where the files cannot be
 * loaded, the registry is shown as it is, and a warning says so. Any other
 * error is the caller's.
 */
PGresult *
load_to_look_or_not(PGconn *conn, const Options *options)
{
	Files		files;
	PGresult   *loaded;

	connection_begin(conn);
	if (!find_if_there(options, &files))
		return NULL;
	PQclear(query(conn, "SET LOCAL migrate.wait_timeout = 0; SAVEPOINT files",
				  0, NULL));
	loaded = load_try(conn, options, &files);
	files_free(&files);
	if (PQresultStatus(loaded) == PGRES_TUPLES_OK || !can_do_without(loaded))
		return loaded;
	load_forget(conn, options, loaded);
	return NULL;
}

/*
 * The same, where any other error ends the program.
 */
PGresult *
load_to_look(PGconn *conn, const Options *options)
{
	PGresult   *loaded = load_to_look_or_not(conn, options);

	if (loaded != NULL && PQresultStatus(loaded) != PGRES_TUPLES_OK)
		query_fail(conn, loaded);
	return loaded;
}

static int
count(const PGresult *loaded, const char *action)
{
	int			n = 0;

	for (int row = 0; row < PQntuples(loaded); row++)
		n += strcmp(PQgetvalue(loaded, row, ACTION), action) == 0;
	return n;
}

/*
 * Warn of revisions whose files are gone.
 */
void
load_warn(const PGresult *loaded, const Options *options)
{
	PQExpBuffer names;
	int			missing;
	int			named = 0;

	if (loaded == NULL || options->quiet)
		return;
	names = createPQExpBuffer();
	missing = count(loaded, "missing");
	for (int row = 0; row < PQntuples(loaded) && named < MOST_NAMED; row++)
	{
		if (strcmp(PQgetvalue(loaded, row, ACTION), "missing") != 0)
			continue;
		appendPQExpBuffer(names, "%s%s (%s)", named++ == 0 ? "" : ", ",
						  PQgetvalue(loaded, row, REVISION),
						  PQgetvalue(loaded, row, SOURCE));
	}
	if (missing > 0)
		pg_log_warning("the registry has %d %s whose %s not in \"%s\": %s%s",
					   missing, missing == 1 ? "revision" : "revisions",
					   missing == 1 ? "file is" : "files are",
					   files_directory(options),
					   names->data, missing > named ? ", ..." : "");
	destroyPQExpBuffer(names);
}

/*
 * Tell, on standard error, what was new, what had changed, what is gone.
 */
void
load_report(const PGresult *loaded, const Options *options)
{
	const char *directory = files_directory(options);

	if (loaded == NULL || options->quiet)
		return;
	if (count(loaded, "added") + count(loaded, "changed") > 0)
		fprintf(stderr, "loaded from %s: %d added, %d changed\n", directory,
				count(loaded, "added"), count(loaded, "changed"));
	load_warn(loaded, options);
}

/*
 * Return the revisions that were not left as they were as a JSON array.
 */
char *
load_json(const PGresult *loaded)
{
	PQExpBuffer json = createPQExpBuffer();
	char	   *result;

	appendPQExpBufferChar(json, '[');
	for (int row = 0; row < PQntuples(loaded); row++)
	{
		if (strcmp(PQgetvalue(loaded, row, ACTION), "unchanged") == 0)
			continue;
		appendPQExpBufferStr(json, json->len == 1 ? "{\"action\": " : ", {\"action\": ");
		append_json_string(json, PQgetvalue(loaded, row, ACTION));
		appendPQExpBufferStr(json, ", \"revision\": ");
		append_json_string(json, PQgetvalue(loaded, row, REVISION));
		appendPQExpBufferStr(json, ", \"source\": ");
		append_json_string(json, PQgetvalue(loaded, row, SOURCE));
		appendPQExpBufferChar(json, '}');
	}
	appendPQExpBufferChar(json, ']');
	result = pg_strdup(json->data);
	destroyPQExpBuffer(json);
	return result;
}

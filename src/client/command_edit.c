/*
 * command_edit.c
 *		edit: open a revision's file in an editor.
 */
#include "client.h"

#include <sys/stat.h>
#include <sys/wait.h>

#define SOURCE_SQL "SELECT revision, source FROM migrate.show($1)"

/*
 * Return the path of the file that a revision came from, or end the program.
 */
static char *
find_file(const Options *options)
{
	const char *directory = files_directory(options);
	PGconn	   *conn = connection_open(options);
	PGresult   *loaded;
	PGresult   *found;
	char	   *path;
	struct stat status;

	loaded = load_to_look_or_not(conn, options);
	/* a file that is wrong is one to be edited */
	if (loaded != NULL && query_failed_with(loaded, "MG"))
		load_forget(conn, options, loaded);
	else if (loaded != NULL && PQresultStatus(loaded) != PGRES_TUPLES_OK)
		query_fail(conn, loaded);
	found = query(conn, SOURCE_SQL, 1, &options->arguments);
	if (PQntuples(found) != 1)
	{
		pg_log_error("\"%s\" stands for %d revisions, not one",
					 options->arguments, PQntuples(found));
		exit(STATUS_FAILED);
	}
	if (PQgetisnull(found, 0, 1))
	{
		pg_log_error("revision \"%s\" came from no file", PQgetvalue(found, 0, 0));
		pg_log_error_hint("Change it in SQL with migrate.edit(), or write its file: pg_migrate dump %s > %s/%s.sql",
						  PQgetvalue(found, 0, 0), directory, PQgetvalue(found, 0, 0));
		exit(STATUS_FAILED);
	}
	path = psprintf("%s/%s", directory, PQgetvalue(found, 0, 1));
	if (stat(path, &status) != 0)
		pg_fatal("could not look at the file of revision \"%s\", \"%s\": %m",
				 PQgetvalue(found, 0, 0), path);
	PQclear(found);
	connection_rollback(conn);
	(void) connection_close(conn, STATUS_DONE);
	return path;
}

static const char *
editor(void)
{
	static const char *const variables[] = {"VISUAL", "EDITOR"};

	for (int i = 0; i < lengthof(variables); i++)
	{
		const char *value = getenv(variables[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return "vi";
}

/*
 * Return a word for the shell.
 */
static char *
shell_quote(const char *word)
{
	PQExpBuffer quoted = createPQExpBuffer();
	char	   *result;

	appendPQExpBufferChar(quoted, '\'');
	for (; *word != '\0'; word++)
	{
		if (*word == '\'')
			appendPQExpBufferStr(quoted, "'\\''");
		else
			appendPQExpBufferChar(quoted, *word);
	}
	appendPQExpBufferChar(quoted, '\'');
	result = pg_strdup(quoted->data);
	destroyPQExpBuffer(quoted);
	return result;
}

ExitStatus
command_edit(const Options *options)
{
	char	   *path = find_file(options);
	char	   *command = psprintf("exec %s %s", editor(), shell_quote(path));
	int			status;

	fflush(NULL);
	signals_end();
	status = system(command);
	signals_init();
	if (status == -1)
		pg_fatal("could not start editor \"%s\": %m", editor());
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
	{
		pg_log_error("editor \"%s\" failed: %s", editor(), wait_result_to_str(status));
		return STATUS_FAILED;
	}
	if (options->json)
	{
		PQExpBuffer json = createPQExpBuffer();

		append_json_string(json, path);
		put("{\"path\": %s}\n", json->data);
		destroyPQExpBuffer(json);
	}
	return STATUS_DONE;
}

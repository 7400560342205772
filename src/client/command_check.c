/*
 * command_check.c
 *		check: what is not as it should be, of the files, the registry and the
 *		schema.
 */
#include "client.h"

#define CHECK_CALL "migrate.check(" SCHEMA_PARAMETER("$1") ")"

enum
{
	PROBLEM,
	REVISION,
	DETAIL
};

/*
 * Print problems, a line each; return whether there are any.
 */
static bool
print(const PGresult *problems, const Options *options)
{
	for (int row = 0; row < PQntuples(problems); row++)
	{
		bool		of_revision = !PQgetisnull(problems, row, REVISION);

		put("%s: %s%s%s\n", PQgetvalue(problems, row, PROBLEM),
			PQgetvalue(problems, row, REVISION), of_revision ? ": " : "",
			PQgetvalue(problems, row, DETAIL));
	}
	if (PQntuples(problems) == 0)
		say(options, "nothing found\n");
	return PQntuples(problems) > 0;
}

/*
 * Ask, and print what is found; return whether there is anything.
 */
static bool
find(PGconn *conn, const Options *options, const char *schema)
{
	PGresult   *problems;
	bool		found;

	if (options->json)
	{
		char	   *json = query_json(conn, CHECK_CALL, 1, &schema);

		put("%s\n", json);
		found = strcmp(json, "[]") != 0;
		free(json);
		return found;
	}
	problems = query(conn, "SELECT problem, revision, detail FROM " CHECK_CALL,
					 1, &schema);
	found = print(problems, options);
	PQclear(problems);
	return found;
}

/*
 * Report a load that failed because a file is not what was applied: that is
 * something found, not a failure to look.
 */
static ExitStatus
found_by_load(PGconn *conn, const Options *options, const PGresult *error)
{
	const char *message = PQresultErrorField(error, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = PQresultErrorField(error, PG_DIAG_MESSAGE_DETAIL);
	PQExpBuffer json = createPQExpBuffer();

	if (options->json)
	{
		append_json_string(json, psprintf("%s%s%s", message, detail == NULL ? "" : "\n",
										  detail == NULL ? "" : detail));
		put("[{\"problem\": \"file differs\", \"revision\": null, \"detail\": %s}]\n",
			json->data);
	}
	else
		put("file differs: %s%s%s\n", message, detail == NULL ? "" : "\n",
			detail == NULL ? "" : detail);
	destroyPQExpBuffer(json);
	return connection_close(conn, STATUS_FOUND);
}

ExitStatus
command_check(const Options *options)
{
	char	   *schema = schemafile_read(options);
	PGconn	   *conn = connection_open(options);
	PGresult   *loaded = load_to_look_or_not(conn, options);
	bool		found;

	if (loaded != NULL && PQresultStatus(loaded) != PGRES_TUPLES_OK)
	{
		if (!query_failed_with(loaded, "MG011"))
			query_fail(conn, loaded);
		return found_by_load(conn, options, loaded);
	}
	load_warn(loaded, options);
	found = find(conn, options, schema);
	free(schema);
	connection_rollback(conn);
	return connection_close(conn, found ? STATUS_FOUND : STATUS_DONE);
}

/*
 * command_check.c
 *		check: what is not as it should be, of the files and the registry.
 */
#include "client.h"

enum
{
	PROBLEM,
	REVISION,
	DETAIL
};

static void
print(const PGresult *problems, const Options *options)
{
	for (int row = 0; row < PQntuples(problems); row++)
		put("%s: %s: %s\n", PQgetvalue(problems, row, PROBLEM),
			PQgetvalue(problems, row, REVISION), PQgetvalue(problems, row, DETAIL));
	if (PQntuples(problems) == 0)
		say(options, "nothing found\n");
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
	PGconn	   *conn = connection_open(options);
	PGresult   *problems;
	PGresult   *loaded = load_to_look_or_not(conn, options);
	ExitStatus	status;

	if (loaded != NULL && PQresultStatus(loaded) != PGRES_TUPLES_OK)
	{
		if (!query_failed_with(loaded, "MG011"))
			query_fail(conn, loaded);
		return found_by_load(conn, options, loaded);
	}
	load_warn(loaded, options);
	problems = query(conn, "SELECT problem, revision, detail FROM migrate.check()",
					 0, NULL);
	status = PQntuples(problems) > 0 ? STATUS_FOUND : STATUS_DONE;
	if (options->json)
		put("%s\n", query_json(conn, "migrate.check()", 0, NULL));
	else
		print(problems, options);
	PQclear(problems);
	connection_rollback(conn);
	return connection_close(conn, status);
}

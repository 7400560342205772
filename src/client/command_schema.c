/*
 * command_schema.c
 *		diff, drift and schema: the schema that is, and what it differs by.
 *
 * No file of the directory is read, and nothing is changed. What is printed
 * can be run, or be a file: it is UTF-8.
 */
#include "client.h"

#define DIFF_CALL "migrate.diff(" SCHEMA_PARAMETER("$1") ")"

enum
{
	STATEMENT,
	HAZARDS,
	REFUSED
};

/*
 * Connect, and begin the transaction that is rolled back.
 */
static PGconn *
look(const Options *options)
{
	PGconn	   *conn = connection_open(options);

	connection_begin(conn);
	PQclear(query(conn, "SET LOCAL client_encoding = 'UTF8'", 0, NULL));
	return conn;
}

/*
 * Print statements as a script, with what each may do to a database in use,
 * and what cannot be written as a comment.
 */
static void
print_script(const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++)
	{
		const char *hazards = PQgetvalue(rows, row, HAZARDS);

		if (row > 0)
			put("\n");
		if (hazards[0] != '\0')
			put("-- %s\n", hazards);
		if (PQgetisnull(rows, row, STATEMENT))
			put("-- %s\n", PQgetvalue(rows, row, REFUSED));
		else
			put("%s;\n", PQgetvalue(rows, row, STATEMENT));
	}
}

/*
 * Print the differences that a call finds, and say so if there are none;
 * return whether there are any.
 */
static bool
print_differences(PGconn *conn, const Options *options, const char *call,
				  const char *schema, const char *nothing)
{
	int			nparams = schema == NULL ? 0 : 1;
	char	   *sql;
	PGresult   *rows;
	bool		found;

	if (options->json)
	{
		char	   *json = query_json(conn, call, nparams, &schema);

		put("%s\n", json);
		found = strcmp(json, "[]") != 0;
		free(json);
		return found;
	}
	/* names may have ends of lines in them */
	sql = psprintf("SELECT statement, pg_catalog.array_to_string(hazards, ', '), "
				   "pg_catalog.regexp_replace(pg_catalog.format("
				   "'cannot write the statements that change %%s %%s: %%s', kind, object, refused), "
				   "E'[\\r\\n]', E'\n-- ', 'g') FROM %s", call);
	rows = query(conn, sql, nparams, &schema);
	print_script(rows);
	found = PQntuples(rows) > 0;
	if (!found)
		say(options, "%s\n", nothing);
	PQclear(rows);
	free(sql);
	return found;
}

ExitStatus
command_diff(const Options *options)
{
	char	   *schema = schemafile_read(options);
	PGconn	   *conn = look(options);

	(void) print_differences(conn, options, DIFF_CALL, schema,
							 "nothing to do: the schemas are the same");
	free(schema);
	connection_rollback(conn);
	return connection_close(conn, STATUS_DONE);
}

ExitStatus
command_drift(const Options *options)
{
	PGconn	   *conn = look(options);
	bool		found = print_differences(conn, options, "migrate.drift()", NULL,
										  "nothing found");

	connection_rollback(conn);
	return connection_close(conn, found ? STATUS_FOUND : STATUS_DONE);
}

ExitStatus
command_schema(const Options *options)
{
	PGconn	   *conn = look(options);
	char	   *schema = query_value(conn, "SELECT migrate.schema()", 0, NULL);

	if (options->json)
	{
		PQExpBuffer json = createPQExpBuffer();

		append_json_string(json, schema);
		put("{\"schema\": %s}\n", json->data);
		destroyPQExpBuffer(json);
	}
	else
		put("%s\n", schema);
	free(schema);
	connection_rollback(conn);
	return connection_close(conn, STATUS_DONE);
}

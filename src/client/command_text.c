/*
 * command_text.c
 *		graph and dump: a text of the server's, as it is.
 */
#include "client.h"

/*
 * Print the text that a call returns, with the files loaded; in JSON as the
 * value of "name".
 */
static ExitStatus
print_text(const Options *options, const char *call, const char *param,
		   const char *name, bool is_file)
{
	PGconn	   *conn = connection_open(options);
	char	   *text;

	PQclear(load_to_look(conn, options));
	/* a revision file is UTF-8, whatever the terminal is */
	if (is_file)
		PQclear(query(conn, "SET LOCAL client_encoding = 'UTF8'", 0, NULL));
	text = query_value(conn, call, 1, &param);
	if (text == NULL)
		text = pg_strdup("");
	if (options->json)
	{
		PQExpBuffer json = createPQExpBuffer();

		append_json_string(json, text);
		put("{\"%s\": %s}\n", name, json->data);
		destroyPQExpBuffer(json);
	}
	else
		put("%s%s", text,
			text[0] == '\0' || text[strlen(text) - 1] == '\n' ? "" : "\n");
	connection_rollback(conn);
	return connection_close(conn, STATUS_DONE);
}

ExitStatus
command_graph(const Options *options)
{
	Options		without_format = *options;

	/* --format is the drawing's: the files' is found out */
	without_format.format = NULL;
	return print_text(&without_format, "SELECT migrate.graph($1)",
					  options->format == NULL ? "text" : options->format,
					  "graph", false);
}

ExitStatus
command_dump(const Options *options)
{
	return print_text(options, "SELECT migrate.dump($1)", options->arguments,
					  "text", true);
}

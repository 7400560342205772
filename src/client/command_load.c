/*
 * command_load.c
 *		load: the files into the registry, and no more.
 */
#include "client.h"

enum
{
	ACTION,
	REVISION,
	SOURCE
};

/*
 * List what was not left as it was, or all, and count.
 */
static void
print(const PGresult *loaded, const Files *files, const Options *options)
{
	static const char *const actions[] = {"added", "changed", "unchanged", "missing"};
	int			counts[lengthof(actions)] = {0, 0, files->unchanged, 0};

	for (int row = 0; row < PQntuples(loaded); row++)
	{
		const char *action = PQgetvalue(loaded, row, ACTION);

		for (int i = 0; i < lengthof(actions); i++)
			counts[i] += strcmp(action, actions[i]) == 0;
		if (options->verbose || strcmp(action, "unchanged") != 0)
			say(options, "%-9s %s (%s)\n", action, PQgetvalue(loaded, row, REVISION),
				PQgetvalue(loaded, row, SOURCE));
	}
	say(options, "%d added, %d changed, %d unchanged", counts[0], counts[1],
		counts[2]);
	if (counts[3] > 0)
		say(options, ", %d in the registry without a file", counts[3]);
	say(options, "\n");
}

ExitStatus
command_load(const Options *options)
{
	Files		files;
	PGconn	   *conn;
	PGresult   *loaded;

	load_find(options, &files);
	conn = connection_open(options);
	connection_begin(conn);
	loaded = load_files(conn, options, &files);
	connection_commit(conn);
	print(loaded, &files, options);
	if (options->json)
		put("{\"loaded\": %s}\n", load_json(loaded));
	PQclear(loaded);
	return connection_close(conn, STATUS_DONE);
}

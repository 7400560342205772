/*
 * command_run.c
 *		upgrade, downgrade and stamp: run them, try them, or print their SQL.
 *
 * One transaction: the files are loaded, then the server runs the plan.
 */
#include "client.h"

#include <poll.h>
#include <unistd.h>

/* How often to see whether a signal has come, in milliseconds. */
#define SIGNAL_CHECK 200

#define STEPS_SQL \
	"SELECT operation, revision, message, pg_catalog.row_to_json(s.*) FROM "

enum
{
	STEP_OPERATION,
	STEP_REVISION,
	STEP_MESSAGE,
	STEP_JSON
};

typedef enum LoadWhich
{
	LOAD_NOTHING,
	LOAD_IF_THERE,
	LOAD_ALWAYS
} LoadWhich;

typedef struct Run
{
	const Options *options;
	const char *operation;		/* and the function's name */
	const char *done;			/* "upgraded" */
	const char *target;
	LoadWhich	load;
	PGconn	   *conn;
	PGresult   *loaded;			/* NULL: no files */
	PGresult   *steps;
} Run;

/*
 * Return a call of the function that runs, plans, or prints, with "more"
 * arguments and the variables, if there are any, as the second parameter.
 */
static char *
call(const Run *run, const char *function, const char *more)
{
	return psprintf("migrate.%s($1%s%s)", function,
					run->options->variables == NULL ? "" : ", vars => $2::pg_catalog.jsonb",
					more);
}

/*
 * Run a statement around such a call.
 */
static PGresult *
query_call(const Run *run, const char *select, char *function_call)
{
	const char *params[] = {run->target, run->options->variables};
	char	   *sql = psprintf("%s%s AS s", select, function_call);
	PGresult   *result = query(run->conn, sql, params[1] == NULL ? 1 : 2, params);

	free(sql);
	free(function_call);
	return result;
}

static PGresult *
plan(const Run *run)
{
	char	   *operation = psprintf(", operation => '%s'", run->operation);
	PGresult   *result = query_call(run, "SELECT operation, revision, message FROM ",
									call(run, "plan", operation));

	free(operation);
	return result;
}

static void
load(Run *run)
{
	if (run->load == LOAD_ALWAYS)
		run->loaded = load_directory(run->conn, run->options);
	else if (run->load == LOAD_IF_THERE)
		run->loaded = load_directory_if_there(run->conn, run->options);
}

/*
 * Print the SQL that would do it, and leave the database as it is.
 */
static ExitStatus
print_sql(Run *run)
{
	char	   *function = psprintf("%s_sql", run->operation);
	PGresult   *result;
	const char *sql;

	connection_begin(run->conn);
	load(run);
	load_warn(run->loaded, run->options);
	/* the text must not depend on the terminal it was made on */
	PQclear(query(run->conn, "SET LOCAL client_encoding = 'UTF8'", 0, NULL));
	result = query_call(run, "SELECT s FROM ",
						call(run, function,
							 run->options->no_bookkeeping ? ", bookkeeping => false" : ""));
	sql = PQgetvalue(result, 0, 0);
	if (run->options->json)
	{
		PQExpBuffer json = createPQExpBuffer();

		append_json_string(json, sql);
		put("{\"sql\": %s}\n", json->data);
		destroyPQExpBuffer(json);
	}
	else
		put("%s%s", sql, sql[0] == '\0' || sql[strlen(sql) - 1] == '\n' ? "" : "\n");
	PQclear(result);
	free(function);
	connection_rollback(run->conn);
	return connection_close(run->conn, STATUS_DONE);
}

/*
 * Ask on the terminal whether a plan is to be run.
 */
static bool
confirm(const Run *run, const PGresult *steps)
{
	struct pollfd terminal = {.fd = STDIN_FILENO, .events = POLLIN};
	int			ready;
	char		answer[16];

	fprintf(stderr, "In database \"%s\" this undoes:\n", PQdb(run->conn));
	for (int row = 0; row < PQntuples(steps); row++)
		fprintf(stderr, "  %s, %s\n", PQgetvalue(steps, row, STEP_REVISION),
				one_line(PQgetvalue(steps, row, STEP_MESSAGE)));
	fprintf(stderr, "Go on? [y/N] ");
	fflush(stderr);
	/* reading would go on after a signal; one may come before poll() */
	while ((ready = poll(&terminal, 1, SIGNAL_CHECK)) <= 0)
	{
		if (signals_received || (ready < 0 && errno != EINTR))
			return false;
	}
	if (fgets(answer, sizeof(answer), stdin) == NULL)
		return false;
	answer[strcspn(answer, "\r\n")] = '\0';
	return pg_strcasecmp(answer, "y") == 0 || pg_strcasecmp(answer, "yes") == 0;
}

/*
 * End the program if what ran is not what was agreed to: the database has
 * changed between.
 */
static void
check_agreed(const Run *run, const PGresult *agreed)
{
	bool		same = PQntuples(agreed) == PQntuples(run->steps);

	for (int row = 0; same && row < PQntuples(agreed); row++)
		same = strcmp(PQgetvalue(agreed, row, STEP_REVISION),
					  PQgetvalue(run->steps, row, STEP_REVISION)) == 0;
	if (same)
		return;
	connection_rollback(run->conn);
	pg_log_error("the database has changed since you were asked: nothing has been undone");
	exit(STATUS_FAILED);
}

/*
 * Return where the database stands, for people or as a JSON array.
 */
static char *
where(const Run *run)
{
	if (run->options->json)
		return query_json(run->conn, "migrate.current()", 0, NULL);
	return query_value(run->conn,
					   "SELECT COALESCE(pg_catalog.string_agg(pg_catalog.concat(revision, "
					   "CASE WHEN head THEN ' (head)' END), ', '), 'base') "
					   "FROM migrate.current()", 0, NULL);
}

static void
print_json(const Run *run, const char *current)
{
	const Options *options = run->options;

	put("{\"operation\": \"%s\", \"dry_run\": %s, \"loaded\": %s, \"steps\": [",
		run->operation, options->dry_run ? "true" : "false",
		run->loaded == NULL ? "[]" : load_json(run->loaded));
	for (int row = 0; row < PQntuples(run->steps); row++)
		put("%s%s", row == 0 ? "" : ", ", PQgetvalue(run->steps, row, STEP_JSON));
	put("], \"current\": %s}\n", current);
}

/*
 * Say what has been done, in one line.
 */
static void
print(const Run *run, const char *current)
{
	int			n = PQntuples(run->steps);

	if (run->options->json)
		print_json(run, current);
	else if (n == 0)
		say(run->options, "nothing to do: the database is at %s\n", current);
	else
		say(run->options, "%s%s %d %s%s: the database is at %s\n",
			run->options->dry_run ? "dry run: " : "", run->done, n,
			n == 1 ? "revision" : "revisions",
			run->options->dry_run ? " and rolled back" : "", current);
}

/*
 * Run it: what was agreed to, if anybody was asked.
 */
static ExitStatus
carry_out(Run *run, const PGresult *agreed)
{
	const Options *options = run->options;
	const char *more = "";
	char	   *current;

	if (options->dry_run)
		more = ", dry_run => true";
	else if (options->purge)
		more = ", purge => true";
	connection_begin(run->conn);
	load(run);
	load_report(run->loaded, options);
	if (progress_is_line())
		progress_begin(plan(run));
	run->steps = query_call(run, STEPS_SQL, call(run, run->operation, more));
	progress_end();
	if (agreed != NULL)
		check_agreed(run, agreed);
	current = where(run);
	if (options->dry_run)
		connection_rollback(run->conn);
	else
		connection_commit(run->conn);
	print(run, current);
	return connection_close(run->conn, STATUS_DONE);
}

static ExitStatus
run_command(Run *run)
{
	const Options *options = run->options;
	PGresult   *agreed = NULL;

	run->conn = connection_open(options);
	if (options->sql)
		return print_sql(run);
	if (strcmp(run->operation, "downgrade") == 0 && !options->yes &&
		!options->dry_run && isatty(STDIN_FILENO))
	{
		agreed = plan(run);
		if (PQntuples(agreed) > 0 && !confirm(run, agreed))
		{
			pg_log_error("nothing has been undone");
			return connection_close(run->conn, STATUS_FAILED);
		}
	}
	return carry_out(run, agreed);
}

ExitStatus
command_upgrade(const Options *options)
{
	Run			run = {
		.options = options,
		.operation = "upgrade",
		.done = "upgraded",
		.target = options->arguments == NULL ? "head" : options->arguments,
		.load = LOAD_ALWAYS
	};

	return run_command(&run);
}

ExitStatus
command_downgrade(const Options *options)
{
	Run			run = {
		.options = options,
		.operation = "downgrade",
		.done = "downgraded",
		.target = options->arguments,
		.load = LOAD_NOTHING
	};

	return run_command(&run);
}

ExitStatus
command_stamp(const Options *options)
{
	Run			run = {
		.options = options,
		.operation = "stamp",
		.done = "stamped",
		.target = options->arguments,
		.load = LOAD_IF_THERE
	};

	return run_command(&run);
}

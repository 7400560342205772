/*
 * query.c
 *		Ask the server, and end the program if it raises an error.
 *
 * Statements are written with all names qualified, operators too: what is on
 * the role's search_path is not what they mean.
 */
#include "client.h"

#include <poll.h>

#include "catalog/pg_type_d.h"

/* How often the progress shown grows older, in milliseconds. */
#define TICK 1000

/*
 * Wait until the server has said more; false if the connection is lost.
 */
static bool
wait_for_input(PGconn *conn)
{
	struct pollfd input = {.fd = PQsocket(conn), .events = POLLIN};
	int			ready = poll(&input, 1, TICK);

	if (ready == 0)
	{
		signals_repeat();
		progress_tick();
	}
	return ready <= 0 || PQconsumeInput(conn) != 0;
}

static bool
succeeded(const PGresult *result)
{
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
		PQresultStatus(result) == PGRES_TUPLES_OK;
}

/*
 * Return the last result of what was sent, or the first that is an error.
 */
static PGresult *
collect(PGconn *conn, int sent)
{
	PGresult   *result = NULL;
	PGresult   *next;
	bool		connected = sent != 0;

	for (;;)
	{
		while (connected && PQisBusy(conn))
			connected = wait_for_input(conn);
		next = sent != 0 ? PQgetResult(conn) : NULL;
		if (next == NULL)
			break;
		if (result != NULL && !succeeded(result))
		{
			PQclear(next);
			continue;
		}
		PQclear(result);
		result = next;
	}
	return result != NULL ? result : PQmakeEmptyPGresult(conn, PGRES_FATAL_ERROR);
}

/*
 * Return the error's text, as psql shows it: SQLSTATE and message, then the
 * place in the statement, detail, hint and context, a line each.
 */
char *
query_error_text(const PGresult *result)
{
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY);
	char	   *full = PQresultVerboseErrorMessage(result, PQERRORS_VERBOSE,
												   PQSHOW_CONTEXT_ERRORS);
	char	   *text;
	char	   *location;

	if (full == NULL)
		pg_fatal("out of memory");
	text = pg_strdup(full);
	PQfreemem(full);
	/* the place in the server's source helps nobody here */
	location = strstr(text, "\nLOCATION:  ");
	while (location != NULL && strstr(location + 1, "\nLOCATION:  ") != NULL)
		location = strstr(location + 1, "\nLOCATION:  ");
	if (location != NULL && PQresultErrorField(result, PG_DIAG_SOURCE_FILE) != NULL)
		*location = '\0';
	if (severity != NULL && strncmp(text, severity, strlen(severity)) == 0 &&
		strncmp(text + strlen(severity), ":  ", 3) == 0)
		memmove(text, text + strlen(severity) + 3,
				strlen(text + strlen(severity) + 3) + 1);
	return text;
}

/*
 * Did the statement fail with this SQLSTATE, or one that begins so?
 */
bool
query_failed_with(const PGresult *result, const char *sqlstate)
{
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	return code != NULL && strncmp(code, sqlstate, strlen(sqlstate)) == 0;
}

/*
 * Say so if what failed is that the extension is not there, or is older than
 * the program.
 */
static bool
explain_missing_extension(PGconn *conn, const PGresult *error)
{
	PGresult   *version;

	if (!query_failed_with(error, "3F000") &&
		!query_failed_with(error, "42883"))
		return false;
	version = PQexec(conn, "SELECT extversion FROM pg_catalog.pg_extension "
					 "WHERE extname OPERATOR(pg_catalog.=) 'migrate'");
	if (PQresultStatus(version) != PGRES_TUPLES_OK)
		return false;
	if (PQntuples(version) == 0)
	{
		pg_log_error("the extension migrate is not in database \"%s\"", PQdb(conn));
		pg_log_error_hint("Run pg_migrate init, or in SQL: CREATE EXTENSION migrate;");
		return true;
	}
	if (strcmp(PQgetvalue(version, 0, 0), MIGRATE_VERSION) != 0)
	{
		pg_log_error("the extension migrate in database \"%s\" is of version %s, and pg_migrate of version %s",
					 PQdb(conn), PQgetvalue(version, 0, 0), MIGRATE_VERSION);
		pg_log_error_hint("Run in SQL: ALTER EXTENSION migrate UPDATE;");
		return true;
	}
	return false;
}

/*
 * Tell the error, roll back, and end the program.
 */
void
query_fail(PGconn *conn, PGresult *result)
{
	char	   *text = query_error_text(result);

	progress_end();
	output_end();
	if (PQstatus(conn) == CONNECTION_BAD)
	{
		pg_log_error("%s", text);
		pg_log_error_detail("The connection is lost, and with it all that was not committed.");
		exit(STATUS_FAILED);
	}
	if (PQtransactionStatus(conn) != PQTRANS_IDLE)
		PQclear(PQexec(conn, "ROLLBACK"));
	if (!explain_missing_extension(conn, result))
		pg_log_error("%s", text);
	if (signals_received)
		pg_log_error("interrupted: all of it has been rolled back");
	PQfinish(conn);
	exit(STATUS_FAILED);
}

/*
 * End here if a signal came while no statement was running.
 */
static void
stop_if_interrupted(PGconn *conn)
{
	if (!signals_received)
		return;
	progress_end();
	PQfinish(conn);
	pg_log_error("interrupted: all of it has been rolled back");
	exit(STATUS_FAILED);
}

static PGresult *
check(PGconn *conn, PGresult *result)
{
	if (!succeeded(result))
		query_fail(conn, result);
	return result;
}

/*
 * Run a statement; without parameters, several are allowed. The caller owns
 * the result.
 */
PGresult *
query(PGconn *conn, const char *sql, int nparams, const char *const *params)
{
	stop_if_interrupted(conn);
	return check(conn, collect(conn, nparams == 0 ? PQsendQuery(conn, sql) :
							   PQsendQueryParams(conn, sql, nparams, NULL, params,
												 NULL, NULL, 0)));
}

/*
 * Run a statement whose error is the caller's.
 */
PGresult *
query_try(PGconn *conn, const char *sql)
{
	stop_if_interrupted(conn);
	return collect(conn, PQsendQuery(conn, sql));
}

/*
 * Run a statement of three parameters: the files' names, their contents and
 * their format. An error is the caller's.
 */
PGresult *
query_try_files(PGconn *conn, const char *sql, const Files *files,
				const char *format)
{
	const Oid	types[] = {TEXTARRAYOID, BYTEAARRAYOID, TEXTOID};
	const char *values[] = {files->names.data, files->contents.data, format};
	const int	lengths[] = {files->names.len, files->contents.len, strlen(format)};
	const int	formats[] = {1, 1, 1};

	stop_if_interrupted(conn);
	return collect(conn, PQsendQueryParams(conn, sql, 3, types, values, lengths,
										   formats, 0));
}

/*
 * Send a statement with parameters, to go on while the server works at it;
 * query_receive() takes what this returns. An error is the caller's.
 */
int
query_send(PGconn *conn, const char *sql, int nparams,
		   const char *const *params)
{
	stop_if_interrupted(conn);
	return PQsendQueryParams(conn, sql, nparams, NULL, params, NULL, NULL, 0);
}

PGresult *
query_receive(PGconn *conn, int sent)
{
	return collect(conn, sent);
}

/*
 * Return the one value that a statement returns; NULL is NULL.
 */
char *
query_value(PGconn *conn, const char *sql, int nparams,
			const char *const *params)
{
	PGresult   *result = query(conn, sql, nparams, params);
	char	   *value = NULL;

	if (PQntuples(result) > 0 && !PQgetisnull(result, 0, 0))
		value = pg_strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	return value;
}

/*
 * Return the rows of a function call as a JSON array of objects.
 */
char *
query_json(PGconn *conn, const char *call, int nparams,
		   const char *const *params)
{
	char	   *sql = psprintf("SELECT COALESCE(pg_catalog.json_agg(pg_catalog.row_to_json(r.*)), '[]') "
							   "FROM %s AS r", call);
	char	   *json = query_value(conn, sql, nparams, params);

	free(sql);
	return json;
}

/*
 * connection.c
 *		Connect as psql does, and begin and end the one transaction.
 *
 * What is known of the database comes, the first that says it, from the
 * options, from -d's connection string or else DATABASE_URL, and from what
 * libpq knows: PG... variables, a service, its defaults.
 */
#include "client.h"

#include <sys/time.h>
#include <time.h>

#include "common/string.h"

#define MAX_PARAMETERS 12

/* No attempt to connect takes longer when others are to follow. */
#define ATTEMPT_SECONDS 10

/* Pauses between attempts, in milliseconds. */
#define FIRST_PAUSE 100
#define LONGEST_PAUSE 1000

typedef struct Parameters
{
	int			n;
	const char *keywords[MAX_PARAMETERS + 1];
	const char *values[MAX_PARAMETERS + 1];
} Parameters;

static void
set(Parameters *parameters, const char *keyword, const char *value)
{
	if (value == NULL)
		return;
	parameters->keywords[parameters->n] = keyword;
	parameters->values[parameters->n++] = value;
}

/*
 * Return -d's value or DATABASE_URL's as libpq takes it, after libpq has
 * understood it; NULL if there is neither.
 */
static char *
database(const Options *options)
{
	const char *source = "the value of -d";
	const char *value = options->dbname;
	char	   *normal;

	if (value == NULL)
	{
		source = "DATABASE_URL";
		value = getenv("DATABASE_URL");
	}
	if (value == NULL || value[0] == '\0')
		return NULL;
	normal = url_normalize(value, source);
	if (strchr(normal, '=') != NULL || strstr(normal, "://") != NULL)
	{
		char	   *complaint = NULL;
		PQconninfoOption *understood = PQconninfoParse(normal, &complaint);

		if (understood == NULL)
		{
			pg_log_error("%s is not a connection string: %s", source,
						 complaint == NULL ? "out of memory" :
						 url_error(normal, complaint));
			exit(STATUS_NO_CONNECTION);
		}
		PQconninfoFree(understood);
	}
	return normal;
}

/*
 * Gather what libpq is to connect with. What comes later wins, and a
 * connection string counts where "dbname" stands.
 */
static Parameters
connection_parameters(const Options *options, const char *password)
{
	Parameters	parameters = {0};

	set(&parameters, "fallback_application_name", "pg_migrate");
	if (getenv("PGCLIENTENCODING") == NULL)
		set(&parameters, "client_encoding", "auto");
	if (options->wait > 0)
		set(&parameters, "connect_timeout",
			psprintf("%d", Min(Max(options->wait, 2), ATTEMPT_SECONDS)));
	set(&parameters, "dbname", database(options));
	set(&parameters, "host", options->host);
	set(&parameters, "port", options->port);
	set(&parameters, "user", options->username);
	set(&parameters, "password", password);
	/* JSON is UTF-8, and so are revision files */
	if (options->json)
		set(&parameters, "client_encoding", "UTF8");
	return parameters;
}

static double
now(void)
{
	struct timeval time;

	gettimeofday(&time, NULL);
	return time.tv_sec + time.tv_usec / 1e6;
}

/*
 * Did the attempt fail because there is no server yet, or it is starting?
 */
static bool
may_come_yet(const Parameters *parameters)
{
	PGPing		answer = PQpingParams(parameters->keywords, parameters->values, 1);

	return answer == PQPING_NO_RESPONSE || answer == PQPING_REJECT;
}

/*
 * Connect, as often as it takes and the options allow.
 */
static PGconn *
connect_with(const Options *options, const Parameters *parameters)
{
	double		deadline = now() + options->wait;
	long		pause_length = FIRST_PAUSE;
	bool		told = false;

	for (;;)
	{
		PGconn	   *conn = PQconnectdbParams(parameters->keywords,
											 parameters->values, 1);

		if (conn == NULL)
			pg_fatal("out of memory");
		if (PQstatus(conn) == CONNECTION_OK ||
			PQconnectionNeedsPassword(conn) || options->wait == 0 ||
			now() + pause_length / 1000.0 > deadline ||
			!may_come_yet(parameters))
			return conn;
		if (!told && !options->quiet)
			pg_log_info("waiting for the server, at most %d s: %s",
						options->wait, PQerrorMessage(conn));
		told = true;
		PQfinish(conn);
		pg_usleep(pause_length * 1000);
		pause_length = Min(pause_length * 2, LONGEST_PAUSE);
	}
}

/*
 * Connect, or end the program. A password is asked for as psql does.
 */
PGconn *
connection_open(const Options *options)
{
	char	   *password = NULL;
	Parameters	parameters;
	PGconn	   *conn;

	if (options->password == PASSWORD_ALWAYS)
		password = simple_prompt("Password: ", false);
	parameters = connection_parameters(options, password);
	conn = connect_with(options, &parameters);
	if (PQstatus(conn) == CONNECTION_BAD && PQconnectionNeedsPassword(conn) &&
		password == NULL && options->password != PASSWORD_NEVER)
	{
		PQfinish(conn);
		password = simple_prompt("Password: ", false);
		parameters = connection_parameters(options, password);
		conn = connect_with(options, &parameters);
	}
	if (PQstatus(conn) == CONNECTION_BAD)
	{
		pg_log_error("%s", PQerrorMessage(conn));
		PQfinish(conn);
		exit(STATUS_NO_CONNECTION);
	}
	progress_listen(conn, options);
	signals_cancel_on(conn);
	return conn;
}

/*
 * Begin the transaction. After waiting for another migration it must see what
 * that one did, whatever isolation the role has by default.
 */
void
connection_begin(PGconn *conn)
{
	char	   *sql = psprintf("BEGIN ISOLATION LEVEL READ COMMITTED; "
							   "SET LOCAL migrate.verbosity = %s",
							   progress_verbosity());

	PQclear(query(conn, sql, 0, NULL));
	free(sql);
}

/*
 * Commit, or end the program.
 */
void
connection_commit(PGconn *conn)
{
	PGresult   *result = query(conn, "COMMIT", 0, NULL);

	if (strcmp(PQcmdStatus(result), "COMMIT") != 0)
	{
		pg_log_error("the transaction could not be committed: it has been rolled back");
		exit(STATUS_FAILED);
	}
	PQclear(result);
}

void
connection_rollback(PGconn *conn)
{
	PQclear(query(conn, "ROLLBACK", 0, NULL));
}

/*
 * Disconnect, return the program's status.
 */
ExitStatus
connection_close(PGconn *conn, ExitStatus status)
{
	signals_cancel_off();
	PQfinish(conn);
	return status;
}

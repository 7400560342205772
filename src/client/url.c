/*
 * url.c
 *		Connection URLs of other tools into what libpq takes, and passwords
 *		out of what is shown.
 *
 * SQLAlchemy and others name a driver in the scheme, postgresql+psycopg2://.
 * A password that is not percent-encoded makes a URL mean something else, and
 * libpq would quote parts of the password as a host, a port or a database.
 */
#include "client.h"

#include <ctype.h>

#define HINT_ENCODE \
	"Write the characters @ : / ? # % of a password as %40 %3A %2F %3F %23 %25."

/*
 * Return what follows "://", or NULL if this is no URL.
 */
static const char *
after_scheme(const char *value)
{
	const char *end = value;

	while (isalnum((unsigned char) *end) || strchr("+.-_:", *end) != NULL)
	{
		if (*end == '\0')
			return NULL;
		if (strncmp(end, "://", 3) == 0)
			return end + 3;
		end++;
	}
	return NULL;
}

/*
 * Is the scheme, its driver left out, one of PostgreSQL's?
 */
static bool
is_postgres(const char *scheme)
{
	size_t		length;

	if (strncmp(scheme, "jdbc:", 5) == 0)
		scheme += 5;
	length = strcspn(scheme, "+:");
	return (length == strlen("postgres") &&
			strncmp(scheme, "postgres", length) == 0) ||
		(length == strlen("postgresql") &&
		 strncmp(scheme, "postgresql", length) == 0);
}

/*
 * Does host:port, without a user, end as it should? What follows its last
 * colon is a number, or the end of an IPv6 address.
 */
static bool
port_is_number(const char *authority, size_t length)
{
	size_t		place = length;

	while (place > 0 && isdigit((unsigned char) authority[place - 1]))
		place--;
	return place == 0 || authority[place - 1] == ':' ||
		memchr(authority, ':', length) == NULL ||
		authority[length - 1] == ']';
}

/*
 * Is each "@" of a URL where it can be: one behind user and password, and any
 * number in the parameters?
 */
static bool
at_signs_are_right(const char *rest)
{
	size_t		authority = strcspn(rest, "/?");
	const char *parameters = rest + strcspn(rest, "?");
	const char *first = strchr(rest, '@');
	const char *second = first == NULL ? NULL : strchr(first + 1, '@');

	if (first == NULL)
		return true;
	if (first > parameters)
		return port_is_number(rest, authority);
	return first < rest + authority && (second == NULL || second > parameters);
}

/*
 * Return a database's name, connection string or URL as libpq takes it. An
 * error names "source", never the value.
 */
char *
url_normalize(const char *value, const char *source)
{
	const char *rest = after_scheme(value);

	if (rest == NULL)
		return pg_strdup(value);
	if (!is_postgres(value))
	{
		pg_log_error("%s is not the URL of a PostgreSQL database: its scheme is \"%.*s\"",
					 source, (int) strcspn(value, ":"), value);
		pg_log_error_hint("Write postgresql://user@host:port/database.");
		exit(STATUS_NO_CONNECTION);
	}
	if (!at_signs_are_right(rest))
	{
		pg_log_error("%s is not a URL that can be understood: it has an \"@\" too many, or out of place",
					 source);
		pg_log_error_hint("%s", HINT_ENCODE);
		exit(STATUS_NO_CONNECTION);
	}
	return psprintf("postgresql://%s", rest);
}

static bool
may_have_password(const char *value)
{
	return strchr(value, '@') != NULL || strstr(value, "pass") != NULL;
}

/*
 * Return libpq's complaint about a connection string, without what it quotes
 * of one that may have a password.
 */
char *
url_error(const char *value, const char *message)
{
	PQExpBuffer shown = createPQExpBuffer();
	char	   *result;

	while (*message != '\0')
	{
		const char *end = *message == '"' ? strchr(message + 1, '"') : NULL;

		if (end == NULL || !may_have_password(value))
			appendPQExpBufferChar(shown, *message++);
		else
		{
			appendPQExpBufferStr(shown, end - message == 2 ? "\"=\"" : "\"***\"");
			message = end + 1;
		}
	}
	result = pg_strdup(shown->data);
	destroyPQExpBuffer(shown);
	result[strcspn(result, "\n")] = '\0';
	return result;
}

static void
cover(char *start, const char *end)
{
	while (start < end)
		*start++ = '*';
}

/*
 * Cover the password of an argument, which everybody sees who lists
 * processes.
 */
void
url_hide_password(char *argument)
{
	const char *rest = after_scheme(argument);
	char	   *at = strrchr(argument, '@');
	char	   *word = strstr(argument, "password");

	if (rest != NULL && at != NULL)
	{
		char	   *colon = strchr(argument + (rest - argument), ':');

		if (colon != NULL && colon < at)
			cover(colon + 1, at);
	}
	if (word != NULL)
		cover(word + strlen("password"), argument + strlen(argument));
}

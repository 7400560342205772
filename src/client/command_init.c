/*
 * command_init.c
 *		init: the directory, its template, and the extension.
 */
#include "client.h"

#include <sys/stat.h>
#include <unistd.h>

/*
 * Make a directory with those above it; false if it is there already.
 */
static bool
make_directory(const char *directory)
{
	char	   *path = pg_strdup(directory);
	struct stat status;

	if (stat(directory, &status) == 0)
	{
		if (!S_ISDIR(status.st_mode))
			pg_fatal("\"%s\" is not a directory", directory);
		free(path);
		return false;
	}
	for (char *slash = strchr(path + 1, '/'); slash != NULL;
		 slash = strchr(slash + 1, '/'))
	{
		*slash = '\0';
		if (mkdir(path, 0777) != 0 && errno != EEXIST)
			pg_fatal("could not create directory \"%s\": %m", path);
		*slash = '/';
	}
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		pg_fatal("could not create directory \"%s\": %m", path);
	free(path);
	return true;
}

/*
 * Write the template; false if there is one.
 */
static bool
make_template(const char *directory)
{
	char	   *path = psprintf("%s/%s", directory, TEMPLATE_NAME);
	bool		there = access(path, F_OK) == 0;

	free(path);
	if (!there)
		newfile_write(directory, TEMPLATE_NAME, template_built_in);
	return !there;
}

static char *
extension_version(PGconn *conn)
{
	return query_value(conn, "SELECT extversion FROM pg_catalog.pg_extension "
					   "WHERE extname OPERATOR(pg_catalog.=) 'migrate'", 0, NULL);
}

/*
 * Create the extension; false if the role may not.
 */
static bool
make_extension(PGconn *conn)
{
	PGresult   *result = query_try(conn, "CREATE EXTENSION migrate");
	bool		done = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!done && !query_failed_with(result, "42501"))
		query_fail(conn, result);
	if (!done)
	{
		pg_log_warning("%s", query_error_text(result));
		pg_log_warning_hint("Whoever has CREATE on the database, such as its owner, can run pg_migrate init or CREATE EXTENSION migrate.");
	}
	PQclear(result);
	return done;
}

static void
print_json(const char *directory, bool made_directory, bool made_template,
		   const char *version, bool made_extension)
{
	PQExpBuffer json = createPQExpBuffer();

	appendPQExpBufferStr(json, "{\"directory\": ");
	append_json_string(json, directory);
	appendPQExpBuffer(json, ", \"created_directory\": %s, "
					  "\"created_template\": %s, "
					  "\"created_extension\": %s, \"extension_version\": ",
					  made_directory ? "true" : "false",
					  made_template ? "true" : "false",
					  made_extension ? "true" : "false");
	if (version == NULL)
		appendPQExpBufferStr(json, "null");
	else
		append_json_string(json, version);
	put("%s}\n", json->data);
	destroyPQExpBuffer(json);
}

ExitStatus
command_init(const Options *options)
{
	const char *directory = files_directory(options);
	bool		made_directory = make_directory(directory);
	bool		made_template = make_template(directory);
	bool		made_extension = false;
	char	   *version;
	PGconn	   *conn;

	say(options, made_directory ? "created directory %s\n" :
		"directory %s is there already\n", directory);
	say(options, made_template ? "created %s/%s\n" :
		"%s/%s is there already\n", directory, TEMPLATE_NAME);
	conn = connection_open(options);
	version = extension_version(conn);
	if (version == NULL)
	{
		made_extension = make_extension(conn);
		version = extension_version(conn);
	}
	if (made_extension)
		say(options, "created extension migrate %s in database %s\n", version,
			PQdb(conn));
	else if (version != NULL)
		say(options, "extension migrate %s is in database %s already\n", version,
			PQdb(conn));
	if (options->json)
		print_json(directory, made_directory, made_template, version,
				   made_extension);
	return connection_close(conn, STATUS_DONE);
}

/*
 * command_list.c
 *		current, history, heads, branches, pending, show: revisions as lines,
 *		with --verbose all about each, or as JSON.
 */
#include "client.h"

#define WORDS(column) "pg_catalog.array_to_string(c." column ", ', ') AS " column
#define ID_AND_LABELS "c.revision, c.message, " WORDS("branch_labels")
#define EDGES WORDS("down_revisions") ", " WORDS("depends_on")

/* What --verbose adds, from the tables: a viewer may read these columns. */
#define MORE_COLUMNS \
	", r.transactional, r.source, r.created_at, r.created_by, a.applied_at, " \
	"a.applied_by, a.via, pg_catalog.array_to_string(r.down_revisions, ', ') AS down_revisions, " \
	"pg_catalog.array_to_string(r.depends_on, ', ') AS depends_on"
#define MORE_TABLES \
	" JOIN migrate.revisions AS r ON r.revision OPERATOR(pg_catalog.=) c.revision " \
	"LEFT JOIN migrate.applied AS a ON a.revision OPERATOR(pg_catalog.=) c.revision " \
	"ORDER BY c.ordinality"

/* A list: the function that returns it, and what of it a line has. */
typedef struct List
{
	const char *call;
	const char *columns;
	int			nparams;
	const char *param;
} List;

static void
show(PGconn *conn, const Options *options, const List *list)
{
	char	   *sql;
	PGresult   *rows;

	if (options->json)
	{
		put("%s\n", query_json(conn, list->call, list->nparams, &list->param));
		return;
	}
	if (options->verbose)
		sql = psprintf("SELECT %s" MORE_COLUMNS " FROM %s WITH ORDINALITY AS c" MORE_TABLES,
					   list->columns, list->call);
	else
		sql = psprintf("SELECT %s FROM %s AS c", list->columns, list->call);
	rows = query(conn, sql, list->nparams, &list->param);
	if (options->verbose)
		lines_put_all(rows);
	else
		lines_put(rows);
	PQclear(rows);
	free(sql);
}

/*
 * Look with the files loaded, then roll back.
 */
static ExitStatus
look(const Options *options, const List *list)
{
	PGconn	   *conn = connection_open(options);

	PQclear(load_to_look(conn, options));
	show(conn, options, list);
	connection_rollback(conn);
	return connection_close(conn, STATUS_DONE);
}

ExitStatus
command_current(const Options *options)
{
	PGconn	   *conn = connection_open(options);
	List		list = {
		.call = "migrate.current()",
		.columns = ID_AND_LABELS ", c.head"
	};

	show(conn, options, &list);
	return connection_close(conn, STATUS_DONE);
}

ExitStatus
command_history(const Options *options)
{
	List		list = {
		.call = "migrate.history($1)",
		.columns = ID_AND_LABELS ", " EDGES ", c.head, c.current, c.branch_point, c.merge_point",
		.nparams = 1,
		.param = options->range
	};

	return look(options, &list);
}

ExitStatus
command_heads(const Options *options)
{
	List		list = {
		.call = "migrate.heads()",
		.columns = ID_AND_LABELS ", NOT c.effective_head AS head, "
		"c.effective_head, c.applied AS current"
	};

	return look(options, &list);
}

ExitStatus
command_branches(const Options *options)
{
	List		list = {
		.call = "migrate.branches()",
		.columns = ID_AND_LABELS ", true AS branch_point, " WORDS("children")
	};

	return look(options, &list);
}

ExitStatus
command_pending(const Options *options)
{
	List		list = {
		.call = "migrate.pending($1)",
		.columns = ID_AND_LABELS ", " EDGES,
		.nparams = 1,
		.param = options->arguments == NULL ? "heads" : options->arguments
	};

	return look(options, &list);
}

/*
 * show tells all about a revision; only its scripts wait for --verbose.
 */
ExitStatus
command_show(const Options *options)
{
	PGconn	   *conn = connection_open(options);
	PGresult   *rows;

	PQclear(load_to_look(conn, options));
	if (options->json)
		put("%s\n", query_json(conn, "migrate.show($1)", 1, &options->arguments));
	else
	{
		char	   *sql = psprintf("SELECT " ID_AND_LABELS ", " EDGES ", " WORDS("children")
								   ", c.transactional, c.checksum, c.source, "
								   "c.created_at, c.created_by, c.applied_at, "
								   "c.applied_by, c.via%s FROM migrate.show($1) AS c",
								   options->verbose ? ", c.up, c.down, c.verify" : "");

		rows = query(conn, sql, 1, &options->arguments);
		lines_put_all(rows);
		PQclear(rows);
		free(sql);
	}
	connection_rollback(conn);
	return connection_close(conn, STATUS_DONE);
}

/*
 * client.h
 *		pg_migrate: what its files have of one another.
 *
 * The program reads the files of a directory, asks the server, and shows what
 * it answers; all that is known about revisions is known by the server. One
 * command is one connection and, save where nothing is read, one transaction.
 *
 * Words are those of the server's reference. An error is told and ends the
 * program, where it is found: exit() closes the connection, and so rolls back.
 */
#ifndef PG_MIGRATE_CLIENT_H
#define PG_MIGRATE_CLIENT_H

#include "postgres_fe.h"

#include "common/logging.h"
#include "libpq-fe.h"
#include "pqexpbuffer.h"

#define DEFAULT_DIRECTORY "migrations"
#define TEMPLATE_NAME "template.sql"

/* Exit statuses; scripts test for them. */
typedef enum ExitStatus
{
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_FOUND = 3,
	STATUS_NO_CONNECTION = 4
} ExitStatus;

typedef enum CommandKind
{
	COMMAND_INIT,
	COMMAND_REVISION,
	COMMAND_MERGE,
	COMMAND_DRAFT_DRIFT,
	COMMAND_EDIT,
	COMMAND_LOAD,
	COMMAND_UPGRADE,
	COMMAND_DOWNGRADE,
	COMMAND_STAMP,
	COMMAND_CURRENT,
	COMMAND_HISTORY,
	COMMAND_HEADS,
	COMMAND_BRANCHES,
	COMMAND_SHOW,
	COMMAND_PENDING,
	COMMAND_GRAPH,
	COMMAND_CHECK,
	COMMAND_DIFF,
	COMMAND_DRIFT,
	COMMAND_SCHEMA,
	COMMAND_DUMP,
	COMMAND_HELP
} CommandKind;

#define NCOMMANDS (COMMAND_HELP + 1)

/* A command in a set of them. */
#define COMMAND_BIT(id) (1u << (id))

/* When to ask for a password. */
typedef enum PasswordPrompt
{
	PASSWORD_IF_NEEDED,
	PASSWORD_NEVER,
	PASSWORD_ALWAYS
} PasswordPrompt;

/* The command line. Strings that were not given are NULL. */
typedef struct Options
{
	/* connection */
	const char *dbname;			/* database, connection string or URL */
	const char *host;
	const char *port;
	const char *username;
	PasswordPrompt password;
	int			wait;			/* seconds */

	/* files */
	const char *directory;
	const char *format;			/* of the files; of graph's drawing */
	bool		no_files;

	/* output */
	bool		json;
	bool		quiet;
	bool		verbose;

	/* of single commands */
	bool		sql;
	bool		no_bookkeeping;
	bool		dry_run;
	bool		yes;
	bool		purge;
	bool		splice;
	bool		no_transaction;
	bool		autogenerate;
	const char *schema;			/* a file's path, or "-" */
	const char *message;
	const char *rev_id;
	const char *range;
	const char *head;			/* those that may be repeated are joined */
	const char *branch_label;
	const char *depends_on;
	const char *variables;		/* a JSON object */

	/* arguments */
	const char *arguments;		/* joined by spaces; NULL: none */
} Options;

/* A command: what runs it, and what its help says. */
typedef struct Command
{
	const char *name;
	ExitStatus	(*run) (const Options *options);
	int			min_arguments;
	int			max_arguments;
	const char *arguments;		/* as the usage has them */
	const char *purpose;		/* half a line */
	const char *description;
} Command;

/* Codes of options that have no letter. */
enum
{
	OPTION_WAIT = 256,
	OPTION_FORMAT,
	OPTION_DRAWING,
	OPTION_NO_FILES,
	OPTION_JSON,
	OPTION_HEAD,
	OPTION_SPLICE,
	OPTION_BRANCH_LABEL,
	OPTION_DEPENDS_ON,
	OPTION_REV_ID,
	OPTION_NO_TRANSACTION,
	OPTION_AUTOGENERATE,
	OPTION_SCHEMA,
	OPTION_SQL,
	OPTION_NO_BOOKKEEPING,
	OPTION_DRY_RUN,
	OPTION_PURGE,
	OPTION_HELP
};

/* No table has more options. */
#define MAX_OPTIONS 64

/* An option, and the commands that take it. */
typedef struct Option
{
	int			code;			/* the short letter, or a number above */
	const char *name;
	const char *argument;		/* NULL: it has none */
	unsigned int commands;		/* bits by CommandKind */
	const char *help;
} Option;

/* The files of a directory; once read, two binary arrays of them. */
typedef struct Files
{
	const char *directory;
	int			nfound;
	int			allocated;
	char	  **found;			/* names, in byte order */
	int			unchanged;		/* revisions, if none had to be sent */
	int			n;
	PQExpBufferData names;
	PQExpBufferData contents;
} Files;

/* What a new revision's file says; an empty value is "". */
typedef struct Placeholder
{
	const char *name;
	const char *value;
} Placeholder;

/* commands.c */
extern const Command commands[NCOMMANDS];
extern const Option option_table[]; /* ends with code 0 */

/* options.c */
extern CommandKind options_parse(int argc, char **argv, Options *options);

/* help.c */
extern void help_program(FILE *out);
extern void help_command(FILE *out, CommandKind id);
extern ExitStatus command_help(const Options *options);

/* url.c */
extern char *url_normalize(const char *value, const char *source);
extern char *url_error(const char *value, const char *message);
extern void url_hide_password(char *argument);

/* connection.c */
extern PGconn *connection_open(const Options *options);
extern void connection_begin(PGconn *conn);
extern void connection_commit(PGconn *conn);
extern void connection_rollback(PGconn *conn);
extern ExitStatus connection_close(PGconn *conn, ExitStatus status);

/* signals.c */
extern volatile bool signals_received;
extern void signals_init(void);
extern void signals_end(void);
extern void signals_repeat(void);
extern void signals_cancel_on(PGconn *conn);
extern void signals_cancel_off(void);

/* query.c */
extern PGresult *query(PGconn *conn, const char *sql, int nparams,
					   const char *const *params);
extern int	query_send(PGconn *conn, const char *sql, int nparams,
					   const char *const *params);
extern PGresult *query_receive(PGconn *conn, int sent);
extern PGresult *query_try_files(PGconn *conn, const char *sql,
								 const Files *files, const char *format);
extern PGresult *query_try(PGconn *conn, const char *sql);
extern char *query_value(PGconn *conn, const char *sql, int nparams,
						 const char *const *params);
extern char *query_json(PGconn *conn, const char *call, int nparams,
						const char *const *params);
extern bool query_failed_with(const PGresult *result, const char *sqlstate);
extern void query_fail(PGconn *conn, PGresult *result) __attribute__((noreturn));
extern char *query_error_text(const PGresult *result);

/* files.c */
extern bool files_find(const char *directory, Files *files);
extern void files_read(Files *files);
extern char *files_checksum(const Files *files);
extern bool files_have_plain_names(const Files *files);
extern void files_free(Files *files);
extern void files_begin(Files *files);
extern void files_add(Files *files, const char *name, const char *content);
extern void files_end(Files *files);
extern const char *files_directory(const Options *options);

/* load.c: rows of action, revision, source; NULL if no file was read */
extern void load_find(const Options *options, Files *files);
extern PGresult *load_files(PGconn *conn, const Options *options,
							Files *files);
extern PGresult *load_read(PGconn *conn, const Options *options,
						   const Files *files);
extern PGresult *load_directory(PGconn *conn, const Options *options);
extern PGresult *load_directory_if_there(PGconn *conn, const Options *options);
extern PGresult *load_to_look(PGconn *conn, const Options *options);
extern PGresult *load_to_look_or_not(PGconn *conn, const Options *options);
extern void load_forget(PGconn *conn, const Options *options, PGresult *failed);
extern void load_warn(const PGresult *loaded, const Options *options);
extern void load_report(const PGresult *loaded, const Options *options);
extern char *load_json(const PGresult *loaded);

/* template.c */
extern const char *const template_built_in;
extern char *template_read(const char *directory);
extern char *template_fill(const char *template,
						   const Placeholder *placeholders);

/* newfile.c */
extern char *newfile_name(const char *revision, const char *message,
						  time_t created);
extern void newfile_write(const char *directory, const char *name,
						  const char *content);

/* schemafile.c */
extern char *schemafile_read(const Options *options);

/* In a statement, the text that schemafile_read() returns as a parameter. */
#define SCHEMA_PARAMETER(number) \
	"pg_catalog.convert_from(" number "::pg_catalog.bytea, 'UTF8')"

/* output.c */
extern void say(const Options *options, const char *format,...) pg_attribute_printf(2, 3);
extern void put(const char *format,...) pg_attribute_printf(1, 2);
extern char *one_line(const char *text);
extern void append_json_string(PQExpBuffer buffer, const char *string);
extern void output_end(void);

/* lines.c */
extern void lines_put(const PGresult *rows);
extern void lines_put_all(const PGresult *rows);

/* progress.c */
extern void progress_listen(PGconn *conn, const Options *options);
extern const char *progress_verbosity(void);
extern bool progress_is_line(void);
extern void progress_begin(PGresult *plan);
extern void progress_tick(void);
extern void progress_end(void);

/* command_*.c */
extern ExitStatus command_init(const Options *options);
extern ExitStatus command_revision(const Options *options);
extern ExitStatus command_merge(const Options *options);
extern ExitStatus command_draft_drift(const Options *options);
extern ExitStatus command_edit(const Options *options);
extern ExitStatus command_load(const Options *options);
extern ExitStatus command_upgrade(const Options *options);
extern ExitStatus command_downgrade(const Options *options);
extern ExitStatus command_stamp(const Options *options);
extern ExitStatus command_current(const Options *options);
extern ExitStatus command_history(const Options *options);
extern ExitStatus command_heads(const Options *options);
extern ExitStatus command_branches(const Options *options);
extern ExitStatus command_show(const Options *options);
extern ExitStatus command_pending(const Options *options);
extern ExitStatus command_graph(const Options *options);
extern ExitStatus command_check(const Options *options);
extern ExitStatus command_diff(const Options *options);
extern ExitStatus command_drift(const Options *options);
extern ExitStatus command_schema(const Options *options);
extern ExitStatus command_dump(const Options *options);

#endif							/* PG_MIGRATE_CLIENT_H */

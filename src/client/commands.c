/*
 * commands.c
 *		The commands: what runs each, what its help says, and which options it
 *		takes. The command line is read with these tables, and so is the help.
 */
#include "client.h"

#include <limits.h>

const Command commands[NCOMMANDS] = {
	[COMMAND_INIT] = {
		.name = "init",
		.run = command_init,
		.arguments = "",
		.purpose = "make the directory, its template, and the extension",
		.description =
		"Makes the directory of the revision files and template.sql in it, and creates the\n"
		"extension in the database if the role may do so. What is there already stays as\n"
		"it is."
	},
	[COMMAND_REVISION] = {
		.name = "revision",
		.run = command_revision,
		.arguments = "",
		.purpose = "write the file of a new revision",
		.description =
		"Writes the file of a new revision, on top of what the files and the registry have,\n"
		"and prints its path. The database is not changed: the file is loaded by the next\n"
		"upgrade or load. With --autogenerate it does what makes the schema what --schema\n"
		"describes, and back; if that is nothing, no file is written."
	},
	[COMMAND_MERGE] = {
		.name = "merge",
		.run = command_merge,
		.max_arguments = INT_MAX,
		.arguments = " [REVISION]...",
		.purpose = "write the file of a revision that makes several heads one",
		.description =
		"Writes the file of a revision with several parents, and prints its path. Without a\n"
		"REVISION it merges all heads."
	},
	[COMMAND_DRAFT_DRIFT] = {
		.name = "draft-drift",
		.run = command_draft_drift,
		.arguments = "",
		.purpose = "write the file of what has changed by hand",
		.description =
		"Loads the files, writes the file of a new revision that does what drift finds, and\n"
		"records it as applied: the change that was made by hand is then in history. Prints\n"
		"its path, or that there is nothing to do."
	},
	[COMMAND_EDIT] = {
		.name = "edit",
		.run = command_edit,
		.min_arguments = 1,
		.max_arguments = 1,
		.arguments = " REVISION",
		.purpose = "open the file of a revision in an editor",
		.description =
		"Opens the file of a revision in $VISUAL or $EDITOR, or else in vi."
	},
	[COMMAND_LOAD] = {
		.name = "load",
		.run = command_load,
		.arguments = "",
		.purpose = "take the files into the registry, without running any",
		.description =
		"Takes all files of the directory into the registry: all of them, or none if there\n"
		"is anything wrong with one."
	},
	[COMMAND_UPGRADE] = {
		.name = "upgrade",
		.run = command_upgrade,
		.max_arguments = INT_MAX,
		.arguments = " [TARGET]...",
		.purpose = "load the files, and go up to a target",
		.description =
		"Loads the files and runs the up scripts from where the database stands to TARGET,\n"
		"head if none is given: one transaction, all of it or nothing."
	},
	[COMMAND_DOWNGRADE] = {
		.name = "downgrade",
		.run = command_downgrade,
		.min_arguments = 1,
		.max_arguments = INT_MAX,
		.arguments = " TARGET...",
		.purpose = "go down to a target",
		.description =
		"Runs the down scripts from where the database stands to TARGET, such as -1 or base:\n"
		"one transaction, all of it or nothing. It runs what the registry has, and reads no\n"
		"file, so an old release can undo what a newer one did. On a terminal it asks first."
	},
	[COMMAND_STAMP] = {
		.name = "stamp",
		.run = command_stamp,
		.min_arguments = 1,
		.max_arguments = INT_MAX,
		.arguments = " TARGET...",
		.purpose = "record where the database stands, without running anything",
		.description =
		"Loads the files, if there are any, and records that the database stands at TARGET."
	},
	[COMMAND_CURRENT] = {
		.name = "current",
		.run = command_current,
		.arguments = "",
		.purpose = "show where the database stands",
		.description =
		"Shows the applied revisions that no applied one is on top of. Reads no file."
	},
	[COMMAND_HISTORY] = {
		.name = "history",
		.run = command_history,
		.arguments = "",
		.purpose = "list the revisions, newest first",
		.description =
		"Lists the revisions of the files and the registry, newest first."
	},
	[COMMAND_HEADS] = {
		.name = "heads",
		.run = command_heads,
		.arguments = "",
		.purpose = "list the revisions that none is on top of",
		.description =
		"Lists the revisions of the files and the registry that none is on top of."
	},
	[COMMAND_BRANCHES] = {
		.name = "branches",
		.run = command_branches,
		.arguments = "",
		.purpose = "list the revisions that several are on top of",
		.description =
		"Lists the revisions of the files and the registry that several are on top of, and\n"
		"those."
	},
	[COMMAND_SHOW] = {
		.name = "show",
		.run = command_show,
		.min_arguments = 1,
		.max_arguments = INT_MAX,
		.arguments = " REVISION...",
		.purpose = "show all about a revision",
		.description =
		"Shows all about a revision; with --verbose, its scripts too."
	},
	[COMMAND_PENDING] = {
		.name = "pending",
		.run = command_pending,
		.max_arguments = INT_MAX,
		.arguments = " [TARGET]...",
		.purpose = "list what an upgrade would apply",
		.description =
		"Lists the revisions that an upgrade to TARGET would apply, heads if none is given,\n"
		"in its order."
	},
	[COMMAND_GRAPH] = {
		.name = "graph",
		.run = command_graph,
		.arguments = "",
		.purpose = "draw the revisions",
		.description =
		"Draws the revisions of the files and the registry."
	},
	[COMMAND_CHECK] = {
		.name = "check",
		.run = command_check,
		.arguments = "",
		.purpose = "find what is not as it should be",
		.description =
		"Finds heads that are not applied and revisions that are not what was applied, the\n"
		"files included; a schema that is not as the last run left it; and with --schema one\n"
		"that is not as that describes it. Exits with status 3 if it finds anything."
	},
	[COMMAND_DIFF] = {
		.name = "diff",
		.run = command_diff,
		.arguments = "",
		.purpose = "print what makes the schema what a text describes",
		.description =
		"Prints the statements that turn the database's schema into the one that --schema\n"
		"describes, with what each may do to a database in use. Reads no file but that, and\n"
		"changes nothing."
	},
	[COMMAND_DRIFT] = {
		.name = "drift",
		.run = command_drift,
		.arguments = "",
		.purpose = "print what has changed by hand since the last run",
		.description =
		"Prints the statements that have changed the schema, or would have, since the last\n"
		"upgrade, downgrade or stamp. Reads no file. Exits with status 3 if there are any."
	},
	[COMMAND_SCHEMA] = {
		.name = "schema",
		.run = command_schema,
		.arguments = "",
		.purpose = "print the schema as SQL",
		.description =
		"Prints the statements that make the database's schema, in an order that works. What\n"
		"it prints is what --schema takes. Reads no file."
	},
	[COMMAND_DUMP] = {
		.name = "dump",
		.run = command_dump,
		.min_arguments = 1,
		.max_arguments = 1,
		.arguments = " REVISION",
		.purpose = "print a revision as a revision file",
		.description =
		"Prints a revision as the text of a revision file."
	},
	[COMMAND_HELP] = {
		.name = "help",
		.run = command_help,
		.max_arguments = 1,
		.arguments = " [COMMAND]",
		.purpose = "show this, or what a command does",
		.description =
		"Shows what pg_migrate or one of its commands does."
	}
};

#define BIT COMMAND_BIT
#define EVERY (~BIT(COMMAND_HELP))
#define WRITERS (BIT(COMMAND_REVISION) | BIT(COMMAND_MERGE))
#define DRAFTERS (WRITERS | BIT(COMMAND_DRAFT_DRIFT))
#define RUNNERS (BIT(COMMAND_UPGRADE) | BIT(COMMAND_DOWNGRADE))
#define STAMPERS (RUNNERS | BIT(COMMAND_STAMP))
#define LOOKERS (BIT(COMMAND_HISTORY) | BIT(COMMAND_HEADS) | BIT(COMMAND_BRANCHES) | \
	BIT(COMMAND_SHOW) | BIT(COMMAND_PENDING) | BIT(COMMAND_GRAPH) | \
	BIT(COMMAND_CHECK) | BIT(COMMAND_DUMP))
#define LOADERS (LOOKERS | BIT(COMMAND_UPGRADE) | BIT(COMMAND_STAMP))

const Option option_table[] = {
	{'m', "message", "TEXT", DRAFTERS,
	"what it is for, in one line"},
	{OPTION_AUTOGENERATE, "autogenerate", NULL, BIT(COMMAND_REVISION),
	"fill in what makes the schema what --schema\ndescribes, and back"},
	{OPTION_SCHEMA, "schema", "FILE", BIT(COMMAND_REVISION) | BIT(COMMAND_CHECK) | BIT(COMMAND_DIFF),
	"the schema as it should be, as plain DDL;\n- is standard input"},
	{OPTION_HEAD, "head", "TARGET", BIT(COMMAND_REVISION) | BIT(COMMAND_DRAFT_DRIFT),
	"put it on top of TARGET (default: head); may be repeated"},
	{OPTION_SPLICE, "splice", NULL, WRITERS,
	"allow a parent that has another revision on top"},
	{OPTION_BRANCH_LABEL, "branch-label", "LABEL", WRITERS,
	"label of the branch that begins here; may be repeated"},
	{OPTION_DEPENDS_ON, "depends-on", "TARGET", WRITERS,
	"needs TARGET, without being on top; may be repeated"},
	{OPTION_REV_ID, "rev-id", "ID", DRAFTERS,
	"its id (default: 12 random hexadecimal digits)"},
	{OPTION_NO_TRANSACTION, "no-transaction", NULL, BIT(COMMAND_REVISION),
	"its scripts cannot run inside a transaction"},
	{OPTION_SQL, "sql", NULL, STAMPERS,
	"print the SQL that would do it, and do nothing"},
	{OPTION_NO_BOOKKEEPING, "no-bookkeeping", NULL, RUNNERS,
	"with --sql: for a server without the extension"},
	{OPTION_DRY_RUN, "dry-run", NULL, RUNNERS,
	"do all of it, and roll it back"},
	{'x', "variable", "NAME=VALUE", RUNNERS,
	"give a variable its value; may be repeated.\nNAME alone: its value in the environment"},
	{'y', "yes", NULL, BIT(COMMAND_DOWNGRADE),
	"do not ask"},
	{OPTION_PURGE, "purge", NULL, BIT(COMMAND_STAMP),
	"take off first all that is recorded"},
	{'r', "rev-range", "START:END", BIT(COMMAND_HISTORY),
	"only from START to END, both included"},
	{OPTION_DRAWING, "format", "FORMAT", BIT(COMMAND_GRAPH),
	"text (default), dot, or mermaid"},
	{OPTION_NO_FILES, "no-files", NULL, LOADERS,
	"read no file: take the registry as it is"},
	{'D', "dir", "DIRECTORY", EVERY,
	"directory of the files (default: $MIGRATE_DIR or migrations)"},
	{OPTION_FORMAT, "format", "FORMAT", EVERY & ~BIT(COMMAND_GRAPH),
	"whose files they are (default: auto, which finds out)"},
	{OPTION_JSON, "json", NULL, EVERY,
	"print one JSON document"},
	{'q', "quiet", NULL, EVERY,
	"print nothing but errors and what was asked for"},
	{'v', "verbose", NULL, EVERY,
	"print more"},
	{'d', "dbname", "NAME", EVERY,
	"database, connection string or URL (default: $DATABASE_URL)"},
	{'h', "host", "HOST", EVERY,
	"host of the server, or directory of its socket"},
	{'p', "port", "PORT", EVERY,
	"port of the server"},
	{'U', "username", "NAME", EVERY,
	"role to connect as"},
	{'w', "no-password", NULL, EVERY,
	"never ask for a password"},
	{'W', "password", NULL, EVERY,
	"ask for a password before connecting"},
	{OPTION_WAIT, "wait", "SECONDS", EVERY,
	"try as long if the server is not there yet, or starts"},
	{'V', "version", NULL, 0,
	"print the version, and exit"},
	{OPTION_HELP, "help", NULL, 0,
	"print this, and exit"},
	{0}
};

StaticAssertDecl(lengthof(option_table) <= MAX_OPTIONS, "MAX_OPTIONS is too small");

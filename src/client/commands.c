/*
 * commands.c
 *		The commands: what runs each, and what its help says.
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
		"upgrade or load."
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
		"files included. Exits with status 3 if it finds anything."
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

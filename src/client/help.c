/*
 * help.c
 *		--help, of the program and of each command, from the same tables that
 *		the command line is read with.
 */
#include "client.h"

/* Where an option's meaning begins. */
#define HELP_COLUMN 30

#define PROGRAM_EPILOGUE \
	"\n" \
	"TARGET and REVISION are as in Alembic: an id or the beginning of one, head, heads,\n" \
	"base, a label, +1, -1, head-2, branch@head and so on.\n" \
	"\n" \
	"Exit status: 0 done, 1 failed, 2 wrong usage, 3 check or drift found something,\n" \
	"4 could not connect.\n"

static void
print_option(FILE *out, const Option *option)
{
	char		left[80];
	const char *line = option->help;
	const char *end;

	if (option->code < 256)
		snprintf(left, sizeof(left), "  -%c, --%s%s%s", option->code, option->name,
				 option->argument == NULL ? "" : "=",
				 option->argument == NULL ? "" : option->argument);
	else
		snprintf(left, sizeof(left), "      --%s%s%s", option->name,
				 option->argument == NULL ? "" : "=",
				 option->argument == NULL ? "" : option->argument);
	fprintf(out, "%-*s", HELP_COLUMN, left);
	if (strlen(left) > HELP_COLUMN - 2)
		fprintf(out, "\n%*s", HELP_COLUMN, "");
	while ((end = strchr(line, '\n')) != NULL)
	{
		fprintf(out, "%.*s\n%*s", (int) (end - line), line, HELP_COLUMN, "");
		line = end + 1;
	}
	fprintf(out, "%s\n", line);
}

/*
 * Does every command take the option? "current" takes no others.
 */
static bool
is_general(const Option *option)
{
	return option->commands == 0 ||
		(option->commands & COMMAND_BIT(COMMAND_CURRENT)) != 0;
}

static void
print_options(FILE *out, unsigned int command, bool general)
{
	for (const Option *option = option_table; option->code != 0; option++)
	{
		if (is_general(option) != general)
			continue;
		if (option->commands == 0 || (option->commands & command) != 0)
			print_option(out, option);
	}
}

/*
 * Print what "pg_migrate --help" prints.
 */
void
help_program(FILE *out)
{
	fprintf(out, "pg_migrate takes a PostgreSQL database's schema up and down.\n"
			"\n"
			"Usage:\n"
			"  pg_migrate COMMAND [OPTION]... [ARGUMENT]...\n"
			"\n"
			"Commands:\n");
	for (int id = 0; id < NCOMMANDS; id++)
		fprintf(out, "  %-13s%s\n", commands[id].name, commands[id].purpose);
	fprintf(out, "\nOptions of every command:\n");
	print_options(out, ~0u, true);
	fprintf(out, "\n\"pg_migrate COMMAND --help\" tells of a command and its own options.\n"
			PROGRAM_EPILOGUE);
}

/*
 * Print the help of one command.
 */
void
help_command(FILE *out, CommandKind id)
{
	const Command *command = &commands[id];

	if (id == COMMAND_HELP)
	{
		help_program(out);
		return;
	}
	fprintf(out, "pg_migrate %s: %s.\n"
			"\n"
			"Usage:\n"
			"  pg_migrate %s [OPTION]...%s\n"
			"\n"
			"%s\n",
			command->name, command->purpose, command->name, command->arguments,
			command->description);
	for (const Option *option = option_table; option->code != 0; option++)
	{
		if (!is_general(option) && (option->commands & COMMAND_BIT(id)) != 0)
		{
			fprintf(out, "\nOptions:\n");
			print_options(out, COMMAND_BIT(id), false);
			break;
		}
	}
	fprintf(out, "\nOptions of every command:\n");
	print_options(out, COMMAND_BIT(id), true);
}

/*
 * Run "pg_migrate help [COMMAND]".
 */
ExitStatus
command_help(const Options *options)
{
	if (options->arguments == NULL)
	{
		help_program(stdout);
		return STATUS_DONE;
	}
	for (int id = 0; id < NCOMMANDS; id++)
	{
		if (strcmp(commands[id].name, options->arguments) == 0)
		{
			help_command(stdout, id);
			return STATUS_DONE;
		}
	}
	pg_log_error("there is no command \"%s\"", options->arguments);
	return STATUS_USAGE;
}

/*
 * options.c
 *		The command line.
 *
 * Options may stand before and after the command and its arguments, as users
 * of Alembic and of psql are used to. An argument that begins with a minus
 * sign and a digit is a target.
 */
#include "client.h"

#include <ctype.h>

#include "getopt_long.h"

/* What getopt_long returns for an argument that is no option. */
#define NO_OPTION 1

/* What the command line says, before anything is made of it. */
typedef struct Given
{
	int			noptions;
	const Option **options;		/* parallel with values */
	char	  **values;
	int			narguments;
	char	  **arguments;		/* the command is the first */
} Given;

static void
usage_error(CommandKind id)
{
	if (id == COMMAND_HELP)
		pg_log_error_hint("Try \"pg_migrate --help\" for more information.");
	else
		pg_log_error_hint("Try \"pg_migrate %s --help\" for more information.",
						  commands[id].name);
	exit(STATUS_USAGE);
}

/*
 * Put the table into getopt_long's form. A name that two rows have is there
 * once, and stands for the first.
 */
static void
prepare_getopt(char *letters, struct option *names)
{
	int			nnames = 0;

	*letters++ = '-';			/* do not sort the arguments */
	for (const Option *option = option_table; option->code != 0; option++)
	{
		bool		named = false;

		for (int i = 0; i < nnames; i++)
			named = named || strcmp(names[i].name, option->name) == 0;
		if (!named)
		{
			names[nnames].name = option->name;
			names[nnames].has_arg = option->argument != NULL;
			names[nnames].flag = NULL;
			names[nnames++].val = option->code;
		}
		if (option->code < 256)
		{
			*letters++ = (char) option->code;
			if (option->argument != NULL)
				*letters++ = ':';
		}
	}
	*letters = '\0';
	memset(&names[nnames], 0, sizeof(*names));
}

static void
add_argument(Given *given, char *argument)
{
	given->arguments[given->narguments++] = argument;
}

static void
add_option(Given *given, int code, char *value)
{
	const Option *option = option_table;

	while (option->code != code)
		option++;
	given->options[given->noptions] = option;
	given->values[given->noptions++] = value;
}

/*
 * Take the command line apart.
 */
static void
split(int argc, char **argv, Given *given)
{
	char		letters[2 * MAX_OPTIONS + 2];
	struct option names[MAX_OPTIONS + 1];

	given->options = pg_malloc0(sizeof(Option *) * (argc + 1));
	given->values = pg_malloc0(sizeof(char *) * (argc + 1));
	given->arguments = pg_malloc0(sizeof(char *) * (argc + 1));
	prepare_getopt(letters, names);
	for (;;)
	{
		const char *next = optind < argc ? argv[optind] : "";
		int			code;

		if (next[0] == '-' && isdigit((unsigned char) next[1]))
		{
			add_argument(given, argv[optind++]);
			continue;
		}
		if (strcmp(next, "-?") == 0)
		{
			add_option(given, OPTION_HELP, NULL);
			optind++;
			continue;
		}
		code = getopt_long(argc, argv, letters, names, NULL);
		if (code == -1)
			break;
		if (code == '?')
			usage_error(COMMAND_HELP);
		if (code == NO_OPTION)
			add_argument(given, optarg);
		else
			add_option(given, code, optarg);
	}
	while (optind < argc)
		add_argument(given, argv[optind++]);
}

static bool
was_given(const Given *given, int code)
{
	for (int i = 0; i < given->noptions; i++)
	{
		if (given->options[i]->code == code)
			return true;
	}
	return false;
}

static CommandKind
find_command(const char *name)
{
	for (int id = 0; id < NCOMMANDS; id++)
	{
		if (strcmp(commands[id].name, name) == 0)
			return id;
	}
	pg_log_error("there is no command \"%s\"", name);
	usage_error(COMMAND_HELP);
	return COMMAND_HELP;
}

/*
 * Find the row of the table that an option is, for this command.
 */
static const Option *
option_of(CommandKind id, const Option *given)
{
	for (const Option *option = option_table; option->code != 0; option++)
	{
		if (strcmp(option->name, given->name) == 0 &&
			(option->commands & COMMAND_BIT(id)) != 0)
			return option;
	}
	pg_log_error("option --%s is not one of \"%s\"", given->name,
				 commands[id].name);
	usage_error(id);
	return NULL;
}

/*
 * Join words by spaces, as the server takes several.
 */
static const char *
join(const char *words, const char *word)
{
	return words == NULL ? word : psprintf("%s %s", words, word);
}

static int
seconds(CommandKind id, const char *value)
{
	char	   *end;
	long		number;

	errno = 0;
	number = strtol(value, &end, 10);
	if (errno != 0 || end == value || *end != '\0' || number < 0 ||
		number > 1000000)
	{
		pg_log_error("option --wait takes a number of seconds, not \"%s\"", value);
		usage_error(id);
	}
	return (int) number;
}

/*
 * Add a variable to the JSON object. A name alone stands for the environment,
 * which keeps a secret off the command line.
 */
static void
add_variable(CommandKind id, PQExpBuffer variables, const char *given)
{
	const char *equal = strchr(given, '=');
	char	   *name = pg_strdup(given);
	const char *value;

	if (equal != NULL)
		name[equal - given] = '\0';
	value = equal != NULL ? equal + 1 : getenv(name);
	if (value == NULL)
	{
		pg_log_error("option -x: the environment has no variable \"%s\"", name);
		usage_error(id);
	}
	appendPQExpBufferStr(variables, variables->len == 0 ? "{" : ", ");
	append_json_string(variables, name);
	appendPQExpBufferStr(variables, ": ");
	append_json_string(variables, value);
	free(name);
}

/*
 * Make of a connection option what it says.
 */
static bool
apply_connection(CommandKind id, Options *options, int code, char *value)
{
	switch (code)
	{
		case 'd':
			options->dbname = pg_strdup(value);
			url_hide_password(value);
			return true;
		case 'h':
			options->host = value;
			return true;
		case 'p':
			options->port = value;
			return true;
		case 'U':
			options->username = value;
			return true;
		case 'w':
			options->password = PASSWORD_NEVER;
			return true;
		case 'W':
			options->password = PASSWORD_ALWAYS;
			return true;
		case OPTION_WAIT:
			options->wait = seconds(id, value);
			return true;
		default:
			return false;
	}
}

/*
 * Make of an option that has no value what it says.
 */
static bool
apply_switch(Options *options, int code)
{
	switch (code)
	{
		case OPTION_SPLICE:
			options->splice = true;
			return true;
		case OPTION_NO_TRANSACTION:
			options->no_transaction = true;
			return true;
		case OPTION_AUTOGENERATE:
			options->autogenerate = true;
			return true;
		case OPTION_SQL:
			options->sql = true;
			return true;
		case OPTION_NO_BOOKKEEPING:
			options->no_bookkeeping = true;
			return true;
		case OPTION_DRY_RUN:
			options->dry_run = true;
			return true;
		case 'y':
			options->yes = true;
			return true;
		case OPTION_PURGE:
			options->purge = true;
			return true;
		case OPTION_NO_FILES:
			options->no_files = true;
			return true;
		case OPTION_JSON:
			options->json = true;
			return true;
		case 'q':
			options->quiet = true;
			return true;
		case 'v':
			options->verbose = true;
			return true;
		default:
			return false;
	}
}

static void
apply_value(Options *options, int code, const char *value)
{
	switch (code)
	{
		case 'm':
			options->message = value;
			break;
		case OPTION_HEAD:
			options->head = join(options->head, value);
			break;
		case OPTION_BRANCH_LABEL:
			options->branch_label = join(options->branch_label, value);
			break;
		case OPTION_DEPENDS_ON:
			options->depends_on = join(options->depends_on, value);
			break;
		case OPTION_REV_ID:
			options->rev_id = value;
			break;
		case OPTION_SCHEMA:
			options->schema = value;
			break;
		case 'r':
			options->range = value;
			break;
		case 'D':
			options->directory = value;
			break;
		default:				/* OPTION_FORMAT, OPTION_DRAWING */
			options->format = value;
			break;
	}
}

/*
 * Refuse what cannot be meant together.
 */
static void
check_together(CommandKind id, const Options *options)
{
	const char *wrong = NULL;

	if (options->sql && options->dry_run)
		wrong = "options --sql and --dry-run do not go together";
	else if (options->no_bookkeeping && !options->sql)
		wrong = "option --no-bookkeeping needs --sql";
	else if (options->sql && options->purge)
		wrong = "options --sql and --purge do not go together";
	else if (options->autogenerate && options->schema == NULL)
		wrong = "option --autogenerate needs --schema";
	else if (id == COMMAND_REVISION && options->schema != NULL &&
			 !options->autogenerate)
		wrong = "option --schema needs --autogenerate";
	else if (options->autogenerate && options->splice)
		wrong = "options --autogenerate and --splice do not go together";
	else if (options->autogenerate && options->no_transaction)
		wrong = "options --autogenerate and --no-transaction do not go together";
	else if (id == COMMAND_DIFF && options->schema == NULL)
		wrong = "\"diff\" needs --schema";
	else if (options->quiet && options->verbose)
		wrong = "options --quiet and --verbose do not go together";
	else if (options->no_files && options->directory != NULL)
		wrong = "options --no-files and --dir do not go together";
	else if (options->directory != NULL && options->directory[0] == '\0')
		wrong = "option --dir takes a directory, not an empty string";
	else if (options->message != NULL &&
			 strpbrk(options->message, "\r\n") != NULL)
		wrong = "option --message takes one line";
	if (wrong == NULL)
		return;
	pg_log_error("%s", wrong);
	usage_error(id);
}

static void
take_arguments(CommandKind id, const Given *given, Options *options)
{
	const Command *command = &commands[id];
	int			n = given->narguments - 1;

	if (n < command->min_arguments)
	{
		pg_log_error("\"%s\" needs%s", command->name, command->arguments);
		usage_error(id);
	}
	if (n > command->max_arguments)
	{
		pg_log_error("too many arguments for \"%s\": \"%s\"", command->name,
					 given->arguments[command->max_arguments + 1]);
		usage_error(id);
	}
	for (int i = 1; i <= n; i++)
		options->arguments = join(options->arguments, given->arguments[i]);
}

/*
 * Read the command line, return the command. Help and version are given here,
 * and so is what is wrong with the line.
 */
CommandKind
options_parse(int argc, char **argv, Options *options)
{
	Given		given = {0};
	PQExpBuffer variables = createPQExpBuffer();
	CommandKind id;

	split(argc, argv, &given);
	if (was_given(&given, 'V'))
	{
		put("pg_migrate %s\n", MIGRATE_VERSION);
		output_end();
		exit(STATUS_DONE);
	}
	if (given.narguments == 0 && !was_given(&given, OPTION_HELP))
	{
		help_program(stderr);
		exit(STATUS_USAGE);
	}
	id = given.narguments == 0 ? COMMAND_HELP : find_command(given.arguments[0]);
	if (was_given(&given, OPTION_HELP))
	{
		help_command(stdout, id);
		output_end();
		exit(STATUS_DONE);
	}
	for (int i = 0; i < given.noptions; i++)
	{
		const Option *option = option_of(id, given.options[i]);

		if (option->code == 'x')
			add_variable(id, variables, given.values[i]);
		else if (!apply_connection(id, options, option->code, given.values[i]) &&
				 !apply_switch(options, option->code))
			apply_value(options, option->code, given.values[i]);
	}
	if (variables->len > 0)
		options->variables = psprintf("%s}", variables->data);
	destroyPQExpBuffer(variables);
	take_arguments(id, &given, options);
	check_together(id, options);
	return id;
}

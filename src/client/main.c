/*
 * main.c
 *		pg_migrate: migrations from files, in a shell, a container or CI.
 */
#include "client.h"

#include <locale.h>

int
main(int argc, char **argv)
{
	Options		options = {0};
	CommandKind id;
	ExitStatus	status;

	/* What libpq takes for the encoding of terminal and arguments. */
	setlocale(LC_CTYPE, "");
	pg_logging_init(argv[0]);
	id = options_parse(argc, argv, &options);
	signals_init();
	status = commands[id].run(&options);
	output_end();
	return status;
}

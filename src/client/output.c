/*
 * output.c
 *		Standard output: lines for people, and strings in JSON.
 */
#include "client.h"

/*
 * Print what was asked for. What cannot be written is found at the end.
 */
void
put(const char *format,...)
{
	va_list		arguments;

	va_start(arguments, format);
	(void) vfprintf(stdout, format, arguments);
	va_end(arguments);
}

/*
 * Return a text as one line, with nothing in it that a terminal obeys. The
 * caller owns it.
 */
char *
one_line(const char *text)
{
	char	   *line = pg_strdup(text);

	for (char *c = line; *c != '\0'; c++)
	{
		if ((unsigned char) *c < ' ' || *c == 0x7F)
			*c = ' ';
	}
	return line;
}

/*
 * Print what nobody asked for: not with --quiet, nor beside JSON.
 */
void
say(const Options *options, const char *format,...)
{
	va_list		arguments;

	if (options->quiet || options->json)
		return;
	va_start(arguments, format);
	(void) vfprintf(stdout, format, arguments);
	va_end(arguments);
}

/*
 * Append a string as JSON has it.
 */
void
append_json_string(PQExpBuffer buffer, const char *string)
{
	appendPQExpBufferChar(buffer, '"');
	for (const char *c = string; *c != '\0'; c++)
	{
		if (*c == '"' || *c == '\\')
			appendPQExpBuffer(buffer, "\\%c", *c);
		else if ((unsigned char) *c < ' ')
			appendPQExpBuffer(buffer, "\\u%04x", (unsigned char) *c);
		else
			appendPQExpBufferChar(buffer, *c);
	}
	appendPQExpBufferChar(buffer, '"');
}

/*
 * See that all of the output is where it belongs. A reader that went away,
 * such as head, has what it wanted.
 */
void
output_end(void)
{
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return;
	if (errno == EPIPE || errno == 0)
		return;
	pg_log_error("could not write to standard output: %m");
	exit(STATUS_FAILED);
}

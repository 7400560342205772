/*
 * lines.c
 *		Properties that are lists: a line for each element.
 *
 * The elements have names in them, quoted where needed; within quotes nothing
 * ends a line.
 */
#include "postgres.h"

#include "schema/kinds.h"

/*
 * The length of what precedes the first of some characters that is not within
 * double quotes; that of the text if there is none.
 */
size_t
unquoted_span(const char *text, const char *stop)
{
	bool		quoted = false;
	size_t		length;

	for (length = 0; text[length] != '\0'; length++)
	{
		if (text[length] == '"')
			quoted = !quoted;
		else if (!quoted && strchr(stop, text[length]) != NULL)
			break;
	}
	return length;
}

size_t
line_length(const char *lines)
{
	return unquoted_span(lines, "\n");
}

/*
 * The lines after the first one; NULL if there are none.
 */
const char *
next_line(const char *lines)
{
	lines += line_length(lines);
	return *lines == '\0' ? NULL : lines + 1;
}

/*
 * Does a list hold a line? "lines" may be NULL.
 */
bool
has_line(const char *lines, const char *line, size_t length)
{
	for (; lines != NULL; lines = next_line(lines))
		if (line_length(lines) == length && strncmp(lines, line, length) == 0)
			return true;
	return false;
}

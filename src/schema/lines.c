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

/*
 * The lines of a text, none for NULL.
 */
List *
lines_of(const char *text)
{
	List	   *lines = NIL;

	while (text != NULL)
	{
		size_t		length = unquoted_span(text, "\n");

		lines = lappend(lines, pnstrdup(text, length));
		text = text[length] == '\0' ? NULL : text + length + 1;
	}
	return lines;
}

/*
 * Is this text in a list of texts?
 */
bool
texts_have(const List *texts, const char *text)
{
	ListCell   *cell;

	foreach(cell, texts)
		if (strcmp(lfirst(cell), text) == 0)
		return true;
	return false;
}

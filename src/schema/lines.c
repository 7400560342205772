/*
 * lines.c
 *		Properties that are lists: a line for each element.
 */
#include "postgres.h"

#include "schema/kinds.h"

/*
 * The lines of a text, none for NULL.
 */
List *
lines_of(const char *text)
{
	List	   *lines = NIL;

	while (text != NULL)
	{
		const char *end = strchr(text, '\n');

		lines = lappend(lines, end == NULL ? pstrdup(text) :
						pnstrdup(text, end - text));
		text = end == NULL ? NULL : end + 1;
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

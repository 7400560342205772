/*
 * alembic_history.c
 *		Read what "alembic history" prints: what its SQL does not tell.
 *
 * A line is one revision, newest first:
 *
 *		b2, c2 (x1) -> m1 (billing) (head) (mergepoint), Merge both
 *
 * with its parents or "<base>", what it depends on, its branch labels, where
 * it stands in the graph, and the first paragraph of its text, which can go
 * on in further lines. Labels are printed with every revision of their branch.
 */
#include "postgres.h"

#include <ctype.h>

#include "format/alembic.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

/*
 * Step over a word, if it is next.
 */
static bool
skip(const char **line, const char *word)
{
	int			n = strlen(word);

	if (strncmp(*line, word, n) != 0)
		return false;
	*line += n;
	return true;
}

/*
 * Read names that are separated by ", "; there is one at least.
 */
static bool
read_names(const char **line, List **names)
{
	*names = NIL;
	do
	{
		int			n = strcspn(*line, " ,()");

		if (n == 0)
			return false;
		*names = lappend(*names, pnstrdup(*line, n));
		*line += n;
	} while (skip(line, ", "));
	return true;
}

/*
 * Read names in parentheses, if they are next.
 */
static bool
read_group(const char **line, List **names)
{
	const char *place = *line;

	if (!skip(&place, " (") || !read_names(&place, names) ||
		!skip(&place, ")"))
	{
		*names = NIL;
		return false;
	}
	*line = place;
	return true;
}

/*
 * Step over where the revision stands, each if it is next.
 */
static void
skip_indicators(const char **line)
{
	(void) skip(line, " (head)");
	(void) skip(line, " (effective head)");
	(void) skip(line, " (current)");
	(void) skip(line, " (branchpoint)");
	(void) skip(line, " (mergepoint)");
}

/*
 * Is all that is left the text, or nothing?
 */
static bool
at_message(const char **line)
{
	return **line == '\0' || skip(line, ", ") || strcmp(*line, ",") == 0;
}

/*
 * Read a line that is a revision, or return NULL.
 *
 * What stands first in parentheses is labels, unless the line can only be
 * read with it as something else.
 */
static AlembicPart *
read_entry(const SourceFile *file, const char *line, int number)
{
	AlembicPart *entry = palloc0_object(AlembicPart);
	List	   *parents = NIL;
	int			n;
	const char *rest;

	if (!skip(&line, "<base>") && !read_names(&line, &parents))
		return NULL;
	(void) read_group(&line, &entry->depends_on);
	if (!skip(&line, " -> "))
		return NULL;
	n = strcspn(line, " ,()");
	if (n == 0)
		return NULL;
	entry->source = file->name;
	entry->line = number;
	entry->revision = pnstrdup(line, n);
	entry->down_revisions = parents;
	line += n;

	rest = line;
	skip_indicators(&rest);
	if (!at_message(&rest))
	{
		rest = line;
		if (!read_group(&rest, &entry->labels))
			return NULL;
		skip_indicators(&rest);
		if (!at_message(&rest))
			return NULL;
	}
	entry->message = rest[0] == ',' ? "" : rest;
	return entry;
}

/*
 * Add a further line of a revision's text.
 */
static void
add_line(AlembicPart *entry, const char *line)
{
	if (entry->message[0] == '\0')
		entry->message = line;
	else if (line[0] != '\0')
		entry->message = psprintf("%s %s", entry->message, line);
}

/*
 * Return a copy of a line without white space around it.
 */
static char *
trimmed(const char *line, int length)
{
	while (length > 0 && isspace((unsigned char) line[length - 1]))
		length--;
	while (length > 0 && isspace((unsigned char) *line))
	{
		line++;
		length--;
	}
	return pnstrdup(line, length);
}

/*
 * Read the revisions of a history, newest first.
 */
List *
alembic_read_history(const SourceFile *file, FileRevisions *result)
{
	const char *text = file->text;
	AlembicPart *last = NULL;
	List	   *entries = NIL;
	int			number = 0;

	while (*text != '\0')
	{
		int			length = strcspn(text, "\r\n");
		char	   *line = trimmed(text, length);
		AlembicPart *entry;

		CHECK_FOR_INTERRUPTS();
		number++;
		text += length;
		text += *text == '\r';
		text += *text == '\n';
		entry = read_entry(file, line, number);
		if (entry != NULL)
			entries = lappend(entries, last = entry);
		else if (last != NULL)
			add_line(last, line);
		else if (line[0] != '\0')
			break;
	}
	if (entries == NIL)
		fault_add(result, file->name, number,
				  "It is to be what this prints, without --verbose: alembic history",
				  "the text does not begin with a line like \"a -> b, Message\"");
	return entries;
}

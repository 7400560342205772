/*
 * alembic_steps.c
 *		What Alembic printed, upgrade or downgrade, into its steps.
 *
 * A step begins at its line "-- Running upgrade a -> b", which stands between
 * two statements and has an empty line behind it. It ends with the change of
 * the version table's rows that makes b the current revision. What stands
 * between is the script, without the COMMIT and BEGIN of an autocommit block.
 * Between two steps, before the first and after the last, there is nothing
 * but Alembic's own statements: whatever else is there would be lost.
 */
#include "postgres.h"

#include <ctype.h>

#include "format/alembic.h"
#include "lib/stringinfo.h"

#define MARKER "-- Running "

/* A line that begins a step. */
typedef struct Marker
{
	const char *operation;		/* "upgrade", "downgrade" or "stamp_revision" */
	List	   *from;			/* of char * */
	List	   *to;
	int			line;
	int			next;			/* where the script begins */
} Marker;

/* A part of the text that is not the script's, and what is put there. */
typedef struct Cut
{
	int			start;
	int			end;
	const char *instead;
} Cut;

typedef struct StepReader
{
	const SourceFile *file;
	FileRevisions *result;
	bool		down;
	LineComments comments;
	int			comment;		/* the next to look at */
	const char *table;			/* the version table, once it is known */
	List	   *steps;			/* those that are whole */

	/* of the step that is being read */
	AlembicPart *step;			/* NULL before the first */
	int			body;			/* where its script begins */
	List	   *cuts;			/* of Cut * */
	List	   *edits;			/* just read: AlembicStatement *, rows changed */
	bool		ended;			/* its own row has been written */
	bool		outside;		/* of Alembic's transaction, by its COMMIT */
	bool		begun;			/* a BEGIN of the script's own is open */
	bool		faulty;			/* one fault of it is enough */

	bool		misplaced;		/* a step of another kind has been a fault */
} StepReader;

/*
 * Does a line of "length" bytes begin with a word? Then step over it.
 */
static bool
skip_prefix(const char **line, int *length, const char *prefix)
{
	int			n = strlen(prefix);

	if (*length < n || memcmp(*line, prefix, n) != 0)
		return false;
	*line += n;
	*length -= n;
	return true;
}

/*
 * Read ids that are separated by ", ", up to "length"; there may be none. What
 * ends in a semicolon is a statement of the script's that is but a comment.
 */
static bool
read_ids(const char *ids, int length, List **list)
{
	*list = NIL;
	while (length > 0 && ids[length - 1] == ' ')
		length--;
	while (length > 0)
	{
		int			n = 0;

		while (n < length && strchr(", ;", ids[n]) == NULL)
			n++;
		if (n == 0)
			return false;
		*list = lappend(*list, pnstrdup(ids, n));
		ids += n;
		length -= n;
		if (length > 0 && (!skip_prefix(&ids, &length, ", ") || length == 0))
			return false;
	}
	return true;
}

/*
 * Is a comment a line that begins a step?
 */
static bool
read_marker(const char *text, const LineComment *comment, Marker *marker)
{
	static const char *const operations[] = {
		"upgrade", "downgrade", "stamp_revision"
	};
	const char *line = text + comment->start;
	int			length = comment->end - comment->start;
	char		next = text[comment->next];

	if (!comment->alone || (next != '\n' && next != '\r' && next != '\0') ||
		!skip_prefix(&line, &length, MARKER))
		return false;
	marker->operation = NULL;
	for (int i = 0; i < lengthof(operations); i++)
	{
		if (skip_prefix(&line, &length, operations[i]))
			marker->operation = operations[i];
	}
	if (marker->operation == NULL || !skip_prefix(&line, &length, " "))
		return false;
	for (int i = 0; i + 2 < length; i++)
	{
		if (memcmp(line + i, " ->", 3) != 0)
			continue;
		marker->line = comment->line;
		marker->next = comment->next;
		return read_ids(line, i, &marker->from) &&
			(i + 3 == length || line[i + 3] == ' ') &&
			read_ids(line + Min(i + 4, length), length - Min(i + 4, length),
					 &marker->to) &&
			(marker->from != NIL || marker->to != NIL);
	}
	return false;
}

/*
 * Return where the white space behind a place ends.
 */
static int
skip_space(const char *text, int place)
{
	while (text[place] == ' ' || text[place] == '\t' ||
		   text[place] == '\n' || text[place] == '\r')
		place++;
	return place;
}

static void
add_cut(StepReader *reader, int start, int end, const char *instead)
{
	Cut		   *cut = palloc_object(Cut);

	cut->start = start;
	cut->end = end;
	cut->instead = instead;
	reader->cuts = lappend(reader->cuts, cut);
}

/*
 * Return the script from where the body begins, without its cuts and without
 * empty lines around it.
 */
static char *
script_text(const StepReader *reader, int end)
{
	const char *text = reader->file->text;
	int			place = skip_space(text, reader->body);
	StringInfoData script;
	ListCell   *cell;

	/* an indented first line stays so */
	while (place > reader->body &&
		   (text[place - 1] == ' ' || text[place - 1] == '\t'))
		place--;
	initStringInfo(&script);
	foreach(cell, reader->cuts)
	{
		const Cut  *cut = lfirst(cell);

		appendBinaryStringInfo(&script, text + place,
							   Max(cut->start - place, 0));
		appendStringInfoString(&script, cut->instead);
		place = cut->end;
	}
	appendBinaryStringInfo(&script, text + place, Max(end - place, 0));
	while (script.len > 0 &&
		   isspace((unsigned char) script.data[script.len - 1]))
		script.data[--script.len] = '\0';
	return script.data;
}

static const char *
what_prints(const StepReader *reader)
{
	return reader->down ?
		"It is to be what this prints: alembic downgrade head:base --sql" :
		"It is to be what this prints: alembic upgrade base:head --sql";
}

/*
 * End the step that was being read.
 */
static void
end_step(StepReader *reader)
{
	AlembicPart *step = reader->step;

	if (step == NULL || reader->ended || reader->faulty)
		return;
	fault_add(reader->result, reader->file->name, step->line,
			  "Give all that Alembic printed; its logging goes to standard error and is no part of it.",
			  "revision \"%s\" does not end with Alembic's change of its version table",
			  step->revision);
}

/*
 * Begin a step, if its line can be one of this text.
 */
static void
begin_step(StepReader *reader, const Marker *marker)
{
	const List *own = reader->down ? marker->from : marker->to;
	AlembicPart *step;

	end_step(reader);
	if (strcmp(marker->operation, reader->down ? "downgrade" : "upgrade") != 0 ||
		list_length(own) != 1)
	{
		if (!reader->misplaced)
			fault_add(reader->result, reader->file->name, marker->line,
					  what_prints(reader),
					  "the text holds a step that is no %s of one revision",
					  reader->down ? "downgrade" : "upgrade");
		reader->misplaced = true;
		own = NIL;
	}
	step = palloc0_object(AlembicPart);
	step->source = reader->file->name;
	step->line = marker->line;
	step->revision = own == NIL ? NULL : linitial(own);
	step->down_revisions = reader->down ? marker->to : marker->from;
	step->transactional = true;
	reader->step = step;
	reader->body = marker->next;
	reader->cuts = NIL;
	reader->edits = NIL;
	reader->ended = false;
	reader->outside = false;
	reader->begun = false;
	reader->faulty = own == NIL;
}

/*
 * Look at the comments up to a place, from where the last statement ended.
 */
static void
take_comments(StepReader *reader, int statement_end, int place)
{
	for (; reader->comment < reader->comments.n; reader->comment++)
	{
		const LineComment *comment = &reader->comments.comments[reader->comment];
		Marker		marker;
		const List *ids;

		if (comment->start >= place)
			return;
		if (!read_marker(reader->file->text, comment, &marker))
			continue;
		ids = marker.to == NIL ? marker.from : marker.to;
		if (comment->start >= statement_end)
			begin_step(reader, &marker);
		else
			fault_add(reader->result, reader->file->name, comment->line, NULL,
					  "the statement before revision \"%s\" has no end",
					  (char *) llast(ids));
	}
}

/*
 * Is a change of rows the one that ends the step?
 */
static bool
is_own_edit(const StepReader *reader, const AlembicStatement *statement)
{
	const char *row = reader->down ? statement->from : statement->to;

	return row != NULL && strcmp(row, reader->step->revision) == 0;
}

/*
 * End the script before the changes of rows that were just read, of which
 * the last is the step's own.
 *
 * Those right before it are Alembic's too, if they are what it does before:
 * it removes the other rows that an upgrade stands on, and makes those that a
 * downgrade leaves. So they tell the dependencies that are not printed.
 */
static void
end_script(StepReader *reader)
{
	AlembicPart *step = reader->step;
	const AlembicStatement *own = llast(reader->edits);
	AlembicKind other = reader->down ? ALEMBIC_INSERT : ALEMBIC_DELETE;
	int			end = own->start;

	for (int i = list_length(reader->edits) - 1; i >= 0; i--)
	{
		const AlembicStatement *edit = list_nth(reader->edits, i);
		const char *row = reader->down ? edit->to : edit->from;

		if (edit != own &&
			(edit->kind != other || strcmp(edit->table, own->table) != 0))
			break;
		end = edit->start;
		if (row != NULL && strcmp(row, step->revision) != 0)
			step->depends_on = lcons(unconstify(char *, row),
									 step->depends_on);
	}
	reader->table = own->table;
	step->script = script_text(reader, end);
	reader->steps = lappend(reader->steps, step);
	reader->ended = true;
}

/*
 * Take a COMMIT or a BEGIN inside of a script: an autocommit block is between
 * a COMMIT and a BEGIN of Alembic's, and the other way round it is a
 * transaction of the script's own.
 */
static void
take_transaction(StepReader *reader, const AlembicStatement *statement)
{
	bool		begins = statement->kind == ALEMBIC_BEGIN;

	if (begins ? !reader->outside : reader->begun)
	{
		reader->begun = begins;
		return;
	}
	reader->outside = !begins;
	reader->step->transactional = false;
	add_cut(reader, statement->start,
			skip_space(reader->file->text, statement->end), "");
}

/*
 * Is this about the version table, as far as that is known?
 */
static bool
is_about_versions(const StepReader *reader, const AlembicStatement *statement)
{
	return reader->table == NULL ||
		strcmp(reader->table, statement->table) == 0;
}

/*
 * Take a change of rows, which may be the one that ends the step.
 */
static void
take_edit(StepReader *reader, const AlembicStatement *statement)
{
	AlembicStatement *copy = palloc_object(AlembicStatement);

	*copy = *statement;
	reader->edits = lappend(reader->edits, copy);
	if (is_own_edit(reader, statement))
		end_script(reader);
}

/*
 * Take a statement of a step's script, or the one that ends it.
 */
static void
take_inside(StepReader *reader, const AlembicStatement *statement)
{
	List	   *edits = reader->edits;

	if (statement->semicolon >= 0)
		add_cut(reader, statement->semicolon, statement->semicolon + 1, "\n;");
	reader->edits = NIL;
	switch (statement->kind)
	{
		case ALEMBIC_BEGIN:
		case ALEMBIC_COMMIT:
			take_transaction(reader, statement);
			break;
		case ALEMBIC_INSERT:
		case ALEMBIC_UPDATE:
		case ALEMBIC_DELETE:
			if (!is_about_versions(reader, statement))
				break;
			reader->edits = edits;
			take_edit(reader, statement);
			break;
		default:
			break;
	}
}

/*
 * Take a statement before the first step or behind the end of one: what is
 * not Alembic's own would be lost.
 */
static void
take_between(StepReader *reader, const AlembicStatement *statement)
{
	switch (statement->kind)
	{
		case ALEMBIC_BEGIN:
		case ALEMBIC_COMMIT:
			return;
		case ALEMBIC_CREATE:
			if (!is_about_versions(reader, statement))
				break;
			reader->table = statement->table;
			return;
		case ALEMBIC_DROP:
			if (reader->table == NULL || !is_about_versions(reader, statement))
				break;
			return;
		default:
			break;
	}
	if (!reader->faulty)
		fault_add(reader->result, reader->file->name, statement->line,
				  "What env.py prints besides would not be loaded: take it out of the text, or put it into a revision.",
				  "the statement %s is not Alembic's own",
				  reader->step == NULL ? "before the first revision" :
				  psprintf("behind revision \"%s\"", reader->step->revision));
	reader->faulty = true;
}

/*
 * Read the steps of a text, of an upgrade or a downgrade.
 */
List *
alembic_read_steps(const SourceFile *file, bool down, FileRevisions *result)
{
	StepReader	reader = {file, result, down};
	AlembicStatement statement;
	AlembicScanner *scanner;
	int			end = 0;

	if (!comments_find_or_fault(file, result, &reader.comments))
		return NIL;
	scanner = alembic_scan_begin(file->text, &reader.comments);
	while (alembic_scan_next(scanner, &statement))
	{
		take_comments(&reader, end, statement.start);
		if (reader.step == NULL || reader.ended)
			take_between(&reader, &statement);
		else if (!reader.faulty)
			take_inside(&reader, &statement);
		end = statement.end;
	}
	alembic_scan_end(scanner);
	take_comments(&reader, end, strlen(file->text));
	end_step(&reader);
	if (reader.step == NULL)
		fault_add(result, file->name, 0, what_prints(&reader),
				  "the text holds no revision: there is no line like \"-- Running %s\"",
				  down ? "downgrade b -> a" : "upgrade a -> b");
	return reader.steps;
}

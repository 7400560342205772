/*
 * sections.c
 *		Read the files of tools that keep up and down in one file.
 *
 * A section goes from the line after its directive to the next one's. The
 * line end before a directive belongs to the directive. Everything else in a
 * section is the script's, directives that do not begin a section included:
 * they are comments to the server.
 */
#include "postgres.h"

#include "format/layouts.h"
#include "miscadmin.h"

/* A directive that begins a section. */
typedef struct Section
{
	int			line;			/* 0: not seen */
	int			start;			/* of the script */
	int			end;
} Section;

typedef struct SectionReader
{
	const SectionTool *tool;
	const SourceFile *file;
	FileRevision *revision;
	FileRevisions *result;
	Section		up;
	Section		down;
	int			statement_line; /* of an open DIRECTIVE_BEGIN, or 0 */
} SectionReader;

/*
 * Does a text begin with "--" and a prefix, such as "migrate:"? Return what
 * follows, or NULL.
 */
static const char *
after_prefix(const char *line, const char *prefix)
{
	if (line[0] != '-' || line[1] != '-')
		return NULL;
	line += 2;
	line += strspn(line, " \t");
	if (strncmp(line, prefix, strlen(prefix)) != 0)
		return NULL;
	return line + strlen(prefix);
}

/*
 * Is the first directive with a prefix this word? No lexer is asked: it is a
 * guess, which the reader examines.
 */
static bool
first_directive_is(const char *text, const char *prefix, const char *word)
{
	for (const char *line = text; *line != '\0';)
	{
		const char *directive = after_prefix(line, prefix);

		if (directive != NULL)
		{
			directive += strspn(directive, " \t");
			return pg_strncasecmp(directive, word, strlen(word)) == 0;
		}
		line += strcspn(line, "\r\n");
		line += strspn(line, "\r\n");
	}
	return false;
}

/*
 * Is any of the files a tool's, by its first directive? A word of "" is any.
 */
bool
sections_recognise(const SectionTool *tool, const SourceFile *files,
				   int nfiles, const char *prefix, const char *word)
{
	for (int i = 0; i < nfiles; i++)
	{
		NamedFile	named;

		if (text_has_suffix(files[i].name, ".sql") &&
			tool->read_name(&files[i], &named, NULL) &&
			first_directive_is(files[i].text, prefix, word))
			return true;
	}
	return false;
}

/*
 * Begin a section, unless the file has it already.
 */
static void
begin_section(SectionReader *reader, Section *section, const char *directive,
			  const LineComment *comment)
{
	const char *source = reader->file->name;

	if (section->line > 0)
	{
		fault_add(reader->result, source, comment->line,
				  "Put both into one section.",
				  "second \"%s\"; the first is at line %d", directive,
				  section->line);
		return;
	}
	if (section == &reader->down && reader->up.line == 0)
		fault_add(reader->result, source, comment->line, NULL,
				  "\"%s\" comes before \"%s\"", directive, reader->tool->up);
	else if (section == &reader->up && reader->down.line == 0 &&
			 comment->ntokens > 0)
		fault_add(reader->result, source, comment->line,
				  "Move what comes before it below it.",
				  "SQL before \"%s\", which %s does not run", directive,
				  reader->tool->name);
	section->line = comment->line;
	section->start = comment->next;
	section->end = -1;
}

/*
 * End the section before a directive, without the line end before that.
 */
static void
end_section(SectionReader *reader, int end)
{
	Section    *section = reader->down.line > 0 && reader->down.end < 0 ?
	&reader->down : &reader->up;
	const char *text = reader->file->text;

	if (section->line == 0 || section->end >= 0)
		return;
	if (end > section->start && text[end - 1] == '\n')
		end--;
	if (end > section->start && text[end - 1] == '\r')
		end--;
	section->end = end;
}

/*
 * Check that directives around statements come in pairs.
 */
static void
follow_statement(SectionReader *reader, Directive directive, int line)
{
	const char *source = reader->file->name;

	if (directive == DIRECTIVE_BEGIN)
	{
		if (reader->up.line == 0 && reader->down.line == 0)
		{
			fault_add(reader->result, source, line, NULL,
					  "StatementBegin before \"%s\"", reader->tool->up);
			return;
		}
		if (reader->statement_line > 0)
			fault_add(reader->result, source, line, NULL,
					  "StatementBegin inside the one at line %d",
					  reader->statement_line);
		reader->statement_line = line;
		return;
	}
	if (reader->statement_line == 0 && directive == DIRECTIVE_END)
		fault_add(reader->result, source, line, NULL,
				  "StatementEnd without a StatementBegin");
	else if (reader->statement_line > 0 && directive != DIRECTIVE_END)
		fault_add(reader->result, source, reader->statement_line, NULL,
				  "StatementBegin without a StatementEnd");
	reader->statement_line = 0;
}

static void
read_comment(SectionReader *reader, const LineComment *comment)
{
	const char *text = reader->file->text;
	int			from = comment->start + 2;
	int			to = comment->end;
	Directive	directive;

	while (from < to && (text[from] == ' ' || text[from] == '\t'))
		from++;
	while (from < to && (text[to - 1] == ' ' || text[to - 1] == '\t'))
		to--;
	directive = reader->tool->read_directive(pnstrdup(text + from, to - from),
											 comment->line, reader->revision,
											 reader->result);
	if (directive == DIRECTIVE_NONE || directive == DIRECTIVE_FAULT)
		return;
	if (comment->start > 0 && text[comment->start - 1] != '\n' &&
		text[comment->start - 1] != '\r')
	{
		fault_add(reader->result, reader->file->name, comment->line,
				  "Take the blanks before it away.",
				  "directive is indented, and no directive to %s",
				  reader->tool->name);
		return;
	}
	if (directive == DIRECTIVE_BEGIN || directive == DIRECTIVE_END)
		follow_statement(reader, directive, comment->line);
	if (directive == DIRECTIVE_UP || directive == DIRECTIVE_DOWN)
	{
		follow_statement(reader, directive, comment->line);
		end_section(reader, comment->start);
		if (directive == DIRECTIVE_UP)
			begin_section(reader, &reader->up, reader->tool->up, comment);
		else
			begin_section(reader, &reader->down, reader->tool->down, comment);
	}
}

static const char *
section_text(const SectionReader *reader, const Section *section)
{
	if (section->line == 0)
		return NULL;
	return pnstrdup(reader->file->text + section->start,
					section->end - section->start);
}

/*
 * Read a file whose name has been read.
 */
static void
read_file(const SectionTool *tool, const NamedFile *named,
		  FileRevisions *result)
{
	SectionReader reader = {.tool = tool, .file = named->file, .result = result};
	LineComments comments;
	int			nfaults = list_length(result->faults);

	reader.revision = revision_from_name(named, result);
	if (reader.revision == NULL ||
		!comments_find_or_fault(named->file, result, &comments))
		return;
	for (int i = 0; i < comments.n; i++)
	{
		if (comments.comments[i].alone)
			read_comment(&reader, &comments.comments[i]);
	}
	if (reader.statement_line > 0)
		follow_statement(&reader, DIRECTIVE_NONE, 0);
	/* the last goes to the end of the file, as it is */
	if (reader.down.line > 0 && reader.down.end < 0)
		reader.down.end = strlen(named->file->text);
	if (reader.up.line > 0 && reader.up.end < 0)
		reader.up.end = strlen(named->file->text);
	if (list_length(result->faults) > nfaults)
		return;
	if (reader.up.line == 0)
	{
		fault_add(result, named->file->name, 0,
				  psprintf("Write a line \"%s\" before what upgrades.", tool->up),
				  "has no \"%s\"", tool->up);
		return;
	}
	reader.revision->up = section_text(&reader, &reader.up);
	reader.revision->down = section_text(&reader, &reader.down);
	result->revisions = lappend(result->revisions, reader.revision);
}

/*
 * Read all of a tool's files, in its order.
 */
void
sections_read(const SectionTool *tool, const SourceFile *files, int nfiles,
			  FileRevisions *result)
{
	NamedFile  *named = palloc_array(NamedFile, Max(nfiles, 1));
	int			n = 0;

	result->linear = true;
	for (int i = 0; i < nfiles; i++)
	{
		named[n].file = &files[i];
		if (tool->read_name(&files[i], &named[n], result))
			n++;
	}
	qsort(named, n, sizeof(NamedFile), tool->compare);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0 && tool->compare(&named[i - 1], &named[i]) == 0)
			fault_add_same_version(result, &named[i], named[i - 1].file);
		else
			read_file(tool, &named[i], result);
	}
}

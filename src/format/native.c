/*
 * native.c
 *		Read our own revision files.
 *
 * A file is one revision: a header of comments, then sections.
 *
 *		-- Add user profile fields
 *		-- migrate:revision ae1027a6acf
 *		-- migrate:revises 1975ea83b712
 *
 *		-- migrate:up
 *		ALTER TABLE users ADD COLUMN bio text;
 *
 *		-- migrate:down
 *		ALTER TABLE users DROP COLUMN bio;
 *
 * The comments before the first directive are the message. Each of up, down
 * and verify begins a section, whose script is what stands between it and the
 * next, byte for byte: but for the last line end before the next directive or
 * the end of the file, and for one empty line before a directive.
 *
 * What cannot stand there plainly is given as a string constant: a message
 * as -- migrate:message 'constant', a script in a "quoted" section, which
 * holds one constant and nothing else. A revision whose up is not written yet
 * has an "unwritten" section, for an empty script is one that does nothing.
 */
#include "postgres.h"

#include "format/native.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

/*
 * Take off the line end that a text ends with, return where it ends then.
 */
static int
without_line_end(const char *text, int from, int to)
{
	if (to > from && text[to - 1] == '\n')
		to--;
	else if (to == from || text[to - 1] != '\r')
		return to;
	return to > from && text[to - 1] == '\r' ? to - 1 : to;
}

/*
 * Keep the script of the section that is open, if there is one; it ends
 * before a directive or, for NULL, with the file.
 */
static void
end_section(Reader *reader, const Directive *before)
{
	const char *text = reader->file->text;
	FileRevision *revision = reader->revision;
	const Directive *section = reader->section;
	int			to = before == NULL ? strlen(text) : before->start;
	int			ntokens = before == NULL ? reader->comments.ntokens :
	before->ntokens;
	const char *script;

	if (section == NULL)
		return;
	to = without_line_end(text, section->next, to);
	if (before != NULL)
		to = without_line_end(text, section->next, to);
	script = pnstrdup(text + section->next, to - section->next);
	if (strcmp(section->value, "quoted") == 0 &&
		!constant_read(script, &script))
		fault_add(reader->result, reader->file->name, section->line,
				  "Write the script as one constant, for example in dollar quotes.",
				  "quoted section \"%s\" is not one string constant",
				  keyword_names[section->keyword]);
	if (strcmp(section->value, "unwritten") == 0)
	{
		script = NULL;
		if (section->ntokens < ntokens)
			fault_add(reader->result, reader->file->name, section->line,
					  "Write -- migrate:up, without \"unwritten\".",
					  "unwritten section \"up\" is not empty");
	}
	if (section->keyword == KEYWORD_UP)
		revision->up = script;
	else if (section->keyword == KEYWORD_DOWN)
		revision->down = script;
	else
		revision->verify = script;
}

/*
 * Add a fault if there is anything but comments before the first section.
 */
static void
check_header(Reader *reader, const Directive *section)
{
	if (section->ntokens > 0)
		fault_add(reader->result, reader->file->name,
				  line_at(reader->file->text, reader->comments.first_token),
				  "Put the script behind -- migrate:up on a line of its own.",
				  "text before \"migrate:%s\"", keyword_names[section->keyword]);
}

/*
 * Read one directive; return false if what follows is another revision.
 */
static bool
read_directive(Reader *reader, Directive *directive)
{
	const char *source = reader->file->name;
	int		   *line = &reader->lines[directive->keyword];
	bool		is_section = directive->keyword >= KEYWORD_UP;

	if (directive->keyword == KEYWORD_REVISION && *line > 0)
	{
		fault_add(reader->result, source, directive->line,
				  "Put each revision into a file of its own.",
				  "two revisions in one file: the first is at line %d", *line);
		return false;
	}
	if (is_section)
	{
		if (reader->section == NULL)
			check_header(reader, directive);
		end_section(reader, directive);
		reader->section = directive;
	}
	if (*line > 0)
		fault_add(reader->result, source, directive->line, NULL,
				  "\"migrate:%s\" is repeated: it is at line %d already",
				  keyword_names[directive->keyword], *line);
	else if (reader->section != NULL && !is_section)
		fault_add(reader->result, source, directive->line,
				  "Put it before the first section.",
				  "\"migrate:%s\" is inside section \"%s\"",
				  keyword_names[directive->keyword],
				  keyword_names[reader->section->keyword]);
	else
		directive_read(reader, directive);
	if (*line == 0)
		*line = directive->line;
	return true;
}

/*
 * Take a comment of the header's beginning as a line of the message.
 */
static void
append_message(const Reader *reader, StringInfo message,
			   const LineComment *comment)
{
	const char *line = reader->file->text + comment->start + 2;
	int			len = comment->end - comment->start - 2;

	if (len > 0 && (*line == ' ' || *line == '\t'))
	{
		line++;
		len--;
	}
	if (comment != reader->comments.comments)
		appendStringInfoChar(message, '\n');
	appendBinaryStringInfo(message, line, len);
}

/*
 * Read message, directives and sections; return false if the rest of the file
 * is another revision.
 */
static bool
read_comments(Reader *reader)
{
	StringInfoData message;
	bool		in_message = true;

	initStringInfo(&message);
	for (int i = 0; i < reader->comments.n; i++)
	{
		const LineComment *comment = &reader->comments.comments[i];
		Directive  *directive;

		if (!is_directive(reader, comment))
		{
			if (in_message)
				append_message(reader, &message, comment);
			continue;
		}
		in_message = false;
		directive = directive_parse(reader, comment);
		if (directive == NULL)
			reader->unclear = true;
		else if (!read_directive(reader, directive))
			return false;
	}
	end_section(reader, NULL);
	if (reader->revision->message == NULL)
		reader->revision->message = message.data;
	return true;
}

/*
 * Declare the secrets as variables, unless they are.
 */
static void
declare_secrets(FileRevision *revision)
{
	int			declared = revision->nvariables;
	const char **variables = palloc_array(const char *,
										  declared + revision->nsecrets + 1);

	for (int i = 0; i < declared; i++)
		variables[i] = revision->variables[i];
	for (int i = 0; i < revision->nsecrets; i++)
	{
		bool		found = false;

		CHECK_FOR_INTERRUPTS();
		for (int j = 0; j < declared && !found; j++)
			found = strcmp(variables[j], revision->secrets[i]) == 0;
		if (!found)
			variables[revision->nvariables++] = revision->secrets[i];
	}
	revision->variables = variables;
}

/*
 * Add a fault for each directive that must, or must not, be there.
 */
static void
check_directives(Reader *reader)
{
	static const Keyword graph_only[] = {
		KEYWORD_REVISES, KEYWORD_DEPENDS_ON, KEYWORD_LABEL, KEYWORD_DOWN
	};
	const char *source = reader->file->name;
	const int  *lines = reader->lines;

	/* what is missing may be what is misspelt */
	if (reader->unclear)
		return;
	if (lines[KEYWORD_REVISION] == 0)
		fault_add(reader->result, source, 1,
				  "Begin the file with -- migrate:revision and the revision's id.",
				  "no \"migrate:revision\"");
	else if (lines[KEYWORD_UP] == 0)
		fault_add(reader->result, source, lines[KEYWORD_REVISION],
				  "Put -- migrate:up on a line of its own before the script.",
				  "no \"migrate:up\"");
	if (!reader->revision->repeatable)
		return;
	for (int i = 0; i < lengthof(graph_only); i++)
	{
		if (lines[graph_only[i]] > 0)
			fault_add(reader->result, source, lines[graph_only[i]],
					  "A repeatable revision has no place in the graph and no way back.",
					  "\"migrate:%s\" in a repeatable revision",
					  keyword_names[graph_only[i]]);
	}
}

/*
 * A copy of a text with every line end made \n, if all of them are \r\n;
 * otherwise the text itself.
 */
static const char *
without_crlf(const char *text)
{
	char	   *copy;
	char	   *to;

	if (strchr(text, '\r') == NULL || *text == '\n')
		return text;
	for (const char *c = text; *c != '\0'; c++)
	{
		if ((*c == '\r') != (c[1] == '\n'))
			return text;
	}
	copy = to = palloc(strlen(text) + 1);
	for (const char *from = text; *from != '\0'; from++)
	{
		if (*from != '\r')
			*to++ = *from;
	}
	*to = '\0';
	return copy;
}

/*
 * Read a file: add one revision to the result, or faults.
 */
void
native_read_file(const SourceFile *file, FileRevisions *result)
{
	SourceFile	normal = {file->name, without_crlf(file->text)};
	FileRevision *revision = palloc0_object(FileRevision);
	Reader		reader = {&normal, result, revision};
	int			nfaults = list_length(result->faults);

	if (file->text[strspn(file->text, " \t\r\n\f\v")] == '\0')
	{
		fault_add(result, file->name, 0,
				  "Begin it with -- migrate:revision and the revision's id.",
				  "the file is empty");
		return;
	}
	if (!comments_find_or_fault(&normal, result, &reader.comments))
		return;
	revision->source = file->name;
	revision->line = 1;
	revision->transactional = true;
	if (read_comments(&reader))
	{
		declare_secrets(revision);
		check_directives(&reader);
	}
	if (list_length(result->faults) == nfaults)
		result->revisions = lappend(result->revisions, revision);
}

static bool
is_sql(const char *name)
{
	int			len = name == NULL ? 0 : strlen(name);

	return len > 4 && pg_strcasecmp(name + len - 4, ".sql") == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * Does a text look as if it had a "migrate:revision" of its own line? This is
 * to be cheap, so quotes around it do not count.
 */
static bool
looks_native(const char *text)
{
	static const char word[] = "migrate:revision";

	for (const char *found = strstr(text, word); found != NULL;
		 found = strstr(found + 1, word))
	{
		const char *start = found;

		while (start > text && is_blank(start[-1]))
			start--;
		if (start - text < 2 || start[-1] != '-' || start[-2] != '-')
			continue;
		start -= 2;
		while (start > text && is_blank(start[-1]))
			start--;
		if (start == text || start[-1] == '\n' || start[-1] == '\r')
			return true;
	}
	return false;
}

static bool
recognise(const SourceFile *files, int nfiles)
{
	for (int i = 0; i < nfiles; i++)
	{
		if (is_sql(files[i].name) && looks_native(files[i].text))
			return true;
	}
	return false;
}

static void
read_files(const SourceFile *files, int nfiles, FileRevisions *result)
{
	for (int i = 0; i < nfiles; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (is_sql(files[i].name))
			native_read_file(&files[i], result);
	}
}

const Layout layout_native = {"native", recognise, read_files};

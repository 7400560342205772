/*
 * dump.c
 *		Write a revision as the text of a file.
 *
 * What is written is read back, and must give the very same revision. Message
 * and scripts stand there plainly, unless that would not give them back: then
 * they are written as string constants.
 */
#include "postgres.h"

#include "format/native.h"
#include "lib/stringinfo.h"

/* What may need another form. */
enum
{
	PART_MESSAGE,
	PART_UP,
	PART_DOWN,
	PART_VERIFY,
	PARTS
};

static const Keyword part_keywords[PARTS] = {
	KEYWORD_MESSAGE, KEYWORD_UP, KEYWORD_DOWN, KEYWORD_VERIFY
};

static const char *
part_text(const FileRevision *revision, int part)
{
	const char *const texts[PARTS] = {
		revision->message, revision->up, revision->down, revision->verify
	};

	return texts[part];
}

/*
 * Append a string constant that has no line end in it.
 */
static void
append_constant(StringInfo file, const char *value)
{
	bool		escapes = strpbrk(value, "\r\n") != NULL;

	appendStringInfoString(file, escapes ? "E'" : "'");
	for (const char *c = value; *c != '\0'; c++)
	{
		if (*c == '\n')
			appendStringInfoString(file, "\\n");
		else if (*c == '\r')
			appendStringInfoString(file, "\\r");
		else
		{
			if (*c == '\'' || (*c == '\\' && escapes))
				appendStringInfoChar(file, *c);
			appendStringInfoChar(file, *c);
		}
	}
	appendStringInfoChar(file, '\'');
}

/*
 * Append a text in dollar quotes that it does not hold itself; nor may it end
 * in what needs but a dollar to be them.
 */
static void
append_dollar_quoted(StringInfo file, const char *value)
{
	const char *quote = "$migrate";

	for (int i = 1; strstr(value, quote) != NULL; i++)
		quote = psprintf("$migrate_%d", i);
	appendStringInfo(file, "%s$%s%s$", quote, value, quote);
}

static void
append_message(StringInfo file, const FileRevision *revision, bool quoted)
{
	const char *line = revision->message;

	if (*line == '\0' || quoted)
		return;
	for (;;)
	{
		int			len = strcspn(line, "\n");

		appendStringInfo(file, len > 0 ? "-- %.*s\n" : "--\n", len, line);
		if (line[len] == '\0')
			break;
		line += len + 1;
	}
}

static void
append_names(StringInfo file, Keyword keyword, int n, const char **names)
{
	if (n == 0)
		return;
	appendStringInfo(file, "-- migrate:%s", keyword_names[keyword]);
	for (int i = 0; i < n; i++)
		appendStringInfo(file, " %s", names[i]);
	appendStringInfoChar(file, '\n');
}

static bool
is_among(const char *name, int n, const char **names)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

/*
 * Append variables and secrets. Secrets are declared by being secrets, where
 * this leaves the variables in their order.
 */
static void
append_variables(StringInfo file, const FileRevision *revision)
{
	int			n = revision->nvariables;
	int			nplain = n - revision->nsecrets;
	bool		in_order = true;

	for (int i = 0; i < n; i++)
		in_order &= i < nplain ?
			!is_among(revision->variables[i], revision->nsecrets,
					  revision->secrets) :
			strcmp(revision->variables[i], revision->secrets[i - nplain]) == 0;
	append_names(file, KEYWORD_VARIABLES, in_order ? nplain : n,
				 revision->variables);
	append_names(file, KEYWORD_SECRETS, revision->nsecrets, revision->secrets);
}

static void
append_header(StringInfo file, const FileRevision *revision, bool quoted)
{
	const RevisionEdges *edges = &revision->edges;

	append_message(file, revision, quoted);
	append_names(file, KEYWORD_REVISION, 1, (const char **) &edges->revision);
	append_names(file, KEYWORD_REVISES, edges->ndown_revisions,
				 edges->down_revisions);
	append_names(file, KEYWORD_DEPENDS_ON, edges->ndepends_on,
				 edges->depends_on);
	append_names(file, KEYWORD_LABEL, edges->nbranch_labels,
				 edges->branch_labels);
	if (!revision->transactional)
		appendStringInfoString(file, "-- migrate:transaction off\n");
	append_variables(file, revision);
	if (revision->repeatable)
		appendStringInfoString(file, "-- migrate:repeatable\n");
	if (revision->created != NULL)
		appendStringInfo(file, "-- migrate:created %s\n", revision->created);
	if (quoted)
	{
		appendStringInfoString(file, "-- migrate:message ");
		append_constant(file, revision->message);
		appendStringInfoChar(file, '\n');
	}
}

/*
 * Append a section; its script is followed by a line end of its own.
 */
static void
append_section(StringInfo file, Keyword keyword, const char *script,
			   bool quoted)
{
	bool		is_empty = script == NULL || *script == '\0';
	const char *how = script == NULL ? " unwritten" :
	quoted && !is_empty ? " quoted" : "";

	if (script == NULL && keyword != KEYWORD_UP)
		return;
	appendStringInfo(file, "\n-- migrate:%s%s\n", keyword_names[keyword], how);
	if (is_empty)
		return;
	if (quoted)
		append_dollar_quoted(file, script);
	else
		appendStringInfoString(file, script);
	appendStringInfoChar(file, '\n');
}

static char *
write_file(const FileRevision *revision, const bool *quoted)
{
	StringInfoData file;

	initStringInfo(&file);
	append_header(&file, revision, quoted[PART_MESSAGE]);
	for (int part = PART_UP; part < PARTS; part++)
		append_section(&file, part_keywords[part], part_text(revision, part),
					   quoted[part]);
	return file.data;
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_names(int n, const char **names, int nothers, const char **others)
{
	for (int i = 0; i < n && i < nothers; i++)
	{
		if (strcmp(names[i], others[i]) != 0)
			return false;
	}
	return n == nothers;
}

static bool
same_revision(const FileRevision *a, const FileRevision *b)
{
	const RevisionEdges *ea = &a->edges;
	const RevisionEdges *eb = &b->edges;

	for (int part = 0; part < PARTS; part++)
	{
		if (!same_text(part_text(a, part), part_text(b, part)))
			return false;
	}
	return strcmp(ea->revision, eb->revision) == 0 &&
		same_names(ea->ndown_revisions, ea->down_revisions,
				   eb->ndown_revisions, eb->down_revisions) &&
		same_names(ea->ndepends_on, ea->depends_on,
				   eb->ndepends_on, eb->depends_on) &&
		same_names(ea->nbranch_labels, ea->branch_labels,
				   eb->nbranch_labels, eb->branch_labels) &&
		same_names(a->nvariables, a->variables, b->nvariables, b->variables) &&
		same_names(a->nsecrets, a->secrets, b->nsecrets, b->secrets) &&
		a->transactional == b->transactional &&
		a->repeatable == b->repeatable && same_text(a->created, b->created);
}

/*
 * Does a file give the revision back?
 */
static bool
reads_back(const FileRevision *revision, const char *text)
{
	SourceFile	file = {NULL, text};
	FileRevisions result = {0};

	native_read_file(&file, &result);
	return result.faults == NIL &&
		same_revision(revision, linitial(result.revisions));
}

/*
 * Does a part of a revision need quotes? Does it when nothing else is there.
 */
static bool
needs_quotes(const FileRevision *revision, int part)
{
	static const bool plain[PARTS] = {false};
	const char *text = part_text(revision, part);
	FileRevision alone = {
		.edges.revision = revision->edges.revision,
		.message = part == PART_MESSAGE ? text : "",
		.up = part == PART_UP ? text : "",
		.down = part == PART_DOWN ? text : NULL,
		.verify = part == PART_VERIFY ? text : NULL,
		.transactional = true
	};

	return !reads_back(&alone, write_file(&alone, plain));
}

/*
 * Write a revision as the text of a file that reads as this revision.
 */
char *
native_write(const FileRevision *revision)
{
	bool		quoted[PARTS] = {false};
	char	   *file = write_file(revision, quoted);

	if (reads_back(revision, file))
		return file;
	for (int part = 0; part < PARTS; part++)
		quoted[part] = needs_quotes(revision, part);
	file = write_file(revision, quoted);
	if (reads_back(revision, file))
		return file;
	/* each can do without, but not beside the others */
	memset(quoted, true, sizeof(quoted));
	file = write_file(revision, quoted);
	if (!reads_back(revision, file))
		elog(ERROR, "revision \"%s\" cannot be written as a file",
			 revision->edges.revision);
	return file;
}

/*
 * format_check.c
 *		Try a reader on one input, and hold what it says against what must
 *		always be so.
 *
 * An input is a file or several (input.c), of whatever bytes. No reader ever
 * raises an error for its input: it says what is wrong as faults. What is
 * not as it must be is an error here.
 */
#include "format_check.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "script/script.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

PG_MODULE_MAGIC;

/* What an input without names is called. */
static const struct
{
	const char *reader;
	const char *file_name;
}			readers[] = {
	{"comments", "1.sql"},
	{"dump", "message"},
	{"native", "1.sql"},
	{"auto", "1.sql"},
	{"dbmate", "20240101000000_a.sql"},
	{"goose", "00001_a.sql"},
	{"sql-migrate", "1-a.sql"},
	{"golang-migrate", "1_a.up.sql"},
	{"diesel", "1_a/up.sql"},
	{"flyway", "V1__a.sql"},
	{"sqitch", "sqitch.plan"},
	{"alembic", "upgrade"},
	{"variables", "script"}
};

/*
 * Return the name of a reader by its number, or NULL behind the last.
 */
const char *
check_reader_name(int number)
{
	return number < lengthof(readers) ? readers[number].reader : NULL;
}

static const char *
file_name_for(const char *reader)
{
	for (int i = 0; i < lengthof(readers); i++)
	{
		if (strcmp(readers[i].reader, reader) == 0)
			return readers[i].file_name;
	}
	elog(ERROR, "no such reader: %s", reader);
}

static void
check_text(const char *what, const char *text)
{
	if (text != NULL && !pg_verifymbstr(text, strlen(text), true))
		elog(ERROR, "%s is no text of the database's encoding", what);
}

static int
count_lines(const char *text)
{
	int			lines = 1;

	for (const char *c = text; *c != '\0'; c++)
		lines += *c == '\n' || (*c == '\r' && c[1] != '\n');
	return lines;
}

/*
 * Check that a place is one in the files; a text of no name is any.
 */
static void
check_place(const SourceFile *files, int n, const char *source, int line)
{
	for (int i = 0; i < n; i++)
	{
		if (source != NULL && strcmp(files[i].name, source) != 0)
			continue;
		if (line >= 0 && line <= count_lines(files[i].text))
			return;
	}
	if (source == NULL && line == 0)
		return;
	elog(ERROR, "line %d of %s is nowhere", line,
		 source == NULL ? "nothing" : source);
}

static void
check_names(const char *what, int n, const char **names,
			bool (*is_valid) (const char *name, int len))
{
	for (int i = 0; i < n; i++)
	{
		if (!is_valid(names[i], strlen(names[i])))
			elog(ERROR, "%s \"%s\" is not valid", what, names[i]);
		for (int j = 0; j < i; j++)
		{
			if (strcmp(names[i], names[j]) == 0)
				elog(ERROR, "%s \"%s\" is there twice", what, names[i]);
		}
	}
}

/*
 * Check a revision that would be loaded.
 */
static void
check_revision(const FileRevision *revision)
{
	const RevisionEdges *edges = &revision->edges;

	check_names("id", 1, (const char **) &edges->revision, name_is_valid);
	check_names("parent", edges->ndown_revisions, edges->down_revisions,
				name_is_valid);
	check_names("dependency", edges->ndepends_on, edges->depends_on,
				name_is_valid);
	check_names("label", edges->nbranch_labels, edges->branch_labels,
				name_is_valid);
	check_names("variable", revision->nvariables, revision->variables,
				variable_name_is_valid);
	check_names("secret", revision->nsecrets, revision->secrets,
				variable_name_is_valid);
	if (revision->repeatable &&
		(edges->ndown_revisions + edges->ndepends_on + edges->nbranch_labels > 0 ||
		 revision->down != NULL))
		elog(ERROR, "a repeatable revision has edges or a down");
	check_text("message", revision->message);
	check_text("up", revision->up);
	check_text("down", revision->down);
	check_text("verify", revision->verify);
}

/*
 * Check what a reader has made of files.
 */
static void
check_result(const SourceFile *files, int n, const FileRevisions *result)
{
	ListCell   *cell;

	foreach(cell, result->revisions)
	{
		const FileRevision *revision = lfirst(cell);

		check_place(files, n, revision->source, revision->line);
		if (revision->edges.revision == NULL)
			elog(ERROR, "a revision without an id");
		if (result->faults == NIL)
			check_revision(revision);
	}
	foreach(cell, result->faults)
	{
		const FileFault *fault = lfirst(cell);

		check_place(files, n, fault->source, fault->line);
		check_text("a fault's message", fault->message);
		check_text("a fault's hint", fault->hint);
		if (fault->message[0] == '\0')
			elog(ERROR, "a fault without a message");
	}
}

/*
 * Check that any revision can be written as a file, which must then be the
 * same at the next writing; native_write() itself looks whether it reads
 * as the same revision.
 */
static void
check_writing(const FileRevision *revision)
{
	FileRevisions result = {0};
	SourceFile	file = {NULL, NULL};
	FileRevision copy = *revision;

	if (copy.message == NULL)
		copy.message = "";
	file.text = native_write(&copy);
	native_read_file(&file, &result);
	if (result.faults != NIL || list_length(result.revisions) != 1)
		elog(ERROR, "what has been written cannot be read");
	if (strcmp(native_write(linitial(result.revisions)), file.text) != 0)
		elog(ERROR, "what has been written is written otherwise again");
}

/*
 * Check that the lexer's comments are those that a simple scanner finds.
 */
static void
check_comments(const SourceFile *file, FileRevisions *result)
{
	LineComments found;
	LineComments scanned;

	if (!comments_find_or_fault(file, result, &found))
		return;
	scanned = scan_comments(file->text);
	if (found.n != scanned.n)
		elog(ERROR, "%d comments, not %d", found.n, scanned.n);
	for (int i = 0; i < found.n; i++)
	{
		const LineComment *a = &found.comments[i];
		const LineComment *b = &scanned.comments[i];

		if (a->start != b->start || a->end != b->end || a->line != b->line ||
			a->alone != b->alone)
			elog(ERROR, "comment %d is at %d, line %d, not at %d, line %d",
				 i, a->start, a->line, b->start, b->line);
		if (a->next < a->end || a->next > a->end + 2 ||
			a->ntokens > found.ntokens ||
			(i > 0 && (a->start < found.comments[i - 1].next ||
					   a->ntokens < found.comments[i - 1].ntokens)))
			elog(ERROR, "comment %d is out of order", i);
	}
	if ((found.ntokens == 0) != (found.first_token < 0))
		elog(ERROR, "%d tokens, the first at %d", found.ntokens,
			 found.first_token);
}

static const SourceFile *
file_named(const SourceFile *files, int n, const char *name)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	}
	return NULL;
}

static const char *
text_named(const SourceFile *files, int n, const char *name)
{
	const SourceFile *file = file_named(files, n, name);

	return file == NULL ? NULL : file->text;
}

/*
 * Take the files of the names message, up, down and verify as a revision.
 */
static void
check_dump(const SourceFile *files, int n, FileRevisions *result)
{
	FileRevision *revision = palloc0_object(FileRevision);

	revision->edges.revision = "r";
	revision->message = text_named(files, n, "message");
	revision->up = text_named(files, n, "up");
	revision->down = text_named(files, n, "down");
	revision->verify = text_named(files, n, "verify");
	revision->transactional = true;
	result->revisions = lappend(result->revisions, revision);
}

static void
check_alembic(const SourceFile *files, int n, FileRevisions *result)
{
	const SourceFile *upgrade = file_named(files, n, "upgrade");

	if (upgrade != NULL)
		alembic_read(upgrade, file_named(files, n, "downgrade"),
					 file_named(files, n, "history"), result);
}

/*
 * Take the file of the name script as a script, the others as variables'
 * values. What is not a value is the script's, in its order.
 */
static void
check_variables(const SourceFile *files, int n)
{
	Variables	variables = {0, palloc_array(Variable, n)};
	const char *script = text_named(files, n, "script");
	ScriptText	result;
	int			end = 0;

	if (script == NULL)
		return;
	for (int i = 0; i < n; i++)
	{
		Variable	variable = {files[i].name, files[i].text, i % 2 == 0};

		if (variable_name_is_valid(files[i].name, strlen(files[i].name)))
			variables.variables[variables.n++] = variable;
	}
	result = variables_substitute(script, &variables);
	check_text("a script with values", result.text);
	for (int i = 0; i < result.nvalues; i++)
	{
		const ScriptValue *value = &result.values[i];

		if (value->start < end || value->length < 0 ||
			value->start + value->length > strlen(result.text))
			elog(ERROR, "value %d is not where it should be", i);
		script = strstr(script, pnstrdup(result.text + end, value->start - end));
		if (script == NULL)
			elog(ERROR, "what is before value %d is not the script's", i);
		script += value->start - end;
		end = value->start + value->length;
	}
	if (strstr(script, result.text + end) == NULL)
		elog(ERROR, "what is behind the values is not the script's");
}

/*
 * Turn raw files into texts; names do not matter here.
 */
static int
texts_of(RawFiles raw, SourceFile **files)
{
	int			n = 0;

	*files = palloc_array(SourceFile, raw.n);
	for (int i = 0; i < raw.n; i++)
	{
		const RawFile *file = &raw.files[i];
		SourceFile	text = {file->name, pnstrdup(file->data, file->length)};

		if (strlen(text.text) == file->length &&
			pg_verifymbstr(text.text, file->length, true))
			(*files)[n++] = text;
	}
	return n;
}

/*
 * Try a reader on an input, return what came of it in a few words.
 */
char *
check_input(const char *reader, const char *data, Size length)
{
	RawFiles	raw = input_split(data, length, file_name_for(reader));
	FileRevisions result = {0};
	SourceFile *files;
	int			n;
	ListCell   *cell;

	for (int i = 0; i < raw.n; i++)
	{
		if (!pg_verifymbstr(raw.files[i].name, strlen(raw.files[i].name), true))
			return pstrdup("no name");
	}
	if (strcmp(reader, "comments") == 0 || strcmp(reader, "dump") == 0 ||
		strcmp(reader, "alembic") == 0 || strcmp(reader, "variables") == 0)
		n = texts_of(raw, &files);
	else
		n = files_to_text(raw, &files, &result);

	if (strcmp(reader, "comments") == 0)
	{
		for (int i = 0; i < n; i++)
			check_comments(&files[i], &result);
	}
	else if (strcmp(reader, "dump") == 0)
		check_dump(files, n, &result);
	else if (strcmp(reader, "alembic") == 0)
		check_alembic(files, n, &result);
	else if (strcmp(reader, "variables") == 0)
		check_variables(files, n);
	else if (n > 0)
		layouts_read(files, n, reader, &result);

	if (strcmp(reader, "dump") != 0)
	{
		/* a file that is no text is not among the files */
		if (n == raw.n)
			check_result(files, n, &result);
	}
	foreach(cell, result.revisions)
	{
		if (result.faults == NIL)
			check_writing(lfirst(cell));
	}
	return psprintf("%d revisions, %d faults", list_length(result.revisions),
					list_length(result.faults));
}

/*
 * format_check(reader text, input bytea) returns text: what came of it; an
 * error for what should not be.
 */
PG_FUNCTION_INFO_V1(format_check);
Datum
format_check(PG_FUNCTION_ARGS)
{
	bytea	   *input = PG_GETARG_BYTEA_PP(1);

	PG_RETURN_TEXT_P(cstring_to_text(check_input(text_to_cstring(PG_GETARG_TEXT_PP(0)),
												 VARDATA_ANY(input),
												 VARSIZE_ANY_EXHDR(input))));
}

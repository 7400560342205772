/*
 * faults.c
 *		Gather what is wrong with files, and tell it all at once.
 */
#include "postgres.h"

#include "base/errors.h"
#include "format/format.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

/* So many faults are told; the rest are counted. */
#define FAULTS_SHOWN 100

/* The lexer's messages can end with all the rest of the text. */
#define MESSAGE_BYTES 200

/*
 * Add a fault, and return it; "hint" is NULL or a text that stays.
 */
FileFault *
fault_add(FileRevisions *result, const char *source, int line,
		  const char *hint, const char *format,...)
{
	FileFault  *fault = palloc0_object(FileFault);
	StringInfoData message;

	initStringInfo(&message);
	for (;;)
	{
		va_list		args;
		int			needed;

		va_start(args, format);
		needed = appendStringInfoVA(&message, format, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}
	fault->sqlerrcode = ERRCODE_INVALID_REVISION_FILE;
	fault->source = source;
	fault->line = line;
	/* there can be very many */
	fault->message = pstrdup(message.data);
	fault->hint = hint;
	result->faults = lappend(result->faults, fault);
	pfree(message.data);
	return fault;
}

/*
 * Return the line of a place in a text; lines end in \n, \r or both.
 */
int
line_at(const char *text, int place)
{
	int			line = 1;

	for (int i = 0; i < place; i++)
	{
		if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n'))
			line++;
	}
	return line;
}

/*
 * Add what the lexer objects to.
 */
void
fault_add_lexer(FileRevisions *result, const SourceFile *file,
				const ErrorData *error)
{
	int			length = strlen(error->message);
	int			place = pg_mbcharcliplen(file->text, strlen(file->text),
										 error->cursorpos - 1);

	fault_add(result, file->name, line_at(file->text, place), NULL,
			  "%.*s%s", pg_mbcliplen(error->message, length, MESSAGE_BYTES),
			  error->message, length > MESSAGE_BYTES ? "...\"" : "");
}

static void
append_place(StringInfo to, const FileFault *fault)
{
	if (fault->source != NULL)
		appendStringInfo(to, "%s: ", fault->source);
	if (fault->line > 0)
		appendStringInfo(to, "line %d: ", fault->line);
}

/*
 * How many files have faults? Those of a file follow each other, as a rule.
 */
int
faults_count_files(const List *faults)
{
	const char *previous = NULL;
	int			count = 0;
	ListCell   *cell;

	foreach(cell, faults)
	{
		const FileFault *fault = lfirst(cell);

		if (fault->source != NULL &&
			(previous == NULL || strcmp(previous, fault->source) != 0))
			count++;
		previous = fault->source;
	}
	return count;
}

static void
report_one(const FileFault *fault)
{
	ereport(ERROR,
			(errcode(fault->sqlerrcode),
			 fault->source == NULL ?
			 errmsg("%s", fault->message) :
			 errmsg("%s: %s", fault->source, fault->message),
			 fault->line > 0 ? errdetail("It is at line %d.", fault->line) : 0,
			 fault->hint == NULL ? 0 : errhint("%s", fault->hint)));
}

/*
 * Raise an error that tells all faults.
 *
 * Its SQLSTATE is the one they share, or else that of a file that cannot be
 * read.
 */
void
faults_report(const List *faults, int nfiles)
{
	const FileFault *first = linitial(faults);
	int			sqlerrcode = first->sqlerrcode;
	const char *hint = first->hint;
	StringInfoData detail;
	ListCell   *cell;

	if (list_length(faults) == 1)
		report_one(first);

	initStringInfo(&detail);
	foreach(cell, faults)
	{
		const FileFault *fault = lfirst(cell);

		if (fault->sqlerrcode != sqlerrcode)
			sqlerrcode = ERRCODE_INVALID_REVISION_FILE;
		if (fault->hint == NULL || hint == NULL ||
			strcmp(fault->hint, hint) != 0)
			hint = NULL;
		if (foreach_current_index(cell) < FAULTS_SHOWN)
		{
			appendStringInfoString(&detail, detail.len > 0 ? "\n" : "");
			append_place(&detail, fault);
			appendStringInfoString(&detail, fault->message);
		}
	}
	if (list_length(faults) > FAULTS_SHOWN)
		appendStringInfo(&detail, "\n(and %d more)",
						 list_length(faults) - FAULTS_SHOWN);
	ereport(ERROR,
			(errcode(sqlerrcode),
			 nfiles > 1 ?
			 errmsg("%d faults in %d of %d files; nothing has been loaded",
					list_length(faults), faults_count_files(faults), nfiles) :
			 errmsg("%d faults; nothing has been loaded", list_length(faults)),
			 errdetail_internal("%s", detail.data),
			 hint == NULL ? 0 : errhint("%s", hint)));
}

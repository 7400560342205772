/*
 * sqlmigrate.c
 *		Read the files of sql-migrate: every NAME.sql is one.
 *
 * What tells migrations apart is the whole name. Those that begin with a
 * number come first, in the order of the numbers, and the rest is ordered as
 * text.
 */
#include "postgres.h"

#include "format/layouts.h"

#define HINT_DIRECTIVES \
	"sql-migrate's directives are \"-- +migrate Up\" and \"-- +migrate Down\", with notransaction behind them or not, StatementBegin and StatementEnd."

static bool
read_name(const SourceFile *file, NamedFile *named, FileRevisions *result)
{
	const char *name = file->name;
	int			length = strlen(name) - strlen(".sql");
	int			digits = digits_length(name);

	if (!file_is_at_top(name) || !text_has_suffix(name, ".sql"))
		return false;
	named->version = name;
	named->version_length = length;
	named->description = name + digits;
	named->description_length = length - digits;
	return true;
}

static int
compare(const void *a, const void *b)
{
	const char *x = ((const NamedFile *) a)->file->name;
	const char *y = ((const NamedFile *) b)->file->name;
	int			x_digits = digits_length(x);
	int			y_digits = digits_length(y);
	int			order = 0;

	if (x_digits > 0 && y_digits > 0)
		order = digits_compare(x, x_digits, y, y_digits);
	else if (x_digits > 0 || y_digits > 0)
		return x_digits > 0 ? -1 : 1;
	return order != 0 ? order : strcmp(x, y);
}

static Directive
read_directive(const char *text, int line, FileRevision *revision,
			   FileRevisions *result)
{
	char	   *words;
	char	   *word;
	char	   *option;

	if (strncmp(text, "+migrate", strlen("+migrate")) != 0)
		return DIRECTIVE_NONE;
	words = pstrdup(text + strlen("+migrate"));
	word = strtok_r(words, " \t", &option);
	if (word == NULL)
		word = "";
	else
		option += strspn(option, " \t");
	if (strcmp(word, "StatementBegin") == 0)
		return DIRECTIVE_BEGIN;
	if (strcmp(word, "StatementEnd") == 0)
		return DIRECTIVE_END;
	if (strcmp(word, "Up") != 0 && strcmp(word, "Down") != 0)
	{
		fault_add(result, revision->source, line, HINT_DIRECTIVES,
				  "unknown directive \"+migrate %s\"", word);
		return DIRECTIVE_FAULT;
	}
	if (strcmp(option, "notransaction") == 0)
		revision->transactional = false;
	else if (option[0] != '\0')
	{
		fault_add(result, revision->source, line, HINT_DIRECTIVES,
				  "unknown option \"%s\"", option);
		return DIRECTIVE_FAULT;
	}
	return strcmp(word, "Up") == 0 ? DIRECTIVE_UP : DIRECTIVE_DOWN;
}

static const SectionTool tool = {
	.name = "sql-migrate",
	.up = "-- +migrate Up",
	.down = "-- +migrate Down",
	.read_directive = read_directive,
	.read_name = read_name,
	.compare = compare
};

static bool
recognise(const SourceFile *files, int nfiles)
{
	return sections_recognise(&tool, files, nfiles, "+migrate", "");
}

static void
read_files(const SourceFile *files, int nfiles, FileRevisions *result)
{
	sections_read(&tool, files, nfiles, result);
}

const Layout layout_sql_migrate = {"sql-migrate", recognise, read_files};

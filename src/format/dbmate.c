/*
 * dbmate.c
 *		Read the files of dbmate: VERSION_description.sql.
 *
 * The version is what digits the name begins with, the order is that of the
 * names as text. Files whose name begins otherwise are none of dbmate's.
 */
#include "postgres.h"

#include "format/layouts.h"

#define HINT_DIRECTIVES \
	"dbmate's directives are \"-- migrate:up\" and \"-- migrate:down\", with transaction:false behind them or not."

static bool
read_name(const SourceFile *file, NamedFile *named, FileRevisions *result)
{
	const char *name = file->name;
	int			digits = digits_length(name);

	if (digits == 0 || !file_is_at_top(name) || !text_has_suffix(name, ".sql"))
		return false;
	named->version = name;
	named->version_length = digits;
	named->description = name + digits;
	named->description_length = strlen(name) - digits - strlen(".sql");
	return true;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const NamedFile *) a)->file->name,
				  ((const NamedFile *) b)->file->name);
}

/*
 * Read what follows "migrate:up" or "migrate:down".
 */
static bool
read_options(char *options, int line, FileRevision *revision,
			 FileRevisions *result)
{
	char	   *rest;

	for (char *option = strtok_r(options, " \t", &rest); option != NULL;
		 option = strtok_r(NULL, " \t", &rest))
	{
		if (strcmp(option, "transaction:false") == 0)
			revision->transactional = false;
		else if (strcmp(option, "transaction:true") != 0)
		{
			fault_add(result, revision->source, line, HINT_DIRECTIVES,
					  "unknown option \"%s\"", option);
			return false;
		}
	}
	return true;
}

static Directive
read_directive(const char *text, int line, FileRevision *revision,
			   FileRevisions *result)
{
	const char *word = text + strlen("migrate:");
	char	   *options;
	Directive	directive = DIRECTIVE_FAULT;

	if (strncmp(text, "migrate:", strlen("migrate:")) != 0 ||
		word[strspn(word, " \t")] == '\0' || word[0] == ' ' || word[0] == '\t')
		return DIRECTIVE_NONE;
	options = pstrdup(word);
	options += strcspn(options, " \t");
	if (strlen(word) - strlen(options) == strlen("up") &&
		strncmp(word, "up", strlen("up")) == 0)
		directive = DIRECTIVE_UP;
	else if (strlen(word) - strlen(options) == strlen("down") &&
			 strncmp(word, "down", strlen("down")) == 0)
		directive = DIRECTIVE_DOWN;
	else
		fault_add(result, revision->source, line, HINT_DIRECTIVES,
				  "unknown directive \"migrate:%s\"",
				  pnstrdup(word, strcspn(word, " \t")));
	if (directive != DIRECTIVE_FAULT &&
		!read_options(options, line, revision, result))
		return DIRECTIVE_FAULT;
	return directive;
}

static const SectionTool tool = {
	.name = "dbmate",
	.up = "-- migrate:up",
	.down = "-- migrate:down",
	.read_directive = read_directive,
	.read_name = read_name,
	.compare = compare
};

static bool
recognise(const SourceFile *files, int nfiles)
{
	return sections_recognise(&tool, files, nfiles, "migrate:", "up") ||
		sections_recognise(&tool, files, nfiles, "migrate:", "down");
}

static void
read_files(const SourceFile *files, int nfiles, FileRevisions *result)
{
	sections_read(&tool, files, nfiles, result);
}

const Layout layout_dbmate = {"dbmate", recognise, read_files};

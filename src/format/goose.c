/*
 * goose.c
 *		Read the files of goose: VERSION_description.sql.
 *
 * The version is the number before the first "_", the order is that of the
 * numbers. Migrations in Go, which have such names too, cannot be run here.
 */
#include "postgres.h"

#include "format/layouts.h"

#define HINT_DIRECTIVES \
	"goose's directives are \"-- +goose Up\", Down, StatementBegin, StatementEnd, NO TRANSACTION, ENVSUB ON and ENVSUB OFF."

static bool
read_name(const SourceFile *file, NamedFile *named, FileRevisions *result)
{
	const char *name = file->name;
	int			digits = digits_length(name);
	bool		in_go = text_has_suffix(name, ".go");

	if (digits == 0 || name[digits] != '_' || !file_is_at_top(name) ||
		digits_compare(name, digits, "0", 1) == 0 ||
		text_has_suffix(name, "_test.go") ||
		(!in_go && !text_has_suffix(name, ".sql")))
		return false;
	if (in_go)
	{
		fault_add(result, name, 0,
				  "Write in SQL what it does, in a file of the same version, and take it away.",
				  "is a migration in Go, which the server cannot run");
		return false;
	}
	named->version = name;
	named->version_length = digits;
	named->description = name + digits;
	named->description_length = strlen(name) - digits - strlen(".sql");
	return true;
}

static int
compare(const void *a, const void *b)
{
	const NamedFile *x = a;
	const NamedFile *y = b;

	return digits_compare(x->version, x->version_length,
						  y->version, y->version_length);
}

static Directive
read_directive(const char *text, int line, FileRevision *revision,
			   FileRevisions *result)
{
	static const struct
	{
		const char *text;
		Directive	directive;
	}			known[] = {
		{"Up", DIRECTIVE_UP},
		{"Down", DIRECTIVE_DOWN},
		{"StatementBegin", DIRECTIVE_BEGIN},
		{"StatementEnd", DIRECTIVE_END},
		{"ENVSUB OFF", DIRECTIVE_OPTION}
	};

	if (strncmp(text, "+goose", strlen("+goose")) != 0)
		return DIRECTIVE_NONE;
	text += strlen("+goose");
	text += strspn(text, " \t");
	for (int i = 0; i < lengthof(known); i++)
	{
		if (pg_strcasecmp(text, known[i].text) == 0)
			return known[i].directive;
	}
	if (pg_strcasecmp(text, "NO TRANSACTION") == 0)
	{
		revision->transactional = false;
		return DIRECTIVE_OPTION;
	}
	if (pg_strcasecmp(text, "ENVSUB ON") == 0)
		fault_add(result, revision->source, line,
				  "Write the values into the script; or make it a native file, which declares variables with \"-- migrate:variables\".",
				  "ENVSUB ON: the server has no environment to take variables from");
	else
		fault_add(result, revision->source, line, HINT_DIRECTIVES,
				  "unknown directive \"+goose %s\"", text);
	return DIRECTIVE_FAULT;
}

static const SectionTool tool = {
	.name = "goose",
	.up = "-- +goose Up",
	.down = "-- +goose Down",
	.read_directive = read_directive,
	.read_name = read_name,
	.compare = compare
};

static bool
recognise(const SourceFile *files, int nfiles)
{
	return sections_recognise(&tool, files, nfiles, "+goose", "");
}

static void
read_files(const SourceFile *files, int nfiles, FileRevisions *result)
{
	sections_read(&tool, files, nfiles, result);
}

const Layout layout_goose = {"goose", recognise, read_files};

/*
 * layouts.c
 *		Find out how files are laid out, and have them read.
 *
 * A layout recognises files by names and first directives, which is quick
 * and can be mistaken: where several recognise some of the files, whoever
 * loads them has to say which it is.
 */
#include "postgres.h"

#include "format/layouts.h"
#include "lib/stringinfo.h"

#define FORMAT_AUTO "auto"

/* So many names stand for all the files that nobody recognises. */
#define NAMES_SHOWN 3

static const Layout *const layouts[] = {
	&layout_native,
	&layout_dbmate,
	&layout_goose,
	&layout_sql_migrate,
	&layout_golang_migrate,
	&layout_diesel,
	&layout_flyway,
	&layout_sqitch
};

/*
 * List the names that "format" can have.
 */
static char *
format_names(void)
{
	StringInfoData names;

	initStringInfo(&names);
	appendStringInfoString(&names, FORMAT_AUTO);
	for (int i = 0; i < lengthof(layouts); i++)
		appendStringInfo(&names, "%s %s",
						 i + 1 < lengthof(layouts) ? "," : " and",
						 layouts[i]->name);
	return names.data;
}

static const Layout *
find_layout(const char *format)
{
	for (int i = 0; i < lengthof(layouts); i++)
	{
		if (strcmp(layouts[i]->name, format) == 0)
			return layouts[i];
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown format \"%s\"", format),
			 errhint("The formats are %s.", format_names())));
}

/*
 * Add a fault about files that are of no layout; "layout" is NULL for any.
 */
static void
fault_add_unknown(const SourceFile *files, int nfiles, const Layout *layout,
				  FileRevisions *result)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < Min(nfiles, NAMES_SHOWN); i++)
		appendStringInfo(&names, "%s%s", i > 0 ? ", " : "", files[i].name);
	if (nfiles > NAMES_SHOWN)
		appendStringInfo(&names, " and %d more", nfiles - NAMES_SHOWN);
	if (layout != NULL)
		fault_add(result, NULL, 0,
				  "Leave the format out to have it found, and name the directory that the migrations are in.",
				  "no migration of %s among the files (%s)", layout->name,
				  names.data);
	else
		fault_add(result, NULL, 0,
				  psprintf("Name the directory that the migrations are in. The formats are %s.",
						   format_names()),
				  "no format recognises the files (%s)", names.data);
}

/*
 * Add a fault for each layout that recognises some of the files, with the
 * first of them.
 */
static void
fault_add_mixed(const SourceFile *files, int nfiles, FileRevisions *result)
{
	bool		told[lengthof(layouts)] = {false};

	for (int file = 0; file < nfiles; file++)
	{
		for (int i = 0; i < lengthof(layouts); i++)
		{
			if (told[i] || !layouts[i]->recognise(&files[file], 1))
				continue;
			told[i] = true;
			fault_add(result, files[file].name, 0,
					  "Name the format to be read, for example format => 'dbmate': files of others are left alone then.",
					  "looks like %s, and other files look otherwise",
					  layouts[i]->name);
		}
	}
}

/*
 * Return the one layout that recognises the files; NULL and faults if there
 * is none, or several.
 */
static const Layout *
recognise(const SourceFile *files, int nfiles, FileRevisions *result)
{
	const Layout *found = NULL;
	bool		several = false;

	for (int i = 0; i < lengthof(layouts); i++)
	{
		if (!layouts[i]->recognise(files, nfiles))
			continue;
		several = found != NULL;
		found = layouts[i];
		if (several)
			break;
	}
	if (several)
		fault_add_mixed(files, nfiles, result);
	else if (found == NULL)
		fault_add_unknown(files, nfiles, NULL, result);
	return several ? NULL : found;
}

/*
 * Read files of a format, or of the one that they look like for "auto".
 *
 * Raises an error for a format that is not known; no files are no fault.
 */
void
layouts_read(const SourceFile *files, int nfiles, const char *format,
			 FileRevisions *result)
{
	bool		named = strcmp(format, FORMAT_AUTO) != 0;
	const Layout *layout = named ? find_layout(format) : NULL;

	if (nfiles == 0)
		return;
	if (!named)
		layout = recognise(files, nfiles, result);
	if (layout == NULL)
		return;
	layout->read(files, nfiles, result);
	if (named && result->revisions == NIL && result->faults == NIL)
		fault_add_unknown(files, nfiles, layout, result);
}

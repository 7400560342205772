/*
 * loading.c
 *		load, load_files, load_directory, loaded_files.
 */
#include "postgres.h"

#include "api/api.h"
#include "catalog/pg_type.h"
#include "load/load.h"
#include "utils/array.h"
#include "utils/builtins.h"

/*
 * Return a row (action, revision, source) for each revision.
 */
void
put_loaded(FunctionCallInfo fcinfo, const List *loaded)
{
	ListCell   *cell;

	foreach(cell, loaded)
	{
		const LoadedRevision *revision = lfirst(cell);
		Datum		values[3];
		bool		nulls[3] = {false, false, revision->source == NULL};

		values[0] = CStringGetTextDatum(revision->action);
		values[1] = CStringGetTextDatum(revision->revision);
		values[2] = revision->source == NULL ? (Datum) 0 :
			CStringGetTextDatum(revision->source);
		put_row(fcinfo, values, nulls);
	}
}

/*
 * Load files, whose names and texts may have faults of their own.
 */
static void
load_raw_files(FunctionCallInfo fcinfo, RawFiles raw, const char *format,
			   FileRevisions *read, const char *command)
{
	/* those that could not be read count too */
	int			nfiles = raw.n + faults_count_files(read->faults);
	SourceFile *files;
	int			n = files_to_text(raw, &files, read);
	List	   *loaded;

	layouts_read(files, n, format, read);
	loaded = load_revisions(read, nfiles, true, command);
	load_keep(raw, format, read->linear, loaded);
	put_loaded(fcinfo, loaded);
}

PG_FUNCTION_INFO_V1(migrate_load);
Datum
migrate_load(PG_FUNCTION_ARGS)
{
	SourceFile	file;
	FileRevisions read = {0};
	LoadedRevision *loaded;

	file.text = text_without_bom(argument_text(fcinfo, 0, "script"));
	file.name = argument_text_or_null(fcinfo, 1);
	call_begin();
	native_read_file(&file, &read);
	loaded = linitial(load_revisions(&read, 1, false, "migrate.load()"));
	return call_end_text(fcinfo, loaded->revision);
}

/*
 * Take the elements of an array of text or bytea, none of which may be null.
 */
static Datum *
array_elements(FunctionCallInfo fcinfo, int argument, const char *name,
			   Oid type, int *n)
{
	ArrayType  *array;
	Datum	   *elements;

	argument_not_null(fcinfo, argument, name);
	array = PG_GETARG_ARRAYTYPE_P(argument);
	if (array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not contain nulls", name)));
	deconstruct_array(array, type, -1, false, TYPALIGN_INT, &elements, NULL, n);
	return elements;
}

/*
 * A file's name as it is kept: without "./" at its beginning.
 */
static const char *
file_name(Datum name)
{
	const char *kept = TextDatumGetCString(name);

	while (kept[0] == '.' && kept[1] == '/')
		kept += 2;
	return kept;
}

PG_FUNCTION_INFO_V1(migrate_load_files);
Datum
migrate_load_files(PG_FUNCTION_ARGS)
{
	FileRevisions read = {0};
	const char *format;
	Datum	   *names;
	Datum	   *contents;
	int			ncontents;
	RawFiles	raw;

	names = array_elements(fcinfo, 0, "names", TEXTOID, &raw.n);
	contents = array_elements(fcinfo, 1, "contents", BYTEAOID, &ncontents);
	format = argument_text(fcinfo, 2, "format");
	if (raw.n != ncontents)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there are %d names, but %d contents", raw.n,
						ncontents)));
	call_begin_rows(fcinfo);
	raw.files = palloc_array(RawFile, Max(raw.n, 1));
	for (int i = 0; i < raw.n; i++)
	{
		bytea	   *content = DatumGetByteaPP(contents[i]);

		raw.files[i].name = file_name(names[i]);
		raw.files[i].data = VARDATA_ANY(content);
		raw.files[i].length = VARSIZE_ANY_EXHDR(content);
	}
	load_raw_files(fcinfo, raw, format, &read, "migrate.load_files()");
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_load_directory);
Datum
migrate_load_directory(PG_FUNCTION_ARGS)
{
	FileRevisions read = {0};
	const char *path = argument_text(fcinfo, 0, "path");
	const char *format = argument_text(fcinfo, 1, "format");
	RawFiles	raw;

	call_begin_rows(fcinfo);
	raw = directory_read(path, &read);
	load_raw_files(fcinfo, raw, format, &read, "migrate.load_directory()");
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_loaded_files);
Datum
migrate_loaded_files(PG_FUNCTION_ARGS)
{
	const char *format = argument_text(fcinfo, 0, "format");
	Datum		values[2];
	bool		nulls[2] = {false, false};
	char	   *files;
	int			nrevisions;

	call_begin_rows(fcinfo);
	registry_lock("migrate.loaded_files()", false);
	files = registry_loaded_files(format, &nrevisions);
	if (files != NULL)
	{
		values[0] = CStringGetTextDatum(files);
		values[1] = Int32GetDatum(nrevisions);
		put_row(fcinfo, values, nulls);
	}
	call_end();
	return (Datum) 0;
}

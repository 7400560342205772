/*
 * pending.c
 *		Stands in for readers that are being written; to be removed.
 */
#include "postgres.h"

#include "format/format.h"

pg_attribute_noreturn() static void
missing(void)
{
	elog(ERROR, "this reader is not there yet");
}

__attribute__((weak)) void
native_read_file(const SourceFile *file, FileRevisions *result)
{
	missing();
}

__attribute__((weak)) void
layouts_read(const SourceFile *files, int nfiles,
			 const char *format, FileRevisions *result)
{
	for (int i = 0; i < nfiles; i++)
		native_read_file(&files[i], result);
}

/*
 * load.h
 *		Take files of migrations into the registry.
 *
 * Files come from a directory of the server's or from a client; what they say
 * is compared with the registry, and what is new or has changed is written.
 * All of it is loaded or none, and all that is wrong is told at once.
 */
#ifndef MIGRATE_LOAD_H
#define MIGRATE_LOAD_H

#include "postgres.h"

#include "format/format.h"

/* A file as it comes: bytes that may be anything. */
typedef struct RawFile
{
	const char *name;			/* below the directory, parts separated by "/" */
	const char *data;
	Size		length;
} RawFile;

typedef struct RawFiles
{
	int			n;
	RawFile    *files;
} RawFiles;

/* What was done with a revision. */
typedef struct LoadedRevision
{
	const char *action;			/* added, changed, unchanged, missing */
	const char *revision;
	const char *source;			/* NULL: it came from nowhere */
} LoadedRevision;

/* directory.c */
extern bool file_matters(const char *name);
extern RawFiles directory_read(const char *path, FileRevisions *result);

/* text.c */
extern int	files_to_text(RawFiles raw, SourceFile **files,
						  FileRevisions *result);
extern const char *name_to_text(const char *prefix, const char *name,
								FileRevisions *result);
extern const char *text_without_bom(const char *text);

/* linear.c */
struct Registry;
extern void linear_set_parents(FileRevisions *read,
							   const struct Registry *registry);

/* known.c */
extern void load_keep(RawFiles raw, const char *format, bool linear,
					  const List *loaded);

/* load.c */
extern List *load_revisions(FileRevisions *read, int nfiles, bool complete,
							const char *command);

#endif							/* MIGRATE_LOAD_H */

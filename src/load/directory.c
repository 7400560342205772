/*
 * directory.c
 *		Read the files of a directory on the server.
 *
 * With all directories below it. What begins with a dot is left out, and so
 * is what no tool would take for a migration: file_matters() is also what
 * a client asks before it sends a file.
 */
#include "postgres.h"

#include <sys/stat.h>

#include "catalog/pg_authid.h"
#include "load/load.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/acl.h"
#include "utils/memutils.h"

/* A loop of symbolic links ends here. */
#define MAX_DEPTH 32

/* A larger file is no script that anybody wrote. */
#define MAX_FILE_BYTES (256 * 1024 * 1024)

typedef struct Reading
{
	RawFiles	found;
	int			allocated;
	FileRevisions *result;
} Reading;

/*
 * Can a file of this name have to do with migrations? The languages are those
 * that tools run migrations in: a reader must see that they are there.
 */
bool
file_matters(const char *name)
{
	static const char *const suffixes[] = {
		".sql", ".toml", ".conf", ".plan", ".go", ".py", ".rb", ".js", ".ts",
		".java", ".kt", ".xml", ".yaml", ".yml", ".json"
	};
	const char *base = strrchr(name, '/');
	const char *suffix = strrchr(name, '.');

	base = base == NULL ? name : base + 1;
	if (name[0] == '.' || strstr(name, "/.") != NULL || suffix == NULL ||
		strcmp(name, "template.sql") == 0)
		return false;
	for (int i = 0; i < lengthof(suffixes); i++)
	{
		if (suffix > base && pg_strcasecmp(suffix, suffixes[i]) == 0)
			return true;
	}
	return false;
}

static void
keep(Reading *reading, const char *name, char *data, Size length)
{
	RawFiles   *found = &reading->found;

	if (found->n == reading->allocated)
	{
		reading->allocated = Max(64, reading->allocated * 2);
		found->files = found->files == NULL ?
			palloc_array(RawFile, reading->allocated) :
			repalloc_huge(found->files, sizeof(RawFile) * reading->allocated);
	}
	found->files[found->n].name = name;
	found->files[found->n].data = data;
	found->files[found->n].length = length;
	found->n++;
}

/*
 * Read one file; what fails is a fault of it.
 */
static void
read_file(Reading *reading, const char *path, const char *name, off_t size)
{
	FILE	   *file;
	char	   *data;
	Size		length;

	if (size > MAX_FILE_BYTES)
	{
		fault_add(reading->result, name, 0, NULL,
				  "is larger than %d MB", MAX_FILE_BYTES / (1024 * 1024));
		return;
	}
	file = AllocateFile(path, PG_BINARY_R);
	if (file == NULL)
	{
		fault_add(reading->result, name, 0, NULL,
				  "could not be opened: %s", strerror(errno));
		return;
	}
	data = palloc(size + 1);
	length = fread(data, 1, size, file);
	data[length] = '\0';
	if (ferror(file) != 0)
		fault_add(reading->result, name, 0, NULL,
				  "could not be read: %s", strerror(errno));
	else
		keep(reading, name, data, length);
	FreeFile(file);
}

/*
 * Read a directory and those below; "prefix" is its name for its files.
 */
static void
read_directory(Reading *reading, const char *path, const char *prefix,
			   int depth)
{
	DIR		   *directory = AllocateDir(path);
	struct dirent *entry;

	if (depth > MAX_DEPTH)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("directory \"%s\" is too deep", path),
				 errdetail("%d levels are the most; is there a loop of symbolic links?",
						   MAX_DEPTH)));
	while ((entry = ReadDir(directory, path)) != NULL)
	{
		char	   *inner_path;
		char	   *name;
		struct stat status;

		CHECK_FOR_INTERRUPTS();
		if (entry->d_name[0] == '.')
			continue;
		inner_path = psprintf("%s/%s", path, entry->d_name);
		name = psprintf("%s%s", prefix, entry->d_name);
		if (stat(inner_path, &status) != 0)
			fault_add(reading->result, name, 0, NULL,
					  "could not be looked at: %s", strerror(errno));
		else if (S_ISDIR(status.st_mode))
			read_directory(reading, inner_path, psprintf("%s/", name),
						   depth + 1);
		else if (S_ISREG(status.st_mode) && file_matters(name))
			read_file(reading, inner_path, name, status.st_size);
	}
	FreeDir(directory);
}

/*
 * Read all files below a directory that may have to do with migrations.
 *
 * Raises an error if the caller may not read the server's files, or if a
 * directory cannot be read.
 */
RawFiles
directory_read(const char *path, FileRevisions *result)
{
	Reading		reading = {.result = result};
	char	   *canonical = pstrdup(path);

	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied to read files of the server"),
				 errdetail("Only roles with privileges of the \"%s\" role may read them.",
						   "pg_read_server_files"),
				 errhint("Files on a client are loaded by the command pg_migrate load, or one by one with migrate.load().")));
	canonicalize_path(canonical);
	read_directory(&reading, canonical, "", 1);
	return reading.found;
}

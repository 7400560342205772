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

static void
fault_add_too_large(Reading *reading, const char *name)
{
	fault_add(reading->result, name, 0, NULL,
			  "is larger than %d MB", MAX_FILE_BYTES / (1024 * 1024));
}

/*
 * Read a file to its end, wherever that is by now: "size" is what it was. If
 * it is too large or cannot be read, add a fault and return NULL.
 */
static char *
read_to_end(Reading *reading, FILE *file, const char *name, Size size,
			Size *length)
{
	Size		room = size + 1;
	char	   *data = palloc(room + 1);

	*length = 0;
	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		*length += fread(data + *length, 1, room - *length, file);
		if (*length < room || *length > MAX_FILE_BYTES)
			break;
		room *= 2;
		data = repalloc(data, room + 1);
	}
	data[*length] = '\0';
	if (ferror(file) != 0)
		fault_add(reading->result, name, 0, NULL,
				  "could not be read: %s", strerror(errno));
	else if (*length > MAX_FILE_BYTES)
		fault_add_too_large(reading, name);
	else
		return data;
	pfree(data);
	return NULL;
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
		fault_add_too_large(reading, name);
		return;
	}
	file = AllocateFile(path, PG_BINARY_R);
	if (file == NULL)
	{
		fault_add(reading->result, name, 0, NULL,
				  "could not be opened: %s", strerror(errno));
		return;
	}
	data = read_to_end(reading, file, name, size, &length);
	if (data != NULL)
		keep(reading, name, data, length);
	FreeFile(file);
}

static void read_directory(Reading *reading, const char *path,
						   const char *prefix, int depth);

/*
 * Read one entry of a directory, whatever it is; "name" is its name as text.
 */
static void
read_entry(Reading *reading, const char *path, const char *name, int depth)
{
	struct stat status;

	if (stat(path, &status) != 0)
		fault_add(reading->result, name, 0, NULL,
				  "could not be looked at: %s", strerror(errno));
	else if (S_ISDIR(status.st_mode))
		read_directory(reading, path, psprintf("%s/", name), depth + 1);
	else if (!file_matters(name))
		return;
	else if (S_ISREG(status.st_mode))
		read_file(reading, path, name, status.st_size);
	else
		fault_add(reading->result, name, 0, NULL, "is not a regular file");
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
		const char *name;

		CHECK_FOR_INTERRUPTS();
		if (entry->d_name[0] == '.')
			continue;
		name = name_to_text(prefix, entry->d_name, reading->result);
		if (name != NULL)
			read_entry(reading, psprintf("%s/%s", path, entry->d_name), name,
					   depth);
	}
	FreeDir(directory);
}

static int
compare_faults(const ListCell *a, const ListCell *b)
{
	return strcmp(((const FileFault *) lfirst(a))->source,
				  ((const FileFault *) lfirst(b))->source);
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
	/* the system tells of the files in any order */
	list_sort(result->faults, compare_faults);
	return reading.found;
}

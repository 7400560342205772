/*
 * files.c
 *		The files of a directory as two arrays in PostgreSQL's binary form.
 *
 * Files are taken as the server's load_directory() takes them: with all
 * directories below, links followed, without what begins with a dot, and
 * without what no tool would take for a migration. Each is read whole, before
 * anything is sent; one that cannot be read ends the program.
 */
#include "client.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/pg_type_d.h"
#include "port/pg_bswap.h"

/* A loop of symbolic links ends here. */
#define MAX_DEPTH 32

/* A larger file is no script that anybody wrote. */
#define MAX_FILE_BYTES (256 * 1024 * 1024)

/* What fits into one message, some room for the rest left. */
#define MAX_TOTAL_BYTES (1000 * 1024 * 1024)

/* Where the number of elements is in an array: after ndim, flags and type. */
#define COUNT_OFFSET (3 * sizeof(uint32))

typedef struct Names
{
	int			n;
	int			allocated;
	char	  **names;
} Names;

/*
 * Return the directory that the options or the environment name.
 */
const char *
files_directory(const Options *options)
{
	const char *from_environment = getenv("MIGRATE_DIR");

	if (options->directory != NULL)
		return options->directory;
	if (from_environment != NULL && from_environment[0] != '\0')
		return from_environment;
	return DEFAULT_DIRECTORY;
}

/*
 * Can a file of this name have to do with migrations? As the server's
 * file_matters() has it.
 */
static bool
matters(const char *name)
{
	static const char *const suffixes[] = {
		".sql", ".toml", ".conf", ".plan", ".go", ".py", ".rb", ".js", ".ts",
		".java", ".kt", ".xml", ".yaml", ".yml", ".json"
	};
	const char *base = strrchr(name, '/');
	const char *suffix = strrchr(name, '.');

	base = base == NULL ? name : base + 1;
	if (suffix == NULL || suffix == base || strcmp(name, TEMPLATE_NAME) == 0)
		return false;
	for (int i = 0; i < lengthof(suffixes); i++)
	{
		if (pg_strcasecmp(suffix, suffixes[i]) == 0)
			return true;
	}
	return false;
}

static void
keep(Names *names, char *name)
{
	if (names->n == names->allocated)
	{
		names->allocated = Max(64, names->allocated * 2);
		names->names = pg_realloc(names->names,
								  sizeof(char *) * names->allocated);
	}
	names->names[names->n++] = name;
}

/*
 * Is this a file and no link, as far as the directory itself tells?
 */
static bool
is_plain_file(const struct dirent *entry)
{
#ifdef DT_REG
	return entry->d_type == DT_REG;
#else
	return false;
#endif
}

static void
find_in(Names *names, const char *path, const char *prefix, int depth)
{
	DIR		   *directory = opendir(path);
	struct dirent *entry;

	if (directory == NULL)
		pg_fatal("could not open directory \"%s\": %m", path);
	if (depth > MAX_DEPTH)
		pg_fatal("directory \"%s\" is deeper than %d levels: is there a loop of symbolic links?",
				 path, MAX_DEPTH);
	while (errno = 0, (entry = readdir(directory)) != NULL)
	{
		char	   *inner;
		char	   *name;
		struct stat status;

		if (entry->d_name[0] == '.')
			continue;
		inner = psprintf("%s/%s", path, entry->d_name);
		name = psprintf("%s%s", prefix, entry->d_name);
		if (is_plain_file(entry))
		{
			if (matters(name))
				keep(names, pg_strdup(name));
		}
		else if (stat(inner, &status) != 0)
		{
			if (matters(name))
				pg_fatal("could not look at file \"%s\": %m", inner);
		}
		else if (S_ISDIR(status.st_mode))
			find_in(names, inner, psprintf("%s/", name), depth + 1);
		else if (S_ISREG(status.st_mode) && matters(name))
			keep(names, pg_strdup(name));
		free(name);
		free(inner);
	}
	if (errno != 0)
		pg_fatal("could not read directory \"%s\": %m", path);
	closedir(directory);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static void
append_uint32(PQExpBuffer buffer, uint32 value)
{
	uint32		network = pg_hton32(value);

	appendBinaryPQExpBuffer(buffer, (char *) &network, sizeof(network));
}

/*
 * Begin an array of one dimension, whose length is not known yet.
 */
static void
begin_array(PQExpBuffer array, Oid type)
{
	initPQExpBuffer(array);
	append_uint32(array, 1);	/* dimensions */
	append_uint32(array, 0);	/* no nulls */
	append_uint32(array, type);
	append_uint32(array, 0);	/* length */
	append_uint32(array, 1);	/* lower bound */
}

void
files_begin(Files *files)
{
	files->n = 0;
	begin_array(&files->names, TEXTOID);
	begin_array(&files->contents, BYTEAOID);
}

static void
add_name(Files *files, const char *name)
{
	append_uint32(&files->names, strlen(name));
	appendPQExpBufferStr(&files->names, name);
	files->n++;
}

/*
 * Add a file that is on no disk.
 */
void
files_add(Files *files, const char *name, const char *content)
{
	add_name(files, name);
	append_uint32(&files->contents, strlen(content));
	appendPQExpBufferStr(&files->contents, content);
}

/*
 * Write down how many files there are now. More may be added afterwards.
 */
void
files_end(Files *files)
{
	uint32		count = pg_hton32(files->n);

	if (PQExpBufferDataBroken(files->names) ||
		PQExpBufferDataBroken(files->contents))
		pg_fatal("out of memory");
	memcpy(files->names.data + COUNT_OFFSET, &count, sizeof(count));
	memcpy(files->contents.data + COUNT_OFFSET, &count, sizeof(count));
}

/*
 * Read one file straight into the array of contents.
 */
static void
read_file(Files *files, const char *directory, const char *name)
{
	char	   *path = psprintf("%s/%s", directory, name);
	int			fd = open(path, O_RDONLY | PG_BINARY);
	PQExpBuffer contents = &files->contents;
	struct stat status;
	size_t		length = 0;

	if (fd < 0)
		pg_fatal("could not open file \"%s\": %m", path);
	if (fstat(fd, &status) != 0)
		pg_fatal("could not look at file \"%s\": %m", path);
	if (status.st_size > MAX_FILE_BYTES)
		pg_fatal("file \"%s\" is larger than %d MB", path,
				 MAX_FILE_BYTES / (1024 * 1024));
	if (contents->len + status.st_size > MAX_TOTAL_BYTES)
		pg_fatal("the files of directory \"%s\" are together larger than %d MB",
				 directory, MAX_TOTAL_BYTES / (1024 * 1024));
	append_uint32(contents, status.st_size);
	if (!enlargePQExpBuffer(contents, status.st_size))
		pg_fatal("out of memory");
	while (length < status.st_size)
	{
		ssize_t		got = read(fd, contents->data + contents->len,
							   status.st_size - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			pg_fatal("could not read file \"%s\": %s", path,
					 got == 0 ? "it has become shorter" : strerror(errno));
		length += got;
		contents->len += got;
	}
	close(fd);
	add_name(files, name);
	free(path);
}

/*
 * Read all files of a directory; false if it is not there.
 */
bool
files_read(const char *directory, Files *files)
{
	Names		names = {0};
	struct stat status;

	if (stat(directory, &status) != 0)
	{
		if (errno == ENOENT)
			return false;
		pg_fatal("could not look at directory \"%s\": %m", directory);
	}
	if (!S_ISDIR(status.st_mode))
		pg_fatal("\"%s\" is not a directory", directory);
	find_in(&names, directory, "", 1);
	if (names.n > 0)
		qsort(names.names, names.n, sizeof(char *), compare_names);
	files_begin(files);
	for (int i = 0; i < names.n; i++)
		read_file(files, directory, names.names[i]);
	files_end(files);
	return true;
}

/*
 * files.c
 *		The files of a directory as two arrays in PostgreSQL's binary form.
 *
 * Files are taken as the server's load_directory() takes them: with all
 * directories below, links followed, without what begins with a dot, and
 * without what no tool would take for a migration. Each is read whole, before
 * any is sent; one that cannot be read ends the program.
 */
#include "client.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalog/pg_type_d.h"
#include "common/cryptohash.h"
#include "common/sha2.h"
#include "port/pg_bswap.h"

/* A loop of symbolic links ends here. */
#define MAX_DEPTH 32

/* A larger file is no script that anybody wrote. */
#define MAX_FILE_BYTES (256 * 1024 * 1024)

/* What fits into one message, some room for the rest left. */
#define MAX_TOTAL_BYTES (1000 * 1024 * 1024)

/* Where the number of elements is in an array: after ndim, flags and type. */
#define COUNT_OFFSET (3 * sizeof(uint32))

/* Where its elements are: after that and the lower bound. */
#define ELEMENTS_OFFSET (5 * sizeof(uint32))

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
keep(Files *files, char *name)
{
	if (files->nfound == files->allocated)
	{
		files->allocated = Max(64, files->allocated * 2);
		files->found = pg_realloc(files->found,
								  sizeof(char *) * files->allocated);
	}
	files->found[files->nfound++] = name;
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
find_in(Files *files, const char *path, const char *prefix, int depth)
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
				keep(files, pg_strdup(name));
		}
		else if (stat(inner, &status) != 0)
		{
			if (matters(name))
				pg_fatal("could not look at file \"%s\": %m", inner);
		}
		else if (S_ISDIR(status.st_mode))
			find_in(files, inner, psprintf("%s/", name), depth + 1);
		else if (S_ISREG(status.st_mode) && matters(name))
			keep(files, pg_strdup(name));
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
 * Read one file straight into the array of contents; "fd" is the directory.
 */
static void
read_file(Files *files, int fd, const char *name)
{
	int			file = openat(fd, name, O_RDONLY | PG_BINARY);
	const char *directory = files->directory;
	PQExpBuffer contents = &files->contents;
	struct stat status;
	size_t		length = 0;

	if (file < 0)
		pg_fatal("could not open file \"%s/%s\": %m", directory, name);
	if (fstat(file, &status) != 0)
		pg_fatal("could not look at file \"%s/%s\": %m", directory, name);
	if (status.st_size > MAX_FILE_BYTES)
		pg_fatal("file \"%s/%s\" is larger than %d MB", directory, name,
				 MAX_FILE_BYTES / (1024 * 1024));
	if (contents->len + status.st_size > MAX_TOTAL_BYTES)
		pg_fatal("the files of directory \"%s\" are together larger than %d MB",
				 directory, MAX_TOTAL_BYTES / (1024 * 1024));
	append_uint32(contents, status.st_size);
	if (!enlargePQExpBuffer(contents, status.st_size))
		pg_fatal("out of memory");
	while (length < status.st_size)
	{
		ssize_t		got = read(file, contents->data + contents->len,
							   status.st_size - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			pg_fatal("could not read file \"%s/%s\": %s", directory, name,
					 got == 0 ? "it has become shorter" : strerror(errno));
		length += got;
		contents->len += got;
	}
	close(file);
	add_name(files, name);
}

/*
 * Find all files of a directory; false if it is not there.
 */
bool
files_find(const char *directory, Files *files)
{
	struct stat status;

	memset(files, 0, sizeof(*files));
	files->directory = directory;
	if (stat(directory, &status) != 0)
	{
		if (errno == ENOENT)
			return false;
		pg_fatal("could not look at directory \"%s\": %m", directory);
	}
	if (!S_ISDIR(status.st_mode))
		pg_fatal("\"%s\" is not a directory", directory);
	find_in(files, directory, "", 1);
	if (files->nfound > 0)
		qsort(files->found, files->nfound, sizeof(char *), compare_names);
	return true;
}

/*
 * Read all files that have been found.
 */
void
files_read(Files *files)
{
	int			fd = open(files->directory, O_RDONLY);

	if (fd < 0)
		pg_fatal("could not open directory \"%s\": %m", files->directory);
	files_begin(files);
	for (int i = 0; i < files->nfound; i++)
		read_file(files, fd, files->found[i]);
	files_end(files);
	close(fd);
}

static void
add_elements(pg_cryptohash_ctx *hash, const PQExpBufferData *array)
{
	if (pg_cryptohash_update(hash,
							 (const uint8 *) array->data + ELEMENTS_OFFSET,
							 array->len - ELEMENTS_OFFSET) < 0)
		pg_fatal("could not compute SHA-256: %s", pg_cryptohash_error(hash));
}

/*
 * Return the checksum of the files as the server's files_checksum() has it,
 * which is over the same bytes as the arrays.
 */
char *
files_checksum(const Files *files)
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);
	uint8		result[PG_SHA256_DIGEST_LENGTH];
	char	   *hex = pg_malloc(2 * sizeof(result) + 1);

	if (hash == NULL)
		pg_fatal("out of memory");
	if (pg_cryptohash_init(hash) < 0 ||
		pg_cryptohash_update(hash, (const uint8 *) files->names.data + COUNT_OFFSET,
							 sizeof(uint32)) < 0)
		pg_fatal("could not compute SHA-256: %s", pg_cryptohash_error(hash));
	add_elements(hash, &files->names);
	add_elements(hash, &files->contents);
	if (pg_cryptohash_final(hash, result, sizeof(result)) < 0)
		pg_fatal("could not compute SHA-256: %s", pg_cryptohash_error(hash));
	pg_cryptohash_free(hash);
	for (int i = 0; i < sizeof(result); i++)
		sprintf(hex + 2 * i, "%02x", result[i]);
	return hex;
}

/*
 * Are all names ASCII, and so the same in every encoding?
 */
bool
files_have_plain_names(const Files *files)
{
	for (int i = 0; i < files->nfound; i++)
	{
		for (const char *c = files->found[i]; *c != '\0'; c++)
		{
			if (IS_HIGHBIT_SET(*c))
				return false;
		}
	}
	return true;
}

void
files_free(Files *files)
{
	for (int i = 0; i < files->nfound; i++)
		free(files->found[i]);
	free(files->found);
	termPQExpBuffer(&files->names);
	termPQExpBuffer(&files->contents);
}

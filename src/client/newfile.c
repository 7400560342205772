/*
 * newfile.c
 *		A new revision's file: its name, and how it comes to be there.
 *
 * It appears under its name whole, and never in the place of another.
 */
#include "client.h"

#include <ctype.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

/* The longest part of a name that tells what the revision is for. */
#define MAX_SLUG_CHARACTERS 40

static bool
is_word(char c)
{
	return isalnum((unsigned char) c) || IS_HIGHBIT_SET(c);
}

/*
 * Is this the first byte of a character, in UTF-8?
 */
static bool
begins_character(char c)
{
	return ((unsigned char) c & 0xC0) != 0x80;
}

/*
 * Append the words of a message, in lower case and joined by "_": as many as
 * there is room for, and what fits of the first.
 */
static void
append_slug(PQExpBuffer name, const char *message)
{
	int			characters = 0;
	size_t		start = name->len;
	size_t		last_word = start;

	while (*message != '\0')
	{
		while (*message != '\0' && !is_word(*message))
			message++;
		if (*message == '\0')
			return;
		appendPQExpBufferChar(name, '_');
		characters++;
		for (; is_word(*message); message++)
		{
			characters += begins_character(*message);
			if (characters > MAX_SLUG_CHARACTERS + 1)
			{
				if (last_word == start)
					return;
				name->len = last_word;
				name->data[name->len] = '\0';
				return;
			}
			appendPQExpBufferChar(name, IS_HIGHBIT_SET(*message) ? *message :
								  (char) tolower((unsigned char) *message));
		}
		last_word = name->len;
	}
}

/*
 * Return the name of a new revision's file.
 */
char *
newfile_name(const char *revision, const char *message, time_t created)
{
	PQExpBuffer name = createPQExpBuffer();
	char		stamp[32];
	char	   *result;

	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M", gmtime(&created));
	appendPQExpBuffer(name, "%s_%s", stamp, revision);
	append_slug(name, message);
	appendPQExpBufferStr(name, ".sql");
	result = pg_strdup(name->data);
	destroyPQExpBuffer(name);
	return result;
}

/*
 * Give up: take away what has been written.
 */
static void
fail(const char *path, const char *what)
{
	int			saved_errno = errno;

	(void) unlink(path);
	errno = saved_errno;
	pg_fatal("could not %s file \"%s\": %m", what, path);
}

/*
 * Write and close a file that nobody sees yet.
 */
static void
write_file(const char *path, const char *content)
{
	FILE	   *file;
	int			fd = open(path, O_WRONLY | O_CREAT | O_EXCL | PG_BINARY, 0666);

	if (fd < 0)
		pg_fatal("could not create file \"%s\": %m", path);
	file = fdopen(fd, PG_BINARY_W);
	if (file == NULL || fputs(content, file) < 0 || fflush(file) != 0 ||
		fsync(fd) != 0 || fclose(file) != 0)
		fail(path, "write");
}

/*
 * Give a file its name, which none may have. A file system that knows no hard
 * links has the name reserved by an empty file first.
 */
static void
give_name(const char *temporary, const char *path)
{
	int			fd;

	if (link(temporary, path) == 0)
	{
		(void) unlink(temporary);
		return;
	}
	if (errno == EEXIST || errno == ENOENT)
	{
		(void) unlink(temporary);
		pg_fatal("could not create file \"%s\": %s", path,
				 errno == ENOENT ? "its directory is gone" : "it exists");
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
	if (fd < 0)
	{
		(void) unlink(temporary);
		pg_fatal("could not create file \"%s\": %m", path);
	}
	close(fd);
	if (rename(temporary, path) != 0)
	{
		(void) unlink(path);
		fail(temporary, "rename");
	}
}

/*
 * Write a file that is not there yet.
 */
void
newfile_write(const char *directory, const char *name, const char *content)
{
	char	   *temporary = psprintf("%s/.pg_migrate.%d", directory,
									 (int) getpid());
	char	   *path = psprintf("%s/%s", directory, name);

	(void) unlink(temporary);
	write_file(temporary, content);
	give_name(temporary, path);
	free(temporary);
	free(path);
}

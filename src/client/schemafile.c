/*
 * schemafile.c
 *		The text that says what the schema is to be.
 *
 * It is UTF-8, whatever the terminal is: it is sent as bytes, which the server
 * converts, by SCHEMA_PARAMETER.
 */
#include "client.h"

/* Where a file is larger, nobody wrote it. */
#define MAX_SCHEMA_BYTES (256 * 1024 * 1024)

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/*
 * Read a stream to its end.
 */
static void
read_all(PQExpBuffer text, FILE *stream, const char *name)
{
	char		part[65536];
	size_t		length;

	while ((length = fread(part, 1, sizeof(part), stream)) > 0)
	{
		appendBinaryPQExpBuffer(text, part, length);
		if (PQExpBufferBroken(text))
			pg_fatal("out of memory");
		if (text->len > MAX_SCHEMA_BYTES)
			pg_fatal("%s is larger than %d MB", name,
					 MAX_SCHEMA_BYTES / (1024 * 1024));
	}
	if (ferror(stream))
		pg_fatal("could not read %s: %m", name);
}

/*
 * Return bytes as bytea's text form.
 */
static char *
hexadecimal(const char *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	char	   *text = pg_malloc(2 * length + 3);
	char	   *next = text;

	*next++ = '\\';
	*next++ = 'x';
	for (size_t i = 0; i < length; i++)
	{
		*next++ = digits[(unsigned char) bytes[i] >> 4];
		*next++ = digits[(unsigned char) bytes[i] & 0xF];
	}
	*next = '\0';
	return text;
}

/*
 * Return the text of the file that --schema names, or of standard input for
 * "-", as the value of a parameter; NULL if it names none. The caller owns it.
 */
char *
schemafile_read(const Options *options)
{
	const char *path = options->schema;
	PQExpBuffer text;
	FILE	   *file;
	size_t		start;
	char	   *result;

	if (path == NULL)
		return NULL;
	text = createPQExpBuffer();
	if (strcmp(path, "-") == 0)
		read_all(text, stdin, "standard input");
	else
	{
		file = fopen(path, PG_BINARY_R);
		if (file == NULL)
			pg_fatal("could not open file \"%s\": %m", path);
		read_all(text, file, psprintf("file \"%s\"", path));
		fclose(file);
	}
	start = strncmp(text->data, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0 ?
		strlen(BYTE_ORDER_MARK) : 0;
	result = hexadecimal(text->data + start, text->len - start);
	destroyPQExpBuffer(text);
	return result;
}

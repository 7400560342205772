/*
 * text.c
 *		A file's bytes into text of the database's encoding.
 *
 * Files are UTF-8, with or without a byte order mark. In a database of
 * encoding SQL_ASCII, which knows no encodings, they are what they are.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "load/load.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#define UTF8_BOM "\xEF\xBB\xBF"
#define UTF8_BOM_LENGTH 3

#define HINT_UTF8 \
	"Files of migrations are UTF-8: convert it, for example with iconv --from-code WINDOWS-1252 --to-code UTF-8."

/*
 * Return the line of a place in a file's bytes.
 */
static int
line_of(const char *data, Size place)
{
	int			line = 1;

	for (Size i = 0; i < place; i++)
	{
		if (data[i] == '\n' || (data[i] == '\r' && data[i + 1] != '\n'))
			line++;
	}
	return line;
}

/*
 * Convert what is UTF-8 to the database's encoding; NULL and a fault if that
 * lacks a character.
 */
static char *
convert(const RawFile *raw, const char *utf8, Size length,
		FileRevisions *result)
{
	int			encoding = GetDatabaseEncoding();
	Oid			proc;
	Size		room;
	char	   *text;
	int			converted;

	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return pnstrdup(utf8, length);
	proc = FindDefaultConversionProc(PG_UTF8, encoding);
	if (!OidIsValid(proc))
	{
		fault_add(result, raw->name, 0, NULL,
				  "cannot be converted from UTF8 to %s",
				  GetDatabaseEncodingName());
		return NULL;
	}
	room = length * MAX_CONVERSION_GROWTH + 1;
	text = palloc_extended(room, MCXT_ALLOC_HUGE);
	converted = pg_do_encoding_conversion_buf(proc, PG_UTF8, encoding,
											  (unsigned char *) utf8, length,
											  (unsigned char *) text, room, true);
	if (converted < length)
	{
		fault_add(result, raw->name, line_of(utf8, converted), NULL,
				  "has a character that the database's encoding, %s, has not",
				  GetDatabaseEncodingName());
		return NULL;
	}
	return text;
}

/*
 * Return a file's text, or NULL and a fault.
 */
static char *
file_text(const RawFile *raw, FileRevisions *result)
{
	const char *data = raw->data;
	Size		length = raw->length;
	Size		valid;

	if (length >= UTF8_BOM_LENGTH &&
		memcmp(data, UTF8_BOM, UTF8_BOM_LENGTH) == 0)
	{
		data += UTF8_BOM_LENGTH;
		length -= UTF8_BOM_LENGTH;
	}
	valid = strnlen(data, length);
	if (valid < length)
	{
		fault_add(result, raw->name, line_of(data, valid), HINT_UTF8,
				  "has a zero byte, so it is no text");
		return NULL;
	}
	if (GetDatabaseEncoding() != PG_SQL_ASCII)
		valid = pg_encoding_verifymbstr(PG_UTF8, data, length);
	if (valid < length)
	{
		fault_add(result, raw->name, line_of(data, valid), HINT_UTF8,
				  "has the byte 0x%02x, which is not UTF-8 there",
				  (unsigned char) data[valid]);
		return NULL;
	}
	return convert(raw, data, length, result);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const SourceFile *) a)->name,
				  ((const SourceFile *) b)->name);
}

/*
 * Turn files into texts, in the order of their names; leave out those that
 * have nothing to do with migrations, and add a fault for each that is no
 * text. Return how many there are.
 */
int
files_to_text(RawFiles raw, SourceFile **files, FileRevisions *result)
{
	int			n = 0;

	*files = MemoryContextAllocHuge(CurrentMemoryContext,
									sizeof(SourceFile) * Max(raw.n, 1));
	for (int i = 0; i < raw.n; i++)
	{
		SourceFile *file = &(*files)[n];

		CHECK_FOR_INTERRUPTS();
		if (!file_matters(raw.files[i].name))
			continue;
		file->name = raw.files[i].name;
		file->text = file_text(&raw.files[i], result);
		if (file->text != NULL)
			n++;
	}
	qsort(*files, n, sizeof(SourceFile), compare_names);
	return n;
}

/*
 * Skip the byte order mark of what is a text of the database's encoding.
 */
const char *
text_without_bom(const char *text)
{
	if (GetDatabaseEncoding() == PG_UTF8 &&
		strncmp(text, UTF8_BOM, UTF8_BOM_LENGTH) == 0)
		return text + UTF8_BOM_LENGTH;
	return text;
}

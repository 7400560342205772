/*
 * text.c
 *		Files' bytes, and their names', into text of the database's encoding.
 *
 * They are UTF-8, with or without a byte order mark. In a database of
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
 * How many bytes are UTF-8? All are text where there are no encodings.
 */
static Size
valid_length(const char *data, Size length)
{
	return GetDatabaseEncoding() == PG_SQL_ASCII ? length :
		pg_encoding_verifymbstr(PG_UTF8, data, length);
}

/*
 * Return a copy of UTF-8 in the database's encoding. NULL if that lacks
 * a character: "converted" is where it is, or -1 if it lacks all.
 */
static char *
convert(const char *utf8, Size length, int *converted)
{
	int			encoding = GetDatabaseEncoding();
	Oid			proc;
	Size		room;
	char	   *text;

	*converted = -1;
	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return pnstrdup(utf8, length);
	proc = FindDefaultConversionProc(PG_UTF8, encoding);
	if (!OidIsValid(proc))
		return NULL;
	room = length * MAX_CONVERSION_GROWTH + 1;
	text = palloc_extended(room, MCXT_ALLOC_HUGE);
	*converted = pg_do_encoding_conversion_buf(proc, PG_UTF8, encoding,
											   (unsigned char *) utf8, length,
											   (unsigned char *) text, room,
											   true);
	if (*converted == length)
		return text;
	pfree(text);
	return NULL;
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
	char	   *text;
	int			converted;

	if (length >= UTF8_BOM_LENGTH &&
		memcmp(data, UTF8_BOM, UTF8_BOM_LENGTH) == 0)
	{
		data += UTF8_BOM_LENGTH;
		length -= UTF8_BOM_LENGTH;
	}
	valid = strnlen(data, length);
	if (valid < length)
	{
		fault_add(result, raw->name, line_at(data, valid), HINT_UTF8,
				  "has a zero byte, so it is no text");
		return NULL;
	}
	valid = valid_length(data, length);
	if (valid < length)
	{
		fault_add(result, raw->name, line_at(data, valid), HINT_UTF8,
				  "has the byte 0x%02x, which is not UTF-8 there",
				  (unsigned char) data[valid]);
		return NULL;
	}
	text = convert(data, length, &converted);
	if (text == NULL && converted < 0)
		fault_add(result, raw->name, 0, NULL,
				  "cannot be converted from UTF8 to %s",
				  GetDatabaseEncodingName());
	else if (text == NULL)
		fault_add(result, raw->name, line_at(data, converted), NULL,
				  "has a character that the database's encoding, %s, has not",
				  GetDatabaseEncodingName());
	return text;
}

static bool
is_control(char c)
{
	return (unsigned char) c < ' ' || c == '\x7f';
}

/*
 * A file's name for a message, with "?" for what could spoil that.
 */
static const char *
printable(const char *name, bool ascii)
{
	char	   *shown = pstrdup(name);

	for (char *c = shown; *c != '\0'; c++)
	{
		if (is_control(*c) || (ascii && IS_HIGHBIT_SET(*c)))
			*c = '?';
	}
	return shown;
}

/*
 * Return the name that a directory has for a file as text, behind a prefix
 * that is text; NULL and a fault if it cannot be.
 */
const char *
name_to_text(const char *prefix, const char *name, FileRevisions *result)
{
	Size		length = strlen(name);
	const char *text = NULL;
	int			converted;

	if (valid_length(name, length) == length)
		text = convert(name, length, &converted);
	if (text != NULL)
		return psprintf("%s%s", prefix, text);
	fault_add(result, psprintf("%s%s", prefix, printable(name, true)), 0, NULL,
			  "has a name that is not UTF-8, or has characters that the database's encoding, %s, has not",
			  GetDatabaseEncodingName());
	return NULL;
}

/*
 * Add a fault for a name that could pass for lines of our own in an error.
 */
static bool
check_name(const char *name, FileRevisions *result)
{
	for (const char *c = name; *c != '\0'; c++)
	{
		if (!is_control(*c))
			continue;
		fault_add(result, printable(name, false), 0, NULL,
				  "has a control character in its name");
		return false;
	}
	return true;
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
		if (!file_matters(raw.files[i].name) ||
			!check_name(raw.files[i].name, result))
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

/*
 * input.c
 *		One input into the files of a directory.
 *
 * A line "==> name <==" begins a file, as where head(1) shows several. What
 * is before the first such line is a file of a default name.
 */
#include "format_check.h"

#define MOST_FILES 64

/*
 * Is there a line "==> name <==" at a place? Set the name and what follows.
 */
static bool
begins_file(const char *place, const char *end, char **name, const char **next)
{
	const char *line_end = memchr(place, '\n', end - place);

	if (line_end == NULL)
		line_end = end;
	if (line_end - place < 9 || memcmp(place, "==> ", 4) != 0 ||
		memcmp(line_end - 4, " <==", 4) != 0)
		return false;
	*name = pnstrdup(place + 4, line_end - place - 8);
	*next = line_end < end ? line_end + 1 : end;
	return true;
}

/*
 * Split an input into files.
 */
RawFiles
input_split(const char *data, Size length, const char *default_name)
{
	const char *end = data + length;
	const char *start = data;
	char	   *name = pstrdup(default_name);
	RawFiles	raw = {0, palloc_array(RawFile, MOST_FILES + 1)};

	for (const char *place = data;;)
	{
		char	   *next_name = NULL;
		const char *next = NULL;
		bool		begins = place < end && raw.n < MOST_FILES &&
		begins_file(place, end, &next_name, &next);

		if ((begins && place > data) || place == end)
		{
			RawFile    *file = &raw.files[raw.n++];

			/* the line end before the line is part of it */
			file->name = name;
			file->data = start;
			file->length = place - start - (begins && place > start ? 1 : 0);
		}
		if (place == end)
			break;
		if (begins)
		{
			name = next_name;
			start = place = next;
			if (place == end)
				continue;
		}
		place = memchr(place, '\n', end - place);
		place = place == NULL ? end : place + 1;
	}
	return raw;
}

/*
 * settings.c
 *		Read files of "key = value" lines.
 *
 * What the tools' own configurations have in common: Java properties, git's
 * format and TOML, as far as one line says one thing. Sections are "[name]" or
 * "[name "more"]", comments begin with "#" or ";".
 */
#include "postgres.h"

#include "format/layouts.h"

/*
 * Cut the blanks off both ends, return where the rest begins.
 */
static char *
trim(char *text)
{
	int			length;

	text += strspn(text, " \t");
	length = strlen(text);
	while (length > 0 && strchr(" \t", text[length - 1]) != NULL)
		length--;
	text[length] = '\0';
	return text;
}

/*
 * Take the quotes off a value, or the comment behind one that has none.
 */
static char *
unquote(char *value)
{
	value = trim(value);
	if ((value[0] == '"' || value[0] == '\'') &&
		strchr(value + 1, value[0]) != NULL)
	{
		*strchr(value + 1, value[0]) = '\0';
		return value + 1;
	}
	value[strcspn(value, "#;")] = '\0';
	return trim(value);
}

/*
 * Call the reader for each setting of a file; what is none is passed over.
 */
void
settings_read(const SourceFile *file, SettingReader reader, void *arg)
{
	const char *section = "";
	int			line = 0;

	for (const char *rest = file->text; *rest != '\0';)
	{
		int			length = strcspn(rest, "\r\n");
		char	   *text = trim(pnstrdup(rest, length));
		char	   *value = strchr(text, '=');
		char	   *end = strrchr(text, ']');

		line++;
		rest += length;
		if (rest[0] == '\r' && rest[1] == '\n')
			rest++;
		if (rest[0] != '\0')
			rest++;
		if (strchr("#;!", text[0]) != NULL)
			continue;			/* an empty line, too */
		if (text[0] == '[' && end != NULL)
		{
			*end = '\0';
			section = trim(text + 1);
		}
		else if (value != NULL)
		{
			*value = '\0';
			reader(arg, section, trim(text), unquote(value + 1), line);
		}
	}
}

/*
 * Is a value this word? In capitals or not.
 */
bool
setting_is(const char *value, const char *expected)
{
	return pg_strcasecmp(value, expected) == 0;
}

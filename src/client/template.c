/*
 * template.c
 *		The text of a new revision's file.
 *
 * A template is a text with placeholders, ${name}. A line whose placeholders
 * are all empty is left out. "${" before any other name is text.
 */
#include "client.h"

const char *const template_built_in =
"-- ${message}\n"
"-- migrate:revision ${revision}\n"
"-- migrate:revises ${revises}\n"
"-- migrate:depends-on ${depends_on}\n"
"-- migrate:label ${label}\n"
"-- migrate:transaction ${transaction}\n"
"-- migrate:created ${created}\n"
"\n"
"-- migrate:up\n"
"${up}\n"
"\n"
"-- migrate:down\n"
"${down}\n";

/*
 * Return the directory's template, or the built-in one.
 */
char *
template_read(const char *directory)
{
	char	   *path = psprintf("%s/%s", directory, TEMPLATE_NAME);
	FILE	   *file = fopen(path, PG_BINARY_R);
	PQExpBuffer text = createPQExpBuffer();
	char		part[4096];
	size_t		length;
	char	   *result;

	if (file == NULL)
	{
		if (errno != ENOENT)
			pg_fatal("could not open file \"%s\": %m", path);
		destroyPQExpBuffer(text);
		free(path);
		return pg_strdup(template_built_in);
	}
	while ((length = fread(part, 1, sizeof(part), file)) > 0)
		appendBinaryPQExpBuffer(text, part, length);
	if (ferror(file))
		pg_fatal("could not read file \"%s\": %m", path);
	fclose(file);
	if (PQExpBufferBroken(text))
		pg_fatal("out of memory");
	if (strlen(text->data) != text->len)
		pg_fatal("file \"%s\" has a zero byte, so it is no text", path);
	result = pg_strdup(text->data);
	destroyPQExpBuffer(text);
	free(path);
	return result;
}

/*
 * Return the placeholder that a text begins with, or NULL; "length" becomes
 * that of "${name}".
 */
static const Placeholder *
find_placeholder(const char *text, const Placeholder *placeholders,
				 size_t *length)
{
	size_t		name_length;

	if (strncmp(text, "${", 2) != 0)
		return NULL;
	name_length = strcspn(text + 2, "}\r\n");
	if (text[2 + name_length] != '}')
		return NULL;
	*length = name_length + 3;
	for (; placeholders->name != NULL; placeholders++)
	{
		if (strlen(placeholders->name) == name_length &&
			strncmp(placeholders->name, text + 2, name_length) == 0)
			return placeholders;
	}
	return NULL;
}

/*
 * Fill one line, or leave it out.
 */
static void
fill_line(PQExpBuffer filled, const char *line, const char *end,
		  const Placeholder *placeholders)
{
	size_t		start = filled->len;
	bool		has_placeholder = false;
	bool		has_value = false;

	while (line < end)
	{
		size_t		length;
		const Placeholder *placeholder = find_placeholder(line, placeholders,
														  &length);

		if (placeholder == NULL)
		{
			appendPQExpBufferChar(filled, *line++);
			continue;
		}
		has_placeholder = true;
		has_value = has_value || placeholder->value[0] != '\0';
		appendPQExpBufferStr(filled, placeholder->value);
		line += length;
	}
	if (has_placeholder && !has_value)
	{
		filled->len = start;
		filled->data[start] = '\0';
	}
}

/*
 * Return a template with its placeholders filled.
 */
char *
template_fill(const char *template, const Placeholder *placeholders)
{
	PQExpBuffer filled = createPQExpBuffer();
	char	   *result;

	while (*template != '\0')
	{
		const char *end = template + strcspn(template, "\n");

		if (*end == '\n')
			end++;
		fill_line(filled, template, end, placeholders);
		template = end;
	}
	if (PQExpBufferBroken(filled))
		pg_fatal("out of memory");
	result = pg_strdup(filled->data);
	destroyPQExpBuffer(filled);
	return result;
}

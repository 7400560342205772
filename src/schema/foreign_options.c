/*
 * foreign_options.c
 *		Options of foreign data: "host 'here', port '5432'".
 *
 * A property holds them as OPTIONS has them, in the order of their names.
 */
#include "postgres.h"

#include "schema/kinds.h"

/*
 * Where an option ends: at a comma that stands in no quotes, or the end.
 */
static const char *
option_end(const char *option)
{
	char		quote = '\0';

	for (; *option != '\0' && (quote != '\0' || *option != ','); option++)
	{
		if (quote == '\0' && (*option == '\'' || *option == '"'))
			quote = *option;
		else if (*option == quote)
			quote = '\0';
	}
	return option;
}

static List *
split_options(const char *options)
{
	List	   *result = NIL;

	while (options != NULL)
	{
		const char *end = option_end(options);

		result = lappend(result, pnstrdup(options, end - options));
		options = *end == '\0' ? NULL : end + 1 + strspn(end + 1, " ");
	}
	return result;
}

/*
 * How long the name of an option is, with its quotes.
 */
static size_t
name_length(const char *option)
{
	const char *c = option;
	bool		quoted = false;

	for (; *c != '\0' && (quoted || *c != ' '); c++)
		if (*c == '"')
			quoted = !quoted;
	return c - option;
}

/*
 * The option of this name among others; NULL if there is none.
 */
static const char *
find_option(const List *options, const char *option)
{
	ListCell   *cell;

	foreach(cell, options)
	{
		const char *other = lfirst(cell);

		if (name_length(other) == name_length(option) &&
			strncmp(other, option, name_length(option)) == 0)
			return other;
	}
	return NULL;
}

static void
append(StringInfo text, const char *verb, const char *option, size_t length)
{
	appendStringInfo(text, "%s%s %.*s", text->len == 0 ? "" : ", ", verb,
					 (int) length, option);
}

/*
 * What OPTIONS of an ALTER has to say to turn some options into others.
 */
char *
foreign_options_change(const char *from, const char *to)
{
	List	   *is = split_options(from);
	List	   *shall = split_options(to);
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, is)
		if (find_option(shall, lfirst(cell)) == NULL)
		append(&text, "DROP", lfirst(cell), name_length(lfirst(cell)));
	foreach(cell, shall)
	{
		const char *option = lfirst(cell);
		const char *old = find_option(is, option);

		if (old == NULL)
			append(&text, "ADD", option, strlen(option));
		else if (strcmp(old, option) != 0)
			append(&text, "SET", option, strlen(option));
	}
	return text.data;
}

/*
 * Append an OPTIONS clause, if there are options.
 */
void
foreign_options_append(StringInfo text, const char *options)
{
	if (options != NULL)
		appendStringInfo(text, " OPTIONS (%s)", options);
}

/*
 * Write a change of the property "options" of what has an ALTER of its own.
 */
void
foreign_options_alter(Change *change, const SchemaObject *from,
					  const SchemaObject *to)
{
	if (change_differs(change, "options"))
		change_write(change, "alter", 0, "ALTER %s OPTIONS (%s)",
					 object_reference(to),
					 foreign_options_change(object_value(from, "options"),
											object_value(to, "options")));
}

/*
 * options.c
 *		Options: of foreign data, "host 'here', port '5432'", and of text search
 *		dictionaries, "language = 'english', stopwords = 'english'".
 *
 * A property holds them as SQL has them. An option begins with its name, and a
 * space.
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

/*
 * Single options, none for NULL.
 */
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
 * The name of an option, with its quotes.
 */
static char *
name_of(const char *option)
{
	const char *c = option;
	bool		quoted = false;

	for (; *c != '\0' && (quoted || *c != ' '); c++)
		if (*c == '"')
			quoted = !quoted;
	return pnstrdup(option, c - option);
}

/*
 * The option of this name among others; NULL if there is none.
 */
static const char *
find_option(const List *options, const char *name)
{
	ListCell   *cell;

	foreach(cell, options)
		if (strcmp(name_of(lfirst(cell)), name) == 0)
		return lfirst(cell);
	return NULL;
}

/*
 * The names of the options that are among the one, and not the other.
 */
List *
options_missing(const char *from, const char *to)
{
	List	   *shall = split_options(to);
	List	   *names = NIL;
	ListCell   *cell;

	foreach(cell, split_options(from))
		if (find_option(shall, name_of(lfirst(cell))) == NULL)
		names = lappend(names, name_of(lfirst(cell)));
	return names;
}

static void
append(StringInfo text, const char *verb, const char *option)
{
	appendStringInfo(text, "%s%s %s", text->len == 0 ? "" : ", ", verb, option);
}

/*
 * What OPTIONS of an ALTER has to say to turn some options into others.
 */
char *
foreign_options_change(const char *from, const char *to)
{
	List	   *is = split_options(from);
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, options_missing(from, to))
		append(&text, "DROP", lfirst(cell));
	foreach(cell, split_options(to))
	{
		const char *option = lfirst(cell);
		const char *old = find_option(is, name_of(option));

		if (old == NULL)
			append(&text, "ADD", option);
		else if (strcmp(old, option) != 0)
			append(&text, "SET", option);
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

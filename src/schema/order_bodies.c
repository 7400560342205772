/*
 * order_bodies.c
 *		What the bodies of routines that are strings mention.
 *
 * The server does not know what such a body needs, but looks at it when the
 * routine is made. So a routine comes after whatever has a name that is a word
 * of its text, comments and literals included: a word too many does no harm,
 * as these edges give way where they would make a circle. The same holds for
 * the attributes of what it returns or takes, and for extensions, whose
 * members are not known here.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "parser/scansup.h"
#include "schema/change.h"

/* The changes that have to do with a name: a hash entry. */
typedef struct Mentioned
{
	char		name[NAMEDATALEN];
	List	   *changes;
	const Change *told_to;		/* the last routine that they were told to */
} Mentioned;

typedef struct Mentions
{
	HTAB	   *by_name;
	List	   *extensions;		/* changes */
	const Change *routine;		/* being looked at */
	MentionCallback callback;
	void	   *arg;
} Mentions;

static void
add_name(Mentions *mentions, const char *name, Change *change)
{
	char		key[NAMEDATALEN] = {0};
	Mentioned  *entry;
	bool		found;

	strlcpy(key, name, NAMEDATALEN);
	entry = hash_search(mentions->by_name, key, HASH_ENTER, &found);
	if (!found)
	{
		entry->changes = NIL;
		entry->told_to = NULL;
	}
	entry->changes = lappend(entry->changes, change);
}

/*
 * Enter a change under the names that a body may mention it by: a column under
 * that of its table, since it may be meant by a star.
 */
static void
add_change(Mentions *mentions, Change *change)
{
	const SchemaObject *object = change->to != NULL ? change->to : change->from;

	if (object_has_kind(object, "extension"))
		mentions->extensions = lappend(mentions->extensions, change);
	else if (object_has_kind(object, "column") ||
			 object_has_kind(object, "attribute"))
	{
		const SchemaObject *parent = object->parent->match != NULL &&
			change->to == NULL ? object->parent->match : object->parent;

		add_name(mentions, parent->name, change);
	}
	else if (change->to != NULL &&
			 (object->parent == NULL || object_has_kind(object, "constraint")) &&
			 !object_has_kind(object, "schema"))
		add_name(mentions, object->name, change);
}

/*
 * Tell of what has this name.
 */
static void
tell_name(Mentions *mentions, const char *name)
{
	char		key[NAMEDATALEN] = {0};
	Mentioned  *entry;
	ListCell   *cell;

	strlcpy(key, name, NAMEDATALEN);
	entry = hash_search(mentions->by_name, key, HASH_FIND, NULL);
	if (entry == NULL || entry->told_to == mentions->routine)
		return;
	entry->told_to = mentions->routine;
	foreach(cell, entry->changes)
		if (lfirst(cell) != mentions->routine)
			mentions->callback(mentions->arg, lfirst(cell), mentions->routine);
}

static bool
begins_word(char c)
{
	return isalpha((unsigned char) c) || c == '_' || IS_HIGHBIT_SET(c);
}

static bool
continues_word(char c)
{
	return begins_word(c) || isdigit((unsigned char) c) || c == '$';
}

/*
 * Tell of the quoted identifier that may begin here.
 */
static void
tell_quoted(Mentions *mentions, const char *text)
{
	char		name[NAMEDATALEN];
	int			length = 0;

	for (; *text != '\0' && length < NAMEDATALEN; text++)
	{
		if (*text == '"' && *++text != '"')
		{
			name[length] = '\0';
			tell_name(mentions, name);
			return;
		}
		name[length++] = *text;
	}
}

/*
 * Tell of every word of a text: identifiers, operators, and what may be a
 * quoted identifier.
 */
static void
tell_words(Mentions *mentions, const char *text)
{
	static const char operators[] = "~!@#^&|`?+-*/%<>=";

	while (*text != '\0')
	{
		const char *end = text;
		char	   *name = NULL;

		if (begins_word(*text))
		{
			while (continues_word(*end))
				end++;
			name = downcase_truncate_identifier(text, end - text, false);
		}
		else if (strchr(operators, *text) != NULL)
		{
			end += strspn(end, operators);
			name = pnstrdup(text, end - text);
		}
		else
		{
			if (*text == '"')
				tell_quoted(mentions, text + 1);
			end++;
		}
		if (name != NULL)
		{
			tell_name(mentions, name);
			pfree(name);
		}
		text = end;
	}
}

/*
 * Does a change make a routine anew from a body that is a string?
 */
static bool
writes_string_body(const Change *change)
{
	const SchemaObject *to = change->to;

	return to != NULL && to->kind->names_routine &&
		!object_has_kind(to, "aggregate") && object_is(to, "is_string") &&
		(change->fate != FATE_ALTER ||
		 object_differs(change->from, to, "definition"));
}

bool
has_string_bodies(const Comparison *comparison)
{
	ListCell   *cell;

	foreach(cell, comparison->changes)
		if (writes_string_body(lfirst(cell)))
			return true;
	return false;
}

static void
tell_routine(Mentions *mentions, const Change *routine)
{
	ListCell   *cell;

	mentions->routine = routine;
	foreach(cell, mentions->extensions)
		mentions->callback(mentions->arg, lfirst(cell), routine);
	foreach(cell, routine->to->needs)
		tell_name(mentions, ((const SchemaObject *) lfirst(cell))->name);
	tell_words(mentions, object_value(routine->to, "definition"));
}

/*
 * Tell of each routine with a string for a body, and that is made, which
 * changes are about what it mentions.
 */
void
find_mentions(const Comparison *comparison, MentionCallback callback,
			  void *arg)
{
	HASHCTL		control = {0};
	Mentions	mentions = {.callback = callback,.arg = arg};
	ListCell   *cell;

	control.keysize = NAMEDATALEN;
	control.entrysize = sizeof(Mentioned);
	control.hcxt = CurrentMemoryContext;
	mentions.by_name = hash_create("migrate mentions", 256, &control,
								   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	foreach(cell, comparison->changes)
		add_change(&mentions, lfirst(cell));
	foreach(cell, comparison->changes)
	{
		CHECK_FOR_INTERRUPTS();
		if (writes_string_body(lfirst(cell)))
			tell_routine(&mentions, lfirst(cell));
	}
	hash_destroy(mentions.by_name);
}

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
 *
 * What a body mentions without its schema must be found on the path of who
 * runs the statements. If it would not be found on the present one, the body
 * is not checked either; nor if it has a value that is added to an enum, which
 * cannot be used in the same transaction.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "miscadmin.h"
#include "parser/scansup.h"
#include "schema/kinds.h"
#include "utils/lsyscache.h"

/* The changes that have to do with a name: a hash entry. */
typedef struct Mentioned
{
	char		name[NAMEDATALEN];
	List	   *changes;
	bool		is_reachable;	/* something of the name is on the path */
	const Change *told_to;		/* the last routine that they were told to */
	bool		is_bare;		/* its body has the name without a schema */
	bool		is_qualified;	/* and with one */
} Mentioned;

typedef struct Mentions
{
	HTAB	   *by_name;
	List	   *extensions;		/* changes */
	List	   *enums;			/* changes */
	List	   *path;			/* names of schemas */
	List	   *found;			/* of Mentioned, in the body */
	Change	   *routine;		/* being looked at */
	MentionCallback callback;
	void	   *arg;
} Mentions;

/*
 * The entry of a name.
 */
static Mentioned *
find_name(const Mentions *mentions, const char *name, HASHACTION action)
{
	char		key[NAMEDATALEN] = {0};
	Mentioned  *entry;
	bool		found;

	strlcpy(key, name, NAMEDATALEN);
	entry = hash_search(mentions->by_name, key, action, &found);
	if (action == HASH_ENTER && !found)
		memset((char *) entry + NAMEDATALEN, 0,
			   sizeof(Mentioned) - NAMEDATALEN);
	return entry;
}

static void
add_name(Mentions *mentions, const char *name, Change *change)
{
	Mentioned  *entry = find_name(mentions, name, HASH_ENTER);

	entry->changes = lappend(entry->changes, change);
}

/*
 * Enter the name of an object that is there in the end.
 */
static void
add_object(Mentions *mentions, const SchemaObject *object)
{
	const char *name = object->name;
	const char *schema = object->parent == NULL ? object->schema : NULL;
	Mentioned  *entry;
	ListCell   *cell;

	if (object->kind == &kind_identity)
	{
		name = object_value(object, "sequence_name");
		schema = object_root(object)->schema;
	}
	if (schema == NULL)
		return;
	entry = find_name(mentions, name, HASH_ENTER);
	foreach(cell, mentions->path)
		if (strcmp(lfirst(cell), schema) == 0)
		entry->is_reachable = true;
}

/*
 * Enter a change under the names that a body may mention it by: a column under
 * that of its table, since it may be meant by a star.
 */
static void
add_change(Mentions *mentions, Change *change)
{
	const SchemaObject *object = change_object(change);

	if (object->kind == &kind_enum && change->fate == FATE_ALTER)
		mentions->enums = lappend(mentions->enums, change);
	if (object->kind == &kind_extension)
		mentions->extensions = lappend(mentions->extensions, change);
	else if (object->kind == &kind_column ||
			 object->kind == &kind_attribute)
	{
		const SchemaObject *parent = object->parent->match != NULL &&
		change->to == NULL ? object->parent->match : object->parent;

		add_name(mentions, parent->name, change);
	}
	else if (change->to != NULL && object->kind == &kind_identity)
		add_name(mentions, object_value(object, "sequence_name"), change);
	else if (change->to != NULL &&
			 (object->parent == NULL || object->kind == &kind_constraint) &&
			 object->kind != &kind_schema)
		add_name(mentions, object->name, change);
}

/*
 * Tell of what has this name; "before" is the character in front of it.
 */
static void
tell_name(Mentions *mentions, const char *name, char before)
{
	Mentioned  *entry = find_name(mentions, name, HASH_FIND);
	ListCell   *cell;

	if (entry == NULL)
		return;
	if (entry->told_to != mentions->routine)
	{
		entry->told_to = mentions->routine;
		entry->is_bare = entry->is_qualified = false;
		mentions->found = lappend(mentions->found, entry);
		foreach(cell, entry->changes)
			if (lfirst(cell) != mentions->routine)
			mentions->callback(mentions->arg, lfirst(cell),
							   mentions->routine);
	}
	if (before == '.')
		entry->is_qualified = true;
	else
		entry->is_bare = true;
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
tell_quoted(Mentions *mentions, const char *text, char before)
{
	char		name[NAMEDATALEN];
	int			length = 0;

	for (; *text != '\0' && length < NAMEDATALEN; text++)
	{
		if (*text == '"' && *++text != '"')
		{
			name[length] = '\0';
			tell_name(mentions, name, before);
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
	char		before = ' ';

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
				tell_quoted(mentions, text + 1, before);
			end++;
		}
		if (name != NULL)
		{
			tell_name(mentions, name, before);
			pfree(name);
		}
		before = end[-1];
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

	return to != NULL && routine_has_string_body(to) &&
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

/*
 * Would the server, looking at the body, not find what it mentions?
 */
static bool
is_out_of_reach(const Mentions *mentions)
{
	ListCell   *cell;

	foreach(cell, mentions->found)
	{
		const Mentioned *entry = lfirst(cell);

		if (entry->is_bare && !entry->is_qualified && !entry->is_reachable)
			return true;
	}
	return false;
}

/*
 * What stands between the dollar quotes at the end of a definition.
 */
static char *
body_of(const char *definition)
{
	const char *quote = routine_body(definition);
	const char *body;
	size_t		length;

	if (*quote == '\0')
		return pstrdup("");
	length = strcspn(quote + 1, "$") + 2;
	body = quote + length;
	return pnstrdup(body, strlen(body) - length);
}

static void
tell_routine(Mentions *mentions, Change *routine)
{
	const char *definition = object_value(routine->to, "definition");
	char	   *body = body_of(definition);
	ListCell   *cell;

	mentions->routine = routine;
	mentions->found = NIL;
	foreach(cell, mentions->extensions)
		mentions->callback(mentions->arg, lfirst(cell), routine);
	tell_words(mentions, body);
	foreach(cell, mentions->enums)
		if (enum_adds_value_of(lfirst(cell), body))
		routine->unchecked = true;
	pfree(body);
	/* a path of its own is what its body is looked at with */
	if (is_out_of_reach(mentions) &&
		strstr(definition, "\n SET search_path TO ") == NULL)
		routine->unchecked = true;
	foreach(cell, routine->to->needs)
		tell_name(mentions, ((const SchemaObject *) lfirst(cell))->name, '.');
}

/*
 * The schemas of the present path, but for the system's.
 */
static List *
present_path(void)
{
	List	   *names = NIL;
	ListCell   *cell;

	foreach(cell, fetch_search_path(false))
	{
		char	   *name = get_namespace_name(lfirst_oid(cell));

		if (name != NULL)
			names = lappend(names, name);
	}
	return names;
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
	Mentions	mentions = {.callback = callback, .arg = arg};
	ListCell   *cell;

	control.keysize = NAMEDATALEN;
	control.entrysize = sizeof(Mentioned);
	control.hcxt = CurrentMemoryContext;
	mentions.path = present_path();
	mentions.by_name = hash_create("migrate mentions", 256, &control,
								   HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	foreach(cell, comparison->to->objects)
		add_object(&mentions, lfirst(cell));
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

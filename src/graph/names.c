/*
 * names.c
 *		The grammar of ids and labels.
 *
 * A name is 1 to 255 bytes of letters, digits, "_" and ".", and none of the
 * words that mean a place in the graph. So "@", "+", "-" and ":" always
 * separate, and a target can be read in one way only.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"
#include "mb/pg_wchar.h"

#define NAME_MAX_LENGTH 255
#define NAME_SHOWN_LENGTH 80

/*
 * Tell whether a byte may stand in a name.
 */
bool
name_char_is_valid(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(c >= '0' && c <= '9') || c == '_' || c == '.';
}

/*
 * Tell whether a name is one of the words that mean a place in the graph.
 */
bool
name_is_reserved(const char *name, int len)
{
	static const char *const words[] = {"head", "heads", "base", "current"};

	for (int i = 0; i < lengthof(words); i++)
	{
		if (strlen(words[i]) == len && memcmp(words[i], name, len) == 0)
			return true;
	}
	return false;
}

/*
 * Tell whether a name can be that of a revision or a label.
 */
bool
name_is_valid(const char *name, int len)
{
	if (len < 1 || len > NAME_MAX_LENGTH)
		return false;
	for (int i = 0; i < len; i++)
	{
		if (!name_char_is_valid(name[i]))
			return false;
	}
	return !name_is_reserved(name, len);
}

/*
 * Make a name of another tool's version: each character that may not stand in
 * a name becomes "_", and a word that means a place in the graph gets one
 * behind it. The result can still be empty or too long.
 */
char *
name_make(const char *version)
{
	char	   *name = palloc(strlen(version) + 2);
	char	   *c = name;

	while (*version != '\0')
	{
		*c++ = name_char_is_valid(*version) ? *version : '_';
		version += pg_mblen(version);
	}
	if (name_is_reserved(name, c - name))
		*c++ = '_';
	*c = '\0';
	return name;
}

/*
 * Return a name short enough for a message.
 */
char *
name_shown(const char *name)
{
	int			len = strlen(name);

	if (len <= NAME_SHOWN_LENGTH)
		return pstrdup(name);
	len = pg_mbcliplen(name, len, NAME_SHOWN_LENGTH);
	return psprintf("%.*s...", len, name);
}

/*
 * Raise an error that says what is wrong with a name, unless it is valid.
 *
 * "kind" is what the name should be: "revision id" or "branch label".
 */
void
name_check(const char *kind, const char *name)
{
	int			len = strlen(name);
	int			place = 0;

	if (name_is_valid(name, len))
		return;
	if (len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_MALFORMED_TARGET),
				 errmsg("%s is empty", kind)));
	if (len > NAME_MAX_LENGTH)
		ereport(ERROR,
				(errcode(ERRCODE_MALFORMED_TARGET),
				 errmsg("%s \"%s\" is too long", kind, name_shown(name)),
				 errdetail("It has %d bytes; %d are the most.", len,
						   NAME_MAX_LENGTH)));
	if (name_is_reserved(name, len))
		ereport(ERROR,
				(errcode(ERRCODE_MALFORMED_TARGET),
				 errmsg("%s \"%s\" is a reserved word", kind, name),
				 errdetail("\"head\", \"heads\", \"base\" and \"current\" are places in the graph.")));
	while (name_char_is_valid(name[place]))
		place++;
	ereport(ERROR,
			(errcode(ERRCODE_MALFORMED_TARGET),
			 errmsg("%s \"%s\" is malformed", kind, name_shown(name)),
			 errdetail("Character %d is \"%.*s\"; only letters, digits, \"_\" and \".\" are allowed.",
					   pg_mbstrlen_with_len(name, place) + 1,
					   pg_mblen(name + place), name + place)));
}

/*
 * parse.c
 *		Read a target as it is written; nothing is looked up here.
 *
 *		range   := [targets] ":" [targets]
 *		targets := item { (space | ",") item }
 *		item    := [branch "@"] [symbol] [("+" | "-") digits]
 *		symbol  := "head" | "heads" | "base" | "current" | name
 *
 * An item has a symbol or a number of steps, or both. A branch is a name.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#define MAX_STEPS 1000000000

/*
 * Raise the error for a target that the grammar does not allow.
 *
 * "place" is where in the text it went wrong.
 */
static void
report_malformed(const char *text, const char *place, const char *what)
{
	int			position = pg_mbstrlen_with_len(text, place - text) + 1;

	if (*place != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_MALFORMED_TARGET),
				 errmsg("target \"%s\" is malformed", name_shown(text)),
				 errdetail("Character %d is \"%.*s\": %s.", position,
						   pg_mblen(place), place, what),
				 errhint("A target is an id or its beginning, a label, head, heads, base or current, with branch@ before or +N or -N after it.")));
	ereport(ERROR,
			(errcode(ERRCODE_MALFORMED_TARGET),
			 errmsg("target \"%s\" is malformed", name_shown(text)),
			 errdetail("It ends at character %d: %s.", position, what),
			 errhint("A target is an id or its beginning, a label, head, heads, base or current, with branch@ before or +N or -N after it.")));
}

/*
 * Tell whether a character separates targets.
 */
static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/*
 * Read a name, which may be empty; returns a copy and moves on.
 */
static char *
read_name(const char **place)
{
	const char *start = *place;

	while (name_char_is_valid(**place))
		(*place)++;
	return pnstrdup(start, *place - start);
}

/*
 * Read the steps of a relative target, of which the sign is next.
 */
static void
read_steps(const char *text, const char **place, TargetItem *item)
{
	int			sign = **place == '-' ? -1 : 1;
	int			steps = 0;

	(*place)++;
	if (**place < '0' || **place > '9')
		report_malformed(text, *place, "a number of steps was expected");
	while (**place >= '0' && **place <= '9')
	{
		steps = steps * 10 + (**place - '0');
		if (steps > MAX_STEPS)
			report_malformed(text, *place, "the number of steps is too large");
		(*place)++;
	}
	item->relative = true;
	item->steps = sign * steps;
}

/*
 * Tell which symbol a name is.
 */
static TargetSymbol
symbol_of(const char *name)
{
	if (*name == '\0')
		return SYMBOL_NONE;
	if (strcmp(name, "head") == 0)
		return SYMBOL_HEAD;
	if (strcmp(name, "heads") == 0)
		return SYMBOL_HEADS;
	if (strcmp(name, "base") == 0)
		return SYMBOL_BASE;
	if (strcmp(name, "current") == 0)
		return SYMBOL_CURRENT;
	return SYMBOL_NAME;
}

/*
 * Read one item; moves to what follows it.
 */
static TargetItem
read_item(const char *text, const char **place)
{
	TargetItem	item = {0};
	const char *start = *place;
	char	   *name = read_name(place);

	if (**place == '@')
	{
		if (*name == '\0')
			report_malformed(text, *place, "the name of a branch was expected before it");
		name_check("branch", name);
		item.branch = name;
		(*place)++;
		name = read_name(place);
	}
	item.symbol = symbol_of(name);
	if (item.symbol == SYMBOL_NAME)
		name_check("revision", name);
	item.name = name;
	if (**place == '+' || **place == '-')
		read_steps(text, place, &item);
	if (**place != '\0' && **place != ',' && !is_space(**place))
		report_malformed(text, *place,
						 **place == ':' ? "a range is not allowed here" :
						 **place == '@' ? "a second branch is not allowed" :
						 "it is not allowed here");
	if (item.symbol == SYMBOL_NONE && !item.relative)
		report_malformed(text, *place, "a revision was expected");
	item.text = pnstrdup(start, *place - start);
	return item;
}

/*
 * Read one or several targets, separated by spaces or commas.
 */
TargetList
target_parse(const char *text)
{
	TargetList	list = {0, NULL};
	const char *place = text;
	int			room = 0;

	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		while (is_space(*place))
			place++;
		if (list.n > 0)
		{
			if (*place == '\0')
				return list;
			if (*place == ',')
				place++;
			while (is_space(*place))
				place++;
		}
		if (list.n == room)
		{
			room = Max(room * 2, 4);
			list.items = list.items == NULL ?
				palloc(room * sizeof(TargetItem)) :
				repalloc(list.items, room * sizeof(TargetItem));
		}
		list.items[list.n] = read_item(text, &place);
		list.n++;
	}
}

/*
 * Return what stands between two places, without spaces around it.
 *
 * NULL if nothing does.
 */
static char *
trimmed(const char *start, const char *end)
{
	while (start < end && is_space(*start))
		start++;
	while (end > start && is_space(end[-1]))
		end--;
	return start < end ? pnstrdup(start, end - start) : NULL;
}

/*
 * Split a range at its colon.
 */
TargetRange
target_parse_range(const char *text)
{
	TargetRange range = {false, NULL, NULL};
	const char *colon = strchr(text, ':');

	if (colon == NULL)
	{
		range.end = text;
		return range;
	}
	if (strchr(colon + 1, ':') != NULL)
		report_malformed(text, strchr(colon + 1, ':'),
						 "a range has one colon only");
	range.is_range = true;
	range.start = trimmed(text, colon);
	range.end = trimmed(colon + 1, text + strlen(text));
	return range;
}

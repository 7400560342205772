/*
 * variables.c
 *		The grammar of variables' names.
 *
 * It is what the lexer takes for one identifier without quotes, so that
 * ":name" in a script is always a colon and one token.
 */
#include "postgres.h"

#include "script/script.h"

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/*
 * Tell whether a name can be that of a variable.
 */
bool
variable_name_is_valid(const char *name, int len)
{
	if (len < 1 || len >= NAMEDATALEN || !is_letter(name[0]))
		return false;
	for (int i = 1; i < len; i++)
	{
		if (!is_letter(name[i]) && !(name[i] >= '0' && name[i] <= '9'))
			return false;
	}
	return true;
}

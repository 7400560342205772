/*
 * acl.c
 *		Read access control lists, and write how one differs from another.
 *
 * A list is read from the text of an aclitem[], as it is in a snapshot. What
 * is kept of it is the difference from what is normal: items like those of
 * aclitem, "bob=r*, -PUBLIC=X", sorted, with the grantor where it is not the
 * owner. The owner has no name there, so that a change of owner is none of
 * the privileges.
 */
#include "postgres.h"

#include "catalog/pg_default_acl.h"
#include "lib/stringinfo.h"
#include "schema/acl.h"
#include "utils/builtins.h"

/* How SQL names privileges, in the order in which people write them. */
static const struct
{
	char		letter;
	const char *name;
}			privilege_names[] =

{
	{'r', "SELECT"}, {'a', "INSERT"}, {'w', "UPDATE"}, {'d', "DELETE"},
	{'D', "TRUNCATE"}, {'x', "REFERENCES"}, {'t', "TRIGGER"},
	{'m', "MAINTAIN"}, {'X', "EXECUTE"}, {'U', "USAGE"}, {'C', "CREATE"}
};

static AclMode
privilege_of_letter(char letter)
{
	const char *place = strchr(ACL_ALL_RIGHTS_STR, letter);

	if (letter == '\0' || place == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg_internal("unknown privilege letter \"%c\"", letter)));
	return (AclMode) 1 << (place - ACL_ALL_RIGHTS_STR);
}

/*
 * All privileges that there are on objects of a kind.
 */
static AclMode
all_privileges(char letter)
{
	switch (letter)
	{
		case 'c':
			return ACL_ALL_RIGHTS_COLUMN;
		case 'r':
			return ACL_ALL_RIGHTS_RELATION;
		case 's':
		case DEFACLOBJ_SEQUENCE:
			return ACL_ALL_RIGHTS_SEQUENCE;
		case 'n':
			return ACL_ALL_RIGHTS_SCHEMA;
		case 'f':
			return ACL_ALL_RIGHTS_FUNCTION;
		default:
			return ACL_USAGE;
	}
}

/*
 * The grant of one role by another, added to the list if it is not there.
 */
Grant *
acl_grant(List **grants, const char *grantee, const char *grantor)
{
	ListCell   *cell;
	Grant	   *grant;

	foreach(cell, *grants)
	{
		grant = lfirst(cell);
		if (strcmp(grant->grantee, grantee) == 0 &&
			strcmp(grant->grantor, grantor) == 0)
			return grant;
	}
	grant = palloc0(sizeof(Grant));
	grant->grantee = grantee;
	grant->grantor = grantor;
	*grants = lappend(*grants, grant);
	return grant;
}

/*
 * What an object has whose ACL is null.
 */
List *
acl_default(char letter)
{
	List	   *grants = NIL;

	if (letter != 'c')
		acl_grant(&grants, ACL_OWNER, ACL_OWNER)->privileges =
			all_privileges(letter);
	if (letter == 'f')
		acl_grant(&grants, ACL_PUBLIC, ACL_OWNER)->privileges = ACL_EXECUTE;
	if (letter == 'T' || letter == 'l')
		acl_grant(&grants, ACL_PUBLIC, ACL_OWNER)->privileges = ACL_USAGE;
	return grants;
}

/*
 * Add other grants to some.
 */
void
acl_merge(List **grants, const List *more)
{
	ListCell   *cell;

	foreach(cell, more)
	{
		const Grant *other = lfirst(cell);
		Grant	   *grant = acl_grant(grants, other->grantee, other->grantor);

		grant->privileges |= other->privileges;
		grant->options |= other->options;
	}
}

/*
 * Call a role by another name, which may be that of others in the list.
 */
List *
acl_rename_role(const List *grants, const char *role, const char *new_name)
{
	List	   *renamed = NIL;
	ListCell   *cell;

	foreach(cell, grants)
	{
		const Grant *old = lfirst(cell);
		Grant	   *grant;

		grant = acl_grant(&renamed,
						  strcmp(old->grantee, role) == 0 ? new_name : old->grantee,
						  strcmp(old->grantor, role) == 0 ? new_name : old->grantor);
		grant->privileges |= old->privileges;
		grant->options |= old->options;
	}
	return renamed;
}

/*
 * Read an element of an array's text.
 */
static char *
read_element(const char **at)
{
	StringInfoData element;
	const char *c = *at;

	initStringInfo(&element);
	if (*c == '"')
	{
		for (c++; *c != '"' && *c != '\0'; c++)
		{
			if (*c == '\\' && c[1] != '\0')
				c++;
			appendStringInfoChar(&element, *c);
		}
		if (*c == '"')
			c++;
	}
	else
		while (*c != ',' && *c != '}' && *c != '\0')
			appendStringInfoChar(&element, *c++);
	*at = c;
	return element.data;
}

/*
 * Read a role's name as an aclitem has it, and give it as SQL has it.
 */
static const char *
read_acl_role(const char **at, const char *nobody, const char *owner)
{
	StringInfoData name;
	const char *c = *at;

	initStringInfo(&name);
	if (*c == '"')
	{
		for (c++; *c != '\0' && (*c != '"' || c[1] == '"'); c++)
		{
			appendStringInfoChar(&name, *c);
			if (*c == '"')
				c++;
		}
		if (*c == '"')
			c++;
	}
	else
		while (*c != '=' && *c != '/' && *c != '\0')
			appendStringInfoChar(&name, *c++);
	*at = c;
	if (name.len == 0)
		return nobody;
	if (owner != NULL && strcmp(name.data, owner) == 0)
		return ACL_OWNER;
	return pstrdup(quote_identifier(name.data));
}

/*
 * Read letters, each with a star if it may be granted.
 */
static void
read_letters(const char **at, AclMode *privileges, AclMode *options)
{
	const char *c = *at;

	*privileges = *options = 0;
	while (isalpha((unsigned char) *c))
	{
		AclMode		privilege = privilege_of_letter(*c++);

		*privileges |= privilege;
		if (*c == '*')
		{
			*options |= privilege;
			c++;
		}
	}
	*at = c;
}

/*
 * Read the text of an aclitem[].
 */
List *
acl_parse(const char *acl, const char *owner)
{
	List	   *grants = NIL;
	const char *c = acl;

	if (*c == '{')
		c++;
	while (*c != '}' && *c != '\0')
	{
		const char *item = read_element(&c);
		const char *grantee = read_acl_role(&item, ACL_PUBLIC, owner);
		AclMode		privileges;
		AclMode		options;
		Grant	   *grant;

		if (*item++ != '=')
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg_internal("unexpected access control list: %s", acl)));
		read_letters(&item, &privileges, &options);
		if (*item == '/')
			item++;
		grant = acl_grant(&grants, grantee,
						  read_acl_role(&item, ACL_OWNER, owner));
		grant->privileges |= privileges;
		grant->options |= options;
		if (*c == ',')
			c++;
	}
	return grants;
}

static int
compare_texts(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/*
 * An item: these privileges, and these with the right to grant them.
 */
static List *
add_item(List *items, const char *sign, const Grant *grant, AclMode plain,
		 AclMode options)
{
	StringInfoData item;

	if (plain == 0 && options == 0)
		return items;
	initStringInfo(&item);
	appendStringInfo(&item, "%s%s=", sign, grant->grantee);
	for (int i = 0; i < lengthof(privilege_names); i++)
	{
		char		letter = privilege_names[i].letter;
		AclMode		privilege = strchr(ACL_ALL_RIGHTS_STR, letter) == NULL ?
		0 : privilege_of_letter(letter);

		if ((plain | options) & privilege)
			appendStringInfoChar(&item, letter);
		if (options & privilege)
			appendStringInfoChar(&item, '*');
	}
	if (strcmp(grant->grantor, ACL_OWNER) != 0)
		appendStringInfo(&item, "/%s", grant->grantor);
	return lappend(items, item.data);
}

/*
 * What some grants hold beyond the normal ones and, with a minus, what they
 * lack of them; "=r*" lacks no more than the star. NULL if they are the same.
 */
char *
acl_difference(const List *grants, const List *normal)
{
	List	   *all = NIL;
	List	   *items = NIL;
	ListCell   *cell;
	StringInfoData text;

	acl_merge(&all, normal);
	acl_merge(&all, grants);
	foreach(cell, all)
	{
		const Grant *grant = lfirst(cell);
		const Grant *is = acl_grant((List **) &grants, grant->grantee,
									grant->grantor);
		const Grant *was = acl_grant((List **) &normal, grant->grantee,
									 grant->grantor);

		items = add_item(items, "", grant, is->privileges & ~was->privileges,
						 is->options & ~was->options);
		items = add_item(items, "-", grant, was->privileges & ~is->privileges,
						 was->options & ~is->options & is->privileges);
	}
	if (items == NIL)
		return NULL;
	list_sort(items, compare_texts);
	initStringInfo(&text);
	foreach(cell, items)
		appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ", ",
						 (const char *) lfirst(cell));
	return text.data;
}

/*
 * Read a role of a difference: all up to = or /, outside quotes.
 */
static const char *
read_role(const char **at, const char *ends)
{
	const char *start = *at;
	const char *c = start;
	bool		quoted = false;

	for (; *c != '\0' && (quoted || strchr(ends, *c) == NULL); c++)
		if (*c == '"')
			quoted = !quoted;
	*at = c;
	return pnstrdup(start, c - start);
}

/*
 * Change grants by a difference, as acl_difference() has written it.
 */
void
acl_apply(List **grants, const char *difference)
{
	const char *c = difference == NULL ? "" : difference;

	while (*c != '\0')
	{
		bool		lacks = *c == '-';
		const char *grantee;
		AclMode		privileges;
		AclMode		options;
		Grant	   *grant;

		c += lacks ? 1 : 0;
		grantee = read_role(&c, "=");
		if (*c++ != '=')
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg_internal("unexpected privileges: %s", difference)));
		read_letters(&c, &privileges, &options);
		if (*c == '/')
			c++;
		grant = acl_grant(grants, grantee, c[-1] == '/' ?
						  read_role(&c, ",") : ACL_OWNER);
		if (lacks)
		{
			grant->privileges &= ~(privileges & ~options);
			grant->options &= ~(options | privileges);
		}
		else
		{
			grant->privileges |= privileges;
			grant->options |= options;
		}
		c += strspn(c, ", ");
	}
}

/*
 * Privileges as GRANT has them: "SELECT, INSERT", with columns "SELECT (a)".
 */
char *
acl_privilege_names(AclMode privileges, char letter, const char *columns)
{
	AclMode		all = all_privileges(letter);
	StringInfoData text;

	initStringInfo(&text);
	/* where there are several, all of them have a name */
	if (privileges == all && (all & (all - 1)) != 0)
	{
		appendStringInfo(&text, "ALL%s", columns);
		return text.data;
	}
	for (int i = 0; i < lengthof(privilege_names); i++)
		if (strchr(ACL_ALL_RIGHTS_STR, privilege_names[i].letter) != NULL &&
			(privileges & privilege_of_letter(privilege_names[i].letter)) != 0)
			appendStringInfo(&text, "%s%s%s", text.len == 0 ? "" : ", ",
							 privilege_names[i].name, columns);
	return text.data;
}

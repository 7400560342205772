/*
 * privileges.c
 *		Compare privileges, and write GRANT and REVOKE.
 */
#include "postgres.h"

#include "schema/change.h"

/*
 * One text for what an ACL grants beyond the default and what it lacks of it;
 * NULL if it is the default.
 */
const char *
privileges_canonical(const char *acl, const char *normal, const char *owner)
{
	if (acl == NULL || (normal != NULL && strcmp(acl, normal) == 0))
		return NULL;
	return pstrdup(acl);
}

void
privileges_create(Change *change, const SchemaObject *object)
{
	if (object->privileges != NULL)
		change_refuse(change, "It has privileges.");
}

void
privileges_alter(Change *change, const SchemaObject *from,
				 const SchemaObject *to)
{
	change_refuse(change, "Its privileges differ.");
}

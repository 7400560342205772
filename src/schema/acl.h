/*
 * acl.h
 *		Access control lists as lists of grants.
 *
 * A role is written as SQL has it, quoted where needed; so these two are no
 * role's names: PUBLIC, and OWNER for whoever owns the object.
 */
#ifndef MIGRATE_SCHEMA_ACL_H
#define MIGRATE_SCHEMA_ACL_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/acl.h"

#define ACL_PUBLIC "PUBLIC"
#define ACL_OWNER "OWNER"

/* What one role has been granted by another. */
typedef struct Grant
{
	const char *grantee;
	const char *grantor;		/* ACL_OWNER as a rule */
	AclMode		privileges;
	AclMode		options;		/* those of them that it may grant */
} Grant;

extern List *acl_parse(const char *acl, const char *owner);
extern List *acl_default(char letter);
extern Grant *acl_grant(List **grants, const char *grantee,
						const char *grantor);
extern void acl_merge(List **grants, const List *more);
extern List *acl_rename_role(const List *grants, const char *role,
							 const char *new_name);
extern char *acl_difference(const List *grants, const List *normal);
extern void acl_apply(List **grants, const char *difference);
extern char *acl_privilege_names(AclMode privileges, char letter,
								 const char *columns);

#endif							/* MIGRATE_SCHEMA_ACL_H */

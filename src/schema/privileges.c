/*
 * privileges.c
 *		Compare privileges, and write GRANT and REVOKE.
 *
 * What is there before is reckoned with: a new object has what the server
 * gives it, by the default privileges in force for the role that makes it; and
 * with its owner an object's grants change too, as the new owner's are no
 * grants any more. Default privileges are dropped before anything is made, and
 * made and altered after it (kind_default_privileges.c), so that those in
 * force are those of "from" that stay, as they are there.
 */
#include "postgres.h"

#include "catalog/pg_default_acl.h"
#include "schema/acl.h"
#include "schema/kinds.h"
#include "utils/builtins.h"

/* stands in a template for the columns of a GRANT */
#define COLUMNS " (" PIECE_COLUMNS ")"

/* What GRANT and REVOKE are written for. */
typedef struct Grantable
{
	Change	   *change;
	const char *prefix;			/* "ALTER DEFAULT PRIVILEGES ... ", or nothing */
	const char *target;			/* "TABLE t" */
	const char *owner;			/* whom ACL_OWNER stands for */
	char		letter;
} Grantable;

/*
 * One text for what an ACL grants beyond the default and what it lacks of it;
 * NULL if it is the default.
 */
const char *
privileges_canonical(const char *acl, const char *normal, const char *owner)
{
	if (acl == NULL)
		return NULL;
	return acl_difference(acl_parse(acl, owner),
						  normal == NULL ? NIL : acl_parse(normal, owner));
}

/*
 * Join the grantees of the same privileges, from the one at "cell" on, and
 * take these from the list.
 */
static char *
join_grantees(const Grantable *grantable, List *grants, ListCell *cell)
{
	AclMode		privileges = ((Grant *) lfirst(cell))->privileges;
	StringInfoData text;

	initStringInfo(&text);
	for (; cell != NULL; cell = lnext(grants, cell))
	{
		Grant	   *grant = lfirst(cell);

		if (grant->privileges != privileges)
			continue;
		grant->privileges = 0;
		appendStringInfo(&text, "%s%s", text.len == 0 ? "" : ", ",
						 strcmp(grant->grantee, ACL_OWNER) == 0 ?
						 quote_identifier(grantable->owner) : grant->grantee);
	}
	return text.data;
}

/*
 * Write one statement for each set of privileges, which it takes from the
 * list.
 */
static void
write_grants(const Grantable *grantable, List *grants, const char *action,
			 const char *verb, const char *preposition, const char *ending)
{
	ListCell   *cell;

	foreach(cell, grants)
	{
		const Grant *grant = lfirst(cell);
		const char *names;

		if (grant->privileges == 0)
			continue;
		names = acl_privilege_names(grant->privileges, grantable->letter,
									grantable->letter == 'c' ? COLUMNS : "");
		change_write_for_column(grantable->change, action,
								grantable->letter == 'c' ?
								object_name(grantable->change->to) : NULL,
								psprintf("%s%s %s ON %s %s %s%s",
										 grantable->prefix, verb, names,
										 grantable->target, preposition,
										 join_grantees(grantable, grants, cell),
										 ending));
	}
}

static int
compare_grantees(const ListCell *a, const ListCell *b)
{
	const Grant *left = lfirst(a);
	const Grant *right = lfirst(b);

	return strcmp(left->grantee, right->grantee);
}

/*
 * Write what turns the grants "from" into the grants "to". Each role can take
 * back, or repeat, only what it has granted itself, so all must be the
 * owner's.
 */
static void
write_difference(const Grantable *grantable, List *from, List *to)
{
	List	   *both = NIL;
	List	   *revoked = NIL;
	List	   *options_revoked = NIL;
	List	   *granted = NIL;
	List	   *granted_with_option = NIL;
	ListCell   *cell;

	acl_merge(&both, from);
	acl_merge(&both, to);
	list_sort(both, compare_grantees);
	foreach(cell, both)
	{
		const Grant *grant = lfirst(cell);
		const Grant *is = acl_grant(&from, grant->grantee, grant->grantor);
		const Grant *shall = acl_grant(&to, grant->grantee, grant->grantor);

		if (is->privileges == shall->privileges && is->options == shall->options)
			continue;
		if (strcmp(grant->grantor, ACL_OWNER) != 0)
		{
			change_refuse(grantable->change,
						  psprintf("Role %s, which does not own it, has granted privileges to %s; only that role can grant them or take them back.",
								   grant->grantor, grant->grantee));
			continue;
		}
		acl_grant(&revoked, grant->grantee, "")->privileges =
			is->privileges & ~shall->privileges;
		acl_grant(&options_revoked, grant->grantee, "")->privileges =
			is->options & ~shall->options & shall->privileges;
		acl_grant(&granted, grant->grantee, "")->privileges =
			shall->privileges & ~is->privileges & ~shall->options;
		acl_grant(&granted_with_option, grant->grantee, "")->privileges =
			shall->options & ~is->options;
	}
	write_grants(grantable, revoked, "revoke", "REVOKE", "FROM", "");
	write_grants(grantable, options_revoked, "revoke",
				 "REVOKE GRANT OPTION FOR", "FROM", "");
	write_grants(grantable, granted, "grant", "GRANT", "TO", "");
	write_grants(grantable, granted_with_option, "grant", "GRANT", "TO",
				 " WITH GRANT OPTION");
}

/*
 * What GRANT calls an object, after ON.
 */
static char *
name_target(const SchemaObject *object)
{
	const char *kind = object->kind->sql_name;

	switch (object->kind->acl_letter)
	{
		case 'c':
			object = object->parent;
			kind = "TABLE";
			break;
		case 'r':
			kind = "TABLE";
			break;
		case 'f':
			if (object_has_kind(object, "aggregate"))
				return psprintf("FUNCTION %s.%s(%s)",
								object_schema_name(object),
								object_name(object),
								object_value(object, "input_types"));
			kind = strcmp(kind, "PROCEDURE") == 0 ? kind : "FUNCTION";
			break;
		case 'T':
			kind = strcmp(kind, "DOMAIN") == 0 ? kind : "TYPE";
			break;
		case 'S':
			kind = "FOREIGN SERVER";
			break;
	}
	return psprintf("%s %s", kind, object->kind->acl_letter == 's' ?
					object_relation_name(object) :
					object_qualified_name(object));
}

/*
 * Who owns a new object, or an altered one, when grants are written.
 */
static const char *
owner_in_force(const Change *change)
{
	const SchemaObject *owned = object_owned(change->to);

	if (!change->comparison->owners)
	{
		if (owned->match == NULL)
			return change->comparison->role;
		owned = owned->match;
	}
	if (owned->owner == NULL)
		elog(ERROR, "%s %s has privileges, but no owner",
			 change->to->kind->name, change->to->key);
	return owned->owner;
}

/*
 * What an object of a snapshot has been granted.
 */
static List *
grants_of(const SchemaObject *object)
{
	List	   *grants = acl_default(object->kind->acl_letter);

	/* what initdb gave it: see kind_schema.c */
	if (object_has_kind(object, "schema") && strcmp(object->name, "public") == 0)
		acl_grant(&grants, ACL_PUBLIC, ACL_OWNER)->privileges |= ACL_USAGE;
	acl_apply(&grants, object->privileges);
	return grants;
}

/*
 * Does an object have privileges of its own that a REVOKE on its parent may
 * take back? What is revoked on a table is so on its columns, too.
 */
static bool
loses_privileges(const SchemaObject *from)
{
	return from->kind->acl_letter == 'c' && from->privileges != NULL &&
		from->parent->match != NULL &&
		texts_differ(from->parent->privileges, from->parent->match->privileges);
}

/*
 * What an object that stays has, after what is revoked on its parent.
 */
static List *
grants_left(const SchemaObject *from)
{
	List	   *grants = grants_of(from);
	List	   *is;
	List	   *shall;
	ListCell   *cell;

	if (!loses_privileges(from))
		return grants;
	is = grants_of(from->parent);
	shall = grants_of(from->parent->match);
	foreach(cell, grants)
	{
		Grant	   *grant = lfirst(cell);
		const Grant *had = acl_grant(&is, grant->grantee, grant->grantor);
		const Grant *keeps = acl_grant(&shall, grant->grantee, grant->grantor);

		grant->privileges &= ~(had->privileges & ~keeps->privileges);
		grant->options &= grant->privileges & ~(had->options & ~keeps->options);
	}
	return grants;
}

/*
 * Do privileges differ, or will they when those of the parent have changed?
 */
bool
privileges_differ(const SchemaObject *from, const SchemaObject *to)
{
	return texts_differ(from->privileges, to->privileges) ||
		loses_privileges(from);
}

/*
 * Whose a new object is when it is made: the role's that makes it, but the
 * sequence of an identity column is its table's owner's, if that is there.
 */
static const char *
first_owner(const Change *change)
{
	const Change *whole = object_root(change->to)->change;

	return whole == NULL || whole->fate == FATE_ALTER ?
		owner_in_force(change) : change->comparison->role;
}

/*
 * What the server gives a new object: the default, or what the role that
 * makes it has in its place, and what it has for that schema.
 */
static List *
grants_of_new(const Change *change)
{
	const SchemaObject *object = change->to;
	const Comparison *comparison = change->comparison;
	List	   *grants = acl_default(object->kind->acl_letter);
	const char *role = first_owner(change);
	List	   *of_schema = NIL;

	/* they are the last of the objects */
	for (int i = list_length(comparison->from->objects) - 1; i >= 0; i--)
	{
		const SchemaObject *defaults = list_nth(comparison->from->objects, i);
		List	   *given;

		if (defaults->kind != &kind_default_privileges)
			break;
		if (defaults->match == NULL ||
			!default_privileges_apply(defaults, role, object))
			continue;
		given = acl_parse(object_value(defaults, "acl"), role);
		if (defaults->schema == NULL)
			grants = given;
		else
			of_schema = given;
	}
	acl_merge(&grants, of_schema);
	return grants;
}

static void
write_for_object(Change *change, List *from, List *to)
{
	Grantable	grantable = {change, ""};
	const char *owner = quote_identifier(owner_in_force(change));

	grantable.target = name_target(change->to);
	grantable.owner = owner_in_force(change);
	grantable.letter = change->to->kind->acl_letter;
	change->property = "privileges";
	write_difference(&grantable, acl_rename_role(from, owner, ACL_OWNER),
					 acl_rename_role(to, owner, ACL_OWNER));
}

/*
 * Write what a new object is to have and has not been given by the server, and
 * the other way round.
 */
void
privileges_create(Change *change, const SchemaObject *object)
{
	if (object->kind->acl_letter != 0)
		write_for_object(change, grants_of_new(change), grants_of(object));
}

static bool
is_granted_to(const Grant *grant, const char *owner)
{
	return strcmp(grant->grantee, quote_identifier(owner)) == 0;
}

/*
 * Write what differs.
 */
void
privileges_alter(Change *change, const SchemaObject *from,
				 const SchemaObject *to)
{
	List	   *grants = grants_left(from);
	const char *other_owner = object_owned(to)->owner;

	/*
	 * The owner on the other side, if owners are not compared: what is
	 * granted to that role here could not be granted to it there.
	 */
	if (!change->comparison->owners)
	{
		ListCell   *cell;

		foreach(cell, grants)
			if (is_granted_to(lfirst(cell), other_owner))
			grants = foreach_delete_current(grants, cell);
	}
	write_for_object(change, grants, grants_of(to));
}

/*
 * Write what turns default privileges "from" into "to"; either may be NULL for
 * what is there without any.
 */
void
privileges_alter_default(Change *change, const SchemaObject *from,
						 const SchemaObject *to)
{
	const SchemaObject *object = to != NULL ? to : from;
	const char *role = object->name;
	Grantable	grantable = {change};
	List	   *grants[2];

	grantable.letter = object_value(object, "type")[0];
	grantable.owner = role;
	grantable.target = default_privileges_objects(object);
	grantable.prefix = object->schema == NULL ?
		psprintf("ALTER DEFAULT PRIVILEGES FOR ROLE %s ",
				 quote_identifier(role)) :
		psprintf("ALTER DEFAULT PRIVILEGES FOR ROLE %s IN SCHEMA %s ",
				 quote_identifier(role), object_schema_name(object));
	for (int i = 0; i < 2; i++)
	{
		const SchemaObject *side = i == 0 ? from : to;

		grants[i] = side != NULL ?
			acl_parse(object_value(side, "acl"), role) :
			object->schema != NULL ? NIL : acl_default(grantable.letter);
	}
	write_difference(&grantable, grants[0], grants[1]);
}

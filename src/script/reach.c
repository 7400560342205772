/*
 * reach.c
 *		Refuse what would reach out of the database that a schema text is run
 *		in.
 *
 * That database is thrown away, but roles, tablespaces, other databases and
 * what is said of them are shared by all databases of the server. The same
 * check is made when the text is split and whenever such a statement is about
 * to run, so that a DO block cannot do it either.
 */
#include "postgres.h"

#include <ctype.h>

#include "base/errors.h"
#include "nodes/parsenodes.h"
#include "script/script.h"
#include "tcop/cmdtag.h"
#include "tcop/utility.h"

static bool
is_shared(ObjectType type)
{
	return type == OBJECT_DATABASE || type == OBJECT_ROLE ||
		type == OBJECT_TABLESPACE || type == OBJECT_PARAMETER_ACL;
}

/*
 * Is it granted on, or revoked from, the one named database alone?
 */
static bool
is_grant_on(const GrantStmt *statement, const char *database)
{
	return database != NULL && statement->objtype == OBJECT_DATABASE &&
		list_length(statement->objects) == 1 &&
		strcmp(strVal(linitial(statement->objects)), database) == 0;
}

/*
 * Does the statement change what other databases share? Privileges on, and
 * settings of, the named database go with it.
 */
static bool
reaches_out(const Node *statement, const char *database)
{
	switch (nodeTag(statement))
	{
		case T_CreatedbStmt:
		case T_DropdbStmt:
		case T_AlterDatabaseStmt:
		case T_AlterDatabaseRefreshCollStmt:
		case T_CreateTableSpaceStmt:
		case T_DropTableSpaceStmt:
		case T_AlterTableSpaceOptionsStmt:
		case T_AlterSystemStmt:
		case T_CreateRoleStmt:
		case T_AlterRoleStmt:
		case T_AlterRoleSetStmt:
		case T_DropRoleStmt:
		case T_GrantRoleStmt:
		case T_DropOwnedStmt:
		case T_ReassignOwnedStmt:
		case T_CheckPointStmt:
			return true;
		case T_AlterDatabaseSetStmt:
			return database == NULL ||
				strcmp(((const AlterDatabaseSetStmt *) statement)->dbname,
					   database) != 0;
		case T_GrantStmt:
			return is_shared(((const GrantStmt *) statement)->objtype) &&
				!is_grant_on((const GrantStmt *) statement, database);
		case T_RenameStmt:
			return is_shared(((const RenameStmt *) statement)->renameType);
		case T_AlterOwnerStmt:
			return is_shared(((const AlterOwnerStmt *) statement)->objectType);
		case T_CommentStmt:
			return is_shared(((const CommentStmt *) statement)->objtype);
		case T_SecLabelStmt:
			return is_shared(((const SecLabelStmt *) statement)->objtype);
		default:
			return false;
	}
}

/*
 * Name the kind of shared object, where a command's tag does not.
 */
static const char *
shared_kind(const Node *statement)
{
	ObjectType	type;

	switch (nodeTag(statement))
	{
		case T_GrantStmt:
			type = ((const GrantStmt *) statement)->objtype;
			break;
		case T_CommentStmt:
			type = ((const CommentStmt *) statement)->objtype;
			break;
		case T_SecLabelStmt:
			type = ((const SecLabelStmt *) statement)->objtype;
			break;
		default:
			return "";
	}
	switch (type)
	{
		case OBJECT_DATABASE:
			return " ON DATABASE";
		case OBJECT_ROLE:
			return " ON ROLE";
		case OBJECT_TABLESPACE:
			return " ON TABLESPACE";
		default:
			return " ON PARAMETER";
	}
}

/*
 * Refuse a statement that changes more than the database that it runs in,
 * whose name is given if it is known, or that connects to another.
 */
void
refuse_in_schema(const Node *statement, const char *database)
{
	if (reaches_out(statement, database))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_TEXT),
				 errmsg("%s%s cannot run in a schema text",
						GetCommandTagName(CreateCommandTag((Node *) statement)),
						shared_kind(statement)),
				 errdetail("Its effect is not confined to the schema of one database, and the text is run in a database that is thrown away."),
				 errhint("Take the statement out, and run it by itself.")));
	if (IsA(statement, AlterSubscriptionStmt) &&
		((const AlterSubscriptionStmt *) statement)->kind == ALTER_SUBSCRIPTION_REFRESH)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_SCHEMA_TEXT),
				 errmsg("ALTER SUBSCRIPTION ... REFRESH cannot run in a schema text"),
				 errdetail("It would connect to the publisher."),
				 errhint("Take the statement out, and run it by itself.")));
}

/*
 * Is this the \restrict KEY or \unrestrict KEY with which pg_dump keeps psql
 * from acting on other meta-commands?
 */
bool
is_restrict_command(const char *text)
{
	const char *rest;

	if (strncmp(text, "\\restrict", 9) == 0)
		rest = text + 9;
	else if (strncmp(text, "\\unrestrict", 11) == 0)
		rest = text + 11;
	else
		return false;
	return isspace((unsigned char) *rest);
}

/*
 * refuse.c
 *		Refuse what cannot run inside a migration, or in a schema text.
 *
 * A revision's script runs statement by statement inside one transaction
 * that is not its own, without a client to talk to. What breaks that is
 * refused from its parse tree, before anything has run: one function per
 * family of statements; an error context callback of the caller's adds the
 * revision, the statement and the line.
 */
#include "postgres.h"

#include "base/errors.h"
#include "commands/defrem.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
#include "script/script.h"
#include "utils/builtins.h"

#define HINT_NON_TRANSACTIONAL \
	"Make a revision of it alone with transactional => false, and let psql run the text that migrate.upgrade_sql() answers."

static int
refused_code(SplitKind kind)
{
	return kind == SPLIT_SCHEMA ? ERRCODE_INVALID_SCHEMA_TEXT :
		ERRCODE_SCRIPT_REFUSED;
}

static const char *
refused_text(SplitKind kind)
{
	return kind == SPLIT_SCHEMA ? "schema text" : "migration script";
}

static const char *
refused_noun(SplitKind kind)
{
	return kind == SPLIT_SCHEMA ? "text" : "script";
}

/*
 * Refuse a backslash outside a string: psql would have acted on it.
 */
void
refuse_meta_command(const char *text, SplitKind kind)
{
	int			length = (int) strcspn(text, " \t\r\n;");

	ereport(ERROR,
			(errcode(refused_code(kind)),
			 errmsg("psql meta-command \"%s\" cannot run in a %s",
					pnstrdup(text, Min(length, 64)), refused_text(kind)),
			 errdetail("The server runs the %s, and meta-commands are psql's own.",
					   refused_noun(kind)),
			 errhint("Take the line out; put what it would include into the %s.",
					 refused_noun(kind))));
}

/*
 * Refuse to begin or end a transaction inside a script.
 */
void
refuse_transaction(const char *command, SplitKind kind)
{
	ereport(ERROR,
			(errcode(refused_code(kind)),
			 errmsg("%s cannot run in a %s", command, refused_text(kind)),
			 kind == SPLIT_SCHEMA ?
			 errdetail("Each statement of a schema text is committed by itself.") :
			 errdetail("A script runs inside the transaction of its caller, which commits or rolls back all of it."),
			 errhint("Take the statement out. A plain BEGIN as the first statement with a COMMIT as the last is accepted.")));
}

/*
 * Refuse a statement that PostgreSQL does not allow inside a transaction.
 */
static void
refuse_non_transactional(const char *command)
{
	ereport(ERROR,
			(errcode(ERRCODE_SCRIPT_REFUSED),
			 errmsg("%s cannot run inside a transaction", command),
			 errdetail("A script runs inside the transaction of its caller."),
			 errhint(HINT_NON_TRANSACTIONAL)));
}

static void
check_transaction(const TransactionStmt *statement, SplitKind kind)
{
	switch (statement->kind)
	{
		case TRANS_STMT_BEGIN:
			refuse_transaction("BEGIN", kind);
			break;
		case TRANS_STMT_START:
			refuse_transaction("START TRANSACTION", kind);
			break;
		case TRANS_STMT_COMMIT:
			refuse_transaction("COMMIT", kind);
			break;
		case TRANS_STMT_ROLLBACK:
			refuse_transaction("ROLLBACK", kind);
			break;
		case TRANS_STMT_SAVEPOINT:
			refuse_transaction("SAVEPOINT", kind);
			break;
		case TRANS_STMT_RELEASE:
			refuse_transaction("RELEASE SAVEPOINT", kind);
			break;
		case TRANS_STMT_ROLLBACK_TO:
			refuse_transaction("ROLLBACK TO SAVEPOINT", kind);
			break;
		case TRANS_STMT_PREPARE:
			refuse_transaction("PREPARE TRANSACTION", kind);
			break;
		case TRANS_STMT_COMMIT_PREPARED:
			if (kind == SPLIT_SCHEMA)
				refuse_transaction("COMMIT PREPARED", kind);
			refuse_non_transactional("COMMIT PREPARED");
			break;
		case TRANS_STMT_ROLLBACK_PREPARED:
			if (kind == SPLIT_SCHEMA)
				refuse_transaction("ROLLBACK PREPARED", kind);
			refuse_non_transactional("ROLLBACK PREPARED");
			break;
	}
}

/*
 * Refuse COPY from or to the client: there is none at the other end.
 */
static void
check_copy(const CopyStmt *statement, SplitKind kind)
{
	if (statement->filename != NULL)
		return;
	ereport(ERROR,
			(errcode(refused_code(kind)),
			 errmsg("%s cannot run in a %s",
					statement->is_from ? "COPY FROM STDIN" : "COPY TO STDOUT",
					refused_text(kind)),
			 errdetail("The server runs the %s, without a client to send or receive rows.",
					   refused_noun(kind)),
			 kind == SPLIT_SCHEMA ?
			 errhint("Take the statement and its rows out: a schema has none, and pg_dump --schema-only writes none.") :
			 statement->is_from ?
			 errhint("Write the rows as INSERT ... VALUES, or COPY them from a file on the server.") :
			 errhint("Take the statement out, or COPY to a file on the server.")));
}

static DefElem *
find_option(List *options, const char *name)
{
	ListCell   *cell;

	foreach(cell, options)
	{
		DefElem    *option = lfirst_node(DefElem, cell);

		if (strcmp(option->defname, name) == 0)
			return option;
	}
	return NULL;
}

/* Is a boolean option on? */
static bool
option_is_on(List *options, const char *name, bool absent)
{
	DefElem    *option = find_option(options, name);

	return option == NULL ? absent : defGetBoolean(option);
}

static const char *
reindex_name(const ReindexStmt *statement)
{
	if (option_is_on(statement->params, "concurrently", false))
		return "REINDEX CONCURRENTLY";
	switch (statement->kind)
	{
		case REINDEX_OBJECT_SCHEMA:
			return "REINDEX SCHEMA";
		case REINDEX_OBJECT_DATABASE:
			return "REINDEX DATABASE";
		case REINDEX_OBJECT_SYSTEM:
			return "REINDEX SYSTEM";
		default:
			return NULL;
	}
}

static const char *
alter_table_name(const AlterTableStmt *statement)
{
	ListCell   *cell;

	foreach(cell, statement->cmds)
	{
		AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);

		if (command->subtype == AT_DetachPartition &&
			((PartitionCmd *) command->def)->concurrent)
			return "ALTER TABLE ... DETACH PARTITION CONCURRENTLY";
	}
	return NULL;
}

static const char *
create_subscription_name(const CreateSubscriptionStmt *statement)
{
	/* a replication slot is made on the other side, unless told not to */
	if (option_is_on(statement->options, "create_slot",
					 option_is_on(statement->options, "connect", true)))
		return "CREATE SUBSCRIPTION ... WITH (create_slot = true)";
	return NULL;
}

static const char *
alter_subscription_name(const AlterSubscriptionStmt *statement)
{
	switch (statement->kind)
	{
		case ALTER_SUBSCRIPTION_REFRESH:
			return "ALTER SUBSCRIPTION ... REFRESH";
		case ALTER_SUBSCRIPTION_SET_PUBLICATION:
		case ALTER_SUBSCRIPTION_ADD_PUBLICATION:
		case ALTER_SUBSCRIPTION_DROP_PUBLICATION:
			if (option_is_on(statement->options, "refresh", true))
				return "ALTER SUBSCRIPTION ... WITH (refresh = true)";
			return NULL;
		default:
			return NULL;
	}
}

/*
 * Name a statement that PostgreSQL does not allow inside a transaction; NULL
 * for one that it does.
 */
static const char *
non_transactional_name(const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_IndexStmt:
			return ((const IndexStmt *) statement)->concurrent ?
				"CREATE INDEX CONCURRENTLY" : NULL;
		case T_DropStmt:
			return ((const DropStmt *) statement)->concurrent ?
				"DROP INDEX CONCURRENTLY" : NULL;
		case T_ReindexStmt:
			return reindex_name((const ReindexStmt *) statement);
		case T_AlterTableStmt:
			return alter_table_name((const AlterTableStmt *) statement);
		case T_VacuumStmt:
			return ((const VacuumStmt *) statement)->is_vacuumcmd ?
				"VACUUM" : NULL;
		case T_ClusterStmt:
			return ((const ClusterStmt *) statement)->relation == NULL ?
				"CLUSTER of all tables" : NULL;
		case T_CreatedbStmt:
			return "CREATE DATABASE";
		case T_DropdbStmt:
			return "DROP DATABASE";
		case T_AlterDatabaseStmt:
			return find_option(((const AlterDatabaseStmt *) statement)->options,
							   "tablespace") != NULL ?
				"ALTER DATABASE ... SET TABLESPACE" : NULL;
		case T_CreateTableSpaceStmt:
			return "CREATE TABLESPACE";
		case T_DropTableSpaceStmt:
			return "DROP TABLESPACE";
		case T_AlterSystemStmt:
			return "ALTER SYSTEM";
		case T_DiscardStmt:
			return ((const DiscardStmt *) statement)->target == DISCARD_ALL ?
				"DISCARD ALL" : NULL;
		case T_CreateSubscriptionStmt:
			return create_subscription_name((const CreateSubscriptionStmt *) statement);
		case T_AlterSubscriptionStmt:
			return alter_subscription_name((const AlterSubscriptionStmt *) statement);
		default:
			return NULL;
	}
}

/*
 * Is this a statement that PostgreSQL does not allow inside a transaction?
 */
bool
statement_runs_outside(const Node *statement)
{
	return non_transactional_name(statement) != NULL;
}

/*
 * Refuse a change of how strings are read: the script has been split already,
 * under the setting that holds now.
 */
static void
check_variable_set(const VariableSetStmt *statement, SplitKind kind)
{
	bool		on;
	A_Const    *value;

	if (statement->name == NULL ||
		pg_strcasecmp(statement->name, "standard_conforming_strings") != 0 ||
		statement->kind != VAR_SET_VALUE ||
		!IsA(linitial(statement->args), A_Const))
		return;
	value = linitial_node(A_Const, statement->args);
	if (IsA(&value->val, String) && parse_bool(strVal(&value->val), &on) &&
		on != standard_conforming_strings)
		ereport(ERROR,
				(errcode(refused_code(kind)),
				 errmsg("setting \"standard_conforming_strings\" cannot change in a %s",
						refused_text(kind)),
				 errdetail("It says where strings end, and the %s was split into statements under its present value.",
						   refused_noun(kind)),
				 errhint("SET standard_conforming_strings before the %s, or write such strings as E'...'.",
						 kind == SPLIT_SCHEMA ? "call" : "upgrade")));
}

/*
 * Raise an error if the parse tree shows that the statement cannot run inside
 * a transaction, unless its script is to run apart from any, that it cannot
 * run without a client, or that it is no part of a schema.
 */
void
refuse_statement(const Node *statement, SplitKind kind)
{
	const char *command = non_transactional_name(statement);

	if (kind == SPLIT_SCHEMA)
		refuse_in_schema(statement, NULL);
	if (command != NULL && kind != SPLIT_APART && kind != SPLIT_SCHEMA)
		refuse_non_transactional(command);
	else if (IsA(statement, TransactionStmt))
		check_transaction((const TransactionStmt *) statement, kind);
	else if (IsA(statement, CopyStmt))
		check_copy((const CopyStmt *) statement, kind);
	else if (IsA(statement, VariableSetStmt))
		check_variable_set((const VariableSetStmt *) statement, kind);
}

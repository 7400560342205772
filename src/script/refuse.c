/*
 * refuse.c
 *		Refuse what cannot run inside a migration.
 *
 * A revision's script runs statement by statement inside one transaction
 * that is not its own, without a client to talk to. What breaks that is
 * refused from its parse tree, before anything has run. One function per
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
	"Run the statement by hand, outside a transaction, and leave it out of the script; " \
	"or make a revision of it alone with transactional => false, upgrade to what it stands on, run it by hand, and record it with migrate.stamp()."

/*
 * Refuse a backslash outside a string: psql would have acted on it.
 */
void
refuse_meta_command(const char *text)
{
	int			length = (int) strcspn(text, " \t\r\n;");

	ereport(ERROR,
			(errcode(ERRCODE_SCRIPT_REFUSED),
			 errmsg("psql meta-command \"%s\" cannot run in a migration script",
					pnstrdup(text, Min(length, 64))),
			 errdetail("The server runs the script, and meta-commands are psql's own."),
			 errhint("Take the line out; put what it would include into the script.")));
}

/*
 * Refuse to begin or end a transaction inside a script.
 */
void
refuse_transaction(const char *command)
{
	ereport(ERROR,
			(errcode(ERRCODE_SCRIPT_REFUSED),
			 errmsg("%s cannot run in a migration script", command),
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
check_transaction(const TransactionStmt *statement)
{
	switch (statement->kind)
	{
		case TRANS_STMT_BEGIN:
			refuse_transaction("BEGIN");
			break;
		case TRANS_STMT_START:
			refuse_transaction("START TRANSACTION");
			break;
		case TRANS_STMT_COMMIT:
			refuse_transaction("COMMIT");
			break;
		case TRANS_STMT_ROLLBACK:
			refuse_transaction("ROLLBACK");
			break;
		case TRANS_STMT_SAVEPOINT:
			refuse_transaction("SAVEPOINT");
			break;
		case TRANS_STMT_RELEASE:
			refuse_transaction("RELEASE SAVEPOINT");
			break;
		case TRANS_STMT_ROLLBACK_TO:
			refuse_transaction("ROLLBACK TO SAVEPOINT");
			break;
		case TRANS_STMT_PREPARE:
			refuse_transaction("PREPARE TRANSACTION");
			break;
		case TRANS_STMT_COMMIT_PREPARED:
			refuse_non_transactional("COMMIT PREPARED");
			break;
		case TRANS_STMT_ROLLBACK_PREPARED:
			refuse_non_transactional("ROLLBACK PREPARED");
			break;
	}
}

/*
 * Refuse COPY from or to the client: there is none at the other end.
 */
static void
check_copy(const CopyStmt *statement)
{
	if (statement->filename != NULL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_SCRIPT_REFUSED),
			 errmsg("%s cannot run in a migration script",
					statement->is_from ? "COPY FROM STDIN" : "COPY TO STDOUT"),
			 errdetail("The server runs the script, without a client to send or receive rows."),
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

static void
check_reindex(const ReindexStmt *statement)
{
	if (option_is_on(statement->params, "concurrently", false))
		refuse_non_transactional("REINDEX CONCURRENTLY");
	if (statement->kind == REINDEX_OBJECT_SCHEMA)
		refuse_non_transactional("REINDEX SCHEMA");
	if (statement->kind == REINDEX_OBJECT_DATABASE)
		refuse_non_transactional("REINDEX DATABASE");
	if (statement->kind == REINDEX_OBJECT_SYSTEM)
		refuse_non_transactional("REINDEX SYSTEM");
}

static void
check_alter_table(const AlterTableStmt *statement)
{
	ListCell   *cell;

	foreach(cell, statement->cmds)
	{
		AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);

		if (command->subtype == AT_DetachPartition &&
			((PartitionCmd *) command->def)->concurrent)
			refuse_non_transactional("ALTER TABLE ... DETACH PARTITION CONCURRENTLY");
	}
}

static void
check_subscription(const Node *statement)
{
	if (IsA(statement, CreateSubscriptionStmt))
	{
		List	   *options = ((CreateSubscriptionStmt *) statement)->options;

		/* a replication slot is made on the other side, unless told not to */
		if (option_is_on(options, "create_slot",
						 option_is_on(options, "connect", true)))
			refuse_non_transactional("CREATE SUBSCRIPTION ... WITH (create_slot = true)");
	}
	else if (IsA(statement, AlterSubscriptionStmt))
	{
		const AlterSubscriptionStmt *alter = (const AlterSubscriptionStmt *) statement;

		if (alter->kind == ALTER_SUBSCRIPTION_REFRESH)
			refuse_non_transactional("ALTER SUBSCRIPTION ... REFRESH");
		if ((alter->kind == ALTER_SUBSCRIPTION_SET_PUBLICATION ||
			 alter->kind == ALTER_SUBSCRIPTION_ADD_PUBLICATION ||
			 alter->kind == ALTER_SUBSCRIPTION_DROP_PUBLICATION) &&
			option_is_on(alter->options, "refresh", true))
			refuse_non_transactional("ALTER SUBSCRIPTION ... WITH (refresh = true)");
	}
}

/*
 * Refuse a change of how strings are read: the script has been split already,
 * under the setting that holds now.
 */
static void
check_variable_set(const VariableSetStmt *statement)
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
				(errcode(ERRCODE_SCRIPT_REFUSED),
				 errmsg("setting \"standard_conforming_strings\" cannot change in a migration script"),
				 errdetail("It says where strings end, and the script was split into statements under its present value."),
				 errhint("SET standard_conforming_strings before the upgrade, or write such strings as E'...'.")));
}

/*
 * Raise an error if the parse tree shows that the statement cannot run inside
 * a transaction, or without a client.
 */
void
refuse_statement(const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_TransactionStmt:
			check_transaction((const TransactionStmt *) statement);
			break;
		case T_CopyStmt:
			check_copy((const CopyStmt *) statement);
			break;
		case T_VariableSetStmt:
			check_variable_set((const VariableSetStmt *) statement);
			break;
		case T_IndexStmt:
			if (((const IndexStmt *) statement)->concurrent)
				refuse_non_transactional("CREATE INDEX CONCURRENTLY");
			break;
		case T_DropStmt:
			if (((const DropStmt *) statement)->concurrent)
				refuse_non_transactional("DROP INDEX CONCURRENTLY");
			break;
		case T_ReindexStmt:
			check_reindex((const ReindexStmt *) statement);
			break;
		case T_AlterTableStmt:
			check_alter_table((const AlterTableStmt *) statement);
			break;
		case T_VacuumStmt:
			if (((const VacuumStmt *) statement)->is_vacuumcmd)
				refuse_non_transactional("VACUUM");
			break;
		case T_ClusterStmt:
			if (((const ClusterStmt *) statement)->relation == NULL)
				refuse_non_transactional("CLUSTER of all tables");
			break;
		case T_CreatedbStmt:
			refuse_non_transactional("CREATE DATABASE");
			break;
		case T_DropdbStmt:
			refuse_non_transactional("DROP DATABASE");
			break;
		case T_AlterDatabaseStmt:
			if (find_option(((const AlterDatabaseStmt *) statement)->options,
							"tablespace") != NULL)
				refuse_non_transactional("ALTER DATABASE ... SET TABLESPACE");
			break;
		case T_CreateTableSpaceStmt:
			refuse_non_transactional("CREATE TABLESPACE");
			break;
		case T_DropTableSpaceStmt:
			refuse_non_transactional("DROP TABLESPACE");
			break;
		case T_AlterSystemStmt:
			refuse_non_transactional("ALTER SYSTEM");
			break;
		case T_DiscardStmt:
			if (((const DiscardStmt *) statement)->target == DISCARD_ALL)
				refuse_non_transactional("DISCARD ALL");
			break;
		case T_CreateSubscriptionStmt:
		case T_AlterSubscriptionStmt:
			check_subscription(statement);
			break;
		default:
			break;
	}
}

/*
 * scratch_session.c
 *		Keep a session in a scratch database from acting outside of it.
 *
 * The session runs a schema text as the caller. A hook, in the worker's
 * process alone, looks at every utility statement, also of a function or DO
 * block: what changes what databases share is refused, and subscriptions do
 * not connect.
 */
#include "postgres.h"

#include "base/compat.h"
#include "catalog/pg_subscription.h"
#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "schema/scratch.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

PGDLLEXPORT void migrate_scratch_session(const char *argument);

static ProcessUtility_hook_type previous_hook = NULL;

/* Is the text within a BEGIN ... COMMIT, so that SET LOCAL means all of it? */
static bool in_transaction;

static List *
without_option(List *options, const char *name)
{
	ListCell   *cell;

	foreach(cell, options)
	{
		if (strcmp(lfirst_node(DefElem, cell)->defname, name) == 0)
			options = foreach_delete_current(options, cell);
	}
	return options;
}

static List *
with_option(List *options, const char *name, const char *value)
{
	return lappend(without_option(options, name),
				   makeDefElem(pstrdup(name),
							   (Node *) makeString(pstrdup(value)), -1));
}

/*
 * Create a subscription that is off, as pg_dump does. That it was meant to be
 * on is no part of the schema.
 */
static void
disconnect_create(CreateSubscriptionStmt *statement)
{
	List	   *options = statement->options;

	options = without_option(options, "enabled");
	options = without_option(options, "create_slot");
	options = without_option(options, "copy_data");
	statement->options = with_option(options, "connect", "false");
}

/*
 * Have a change of a subscription stay in its database; return whether there
 * is anything left to do.
 */
static bool
disconnect_alter(AlterSubscriptionStmt *statement)
{
	switch (statement->kind)
	{
		case ALTER_SUBSCRIPTION_ENABLED:
			return false;
		case ALTER_SUBSCRIPTION_SET_PUBLICATION:
		case ALTER_SUBSCRIPTION_ADD_PUBLICATION:
		case ALTER_SUBSCRIPTION_DROP_PUBLICATION:
			statement->options = with_option(statement->options, "refresh",
											 "false");
			statement->options = without_option(statement->options,
												"copy_data");
			return true;
		case ALTER_SUBSCRIPTION_OPTIONS:
			/* these are told to the publisher's slot */
			statement->options = without_option(statement->options,
												"failover");
			statement->options = without_option(statement->options,
												"two_phase");
			return statement->options != NIL;
		default:
			return true;
	}
}

/*
 * Run a utility statement as the server would without us.
 */
static void
pass_on(PlannedStmt *planned, const char *text, bool read_only,
		ProcessUtilityContext context, ParamListInfo params,
		QueryEnvironment *environment, DestReceiver *dest,
		QueryCompletion *completion)
{
	(previous_hook != NULL ? previous_hook : standard_ProcessUtility)
		(planned, text, read_only, context, params, environment, dest,
		 completion);
}

/*
 * Have a subscription that is about to be dropped have no slot: else the
 * publisher would be asked to drop it.
 */
static void
forget_slot(const DropSubscriptionStmt *drop, const char *text,
			ParamListInfo params, QueryEnvironment *environment)
{
	PlannedStmt *planned;
	AlterSubscriptionStmt *alter;

	if (!OidIsValid(get_subscription_oid(drop->subname, true)))
		return;
	alter = makeNode(AlterSubscriptionStmt);
	alter->kind = ALTER_SUBSCRIPTION_OPTIONS;
	alter->subname = drop->subname;
	alter->options = with_option(NIL, "slot_name", "none");
	planned = makeNode(PlannedStmt);
	planned->commandType = CMD_UTILITY;
	planned->utilityStmt = (Node *) alter;
	pass_on(planned, text, false, PROCESS_UTILITY_QUERY, params, environment,
			None_Receiver, NULL);
}

/*
 * Change a copy of the statement to what is to run; return whether there is
 * anything left to run.
 */
static bool
confine(Node *statement, ProcessUtilityContext context)
{
	switch (nodeTag(statement))
	{
		case T_CreateSubscriptionStmt:
			disconnect_create((CreateSubscriptionStmt *) statement);
			return true;
		case T_AlterSubscriptionStmt:
			return disconnect_alter((AlterSubscriptionStmt *) statement);
		case T_VariableSetStmt:
			if (in_transaction && context == PROCESS_UTILITY_TOPLEVEL)
				((VariableSetStmt *) statement)->is_local = false;
			return true;
		default:
			return true;
	}
}

static bool
is_about_subscription(const Node *statement)
{
	return IsA(statement, CreateSubscriptionStmt) ||
		IsA(statement, AlterSubscriptionStmt) ||
		IsA(statement, DropSubscriptionStmt);
}

/*
 * Say nothing below an error until the settings level is closed: that a
 * subscription is not connected is as it should be, and what the server's
 * wal_level is, is nothing new.
 */
static int
begin_silence(void)
{
	int			level = NewGUCNestLevel();

	(void) set_config_option("client_min_messages", "error", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	(void) set_config_option("log_min_messages", "error", PGC_SUSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	return level;
}

static void
contain(PlannedStmt *planned, const char *text, bool read_only,
		ProcessUtilityContext context, ParamListInfo params,
		QueryEnvironment *environment, DestReceiver *dest,
		QueryCompletion *completion)
{
	Node	   *statement = planned->utilityStmt;
	bool		silent = is_about_subscription(statement) ||
	IsA(statement, CreatePublicationStmt);
	int			level = 0;

	if (IsA(statement, AlterDatabaseSetStmt) || IsA(statement, GrantStmt))
		refuse_in_schema(statement, get_database_name(MyDatabaseId));
	else
		refuse_in_schema(statement, NULL);

	if (is_about_subscription(statement) || IsA(statement, VariableSetStmt))
	{
		planned = copyObject(planned);
		read_only = false;
		if (!confine(planned->utilityStmt, context))
			return;
	}
	if (silent)
		level = begin_silence();
	if (IsA(statement, DropSubscriptionStmt))
		forget_slot((DropSubscriptionStmt *) statement, text, params,
					environment);
	pass_on(planned, text, read_only, context, params, environment, dest,
			completion);
	if (silent)
		AtEOXact_GUC(true, level);
}

/*
 * Begin a session that runs a schema text. The argument says whether strings
 * are standard-conforming for the caller, who has split the text, and whether
 * it is within BEGIN ... COMMIT: two letters.
 */
void
migrate_scratch_session(const char *argument)
{
	SetConfigOption("standard_conforming_strings",
					argument[0] == 's' ? "on" : "off",
					PGC_USERSET, PGC_S_SESSION);
	in_transaction = argument[1] == 't';
	SetConfigOption("lock_timeout", "0", PGC_USERSET, PGC_S_SESSION);
	/* nobody wants its notices, nor to wait for a disk on its account */
	SetConfigOption("client_min_messages", "warning", PGC_USERSET,
					PGC_S_SESSION);
	SetConfigOption("synchronous_commit", "off", PGC_USERSET, PGC_S_SESSION);

	previous_hook = ProcessUtility_hook;
	ProcessUtility_hook = contain;
}

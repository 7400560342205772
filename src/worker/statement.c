/*
 * statement.c
 *		Run one statement at top level, in a transaction of its own.
 *
 * This is what the server does for a client's simple query of one statement.
 * So a utility may commit in the middle, as CREATE INDEX CONCURRENTLY and
 * CALL do.
 */
#include "postgres.h"

#include "access/printtup.h"
#include "access/xact.h"
#include "base/compat.h"
#include "commands/copy.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "parser/analyze.h"
#include "pgstat.h"
#include "tcop/cmdtag.h"
#include "tcop/dest.h"
#include "tcop/pquery.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/backend_status.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/ps_status.h"
#include "utils/snapmgr.h"
#include "worker/internal.h"

/*
 * Refuse what would talk to a client, or end the transaction under us. Those
 * who send statements refuse it earlier, and with more to say.
 */
static void
check_statement(const Node *statement)
{
	if (IsA(statement, TransactionStmt) ||
		(IsA(statement, CopyStmt) &&
		 ((const CopyStmt *) statement)->filename == NULL))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s cannot run in a background worker",
						GetCommandTagName(CreateCommandTag((Node *) statement)))));
}

/*
 * Log the statement if log_statement says so, as the server does of a
 * client's.
 */
static void
log_if_wanted(Node *statement, const char *text)
{
	if (log_statement != LOGSTMT_NONE &&
		GetCommandLogLevel(statement) <= log_statement)
		ereport(LOG,
				(errmsg("statement: %s", text), errhidestmt(true)));
}

static Portal
make_portal(RawStmt *raw, const char *text)
{
	bool		needs_snapshot = analyze_requires_snapshot(raw);
	List	   *queries;
	List	   *plans;
	Portal		portal;

	if (needs_snapshot)
		PushActiveSnapshot(GetTransactionSnapshot());
	queries = pg_analyze_and_rewrite_fixedparams(raw, text, NULL, 0, NULL);
	plans = pg_plan_queries(queries, text, CURSOR_OPT_PARALLEL_OK, NULL);
	if (needs_snapshot)
		PopActiveSnapshot();
	CHECK_FOR_INTERRUPTS();

	portal = CreatePortal("", true, true);
	portal->visible = false;
	PortalDefineQuery(portal, NULL, text, CreateCommandTag(raw->stmt), plans,
					  NULL);
	return portal;
}

static void
run_portal(Portal portal, QueryCompletion *completion)
{
	int16		format = 0;		/* text */
	DestReceiver *receiver;

	PortalStart(portal, NULL, 0, InvalidSnapshot);
	PortalSetResultFormat(portal, 1, &format);
	receiver = CreateDestReceiver(DestRemote);
	SetRemoteDestReceiverParams(receiver, portal);
	(void) PortalRun(portal, FETCH_ALL, true, receiver, receiver, completion);
	receiver->rDestroy(receiver);
	PortalDrop(portal, false);
}

/*
 * Parse and run one statement, and commit.
 */
static void
run(const char *text)
{
	List	   *raws;
	RawStmt    *raw;
	QueryCompletion completion;

	debug_query_string = text;
	SetCurrentStatementStartTimestamp();
	pgstat_report_activity(STATE_RUNNING, text);
	raws = pg_parse_query(text);
	if (list_length(raws) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("a background worker runs one statement at a time, not %d",
						list_length(raws))));
	raw = linitial_node(RawStmt, raws);
	check_statement(raw->stmt);
	log_if_wanted(raw->stmt, text);
	set_ps_display(GetCommandTagName(CreateCommandTag(raw->stmt)));

	run_portal(make_portal(raw, text), &completion);
	CommitTransactionCommand();
	EndCommand(&completion, DestRemote, false);
	set_ps_display("idle");
	debug_query_string = NULL;
}

/*
 * Run the statement that stands at "text" in the given encoding. Rows,
 * notices and the command's tag go to the caller.
 */
void
statement_run(const char *text, int length, int encoding)
{
	static MemoryContext context = NULL;
	char	   *statement;

	/* longer than a transaction: a statement may be several */
	if (context == NULL)
		context = AllocSetContextCreate(TopMemoryContext,
										"migrate worker statement",
										ALLOCSET_DEFAULT_SIZES);
	MemoryContextReset(context);
	StartTransactionCommand();
	MemoryContextSwitchTo(context);
	statement = pnstrdup(text, length);
	run(pg_any_to_server(statement, length, encoding));
	MemoryContextSwitchTo(TopMemoryContext);
}

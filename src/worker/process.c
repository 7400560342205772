/*
 * process.c
 *		Be a background worker: connect, become the caller, serve.
 *
 * The process ends when its caller says so, when the caller is gone, which
 * the queue shows, or by SIGTERM. A process that has something to do at its
 * end (worker_at_end()) only notes SIGTERM, cancels what it does, and does
 * that; for any other SIGTERM is the end at once.
 */
#include "postgres.h"

#include <signal.h>

#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "base/compat.h"
#include "catalog/pg_db_role_setting.h"
#include "fmgr.h"
#include "libpq/pqmq.h"
#include "libpq/pqsignal.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "postmaster/interrupt.h"
#include "replication/slot.h"
#include "storage/latch.h"
#include "storage/proc.h"
#include "tcop/dest.h"
#include "tcop/tcopprot.h"
#include "utils/acl.h"
#include "utils/backend_status.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/timeout.h"
#include "worker/internal.h"

PGDLLEXPORT void migrate_worker_main(Datum main_arg);

/* What to do at the end, if anything. */
static void (*end_function) (void *arg) = NULL;
static void *end_arg;

/* Has SIGTERM told to end? */
static volatile sig_atomic_t leaving = false;

static emit_log_hook_type previous_emit_log_hook = NULL;

/* Is what the caller is told left to him to log? */
static bool caller_logs = true;

static void
note_leaving(SIGNAL_ARGS)
{
	int			saved_errno = errno;

	leaving = true;
	InterruptPending = true;
	QueryCancelPending = true;
	SetLatch(MyLatch);
	errno = saved_errno;
}

/*
 * Set what the worker does before it exits, in whatever way its end comes
 * about. It is called outside any transaction.
 */
void
worker_at_end(void (*function) (void *arg), void *arg)
{
	end_function = function;
	end_arg = arg;
	pqsignal(SIGTERM, note_leaving);
}

/*
 * Leave it to the caller to log an error that it is told: it knows more of
 * the place.
 */
static void
log_once(ErrorData *error)
{
	if (previous_emit_log_hook != NULL)
		previous_emit_log_hook(error);
	if (caller_logs && error->elevel <= ERROR && error->output_to_client)
		error->output_to_server = false;
}

/*
 * Attach to the segment and its queues; from here on the caller is told of
 * errors. Return NULL if the caller is gone already.
 */
static WorkerShared *
attach(dsm_handle handle, shm_mq_handle **from_caller)
{
	dsm_segment *segment;
	WorkerShared *shared;
	shm_mq	   *incoming;
	shm_mq	   *outgoing;
	char	   *queues;

	CurrentResourceOwner = ResourceOwnerCreate(NULL, "migrate worker");
	segment = dsm_attach(handle);
	if (segment == NULL)
		return NULL;
	dsm_pin_mapping(segment);
	shared = dsm_segment_address(segment);
	if (strcmp(shared->version, MIGRATE_VERSION) != 0)
		ereport(FATAL,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the session that starts a background worker has an older library of \"migrate\" loaded"),
				 errhint("Reconnect.")));

	queues = (char *) shared +
		MAXALIGN(offsetof(WorkerShared, argument) +
				 strlen(shared->argument) + 1);
	incoming = (shm_mq *) queues;
	outgoing = (shm_mq *) (queues + WORKER_QUEUE_BYTES);
	shm_mq_set_receiver(incoming, MyProc);
	shm_mq_set_sender(outgoing, MyProc);
	*from_caller = shm_mq_attach(incoming, segment, NULL);
	pq_redirect_to_shm_mq(segment, shm_mq_attach(outgoing, segment, NULL));
	return shared;
}

static void
set_option(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SET, true, ERROR, false);
}

/*
 * Apply the settings of another database, as if this were it.
 */
static void
apply_settings_of(Oid database)
{
	Relation	settings = table_open(DbRoleSettingRelationId, AccessShareLock);
	Snapshot	snapshot =
	RegisterSnapshot(GetCatalogSnapshot(DbRoleSettingRelationId));

	ApplySetting(snapshot, database, GetSessionUserId(), settings,
				 PGC_S_DATABASE_USER);
	ApplySetting(snapshot, database, InvalidOid, settings, PGC_S_DATABASE);
	UnregisterSnapshot(snapshot);
	table_close(settings, AccessShareLock);
}

/*
 * Become who the caller is: by SET SESSION AUTHORIZATION and SET ROLE, which
 * check that the login role may.
 */
static void
become_caller(const WorkerShared *shared)
{
	if (OidIsValid(shared->login) && shared->session != GetSessionUserId())
		set_option("session_authorization",
				   GetUserNameFromId(shared->session, false));
	set_option("role", OidIsValid(shared->role) ?
			   GetUserNameFromId(shared->role, false) : "none");
	if (GetUserId() != shared->user)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("the background worker could not become role \"%s\"",
						GetUserNameFromId(shared->user, false))));
}

/*
 * Set what is not to be as the defaults of database and role have it.
 */
static void
set_up_session(const WorkerShared *shared)
{
	char		text[NAMEDATALEN];

	set_option("client_encoding", pg_encoding_to_char(shared->encoding));
	snprintf(text, sizeof(text), "migrate for PID %d: %s",
			 (int) shared->caller, shared->purpose);
	set_option("application_name", text);
	snprintf(text, sizeof(text), "%d", shared->lock_timeout);
	set_option("lock_timeout", text);
	set_option("statement_timeout", "0");
	/* new in 17; before, there is nothing to set */
	if (GetConfigOption("transaction_timeout", true, false) != NULL)
		set_option("transaction_timeout", "0");
	set_option("default_transaction_read_only", "off");
	set_option("default_transaction_isolation", "read committed");
	set_option("default_transaction_deferrable", "off");
}

/*
 * Connect, and be ready for statements.
 */
static void
connect_session(const WorkerShared *shared)
{
	BackgroundWorkerInitializeConnectionByOid(shared->database, shared->login,
											  shared->connect_flags);
	StartTransactionCommand();
	if (OidIsValid(shared->settings_of))
		apply_settings_of(shared->settings_of);
	set_up_session(shared);
	become_caller(shared);
	CommitTransactionCommand();

	if (shared->function[0] != '\0')
	{
		WorkerFunction function = (WorkerFunction)
		load_external_function(WORKER_LIBRARY, shared->function, true,
							   NULL);

		function(shared->argument);
	}
}

/*
 * Wait for the caller's next message; return NULL if there is to be none.
 */
static char *
next_message(shm_mq_handle *from_caller, int *length)
{
	pgstat_report_activity(STATE_IDLE, NULL);
	while (!leaving)
	{
		Size		nbytes;
		void	   *data;
		shm_mq_result result;

		result = shm_mq_receive(from_caller, &nbytes, &data, true);
		if (result == SHM_MQ_DETACHED)
			return NULL;
		if (result == SHM_MQ_SUCCESS)
		{
			*length = (int) nbytes;
			return data;
		}
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_EXIT_ON_PM_DEATH, -1,
						 PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		if (leaving)
			break;
		QueryCancelPending = false; /* there is nothing to cancel */
		CHECK_FOR_INTERRUPTS();
		if (ConfigReloadPending)
		{
			ConfigReloadPending = false;
			ProcessConfigFile(PGC_SIGHUP);
		}
	}
	return NULL;
}

/*
 * Tell the caller of the error at hand, and be as before the statement.
 */
static void
recover(void)
{
	error_context_stack = NULL;
	HOLD_INTERRUPTS();
	disable_all_timeouts(false);
	QueryCancelPending = false;
	EmitErrorReport();
	debug_query_string = NULL;
	AbortCurrentTransaction();
	PortalErrorCleanup();
	if (MyReplicationSlot != NULL)
		ReplicationSlotRelease();
	MemoryContextSwitchTo(TopMemoryContext);
	FlushErrorState();
	RESUME_INTERRUPTS();
}

/*
 * Call a function; return whether it succeeded. If not, the caller has been
 * told.
 */
static bool
attempt(void (*function) (void *arg), void *arg)
{
	volatile bool succeeded = true;

	PG_TRY();
	{
		function(arg);
	}
	PG_CATCH();
	{
		recover();
		succeeded = false;
	}
	PG_END_TRY();
	return succeeded;
}

/* What to run. */
typedef struct Task
{
	const char *text;
	int			length;
	const WorkerShared *shared;
	shm_mq_handle *from_caller;
} Task;

static void
run_task(void *arg)
{
	Task	   *task = arg;

	statement_run(task->text, task->length, task->shared->encoding);
}

/*
 * Set the session back, as far as a client could.
 */
static void
reset_task(void *arg)
{
	const WorkerShared *shared = ((Task *) arg)->shared;

	StartTransactionCommand();
	ResetAllOptions();
	set_up_session(shared);
	become_caller(shared);
	CommitTransactionCommand();
}

static void
connect_task(void *arg)
{
	connect_session(((Task *) arg)->shared);
}

/*
 * Have what is sent encoded as the caller reads it, whatever a statement has
 * set.
 */
static void
restore_encoding(int encoding)
{
	if (pg_get_client_encoding() == encoding)
		return;
	StartTransactionCommand();
	set_option("client_encoding", pg_encoding_to_char(encoding));
	CommitTransactionCommand();
}

/*
 * Run what the caller sends, until there is no more.
 */
static void
serve(void *arg)
{
	const WorkerShared *shared = ((Task *) arg)->shared;
	bool		succeeded = true;
	char	   *message;
	int			length;

	ReadyForQuery(DestRemote);
	while ((message = next_message(((Task *) arg)->from_caller, &length)) != NULL &&
		   message[0] != WORKER_END)
	{
		Task		task = {.text = message + 1, .length = length - 1,
		.shared = shared};

		if (message[0] == WORKER_RESET)
			succeeded = attempt(reset_task, &task);
		else if (message[0] == WORKER_RUN || succeeded)
			succeeded = attempt(run_task, &task);
		restore_encoding(shared->encoding);
		ReadyForQuery(DestRemote);
	}
}

/*
 * Do what is to be done at the end. Only SIGINT can cancel that.
 */
static void
end(void)
{
	if (end_function == NULL)
		return;
	pqsignal(SIGTERM, SIG_IGN);
	leaving = true;
	QueryCancelPending = false;
	caller_logs = false;		/* he may be gone */
	(void) attempt(end_function, end_arg);
}

/*
 * The process, from its beginning to its end.
 */
void
migrate_worker_main(Datum main_arg)
{
	Task		task = {0};

	pqsignal(SIGTERM, die);
	pqsignal(SIGHUP, SignalHandlerForConfigReload);
	BackgroundWorkerUnblockSignals();

	task.shared = attach(DatumGetUInt32(main_arg), &task.from_caller);
	if (task.shared == NULL)
		return;
	previous_emit_log_hook = emit_log_hook;
	emit_log_hook = log_once;

	if (attempt(connect_task, &task))
		(void) attempt(serve, &task);
	end();
}

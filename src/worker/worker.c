/*
 * worker.c
 *		Start and stop workers.
 *
 * Whoever starts a worker may be thrown out at any point: by an error, by a
 * cancel, by the end of its connection. Each of these ends the transaction or
 * a subtransaction, whose callbacks here end the workers that it started, the
 * newest first, and wait until they are gone. Should a process exit without
 * that, detaching from the shared memory tells the postmaster to end them.
 */
#include "postgres.h"

#include "access/xact.h"
#include "base/compat.h"
#include "catalog/pg_authid.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/latch.h"
#include "storage/proc.h"
#include "storage/procsignal.h"
#include "utils/acl.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "worker/internal.h"

/*
 * How long the end of a transaction waits for a worker to go. Nobody can
 * cancel that wait.
 */
#define GONE_WITHIN_MS 60000

static dlist_head workers = DLIST_STATIC_INIT(workers);

/*
 * Wait until a worker is gone. Interrupts may be held, but barriers must be
 * passed in any case: a worker that drops a database waits until every
 * process has passed one, this one too.
 */
static void
wait_until_gone(Worker *worker)
{
	TimestampTz start = GetCurrentTimestamp();
	pid_t		pid;

	while (GetBackgroundWorkerPid(worker->handle, &pid) != BGWH_STOPPED)
	{
		if (TimestampDifferenceExceeds(start, GetCurrentTimestamp(),
									   GONE_WITHIN_MS))
		{
			ereport(WARNING,
					(errmsg("a background worker (%s) is still running",
							worker->purpose),
					 errdetail("It was told to end %d seconds ago.",
							   GONE_WITHIN_MS / 1000)));
			return;
		}
		(void) WaitLatch(MyLatch,
						 WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH,
						 1000, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		if (ProcSignalBarrierPending)
			ProcessProcSignalBarrier();
	}
}

/*
 * Forget a worker that is gone.
 */
static void
discard(Worker *worker)
{
	dlist_delete(&worker->node);
	dsm_detach(worker->segment);
	MemoryContextDelete(worker->context);
}

/*
 * End a worker, whatever it does, and wait until it is gone. Raises no error.
 */
static void
end_worker(Worker *worker)
{
	HOLD_INTERRUPTS();
	TerminateBackgroundWorker(worker->handle);
	wait_until_gone(worker);
	discard(worker);
	RESUME_INTERRUPTS();
}

static Worker *
newest(void)
{
	return dlist_container(Worker, node, dlist_head_node(&workers));
}

static void
at_transaction_end(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_PARALLEL_COMMIT ||
		event == XACT_EVENT_PREPARE)
		return;					/* the event before it has done all */
	while (!dlist_is_empty(&workers))
		end_worker(newest());
}

static void
at_subtransaction_end(SubXactEvent event, SubTransactionId ended,
					  SubTransactionId parent, void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
	{
		while (!dlist_is_empty(&workers) && newest()->owner == ended)
			end_worker(newest());
	}
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
	{
		dlist_iter	iter;

		dlist_foreach(iter, &workers)
		{
			Worker	   *worker = dlist_container(Worker, node, iter.cur);

			if (worker->owner == ended)
				worker->owner = parent;
		}
	}
}

static void
at_detach(dsm_segment *segment, Datum worker)
{
	TerminateBackgroundWorker(((Worker *) DatumGetPointer(worker))->handle);
}

static void
register_callbacks(void)
{
	static bool registered = false;

	if (registered)
		return;
	RegisterXactCallback(at_transaction_end, NULL);
	RegisterSubXactCallback(at_subtransaction_end, NULL);
	registered = true;
}

/*
 * Refuse to start a worker as somebody whom the caller is only for the time
 * of a function: a new session cannot become that.
 */
static void
check_caller(void)
{
	if (GetUserId() != GetOuterUserId() || InSecurityRestrictedOperation())
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("cannot start a background worker as role \"%s\"",
						GetUserNameFromId(GetUserId(), false)),
				 errdetail("It is the current role only inside a SECURITY DEFINER function or a maintenance command, and a new session could not take it."),
				 errhint("Call from outside such a function.")));
}

/*
 * Return the size of what precedes the queues in the segment.
 */
static Size
shared_size(const char *argument)
{
	return MAXALIGN(offsetof(WorkerShared, argument) + 1 +
					(argument != NULL ? strlen(argument) : 0));
}

/*
 * Say what the worker is to be and to do.
 */
static void
fill_shared(WorkerShared *shared, const WorkerTarget *target)
{
	memset(shared, 0, shared_size(NULL));
	strlcpy(shared->version, MIGRATE_VERSION, sizeof(shared->version));
	shared->caller = MyProcPid;
	shared->database = target->database;
	if (target->bypass_allowconn)
		shared->connect_flags |= BGWORKER_BYPASS_ALLOWCONN;
	if (target->as_bootstrap)
		shared->user = BOOTSTRAP_SUPERUSERID;
	else
	{
		shared->login = GetAuthenticatedUserId();
		shared->session = GetSessionUserId();
		shared->role = GetCurrentRoleId();
		shared->user = GetUserId();
	}
	shared->settings_of = target->settings_of;
	shared->encoding = GetDatabaseEncoding();
	shared->lock_timeout = LockTimeout;
	strlcpy(shared->purpose, target->purpose, sizeof(shared->purpose));
	if (target->function != NULL)
		strlcpy(shared->function, target->function, sizeof(shared->function));
	if (target->argument != NULL)
		memcpy(shared->argument, target->argument,
			   strlen(target->argument) + 1);
}

static shm_mq *
create_queue(char *address, PGPROC *sender, PGPROC *receiver)
{
	shm_mq	   *queue = shm_mq_create(address, WORKER_QUEUE_BYTES);

	if (sender != NULL)
		shm_mq_set_sender(queue, sender);
	if (receiver != NULL)
		shm_mq_set_receiver(queue, receiver);
	return queue;
}

static void
describe(BackgroundWorker *entry, dsm_segment *segment, const char *purpose)
{
	memset(entry, 0, sizeof(*entry));
	entry->bgw_flags = BGWORKER_SHMEM_ACCESS |
		BGWORKER_BACKEND_DATABASE_CONNECTION;
	entry->bgw_start_time = BgWorkerStart_ConsistentState;
	entry->bgw_restart_time = BGW_NEVER_RESTART;
	entry->bgw_notify_pid = MyProcPid;
	entry->bgw_main_arg = UInt32GetDatum(dsm_segment_handle(segment));
	strlcpy(entry->bgw_library_name, WORKER_LIBRARY,
			sizeof(entry->bgw_library_name));
	strlcpy(entry->bgw_function_name, "migrate_worker_main",
			sizeof(entry->bgw_function_name));
	strlcpy(entry->bgw_type, "migrate worker", sizeof(entry->bgw_type));
	snprintf(entry->bgw_name, sizeof(entry->bgw_name),
			 "migrate worker for PID %d (%s)", MyProcPid, purpose);
}

/*
 * Start a worker. Does not wait for it: that it cannot connect is told by the
 * first worker_receive(), or by worker_wait_ready().
 *
 * Raises an error if the caller is nobody that a session can be, or if no
 * worker is free.
 */
Worker *
worker_start(const WorkerTarget *target)
{
	MemoryContext context;
	MemoryContext caller;
	Worker	   *worker;
	BackgroundWorker entry;
	Size		size = shared_size(target->argument);
	char	   *address;

	if (!IsUnderPostmaster)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("a server in single-user mode has no background workers")));
	check_caller();
	register_callbacks();

	context = AllocSetContextCreate(CurTransactionContext, "migrate worker",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	worker = palloc0_object(Worker);
	worker->context = context;
	worker->message_context = AllocSetContextCreate(context,
													"migrate worker message",
													ALLOCSET_DEFAULT_SIZES);
	worker->owner = GetCurrentSubTransactionId();
	worker->purpose = pstrdup(target->purpose);

	worker->segment = dsm_create(size + 2 * WORKER_QUEUE_BYTES, 0);
	address = dsm_segment_address(worker->segment);
	fill_shared((WorkerShared *) address, target);
	describe(&entry, worker->segment, target->purpose);
	address += size;
	worker->to_worker =
		shm_mq_attach(create_queue(address, MyProc, NULL),
					  worker->segment, NULL);
	worker->from_worker =
		shm_mq_attach(create_queue(address + WORKER_QUEUE_BYTES, NULL, MyProc),
					  worker->segment, NULL);

	if (!RegisterDynamicBackgroundWorker(&entry, &worker->handle))
		raise_no_worker();
	on_dsm_detach(worker->segment, at_detach, PointerGetDatum(worker));
	dsm_pin_mapping(worker->segment);
	dlist_push_head(&workers, &worker->node);
	shm_mq_set_handle(worker->to_worker, worker->handle);
	shm_mq_set_handle(worker->from_worker, worker->handle);
	MemoryContextSwitchTo(caller);
	return worker;
}

/*
 * Let a worker end, and wait until it is gone. One that is still at work is
 * cancelled. What it has to say at its end is passed on, errors as warnings.
 */
void
worker_stop(Worker *worker)
{
	if (worker->outstanding == 0 && !worker->lost)
	{
		worker_end(worker);
		worker_receive_end(worker);
	}
	end_worker(worker);
}

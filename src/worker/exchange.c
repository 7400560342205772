/*
 * exchange.c
 *		Send statements to a worker, and read what comes back.
 *
 * Neither side may wait for room in a queue while the other does. So the
 * caller keeps what finds no room, sends it piece by piece whenever it waits
 * for something to read, and reads all that there is.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "libpq/pqmq.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/latch.h"
#include "utils/memutils.h"
#include "worker/internal.h"

/* How often to look whether the worker waits for its own caller. */
#define LOOK_EVERY_MS 1000

static void
raise_lost(Worker *worker)
{
	worker->lost = true;
	ereport(ERROR,
			(errcode(ERRCODE_CONNECTION_FAILURE),
			 errmsg("the background worker ended unexpectedly"),
			 errdetail("Its purpose was: %s.", worker->purpose),
			 errhint("The server's log tells why.")));
}

/*
 * Send what fits into the queue; return whether that was all.
 */
static bool
send_pending(Worker *worker)
{
	while (!dlist_is_empty(&worker->unsent))
	{
		Unsent	   *message = dlist_head_element(Unsent, node,
												 &worker->unsent);
		shm_mq_result result = shm_mq_send(worker->to_worker, message->length,
										   message->bytes, true, true);

		if (result == SHM_MQ_WOULD_BLOCK)
			return false;
		if (result == SHM_MQ_DETACHED)
			return true;		/* reading will tell why */
		dlist_delete(&message->node);
		pfree(message);
	}
	return true;
}

static void
queue_message(Worker *worker, WorkerMessage kind, const char *text, int length)
{
	Unsent	   *message = MemoryContextAllocHuge(worker->context,
												 offsetof(Unsent, bytes) +
												 (Size) length + 1);

	message->length = (Size) length + 1;
	message->bytes[0] = (char) kind;
	memcpy(message->bytes + 1, text, length);
	dlist_push_tail(&worker->unsent, &message->node);
	(void) send_pending(worker);
}

/*
 * Send one statement. It runs at once, or after those that were sent before
 * and have not been received; if one of these fails, it does not run.
 */
void
worker_send(Worker *worker, const char *statement, int length)
{
	queue_message(worker, worker->outstanding > 0 ? WORKER_FOLLOW : WORKER_RUN,
				  statement, length);
	worker->outstanding++;
}

/*
 * Return how many statements were sent and not received.
 */
int
worker_outstanding(const Worker *worker)
{
	return worker->outstanding;
}

/*
 * Wait until there may be something to do about a worker.
 */
static void
wait_for_something(Worker *worker)
{
	int			events = WaitLatch(MyLatch,
								   WL_LATCH_SET | WL_TIMEOUT |
								   WL_EXIT_ON_PM_DEATH,
								   LOOK_EVERY_MS, PG_WAIT_EXTENSION);

	ResetLatch(MyLatch);
	CHECK_FOR_INTERRUPTS();
	if (events & WL_TIMEOUT)
		check_not_blocked_by_caller(worker);
}

/*
 * Read a message into the message context, which is reset by this; return
 * false if the worker is gone.
 */
static bool
read_message(Worker *worker, StringInfo message)
{
	for (;;)
	{
		Size		length;
		void	   *data;
		shm_mq_result result;

		(void) send_pending(worker);
		result = shm_mq_receive(worker->from_worker, &length, &data, true);
		if (result == SHM_MQ_DETACHED)
			return false;
		if (result == SHM_MQ_SUCCESS)
		{
			MemoryContextReset(worker->message_context);
			message->data = data;
			message->len = (int) length;
			message->maxlen = -1;
			message->cursor = 0;
			return true;
		}
		wait_for_something(worker);
	}
}

/*
 * Make sure that a text is valid in this database's encoding. The worker
 * converts what it sends, but what runs there can change how.
 */
static const char *
valid(const char *text)
{
	char	   *copy;

	if (text == NULL || pg_verifymbstr(text, strlen(text), true))
		return text;
	copy = pstrdup(text);
	for (char *c = copy; *c != '\0'; c++)
	{
		if (IS_HIGHBIT_SET(*c))
			*c = '?';
	}
	return copy;
}

/*
 * Read an error or notice, in the current context.
 */
static ErrorData *
read_error(StringInfo message)
{
	ErrorData  *error = palloc0_object(ErrorData);

	pq_parse_errornotice(message, error);
	error->message = (char *) valid(error->message);
	error->detail = (char *) valid(error->detail);
	error->hint = (char *) valid(error->hint);
	error->context = (char *) valid(error->context);
	error->internalquery = (char *) valid(error->internalquery);
	error->schema_name = (char *) valid(error->schema_name);
	error->table_name = (char *) valid(error->table_name);
	error->column_name = (char *) valid(error->column_name);
	error->datatype_name = (char *) valid(error->datatype_name);
	error->constraint_name = (char *) valid(error->constraint_name);
	return error;
}

/*
 * Keep an error until the worker is done with what was sent.
 */
static void
keep_error(Worker *worker, StringInfo message)
{
	MemoryContext caller;

	if (worker->error != NULL)
		return;
	caller = MemoryContextSwitchTo(worker->context);
	worker->error = read_error(message);
	MemoryContextSwitchTo(caller);
	if (worker->error->elevel > ERROR || !worker->ready)
		worker->lost = true;
}

/*
 * Raise the error that was kept, as the caller's own. It is the worker that a
 * FATAL one has ended.
 */
static void
raise_kept_error(Worker *worker)
{
	ErrorData  *error = worker->error;

	worker->error = NULL;
	error->elevel = ERROR;
	error->assoc_context = CurrentMemoryContext;
	ThrowErrorData(error);
}

static void
pass_notice_on(Worker *worker, StringInfo message)
{
	MemoryContext caller = MemoryContextSwitchTo(worker->message_context);
	ErrorData  *notice = read_error(message);

	MemoryContextSwitchTo(caller);
	ThrowErrorData(notice);
}

static void
read_names(Worker *worker, StringInfo message)
{
	MemoryContext caller = MemoryContextSwitchTo(worker->context);

	worker->ncolumns = pq_getmsgint(message, 2);
	worker->names = palloc_array(char *, worker->ncolumns);
	for (int i = 0; i < worker->ncolumns; i++)
	{
		worker->names[i] = pstrdup(pq_getmsgrawstring(message));
		(void) pq_getmsgbytes(message, 18); /* table, column, type, format */
	}
	MemoryContextSwitchTo(caller);
}

static void
read_row(Worker *worker, StringInfo message, WorkerRow row, void *arg)
{
	MemoryContext caller = MemoryContextSwitchTo(worker->message_context);
	int			ncolumns = pq_getmsgint(message, 2);
	char	  **values = palloc_array(char *, ncolumns);

	if (ncolumns != worker->ncolumns)
		elog(ERROR, "a background worker sent %d columns instead of %d",
			 ncolumns, worker->ncolumns);
	for (int i = 0; i < ncolumns; i++)
	{
		int			length = (int) pq_getmsgint(message, 4);

		values[i] = NULL;
		if (length < 0)
			continue;
		values[i] = pnstrdup(pq_getmsgbytes(message, length), length);
		(void) pg_verifymbstr(values[i], length, false);
	}
	MemoryContextSwitchTo(caller);
	row(arg, ncolumns, worker->names, values);
}

/*
 * Act on a message; return whether it says that the worker waits for more.
 */
static bool
handle_message(Worker *worker, StringInfo message, WorkerRow row, void *arg)
{
	switch (pq_getmsgbyte(message))
	{
		case 'T':
			if (row != NULL)
				read_names(worker, message);
			return false;
		case 'D':
			if (row != NULL)
				read_row(worker, message, row, arg);
			return false;
		case 'E':
			keep_error(worker, message);
			return worker->lost;
		case 'N':
			pass_notice_on(worker, message);
			return false;
		case 'Z':
			return true;
		default:
			return false;		/* command tags, settings */
	}
}

/*
 * Read until the worker waits for more.
 */
static void
read_result(Worker *worker, WorkerRow row, void *arg)
{
	StringInfoData message;

	do
	{
		if (!read_message(worker, &message))
			raise_lost(worker);
	} while (!handle_message(worker, &message, row, arg));
}

/*
 * Wait until the worker has connected; raise the error if it cannot.
 */
void
worker_wait_ready(Worker *worker)
{
	if (worker->ready)
		return;
	if (worker->lost)
		raise_lost(worker);
	read_result(worker, NULL, NULL);
	if (worker->error != NULL)
		raise_kept_error(worker);
	worker->ready = true;
}

/*
 * Wait for the end of the oldest statement; after an error, of all, of which
 * nothing more has run.
 */
static void
receive(Worker *worker, WorkerRow row, void *arg)
{
	Assert(worker->outstanding > 0);
	worker_wait_ready(worker);
	if (worker->lost)
		raise_lost(worker);
	read_result(worker, row, arg);
	worker->outstanding--;
	while (worker->error != NULL && worker->outstanding > 0 && !worker->lost)
	{
		read_result(worker, NULL, NULL);
		worker->outstanding--;
	}
}

/*
 * Wait for the end of the oldest statement that was sent, and give its rows
 * to "row", unless that is NULL. Notices are passed on to the client.
 *
 * Its error is raised when the worker is done with all that was sent: it can
 * be used again, unless it is gone. A position in it counts from the beginning
 * of the statement; an error context callback is to turn it into one in an
 * internal query.
 */
void
worker_receive(Worker *worker, WorkerRow row, void *arg)
{
	receive(worker, row, arg);
	if (worker->error != NULL)
		raise_kept_error(worker);
}

/*
 * Run one statement, when those that were sent before have ended.
 */
void
worker_run(Worker *worker, const char *statement, WorkerRow row, void *arg)
{
	worker_send(worker, statement, (int) strlen(statement));
	while (worker->outstanding > 1)
		worker_receive(worker, NULL, NULL);
	worker_receive(worker, row, arg);
}

/*
 * Run one statement that may fail; return its error, or NULL. That the worker
 * is gone is raised.
 */
ErrorData *
worker_try(Worker *worker, const char *statement)
{
	ErrorData  *error;

	Assert(worker->outstanding == 0);
	worker_send(worker, statement, (int) strlen(statement));
	receive(worker, NULL, NULL);
	if (worker->lost)
		raise_kept_error(worker);
	error = worker->error;
	worker->error = NULL;
	return error;
}

/*
 * Have a worker set its session back to what it was at the beginning: its
 * settings and its role.
 */
void
worker_reset(Worker *worker)
{
	Assert(worker->outstanding == 0);
	queue_message(worker, WORKER_RESET, "", 0);
	worker->outstanding++;
	worker_receive(worker, NULL, NULL);
}

/*
 * Tell a worker that there is no more to do. It is to be stopped then, which
 * waits until it is gone; there may be other things to do before that.
 */
void
worker_end(Worker *worker)
{
	Assert(worker->outstanding == 0);
	if (!worker->ending)
		queue_message(worker, WORKER_END, "", 0);
	worker->ending = true;
}

/*
 * Wait until a worker has ended, and pass on what it still says.
 */
void
worker_receive_end(Worker *worker)
{
	StringInfoData message;

	while (read_message(worker, &message))
		(void) handle_message(worker, &message, NULL, NULL);
	if (worker->error != NULL)
	{
		ErrorData  *error = worker->error;

		worker->error = NULL;
		error->elevel = WARNING;
		ThrowErrorData(error);
	}
}

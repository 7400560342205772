/*
 * worker.h
 *		Run statements at top level in a background worker, in this or another
 *		database; rows, notices and errors come back.
 *
 * A worker is a process of its own, connected as the caller, and every
 * statement is a transaction of its own: what PostgreSQL forbids inside a
 * transaction runs there. It sees nothing that the caller's transaction has
 * not committed. It lives at most as long as the transaction or
 * subtransaction that started it: whatever ends that ends the worker too, and
 * waits until it is gone.
 */
#ifndef MIGRATE_WORKER_H
#define MIGRATE_WORKER_H

#include "postgres.h"

/* The caller's side */

typedef struct Worker Worker;

/* What a worker is to be; all that is not said is 0. */
typedef struct WorkerTarget
{
	Oid			database;
	bool		as_bootstrap;	/* as the bootstrap superuser, not the caller:
								 * for fixed statements of ours only */
	bool		bypass_allowconn;	/* also where nobody may connect */
	Oid			settings_of;	/* a database whose settings apply too */
	const char *purpose;		/* for pg_stat_activity */
	const char *function;		/* a WorkerFunction of this library to call
								 * first, or NULL */
	const char *argument;		/* for it, or NULL */
} WorkerTarget;

/* Gets each row of a result, as text; NULL for a null. */
typedef void (*WorkerRow) (void *arg, int ncolumns, char **names,
						   char **values);

/* worker.c */
extern Worker *worker_start(const WorkerTarget *target);
extern void worker_stop(Worker *worker);

/* exchange.c */
extern void worker_send(Worker *worker, const char *statement, int length);
extern int	worker_outstanding(const Worker *worker);
extern void worker_receive(Worker *worker, WorkerRow row, void *arg);
extern void worker_wait_ready(Worker *worker);
extern void worker_run(Worker *worker, const char *statement, WorkerRow row,
					   void *arg);
extern ErrorData *worker_try(Worker *worker, const char *statement);
extern void worker_reset(Worker *worker);
extern void worker_end(Worker *worker);

/* The process's own side */

/*
 * Called in the worker, outside any transaction, before the first statement.
 * It is to be PGDLLEXPORT.
 */
typedef void (*WorkerFunction) (const char *argument);

/* process.c */
extern void worker_at_end(void (*function) (void *arg), void *arg);

#endif							/* MIGRATE_WORKER_H */

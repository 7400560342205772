/*
 * internal.h
 *		What the two sides of a worker share.
 *
 * One segment of dynamic shared memory holds a WorkerShared, which the caller
 * fills in before the worker starts, and two queues of messages. To the
 * worker go a WorkerMessage byte each and what it is about; from the worker
 * comes PostgreSQL's own protocol, from its first error on.
 */
#ifndef MIGRATE_WORKER_INTERNAL_H
#define MIGRATE_WORKER_INTERNAL_H

#include "base/compat.h"
#include "lib/ilist.h"
#include "nodes/pg_list.h"
#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/shm_mq.h"
#include "worker/worker.h"

/*
 * The library that has worker_main() in it. The tests build parts of this one
 * into another.
 */
#ifndef WORKER_LIBRARY
#define WORKER_LIBRARY "migrate"
#endif

/*
 * Room for what is under way in one direction: what is sent ahead keeps a
 * worker busy while the caller has other things to do.
 */
#define WORKER_QUEUE_BYTES (1024 * 1024)

typedef enum WorkerMessage
{
	WORKER_RUN = 'Q',			/* a statement */
	WORKER_FOLLOW = 'F',		/* a statement, if the one before succeeded */
	WORKER_RESET = 'R',			/* be as at the beginning */
	WORKER_END = 'X'			/* there is no more to do */
} WorkerMessage;

typedef struct WorkerShared
{
	char		version[32];	/* first: the worker may be of a newer one */
	pid_t		caller;
	Oid			database;
	uint32		connect_flags;
	Oid			login;			/* whom to connect as; 0: bootstrap superuser */
	Oid			session;		/* the caller's session user */
	Oid			role;			/* that SET ROLE has set; or 0 */
	Oid			user;			/* who it must be in the end */
	Oid			settings_of;
	int			encoding;		/* of statements and of all that comes back */
	int			lock_timeout;
	char		purpose[64];
	char		function[64];
	char		argument[FLEXIBLE_ARRAY_MEMBER];
} WorkerShared;

/* A message that has not yet found room in the queue. */
typedef struct Unsent
{
	dlist_node	node;
	Size		length;
	char		bytes[FLEXIBLE_ARRAY_MEMBER];
} Unsent;

struct Worker
{
	dlist_node	node;			/* in the list of all, newest first */
	SubTransactionId owner;
	MemoryContext context;		/* of all this */
	MemoryContext message_context;	/* of the message being read */
	dsm_segment *segment;
	BackgroundWorkerHandle *handle;
	shm_mq_handle *to_worker;
	shm_mq_handle *from_worker;
	const char *purpose;
	dlist_head	unsent;			/* of Unsent */
	int			outstanding;	/* statements whose end is awaited */
	bool		ready;			/* it has connected */
	bool		ending;			/* it was told to end */
	bool		lost;			/* it is gone, or of no use any more */

	/* of the result being read */
	int			ncolumns;
	char	  **names;
	ErrorData  *error;			/* the first, until it is raised */
};

/* exchange.c */
extern void worker_receive_end(Worker *worker);

/* blocked.c */
extern void check_not_blocked_by_caller(Worker *worker);

/* limits.c */
pg_noreturn extern void raise_no_worker(void);

/* statement.c */
extern void statement_run(const char *text, int length, int encoding);

#endif							/* MIGRATE_WORKER_INTERNAL_H */

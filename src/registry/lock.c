/*
 * lock.c
 *		One writer of the registry at a time.
 *
 * The migration lock is the advisory lock (MIGRATION_LOCK_CLASS,
 * MIGRATION_LOCK_OBJECT) of the database, held until the transaction ends,
 * and so for no longer than its holder lives. Authors take it too: a plan
 * that is running must not see its scripts change, nor must two authors
 * both build on the same head.
 *
 * The lock would let its own session in again. So a command claims the
 * registry besides, and a script that it runs cannot call another.
 *
 * Waiting is in the lock queue, so that the deadlock detector sees it; the
 * wait is bounded by migrate.wait_timeout through lock_timeout.
 */
#include "postgres.h"

#include "access/xact.h"
#include "base/errors.h"
#include "base/holders.h"
#include "base/settings.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "registry/registry.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/guc.h"

/* "mgrt", in the space of pg_advisory_xact_lock(int4, int4) */
#define MIGRATION_LOCK_CLASS 1835496052
#define MIGRATION_LOCK_OBJECT 0

/* What a plan is made of, to compare two views of it. */
static FixedQuery fingerprint_query = {
	"SELECT (SELECT pg_catalog.string_agg(revision OPERATOR(pg_catalog.||) checksum, ',' ORDER BY revision)"
	"         FROM migrate.revisions),"
	"       (SELECT pg_catalog.string_agg(revision OPERATOR(pg_catalog.||) checksum, ',' ORDER BY revision)"
	"         FROM migrate.applied)",
	SPI_OK_SELECT
};

/* Is a command of this session at work on the registry? */
static bool claimed = false;

static void
unclaim(void *arg)
{
	claimed = false;
}

/*
 * Refuse to work on the registry from inside a script that is being run.
 *
 * The claim ends with the caller's memory context, which is SPI's: when it
 * disconnects, or when an error does.
 */
static void
claim(const char *command)
{
	MemoryContextCallback *callback;

	if (claimed)
		ereport(ERROR,
				(errcode(ERRCODE_MIGRATION_RUNNING),
				 errmsg("%s cannot be called from a migration script", command),
				 errdetail("The migration that runs the script is at work on the registry.")));

	callback = palloc0_object(MemoryContextCallback);
	callback->func = unclaim;
	MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
	claimed = true;
}

static void
raise_locked(const char *command, const char *held_by)
{
	ereport(ERROR,
			(errcode(ERRCODE_MIGRATION_LOCKED),
			 errmsg("%s could not start while another migration is at work",
					command),
			 errdetail("%s", held_by),
			 errhint("Try again later, or wait longer: SET migrate.wait_timeout = '10min';")));
}

/*
 * Take a lock by waiting in its queue for no longer than migrate.wait_timeout:
 * its -1 is lock_timeout's 0, and its 0 the least.
 */
static void
wait_for(void (*take) (void), const char *command, const char *held_by)
{
	int			level = NewGUCNestLevel();
	char		timeout[12];

	pg_ltoa(migrate_wait_timeout < 0 ? 0 : Max(migrate_wait_timeout, 1),
			timeout);
	(void) set_config_option("lock_timeout", timeout,
							 PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	PG_TRY();
	{
		take();
	}
	PG_CATCH();
	{
		if (geterrcode() != ERRCODE_LOCK_NOT_AVAILABLE)
			PG_RE_THROW();
		FlushErrorState();
		raise_locked(command, held_by);
	}
	PG_END_TRY();
	AtEOXact_GUC(true, level);
}

static LockAcquireResult
acquire_migration_lock(bool dont_wait)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, MIGRATION_LOCK_CLASS,
						 MIGRATION_LOCK_OBJECT, 2);
	return LockAcquire(&tag, ExclusiveLock, false, dont_wait);
}

static void
take_migration_lock(void)
{
	(void) acquire_migration_lock(false);
}

/*
 * Take the migration lock; if that is to wait, say for whom.
 */
static void
lock_migration(const char *command)
{
	const char *held_by;

	if (acquire_migration_lock(true) != LOCKACQUIRE_NOT_AVAIL)
		return;
	held_by = holder_of_advisory_lock(MIGRATION_LOCK_CLASS,
									  MIGRATION_LOCK_OBJECT);
	if (migrate_wait_timeout == 0)
		raise_locked(command, held_by);
	if (migrate_verbosity > VERBOSITY_QUIET)
		ereport(NOTICE,
				(errmsg("waiting for another migration to end"),
				 errdetail("%s", held_by)));
	wait_for(take_migration_lock, command, held_by);
}

/*
 * Raise a serialization error if the registry has moved on since the
 * transaction's snapshot was taken: a plan made from it would be wrong.
 */
static void
check_snapshot(void)
{
	char	   *seen[2];
	char	   *latest[2];

	(void) query_run(&fingerprint_query, NULL, NULL, QUERY_NOW);
	for (int i = 0; i < 2; i++)
		seen[i] = query_text(0, i + 1);
	(void) query_run_latest(&fingerprint_query);
	for (int i = 0; i < 2; i++)
		latest[i] = query_text(0, i + 1);

	for (int i = 0; i < 2; i++)
	{
		if ((seen[i] == NULL) != (latest[i] == NULL) ||
			(seen[i] != NULL && strcmp(seen[i], latest[i]) != 0))
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("could not serialize access due to another migration"),
					 errdetail("The registry has changed since this transaction took its snapshot."),
					 errhint("Run the transaction again.")));
	}
}

static void
take_applied_lock(void)
{
	query_utility("LOCK TABLE migrate.applied IN EXCLUSIVE MODE");
}

/*
 * Keep others from deleting what is about to be recorded as applied.
 *
 * Authors who delete rows in plain SQL take no migration lock, and the
 * foreign key does not check what is inserted (sql/registry.sql). But to
 * delete from revisions is to look for references in applied, which takes a
 * ROW SHARE lock that conflicts with this one: who comes first is waited for,
 * and who comes later sees the rows that this transaction has written.
 */
static void
lock_applied(const char *command)
{
	wait_for(take_applied_lock, command,
			 "A transaction that has written to the registry in plain SQL is still open.");
}

/*
 * Take the migration lock, for the transaction, on behalf of a command that
 * may record what is applied, or not.
 *
 * The snapshot is compared after both locks: for either there may have been
 * a wait, and what has changed meanwhile is what counts.
 *
 * Raises an error where nothing can be written, if called from a script, if
 * the wait is too long, or if what can be seen is not what is there.
 */
void
registry_lock(const char *command, bool applies)
{
	PreventCommandDuringRecovery(command);
	PreventCommandIfReadOnly(command);
	PreventCommandIfParallelMode(command);
	claim(command);

	lock_migration(command);
	if (applies)
		lock_applied(command);
	if (IsolationUsesXactSnapshot())
		check_snapshot();
}

/*
 * undo.c
 *		Run something, and undo what it did.
 */
#include "postgres.h"

#include "access/xact.h"
#include "run/run.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

static void
roll_back_subtransaction(MemoryContext context, ResourceOwner owner)
{
	RollbackAndReleaseCurrentSubTransaction();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
}

/*
 * Do work in a subtransaction and roll it back. An error is the caller's, as
 * without one; but the subtransaction is ours to end, or else the caller
 * would be left inside it.
 *
 * Settings, the role, deferred constraints and cursors are as before, too.
 */
void
run_and_undo(void (*work) (void *arg), void *arg)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		work(arg);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		roll_back_subtransaction(caller, owner);
		ReThrowError(error);
	}
	PG_END_TRY();
	roll_back_subtransaction(caller, owner);
}

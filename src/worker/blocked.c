/*
 * blocked.c
 *		Notice that a worker waits for a lock that its own caller holds.
 *
 * The server's deadlock detector does not see that the caller waits for the
 * worker: both would wait for ever.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "worker/internal.h"

/*
 * Add to a list of processes those that one of them waits for.
 */
static List *
add_blockers(List *processes, int process)
{
	Datum		blockers = DirectFunctionCall1(pg_blocking_pids,
											   Int32GetDatum(process));
	ArrayType  *array = DatumGetArrayTypeP(blockers);
	int32	   *pids = (int32 *) ARR_DATA_PTR(array);
	int			n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));

	for (int i = 0; i < n; i++)
	{
		if (pids[i] != 0)		/* a prepared transaction waits for nobody */
			processes = list_append_unique_int(processes, pids[i]);
	}
	return processes;
}

/*
 * Raise an error if a worker waits for its caller, or for somebody who does.
 */
void
check_not_blocked_by_caller(Worker *worker)
{
	MemoryContext caller;
	List	   *processes;
	pid_t		pid;

	if (GetBackgroundWorkerPid(worker->handle, &pid) != BGWH_STARTED)
		return;
	caller = MemoryContextSwitchTo(worker->message_context);
	processes = list_make1_int(pid);
	for (int i = 0; i < list_length(processes); i++)
	{
		CHECK_FOR_INTERRUPTS();
		processes = add_blockers(processes, list_nth_int(processes, i));
		if (list_member_int(processes, MyProcPid))
			ereport(ERROR,
					(errcode(ERRCODE_T_R_DEADLOCK_DETECTED),
					 errmsg("deadlock detected"),
					 errdetail("Process %d waits for its background worker (%s), process %d, which waits for a lock that process %d itself holds.",
							   MyProcPid, worker->purpose, (int) pid, MyProcPid),
					 errhint("Commit or roll back first, and call in a transaction of its own.")));
	}
	MemoryContextSwitchTo(caller);
}

/*
 * limits.c
 *		Say what uses all background workers up.
 */
#include "postgres.h"

#include "base/compat.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "postmaster/bgworker.h"
#include "storage/proc.h"
#include "worker/internal.h"

/* Workers of one type. */
typedef struct WorkerType
{
	const char *name;
	int			n;
} WorkerType;

static List *
count_worker(List *types, const char *name)
{
	ListCell   *cell;
	WorkerType *type;

	foreach(cell, types)
	{
		type = lfirst(cell);
		if (strcmp(type->name, name) == 0)
		{
			type->n++;
			return types;
		}
	}
	type = palloc_object(WorkerType);
	type->name = pstrdup(name);
	type->n = 1;
	return lappend(types, type);
}

/*
 * List the types of workers that are running, and how many of each.
 */
static char *
running_workers(void)
{
	List	   *types = NIL;
	ListCell   *cell;
	StringInfoData text;

	for (uint32 i = 0; i < ProcGlobal->allProcCount; i++)
	{
		int			pid = ProcGlobal->allProcs[i].pid;
		const char *type = pid == 0 ? NULL : GetBackgroundWorkerTypeByPid(pid);

		if (type != NULL)
			types = count_worker(types, type);
	}

	initStringInfo(&text);
	foreach(cell, types)
	{
		WorkerType *type = lfirst(cell);

		appendStringInfo(&text, "%s%s (%d)", text.len > 0 ? ", " : "",
						 type->name, type->n);
	}
	return text.data;
}

/*
 * Raise the error that no background worker is free.
 */
void
raise_no_worker(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
			 errmsg("no background worker is free"),
			 errdetail("The server runs at most %d, the setting \"max_worker_processes\". Running are: %s.",
					   max_worker_processes, running_workers()),
			 errhint("Try again when one has ended; or ALTER SYSTEM SET max_worker_processes = %d; and restart the server.",
					 max_worker_processes + 8)));
}

/*
 * session.c
 *		Leave the session as a script found it.
 *
 * What a script changes of the session ends with the script: settings, role
 * and search_path among them, the deferral of constraints, and cursors. What
 * it owns beyond that, such as temporary tables, is its own affair.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/skey.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "base/query.h"
#include "catalog/pg_trigger.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "run/run.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/portal.h"
#include "utils/rel.h"

/* A cursor and what tells it from another of its name. */
static FixedQuery cursors_query = {
	"SELECT name, pg_catalog.format('%s %s %s', name, creation_time, statement)"
	" FROM pg_catalog.pg_cursor()",
	SPI_OK_SELECT
};

/* Constraints that can have checks pending, and what they start as. */
static FixedQuery deferrable_query = {
	"SELECT DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname), c.condeferred"
	" FROM pg_catalog.pg_trigger AS t"
	" JOIN pg_catalog.pg_constraint AS c"
	"  ON c.oid OPERATOR(pg_catalog.=) t.tgconstraint"
	" JOIN pg_catalog.pg_namespace AS n"
	"  ON n.oid OPERATOR(pg_catalog.=) c.connamespace"
	" WHERE t.tgdeferrable",
	SPI_OK_SELECT
};

/*
 * Remember the cursors that are the caller's own: to be passed to
 * session_close().
 */
void *
session_remember_cursors(void)
{
	List	   *cursors = NIL;
	uint64		n = query_run(&cursors_query, NULL, NULL, QUERY_NOW);

	for (uint64 i = 0; i < n; i++)
		cursors = lappend(cursors, makeString(query_text(i, 2)));
	return cursors;
}

/*
 * Close every cursor that is not among those remembered. One WITH HOLD would
 * otherwise run its query at commit, in whatever role the caller has then.
 */
static void
close_cursors(List *remembered)
{
	uint64		n;

	if (ThereAreNoReadyPortals())
		return;					/* as a rule: spare the query */
	n = query_run(&cursors_query, NULL, NULL, QUERY_NOW);
	for (uint64 i = 0; i < n; i++)
	{
		String	   *cursor = makeString(query_text(i, 2));

		if (!list_member(remembered, cursor))
		{
			Portal		portal = GetPortalByName(query_text(i, 1));

			if (PortalIsValid(portal) && portal->status != PORTAL_ACTIVE &&
				!portal->portalPinned)
				PortalDrop(portal, false);
		}
	}
}

/*
 * Is there a constraint at all whose check can be deferred?
 */
static bool
deferrable_constraint_exists(void)
{
	Relation	triggers = table_open(TriggerRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	bool		exists;

	ScanKeyInit(&key, Anum_pg_trigger_tgdeferrable,
				BTEqualStrategyNumber, F_BOOLEQ, BoolGetDatum(true));
	scan = systable_beginscan(triggers, InvalidOid, false, NULL, 1, &key);
	exists = HeapTupleIsValid(systable_getnext(scan));
	systable_endscan(scan);
	table_close(triggers, AccessShareLock);
	return exists;
}

/*
 * Check deferred constraints now, then let each be as it was declared.
 *
 * They are named one by one: SET CONSTRAINTS ALL would hold for constraints
 * that later scripts are yet to create.
 */
static void
check_deferred_constraints(void)
{
	StringInfoData immediate;
	StringInfoData deferred;
	uint64		n;

	if (!deferrable_constraint_exists())
		return;					/* as a rule: spare the query */
	n = query_run(&deferrable_query, NULL, NULL, QUERY_NOW);
	if (n == 0)
		return;
	initStringInfo(&immediate);
	initStringInfo(&deferred);
	for (uint64 i = 0; i < n; i++)
	{
		char	   *name = query_text(i, 1);
		bool		isnull;

		appendStringInfo(&immediate, "%s%s",
						 immediate.len > 0 ? ", " : "SET CONSTRAINTS ", name);
		if (DatumGetBool(query_value(i, 2, &isnull)))
			appendStringInfo(&deferred, "%s%s",
							 deferred.len > 0 ? ", " : "SET CONSTRAINTS ", name);
		pfree(name);
	}
	appendStringInfoString(&immediate, " IMMEDIATE");
	query_utility(immediate.data);
	if (deferred.len > 0)
	{
		appendStringInfoString(&deferred, " DEFERRED");
		query_utility(deferred.data);
	}
}

/*
 * Begin a script: what it sets is set in a level of its own.
 */
int
session_open(void)
{
	return NewGUCNestLevel();
}

/*
 * End a script. Pending checks run first, in the role that the script has
 * taken; then its settings are taken back, and its cursors closed.
 */
void
session_close(int level, void *cursors)
{
	check_deferred_constraints();
	AtEOXact_GUC(false, level);
	close_cursors((List *) cursors);
}

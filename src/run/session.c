/*
 * session.c
 *		Leave the session as a script found it.
 *
 * What a script changes of the session ends with the script: settings, role
 * and search_path among them, the deferral of constraints, and cursors. What
 * it owns beyond that, such as temporary tables, is its own affair.
 */
#include "postgres.h"

#include "base/query.h"
#include "nodes/pg_list.h"
#include "run/run.h"
#include "utils/guc.h"
#include "utils/portal.h"

/*
 * A cursor and what tells it from another of its name. (The server's own
 * ThereAreNoReadyPortals() would spare the query, but leaks a scan of a hash
 * table whenever it finds one, and a session has room for a hundred.)
 */
static FixedQuery cursors_query = {
	"SELECT name, pg_catalog.format('%s %s %s', name, creation_time, statement)"
	" FROM pg_catalog.pg_cursor()",
	SPI_OK_SELECT
};

/*
 * List the cursors that are open before the first script, for
 * session_close(): they are the caller's own.
 */
List *
session_remember_cursors(void)
{
	List	   *cursors = NIL;
	uint64		n = query_run(&cursors_query, NULL, NULL, QUERY_AS_CALLER);

	for (uint64 i = 0; i < n; i++)
		cursors = lappend(cursors, makeString(query_text(i, 2)));
	SPI_freetuptable(SPI_tuptable);
	return cursors;
}

/*
 * Close every cursor that is not among those remembered. One WITH HOLD would
 * otherwise run its query at commit, in whatever role the caller has then.
 */
static void
close_cursors(List *remembered)
{
	uint64		n = query_run(&cursors_query, NULL, NULL, QUERY_AS_CALLER);
	SPITupleTable *rows = SPI_tuptable;

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
	SPI_freetuptable(rows);
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
 * End a script. What it deferred runs first, in the role and with the
 * settings that the script has taken; then those are taken back, and its
 * cursors closed.
 */
void
session_close(int level, const Script *script, List *cursors)
{
	deferred_fire();
	AtEOXact_GUC(false, level);
	if (script->sets_constraints)
		deferred_reset();
	close_cursors(cursors);
}

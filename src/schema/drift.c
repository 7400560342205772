/*
 * drift.c
 *		The schema as the last run left it, and how it differs now.
 */
#include "postgres.h"

#include "base/errors.h"
#include "base/settings.h"
#include "schema/schema.h"
#include "utils/memutils.h"

/*
 * Remember the schema as it is, if migrate.track_schema is on; else forget
 * what is remembered, which is no longer true. The migration lock is held,
 * and the run has been recorded.
 */
void
drift_remember(Registry *registry)
{
	MemoryContext caller;
	MemoryContext context;
	Catalog		catalog = catalog_here(QUERY_NOW);
	SchemaSnapshot *snapshot;

	if (!migrate_track_schema)
	{
		registry_forget();
		return;
	}
	context = AllocSetContextCreate(CurrentMemoryContext, "migrate remember",
									ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(context);
	snapshot = snapshot_take(&catalog);
	registry = registry_load(QUERY_NOW);
	registry_remember(registry,
					  graph_current(registry->graph, registry->applied),
					  snapshot_store(snapshot), snapshot_fingerprint(snapshot));
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
}

/*
 * Read what is remembered; return false, or raise an error if it is required,
 * where nothing is, or another major version of the server has done it.
 */
static bool
read_remembered(QueryView view, bool required, RememberedSchema *remembered)
{
	bool		found = registry_remembered(view, remembered);

	if (found && remembered->server_major == PG_MAJORVERSION_NUM)
		return true;
	if (!required)
		return false;
	if (!found)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("no schema is remembered to compare with"),
				 errdetail("The schema is remembered after each upgrade, downgrade and stamp, while migrate.track_schema is on."),
				 errhint("Remember the schema as it is now: SELECT * FROM migrate.stamp('current');")));
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the schema was remembered by PostgreSQL %d, and this is %d",
					remembered->server_major, PG_MAJORVERSION_NUM),
			 errdetail("Another major version may write the same definitions differently."),
			 errhint("Remember the schema as it is now: SELECT * FROM migrate.stamp('current');")));
}

/*
 * What has changed since then: the statements that change what is remembered
 * into what is. NULL if nothing has; or if nothing is known, unless that is
 * required.
 */
SchemaDiff *
drift_find(QueryView view, const SchemaScope *scope, bool required)
{
	Catalog		catalog = catalog_here(view);
	RememberedSchema remembered;
	DiffOptions options = {true, true, true};
	SchemaSnapshot *before;
	SchemaSnapshot *now;
	SchemaDiff *diff;
	int			level;

	if (!read_remembered(view, required, &remembered))
		return NULL;
	now = snapshot_take(&catalog);
	if (strcmp(snapshot_fingerprint(now), remembered.fingerprint) == 0)
		return NULL;
	level = plain_names_begin();
	before = snapshot_restore(remembered.snapshot);
	snapshot_restrict(before, scope);
	snapshot_restrict(now, scope);
	options.one_timeline = remembered.same_timeline;
	diff = diff_snapshots(before, now, &options);
	plain_names_end(level);
	return diff;
}

/*
 * takeover.c
 *		load_alembic, stamp_from, stamp_from_alembic: the way in from other
 *		tools.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/errors.h"
#include "load/load.h"
#include "registry/versiontable.h"

/*
 * Take an argument that is a text which Alembic printed, NULL for none.
 */
static const SourceFile *
printed_text(FunctionCallInfo fcinfo, int argument, const char *name)
{
	SourceFile *file;

	if (PG_ARGISNULL(argument))
		return NULL;
	file = palloc_object(SourceFile);
	file->name = name;
	file->text = text_without_bom(argument_text(fcinfo, argument, name));
	return file;
}

PG_FUNCTION_INFO_V1(migrate_load_alembic);
Datum
migrate_load_alembic(PG_FUNCTION_ARGS)
{
	FileRevisions read = {0};
	const SourceFile *upgrade;
	const SourceFile *downgrade;
	const SourceFile *history;

	argument_not_null(fcinfo, 0, "upgrade");
	call_begin_rows(fcinfo);
	upgrade = printed_text(fcinfo, 0, "upgrade");
	downgrade = printed_text(fcinfo, 1, "downgrade");
	history = printed_text(fcinfo, 2, "history");
	alembic_read(upgrade, downgrade, history, &read);
	put_loaded(fcinfo, load_revisions(&read,
									  1 + (downgrade != NULL) + (history != NULL),
									  false, "migrate.load_alembic()"));
	call_end();
	return (Datum) 0;
}

/*
 * Raise an error for what was once recorded here and is no longer: the tool's
 * table does not know of that, and so it is out of date.
 */
static void
check_not_undone(const VersionSource *source, const Registry *registry,
				 const MigrationPlan *plan)
{
	const char *undone = registry_once_applied(registry, plan_nodes(plan));

	if (undone != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_VERSION_TABLE),
				 errmsg("table %s is out of date", source->table_name),
				 errdetail("It lists revision \"%s\", which was recorded here and has been taken back since.",
						   undone),
				 errhint("If it is applied all the same: SELECT * FROM migrate.stamp('%s');",
						 undone)));
}

/*
 * Record as applied what another tool's version table says is.
 */
static Datum
stamp_from(FunctionCallInfo fcinfo, const char *tool, const char *table,
		   const char *command)
{
	VersionSource source;
	Registry   *registry;
	MigrationPlan plan;

	registry_lock(command, true);
	registry = registry_load(QUERY_NOW);
	source = tools_find(tool, table);
	plan = plan_record(registry->graph, registry->applied,
					   versions_read(&source, registry));
	if (plan.nsteps == 0)
		notice_nothing_to_do(registry);
	else
	{
		check_not_undone(&source, registry, &plan);
		run_stamp(registry, &plan);
	}
	/* as stamp() does */
	drift_remember(registry);
	put_steps(fcinfo, registry, &plan, NULL);
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_stamp_from);
Datum
migrate_stamp_from(PG_FUNCTION_ARGS)
{
	const char *tool = argument_text(fcinfo, 0, "tool");
	const char *table = argument_text_or_null(fcinfo, 1);

	call_begin_rows(fcinfo);
	return stamp_from(fcinfo, tool, table, "migrate.stamp_from()");
}

PG_FUNCTION_INFO_V1(migrate_stamp_from_alembic);
Datum
migrate_stamp_from_alembic(PG_FUNCTION_ARGS)
{
	const char *table = argument_text_or_null(fcinfo, 0);

	call_begin_rows(fcinfo);
	return stamp_from(fcinfo, "alembic", table, "migrate.stamp_from_alembic()");
}

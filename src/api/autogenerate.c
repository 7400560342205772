/*
 * autogenerate.c
 *		autogenerate, draft_drift: revisions made of what schemas differ by.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/errors.h"
#include "base/settings.h"
#include "utils/builtins.h"

/*
 * Raise an error if a head is not applied: a revision on top of it would be
 * made of what its own scripts are there for.
 */
static void
check_at_heads(const Registry *registry)
{
	NodeList	heads = graph_heads(registry->graph);

	for (int i = 0; i < heads.n; i++)
		if (!registry->applied[heads.nodes[i]])
			ereport(ERROR,
					(errcode(ERRCODE_NOT_UP_TO_DATE),
					 errmsg("database is not at head \"%s\"",
							registry->edges[heads.nodes[i]].revision),
					 errdetail("What that revision changes would be generated again."),
					 errhint("Apply it first: SELECT * FROM migrate.upgrade('heads'); what is there to do: SELECT * FROM migrate.pending();")));
}

/*
 * Add a revision with these statements and those of the way back; NULL if
 * there are none.
 */
static const char *
add_generated(const Registry *registry, NewRevision *new,
			  const SchemaDiff *diff, bool allow_empty)
{
	bool		empty = diff == NULL || diff->forth == NIL;

	if (diff != NULL)
		diff_check_complete(diff);
	if (empty && !allow_empty)
	{
		if (migrate_verbosity > VERBOSITY_QUIET)
			ereport(NOTICE,
					(errmsg("nothing to do: the schemas are the same")));
		return NULL;
	}
	if (!empty)
	{
		statements_check_strings(diff->forth);
		statements_check_strings(diff->back);
	}
	new->transactional = true;
	new->up = cstring_to_text(empty ? "" :
							  statements_script(diff->forth, true));
	new->down = cstring_to_text(empty ? "" :
								statements_script(diff->back, true));
	return add_revision(registry, new);
}

PG_FUNCTION_INFO_V1(migrate_autogenerate);
Datum
migrate_autogenerate(PG_FUNCTION_ARGS)
{
	NewRevision new = {.command = "migrate.autogenerate()"};
	const char *schema = argument_text(fcinfo, 1, "schema");
	Jsonb	   *renames = PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2);
	bool		allow_empty = argument_bool(fcinfo, 7, "allow_empty");
	SchemaScope scope = setting_scope();
	Registry   *registry;
	const char *revision;

	new.message = argument_text(fcinfo, 0, "message");
	new.rev_id = argument_text_or_null(fcinfo, 3);
	new.head = argument_text(fcinfo, 4, "head");
	new.branch_label = argument_text_or_null(fcinfo, 5);
	new.depends_on = argument_text_or_null(fcinfo, 6);

	call_begin();
	registry_lock(new.command, false);
	registry = registry_load(QUERY_NOW);
	check_at_heads(registry);
	revision = add_generated(registry, &new,
							 diff_with_text(schema, renames, &scope,
											new.command), allow_empty);
	return call_end_text(fcinfo, revision);
}

/*
 * Record a revision that has been added as applied, and the schema as it is.
 */
static void
stamp_revision(const char *revision)
{
	Registry   *registry = registry_load(QUERY_NOW);
	MigrationPlan plan = registry_plan_stamp(registry, revision, false);

	run_stamp(registry, &plan);
	drift_remember(registry);
}

PG_FUNCTION_INFO_V1(migrate_draft_drift);
Datum
migrate_draft_drift(PG_FUNCTION_ARGS)
{
	NewRevision new = {.command = "migrate.draft_drift()"};
	SchemaScope scope = {NIL};
	Registry   *registry;
	const char *revision;

	new.message = argument_text(fcinfo, 0, "message");
	new.rev_id = argument_text_or_null(fcinfo, 1);
	new.head = argument_text(fcinfo, 2, "head");
	/* all that is not left out by name: the rest would be lost from sight */
	scope.exclude = setting_scope().exclude;

	call_begin();
	registry_lock(new.command, true);
	registry = registry_load(QUERY_NOW);
	check_at_heads(registry);
	revision = add_generated(registry, &new,
							 drift_find(QUERY_NOW, &scope, true), false);
	if (revision != NULL)
		stamp_revision(revision);
	return call_end_text(fcinfo, revision);
}

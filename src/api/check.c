/*
 * check.c
 *		check: is the database where it should be, as it was left, and as a
 *		text says that it should be?
 */
#include "postgres.h"

#include "api/api.h"
#include "base/errors.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* Where problems go: rows of the result, or an error at the first. */
typedef struct Findings
{
	FunctionCallInfo fcinfo;
	bool		raise;
} Findings;

/*
 * Add a row; "revision" is NULL for what is about none.
 */
static void
put_finding(const Findings *findings, const char *problem,
			const char *revision, const char *detail)
{
	bool		nulls[3] = {false, revision == NULL, false};
	Datum		values[3];

	values[0] = CStringGetTextDatum(problem);
	values[1] = revision == NULL ? (Datum) 0 : CStringGetTextDatum(revision);
	values[2] = CStringGetTextDatum(detail);
	put_row(findings->fcinfo, values, nulls);
}

/*
 * Report what is wrong with a revision, which the message names.
 */
static void
report(Findings *findings, int sqlstate, const char *problem,
	   const char *message, const char *revision, const char *detail)
{
	if (findings->raise)
		ereport(ERROR,
				(errcode(sqlstate),
				 errmsg_internal(message, revision),
				 errdetail_internal("%s", detail),
				 errhint("See all there is: SELECT * FROM migrate.check();")));
	put_finding(findings, problem, revision, detail);
}

/*
 * Report the statements that a schema differs by, and those that cannot be
 * written.
 */
static void
report_differences(Findings *findings, const char *problem,
				   const char *message, const SchemaDiff *diff,
				   const char *hint)
{
	ListCell   *cell;

	if (diff->forth == NIL && diff->refused == NIL)
		return;
	if (findings->raise)
		ereport(ERROR,
				(errcode(ERRCODE_SCHEMA_DIFFERS),
				 errmsg_internal("%s", message),
				 errdetail_internal("%s", diff_script(diff)),
				 errhint("%s", hint)));
	foreach(cell, diff->forth)
		put_finding(findings, problem, NULL,
					((const SchemaStatement *) lfirst(cell))->text);
	foreach(cell, diff->refused)
		put_finding(findings, problem, NULL, refusal_text(lfirst(cell)));
}

/*
 * Was every applied revision applied as it is now?
 */
static void
check_applied(const Registry *registry, Findings *findings)
{
	NodeList	nodes = nodes_list(registry->graph, registry->applied);
	RevisionDetails *details = registry_details(registry, nodes);

	for (int i = 0; i < nodes.n; i++)
	{
		const char *revision = registry->edges[nodes.nodes[i]].revision;
		const Datum *values = details[i].values;
		const char *now = TextDatumGetCString(values[DETAIL_CHECKSUM]);
		const char *then;

		CHECK_FOR_INTERRUPTS();
		if (details[i].nulls[DETAIL_APPLIED_CHECKSUM])
		{
			report(findings, ERRCODE_NOT_UP_TO_DATE, "not recorded",
				   "revision \"%s\" is not recorded as applied", revision,
				   "It is not recorded as applied, but a revision that needs it is.");
			continue;
		}
		then = TextDatumGetCString(values[DETAIL_APPLIED_CHECKSUM]);
		if (strcmp(now, then) != 0)
			report(findings, ERRCODE_CHECKSUM_DIFFERS, "checksum differs",
				   "revision \"%s\" is not what was applied", revision,
				   psprintf("Its checksum is %s, and was %s when it was applied.",
							now, then));
	}
}

/*
 * Is the database at its heads?
 */
static void
check_heads(const Registry *registry, Findings *findings)
{
	NodeList	heads = graph_heads(registry->graph);
	MemoryContext caller;
	MemoryContext head_context;

	/* each head is planned for by itself, and a plan is as large as the graph */
	head_context = AllocSetContextCreate(CurrentMemoryContext, "migrate head",
										 ALLOCSET_DEFAULT_SIZES);
	caller = MemoryContextSwitchTo(head_context);
	for (int i = 0; i < heads.n; i++)
	{
		const char *revision = registry->edges[heads.nodes[i]].revision;
		int			nsteps;

		if (registry->applied[heads.nodes[i]])
			continue;
		nsteps = plan_upgrade(registry->graph, registry->applied,
							  revision).nsteps;
		report(findings, ERRCODE_NOT_UP_TO_DATE, "not at head",
			   "database is not at head \"%s\"", revision,
			   nsteps == 1 ? "It is not applied." :
			   psprintf("It and %d before it are not applied.", nsteps - 1));
		MemoryContextReset(head_context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(head_context);
}

/*
 * Is every repeatable revision applied as it is now? Until all of the graph
 * is applied, none needs to be.
 */
static void
check_repeatables(const Registry *registry, Findings *findings)
{
	MigrationPlan nothing = {0};
	MigrationPlan plan = registry_add_repeatables(registry, nothing);

	for (int i = 0; i < plan.nsteps; i++)
	{
		int			node = plan.steps[i].node;

		report(findings, ERRCODE_NOT_UP_TO_DATE, "not at head",
			   "repeatable revision \"%s\" is not applied as it is now",
			   registry->edges[node].revision,
			   registry->applied[node] ?
			   "It is repeatable, and it has changed, or a downgrade has run, since it was applied." :
			   "It is repeatable, and is not applied.");
	}
}

/*
 * Is the schema as the last run left it? Where none is remembered, nothing is
 * known.
 */
static void
check_drift(Findings *findings)
{
	SchemaScope scope = setting_scope();
	SchemaDiff *diff = drift_find(QUERY_AS_CALLER, &scope, false);

	if (diff != NULL)
		report_differences(findings, "schema has drifted",
						   "the schema is not as the last run left it", diff,
						   "See what has changed: SELECT * FROM migrate.drift(); keep it as a revision: SELECT migrate.draft_drift('...');");
}

/*
 * Is the schema as a text describes it?
 */
static void
check_text(Findings *findings, const char *schema)
{
	SchemaScope scope = setting_scope();

	report_differences(findings, "schema differs",
					   "the schema is not as the text describes it",
					   diff_with_text(schema, NULL, &scope, "migrate.check()"),
					   "Make a revision of the difference: SELECT migrate.autogenerate('...', schema);");
}

PG_FUNCTION_INFO_V1(migrate_check);
Datum
migrate_check(PG_FUNCTION_ARGS)
{
	Findings	findings = {fcinfo};
	const char *schema = argument_text_or_null(fcinfo, 0);
	Registry   *registry;

	findings.raise = argument_bool(fcinfo, 1, "raise");
	call_begin_rows(fcinfo);
	registry = registry_load(QUERY_AS_CALLER);
	check_applied(registry, &findings);
	check_heads(registry, &findings);
	check_repeatables(registry, &findings);
	check_drift(&findings);
	if (schema != NULL)
		check_text(&findings, schema);
	call_end();
	return (Datum) 0;
}

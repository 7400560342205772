/*
 * repeatable.c
 *		Revisions outside the graph, applied again whenever they change.
 *
 * They say how things are to be (views, functions, reference data), not how
 * they change. So they run last, once all of the graph is applied, in the
 * order of their ids. A downgrade leaves them alone; but what they made can
 * be gone with a table that they stand on, so after one they run again.
 */
#include "postgres.h"

#include "base/errors.h"
#include "registry/registry.h"

/*
 * Those that are to run, as far as they themselves say: new, changed, or last
 * applied before a downgrade. The log's ids are in the order of writing.
 */
static FixedQuery due_query = {
	"SELECT r.revision FROM migrate.revisions AS r"
	" LEFT JOIN migrate.applied AS a"
	"  ON a.revision OPERATOR(pg_catalog.=) r.revision"
	" LEFT JOIN (SELECT revision, pg_catalog.max(id) AS id FROM migrate.log"
	"  GROUP BY revision) AS last"
	"  ON last.revision OPERATOR(pg_catalog.=) r.revision"
	" WHERE r.repeatable AND (a.revision IS NULL"
	"  OR a.checksum OPERATOR(pg_catalog.<>) r.checksum"
	"  OR last.id OPERATOR(pg_catalog.<) (SELECT pg_catalog.max(id)"
	"   FROM migrate.log WHERE operation OPERATOR(pg_catalog.=) 'downgrade'))"
	" ORDER BY r.revision",
	SPI_OK_SELECT
};

/*
 * Return the node of a repeatable revision's exact id, or -1. They are in the
 * order of their ids.
 */
static int
find_repeatable(const Registry *registry, const char *id)
{
	int			low = registry->n;
	int			high = registry->n + registry->nrepeatable;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;
		int			order = strcmp(registry->edges[middle].revision, id);

		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

/*
 * Return the node of an exact id, in the graph or repeatable, or -1.
 */
int
registry_find(const Registry *registry, const char *revision)
{
	int			node = graph_find(registry->graph, revision);

	return node >= 0 ? node : find_repeatable(registry, revision);
}

/*
 * Resolve a target where repeatable revisions, too, may be named: by their
 * exact ids.
 */
NodeList
registry_resolve(const Registry *registry, const char *target)
{
	int			node = find_repeatable(registry, target);
	NodeList	found;

	if (node < 0)
		return target_resolve(registry->graph, registry->applied, target);
	found.n = 1;
	found.nodes = palloc_object(int);
	found.nodes[0] = node;
	return found;
}

/*
 * Resolve a target that must name one revision.
 */
int
registry_resolve_one(const Registry *registry, const char *target)
{
	NodeList	nodes = registry_resolve(registry, target);

	if (nodes.n != 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TARGET),
				 nodes.n == 0 ?
				 errmsg("\"%s\" names no revision", target) :
				 errmsg("\"%s\" names %d revisions, not one", target, nodes.n)));
	return nodes.nodes[0];
}

static NodeList
all_repeatables(const Registry *registry)
{
	NodeList	repeatables;

	repeatables.n = registry->nrepeatable;
	repeatables.nodes = palloc_array(int, repeatables.n);
	for (int i = 0; i < repeatables.n; i++)
		repeatables.nodes[i] = registry->n + i;
	return repeatables;
}

static NodeList
due_repeatables(const Registry *registry)
{
	NodeList	due = {0};
	uint64		n = query_run(&due_query, NULL, NULL, registry->view);

	due.nodes = palloc_array(int, n);
	for (uint64 i = 0; i < n; i++)
	{
		int			node = find_repeatable(registry, query_text(i, 1));

		if (node < 0)
			registry_report_changed();
		due.nodes[due.n++] = node;
	}
	SPI_freetuptable(SPI_tuptable);
	return due;
}

/*
 * Return an upgrade's plan with repeatable revisions behind it, if all of the
 * graph is applied then: all of them, or those that are due.
 */
static MigrationPlan
add_repeatables(const Registry *registry, MigrationPlan plan,
				NodeList (*which) (const Registry *))
{
	int			unapplied = 0;
	NodeList	added;
	MigrationPlan whole;

	if (registry->nrepeatable == 0)
		return plan;
	for (int node = 0; node < registry->n; node++)
		unapplied += !registry->applied[node];
	if (unapplied > plan.nsteps)
		return plan;
	added = which(registry);
	whole.nsteps = plan.nsteps + added.n;
	whole.steps = palloc_array(PlanStep, Max(whole.nsteps, 1));
	for (int i = 0; i < plan.nsteps; i++)
		whole.steps[i] = plan.steps[i];
	for (int i = 0; i < added.n; i++)
	{
		whole.steps[plan.nsteps + i].operation = PLAN_UPGRADE;
		whole.steps[plan.nsteps + i].node = added.nodes[i];
	}
	return whole;
}

/*
 * Return an upgrade's plan with the repeatable revisions that are to run
 * behind it here: those that are due.
 */
MigrationPlan
registry_add_repeatables(const Registry *registry, MigrationPlan plan)
{
	return add_repeatables(registry, plan, due_repeatables);
}

/*
 * Return an upgrade's plan with all repeatable revisions that may have to run
 * behind it, where nothing is known of what is applied.
 */
MigrationPlan
registry_add_all_repeatables(const Registry *registry, MigrationPlan plan)
{
	return add_repeatables(registry, plan, all_repeatables);
}

/*
 * Plan an upgrade, with the repeatable revisions that are due behind it.
 */
MigrationPlan
registry_plan_upgrade(const Registry *registry, const char *target)
{
	return registry_add_repeatables(registry,
									plan_upgrade(registry->graph,
												 registry->applied, target));
}

/*
 * Plan a stamp: of targets in the graph, or of one repeatable revision, which
 * is recorded as it is now.
 */
MigrationPlan
registry_plan_stamp(const Registry *registry, const char *targets, bool purge)
{
	int			node = purge ? -1 : find_repeatable(registry, targets);
	MigrationPlan plan;

	if (node < 0)
		return plan_stamp(registry->graph, registry->applied, targets, purge);
	plan.nsteps = 1;
	plan.steps = palloc_object(PlanStep);
	plan.steps->operation = PLAN_STAMP;
	plan.steps->node = node;
	return plan;
}

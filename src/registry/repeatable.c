/*
 * repeatable.c
 *		Revisions outside the graph, applied again whenever they change.
 *
 * They say how things are to be (views, functions, reference data), not how
 * they change. So they run last, once all of the graph is applied, in the
 * order of their ids; and a downgrade leaves them alone.
 */
#include "postgres.h"

#include "base/errors.h"
#include "registry/registry.h"
#include "utils/builtins.h"

/*
 * Return the node of a repeatable revision's exact id, or -1.
 */
static int
find_repeatable(const Registry *registry, const char *id)
{
	for (int i = 0; i < registry->nrepeatable; i++)
	{
		if (strcmp(registry->edges[registry->n + i].revision, id) == 0)
			return registry->n + i;
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

/*
 * The repeatable revisions that are not applied as they are now.
 */
static NodeList
changed_repeatables(const Registry *registry)
{
	NodeList	repeatables = all_repeatables(registry);
	NodeList	changed = {0};
	RevisionDetails *details = registry_details(registry, repeatables);

	changed.nodes = palloc_array(int, repeatables.n);
	for (int i = 0; i < repeatables.n; i++)
	{
		const Datum *values = details[i].values;

		if (details[i].nulls[DETAIL_APPLIED_CHECKSUM] ||
			strcmp(TextDatumGetCString(values[DETAIL_CHECKSUM]),
				   TextDatumGetCString(values[DETAIL_APPLIED_CHECKSUM])) != 0)
			changed.nodes[changed.n++] = repeatables.nodes[i];
	}
	return changed;
}

/*
 * Return an upgrade's plan with repeatable revisions behind it, if all of the
 * graph is applied then: all of them, or those that have changed.
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
	memcpy(whole.steps, plan.steps, sizeof(PlanStep) * plan.nsteps);
	for (int i = 0; i < added.n; i++)
	{
		whole.steps[plan.nsteps + i].operation = PLAN_UPGRADE;
		whole.steps[plan.nsteps + i].node = added.nodes[i];
	}
	return whole;
}

/*
 * Return an upgrade's plan with the repeatable revisions that are to run
 * behind it here: those that have changed.
 */
MigrationPlan
registry_add_repeatables(const Registry *registry, MigrationPlan plan)
{
	return add_repeatables(registry, plan, changed_repeatables);
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

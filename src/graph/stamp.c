/*
 * stamp.c
 *		The plan of a stamp: what becomes applied, or ceases to, unrun.
 *
 * Alembic keeps one row per applied tip and moves rows; here the rows are
 * computed from the applied set, moved, and closed to a set again. A row
 * related to a destination, above or below it by either edge, gives way to
 * it; other rows stay. The base makes all rows go, and "branch@base" those
 * related to the branch.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"
#include "miscadmin.h"

typedef struct StampState
{
	const Graph *graph;
	bool	   *destinations;
	bool	   *cleared;		/* related to a branch stamped as base */
	bool		clear_all;
} StampState;

/*
 * Return a set with all that is above or below its nodes by either edge.
 */
static bool *
related(const Graph *graph, const bool *set)
{
	bool	   *up = nodes_none(graph);
	bool	   *down = nodes_none(graph);

	memcpy(up, set, graph->n);
	memcpy(down, set, graph->n);
	nodes_close_up(graph, &graph->above, up);
	nodes_close_down(graph, &graph->below, down);
	for (int i = 0; i < graph->n; i++)
		up[i] |= down[i];
	pfree(down);
	return up;
}

/*
 * Return what is strictly below some node of a set by either edge.
 */
static bool *
strictly_below(const Graph *graph, const bool *set)
{
	bool	   *below = nodes_none(graph);

	for (int i = 0; i < graph->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (int j = EDGE_FIRST(&graph->below, i);
			 set[i] && j < EDGE_END(&graph->below, i); j++)
			below[graph->below.nodes[j]] = true;
	}
	nodes_close_down(graph, &graph->below, below);
	return below;
}

/*
 * Note that one target stands for the base, of everything or of a branch.
 *
 * Steps that led to the base mean the branch that they started on.
 */
static void
add_base(StampState *state, const TargetMeaning *meaning)
{
	const Graph *graph = state->graph;
	bool	   *branch;
	bool	   *cleared;
	int			node = meaning->branch >= 0 ? meaning->branch : meaning->start;

	if (node < 0)
	{
		state->clear_all = true;
		return;
	}
	branch = nodes_none(graph);
	branch[node] = true;
	cleared = related(graph, branch);
	for (int i = 0; i < graph->n; i++)
		state->cleared[i] |= cleared[i];
	pfree(branch);
	pfree(cleared);
}

/*
 * Note the destinations of one target.
 *
 * Where one symbol stands for several of which one includes another, as
 * "current" can, the lower is left out.
 */
static void
add_destinations(StampState *state, const TargetMeaning *meaning)
{
	bool	   *set;
	bool	   *below;

	if (meaning->is_base)
		add_base(state, meaning);
	if (meaning->nodes.n == 1)
		state->destinations[meaning->nodes.nodes[0]] = true;
	if (meaning->nodes.n <= 1)
		return;
	set = nodes_set(state->graph, meaning->nodes);
	below = strictly_below(state->graph, set);
	for (int i = 0; i < state->graph->n; i++)
		state->destinations[i] |= set[i] && !below[i];
	pfree(set);
	pfree(below);
}

/*
 * Raise an error for a destination that another one includes.
 */
static void
report_overlap(const StampState *state, int lower)
{
	const Graph *graph = state->graph;
	bool	   *above = nodes_none(graph);
	int			upper = 0;

	above[lower] = true;
	nodes_close_up(graph, &graph->above, above);
	while (upper == lower || !above[upper] || !state->destinations[upper])
		upper++;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TARGET),
			 errmsg("cannot stamp revisions \"%s\" and \"%s\" together",
					graph->ids[lower], graph->ids[upper]),
			 errdetail("\"%s\" is below \"%s\", which includes it.",
					   graph->ids[lower], graph->ids[upper]),
			 errhint("Stamp \"%s\" alone.", graph->ids[upper])));
}

/*
 * Raise an error unless the destinations can be current side by side.
 */
static void
check_independent(const StampState *state, int ntargets)
{
	const Graph *graph = state->graph;
	bool	   *below;

	if (state->clear_all && ntargets > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TARGET),
				 errmsg("cannot stamp \"base\" and other targets together"),
				 errdetail("\"base\" is below every revision."),
				 errhint("To keep nothing but the other targets, stamp them with purge => true.")));
	below = strictly_below(graph, state->destinations);
	for (int i = 0; i < graph->n; i++)
	{
		if (!state->destinations[i])
			continue;
		if (below[i])
			report_overlap(state, i);
		if (state->cleared[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_TARGET),
					 errmsg("cannot stamp revision \"%s\" and the base of its branch together",
							graph->ids[i])));
	}
	pfree(below);
}

/*
 * Return the set that is applied after a stamp.
 */
static bool *
applied_after(const StampState *state, NodeList rows)
{
	const Graph *graph = state->graph;
	bool	   *replaced = related(graph, state->destinations);
	bool	   *after = nodes_none(graph);

	for (int i = 0; i < rows.n; i++)
	{
		int			row = rows.nodes[i];

		after[row] = !state->clear_all && !state->cleared[row] && !replaced[row];
	}
	for (int i = 0; i < graph->n; i++)
		after[i] |= state->destinations[i];
	nodes_close_down(graph, &graph->below, after);
	pfree(replaced);
	return after;
}

/*
 * Plan to record targets as where the database stands.
 *
 * What leaves comes first, then what enters; what is applied before and after
 * is not mentioned. With purge everything leaves, and the targets enter anew:
 * nothing of the old record remains.
 */
MigrationPlan
plan_stamp(const Graph *graph, const bool *applied, const char *targets,
		   bool purge)
{
	TargetContext context = {graph, applied, false, NULL};
	TargetList	list = target_parse(targets);
	StampState	state = {graph, nodes_none(graph), nodes_none(graph), false};
	NodeList	rows = {0, NULL};
	MigrationPlan plan = {0, NULL};
	bool	   *after;
	bool	   *leaving;

	for (int i = 0; i < list.n; i++)
	{
		TargetMeaning meaning;

		CHECK_FOR_INTERRUPTS();
		meaning = target_item_resolve(&context, &list.items[i]);
		add_destinations(&state, &meaning);
		if (meaning.lineage != NULL)
			pfree(meaning.lineage);
	}
	check_independent(&state, list.n);
	if (!purge)
		rows = target_rows(graph, applied);
	after = applied_after(&state, rows);
	leaving = nodes_none(graph);
	for (int i = 0; i < graph->n; i++)
	{
		leaving[i] = applied[i] && (purge || !after[i]);
		after[i] &= purge || !applied[i];
	}
	plan_append(&plan, PLAN_UNSTAMP, order_newest_first(graph, leaving));
	plan_append(&plan, PLAN_STAMP, order_newest_first(graph, after));
	return plan;
}

/*
 * Plan to record a set, which is closed, besides what is applied.
 */
MigrationPlan
plan_record(const Graph *graph, const bool *applied, const bool *wanted)
{
	MigrationPlan plan = {0, NULL};
	bool	   *entering = nodes_none(graph);

	for (int i = 0; i < graph->n; i++)
		entering[i] = wanted[i] && !applied[i];
	plan_append(&plan, PLAN_STAMP, order_newest_first(graph, entering));
	return plan;
}

/*
 * downgrade.c
 *		The plan of a downgrade.
 *
 * A downgrade to a revision undoes what stands on it: its children by down
 * revision, and all that stands on those by either edge. A downgrade to the
 * base undoes everything, and "branch@base" the lineage of that branch as
 * far as what remains of other branches does not stand on it.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"
#include "miscadmin.h"

/* What is needed to undo the lineage of a branch. */
typedef struct BranchDrop
{
	const Graph *graph;
	const bool *applied;
	const bool *lineage;
	bool	   *drop;
	int		   *holders;		/* applied children that keep a node */
	bool	   *holds;			/* it was counted as a holder */
	int		   *stack;
	int			depth;
} BranchDrop;

/*
 * Decide that a node is undone.
 */
static void
drop_node(BranchDrop *state, int node)
{
	if (!state->applied[node] || state->drop[node])
		return;
	state->drop[node] = true;
	state->stack[state->depth++] = node;
}

/*
 * Find what keeps each node of the lineage, and undo what nothing keeps.
 *
 * A node of the lineage is kept by applied children off the lineage, and by
 * those on it that are kept themselves.
 */
static void
count_holders(BranchDrop *state)
{
	const EdgeSet *down = &state->graph->down;

	for (int i = state->graph->n - 1; i >= 0; i--)
	{
		int			node = state->graph->order[i];

		CHECK_FOR_INTERRUPTS();
		if (!state->applied[node])
			continue;
		if (state->lineage[node] && state->holders[node] == 0)
		{
			drop_node(state, node);
			continue;
		}
		state->holds[node] = true;
		foreach_edge(j, down, node)
			state->holders[down->nodes[j]]++;
	}
}

/*
 * Undo the lineage of a branch, and what cannot stand without it.
 *
 * What is undone because it depends on the branch keeps nothing any more,
 * so the work goes both up and down until it comes to rest.
 */
static void
drop_lineage(const Graph *graph, const bool *applied, const bool *lineage,
			 bool *drop)
{
	BranchDrop	state = {0};

	state.graph = graph;
	state.applied = applied;
	state.lineage = lineage;
	state.drop = nodes_none(graph);
	state.holders = palloc0(sizeof(int) * (graph->n + 1));
	state.holds = nodes_none(graph);
	state.stack = palloc(sizeof(int) * (graph->n + 1));
	count_holders(&state);
	while (state.depth > 0)
	{
		int			node = state.stack[--state.depth];

		CHECK_FOR_INTERRUPTS();
		foreach_edge(i, &graph->above, node)
			drop_node(&state, graph->above.nodes[i]);
		for (int i = EDGE_FIRST(&graph->down, node);
			 state.holds[node] && i < EDGE_END(&graph->down, node); i++)
		{
			int			parent = graph->down.nodes[i];

			if (--state.holders[parent] == 0 && lineage[parent])
				drop_node(&state, parent);
		}
	}
	for (int i = 0; i < graph->n; i++)
		drop[i] |= state.drop[i];
	pfree(state.drop);
	pfree(state.holders);
	pfree(state.holds);
	pfree(state.stack);
}

/*
 * Undo given nodes and all that stands on them.
 */
static void
drop_from(const Graph *graph, const bool *applied, bool *roots, bool *drop)
{
	nodes_close_up(graph, &graph->above, roots);
	for (int i = 0; i < graph->n; i++)
		drop[i] |= roots[i] && applied[i];
}

/*
 * Undo down to the base.
 *
 * Where bare steps led there, only the bases below their start are meant.
 */
static void
drop_to_base(const Graph *graph, const bool *applied,
			 const TargetMeaning *meaning, bool *drop)
{
	NodeList	bases = nodes_bases(graph);
	bool	   *roots;
	bool	   *lineage = NULL;

	if (meaning->lineage != NULL)
	{
		drop_lineage(graph, applied, meaning->lineage, drop);
		return;
	}
	if (target_item_is_bare(meaning->item) && meaning->start >= 0)
		lineage = nodes_lineage(graph, meaning->start);
	roots = nodes_none(graph);
	for (int i = 0; i < bases.n; i++)
		roots[bases.nodes[i]] = lineage == NULL || lineage[bases.nodes[i]];
	drop_from(graph, applied, roots, drop);
	pfree(roots);
}

/*
 * Undo what stands on the revisions of a target.
 *
 * With a branch, that is what lies on its lineage; the start of bare steps
 * is as good as one.
 */
static void
drop_above(const Graph *graph, const bool *applied,
		   const TargetMeaning *meaning, bool *drop)
{
	const bool *lineage = meaning->lineage;
	bool	   *roots = nodes_none(graph);

	if (lineage == NULL && target_item_is_bare(meaning->item) &&
		meaning->start >= 0)
		lineage = nodes_lineage(graph, meaning->start);
	for (int i = 0; i < meaning->nodes.n; i++)
	{
		NodeList	children = graph_children(graph, meaning->nodes.nodes[i]);

		for (int j = 0; j < children.n; j++)
		{
			if (lineage == NULL || lineage[children.nodes[j]])
				roots[children.nodes[j]] = true;
		}
	}
	drop_from(graph, applied, roots, drop);
	pfree(roots);
}

/*
 * Raise an error for bare steps up, which a downgrade cannot take.
 */
static void
check_goes_down(const TargetItem *item)
{
	if (target_item_is_bare(item) && item->steps > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TARGET),
				 errmsg("target \"%s\" is not below the current revision",
						item->text),
				 errhint("To go up: SELECT * FROM migrate.upgrade('%s').",
						 item->text)));
}

/*
 * Raise an error unless a target is applied.
 */
static void
check_target_applied(const Graph *graph, const bool *applied,
					 const TargetMeaning *meaning)
{
	NodeList	current;

	for (int i = 0; i < meaning->nodes.n; i++)
	{
		if (applied[meaning->nodes.nodes[i]])
			continue;
		current = graph_current(graph, applied);
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TARGET),
				 errmsg("cannot downgrade to revision \"%s\", which is not applied",
						graph->ids[meaning->nodes.nodes[i]]),
				 plan_errdetail_current(graph, current)));
	}
}

/*
 * Raise an error if one target of several undoes another.
 */
static void
check_targets_stay(const Graph *graph, const bool *named, const bool *drop)
{
	for (int i = 0; i < graph->n; i++)
	{
		if (named[i] && drop[i])
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_TARGET),
					 errmsg("cannot downgrade to revision \"%s\" and undo it",
							graph->ids[i]),
					 errdetail("Another of the targets is below it.")));
	}
}

/*
 * Take the target of a downgrade from its text, which may be a range.
 */
static const char *
downgrade_target(const Graph *graph, const bool *applied, const char *target)
{
	TargetRange range = target_parse_range(target);

	if (!range.is_range)
		return target;
	range_check_both(&range, target, PLAN_DOWNGRADE);
	plan_check_start(graph, applied, range.start);
	return range.end;
}

/*
 * Plan the way down from what is applied to a target.
 *
 * Dependencies of what is undone stay.
 */
MigrationPlan
plan_downgrade(const Graph *graph, const bool *applied, const char *target)
{
	TargetContext context = {graph, applied, false, NULL};
	TargetList	list;
	MigrationPlan plan = {0, NULL};
	bool	   *drop = nodes_none(graph);
	bool	   *named = nodes_none(graph);

	list = target_parse(downgrade_target(graph, applied, target));
	for (int i = 0; i < list.n; i++)
	{
		TargetMeaning meaning;

		CHECK_FOR_INTERRUPTS();
		check_goes_down(&list.items[i]);
		meaning = target_item_resolve(&context, &list.items[i]);
		check_target_applied(graph, applied, &meaning);
		for (int j = 0; j < meaning.nodes.n; j++)
			named[meaning.nodes.nodes[j]] = true;
		if (meaning.is_base)
			drop_to_base(graph, applied, &meaning, drop);
		else
			drop_above(graph, applied, &meaning, drop);
		if (meaning.lineage != NULL)
			pfree(meaning.lineage);
	}
	check_targets_stay(graph, named, drop);
	plan_append(&plan, PLAN_DOWNGRADE, order_newest_first(graph, drop));
	return plan;
}

/*
 * plan.c
 *		The plan of an upgrade, and the revisions of a history.
 *
 * A range "a:b" is read by each in its own way: an upgrade demands that the
 * database stands at a, a history shows what lies between, both included.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"
#include "miscadmin.h"

/*
 * Add steps to a plan: upwards for an upgrade or a stamp, else downwards.
 */
void
plan_append(MigrationPlan *plan, PlanOperation operation, NodeList newest_first)
{
	bool		up = operation == PLAN_UPGRADE || operation == PLAN_STAMP;
	Size		n = (Size) plan->nsteps + newest_first.n;

	plan->steps = plan->steps == NULL ?
		MemoryContextAllocHuge(CurrentMemoryContext,
							   sizeof(PlanStep) * (n + 1)) :
		repalloc_huge(plan->steps, sizeof(PlanStep) * (n + 1));
	for (int i = 0; i < newest_first.n; i++)
	{
		PlanStep   *step = &plan->steps[plan->nsteps++];

		step->operation = operation;
		step->node = newest_first.nodes[up ? newest_first.n - 1 - i : i];
	}
}

/*
 * List the nodes of a plan's steps, in their order.
 */
NodeList
plan_nodes(const MigrationPlan *plan)
{
	NodeList	list;

	list.n = plan->nsteps;
	list.nodes = palloc(sizeof(int) * ((Size) plan->nsteps + 1));
	for (int i = 0; i < plan->nsteps; i++)
		list.nodes[i] = plan->steps[i].node;
	return list;
}

/*
 * Return what users call an operation.
 */
const char *
plan_operation_name(PlanOperation operation)
{
	switch (operation)
	{
		case PLAN_UPGRADE:
			return "upgrade";
		case PLAN_DOWNGRADE:
			return "downgrade";
		case PLAN_STAMP:
			return "stamp";
		case PLAN_UNSTAMP:
			return "unstamp";
	}
	elog(ERROR, "unknown operation %d", (int) operation);
}

/*
 * Tell in an error's detail where the database stands.
 */
int
plan_errdetail_current(const Graph *graph, NodeList current)
{
	if (current.n == 0)
		return errdetail("Nothing is applied.");
	return errdetail("Current: %s.", nodes_named(graph, current, "\"%s\""));
}

/*
 * Raise an error unless the database stands at exactly the given targets.
 *
 * NULL is the base.
 */
void
plan_check_start(const Graph *graph, const bool *applied, const char *start)
{
	TargetContext context = {graph, applied, false, NULL};
	NodeList	current = graph_current(graph, applied);
	bool	   *expected = nodes_none(graph);

	if (start != NULL)
		expected = nodes_set(graph, target_list_resolve(&context, start));
	nodes_close_down(graph, &graph->below, expected);
	if (memcmp(expected, applied, graph->n) == 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TARGET),
			 errmsg("the database does not stand at \"%s\"",
					start == NULL ? "base" : name_shown(start)),
			 plan_errdetail_current(graph, current),
			 errhint("Leave out what stands before the colon to start from where the database is.")));
}

/*
 * Raise an error for bare steps down, which an upgrade cannot take.
 */
static void
check_goes_up(const TargetItem *item)
{
	if (target_item_is_bare(item) && item->steps < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TARGET),
				 errmsg("target \"%s\" is not above the current revision",
						item->text),
				 errhint("To go down: SELECT * FROM migrate.downgrade('%s').",
						 item->text)));
}

/*
 * Plan the way up from what is applied to a target.
 *
 * What the target stands on is needed, dependencies too, less what is
 * applied. So an older target is an empty plan.
 */
MigrationPlan
plan_upgrade(const Graph *graph, const bool *applied, const char *target)
{
	TargetContext context = {graph, applied, false, NULL};
	TargetRange range = target_parse_range(target);
	const char *end = range.end != NULL ? range.end : "head";
	TargetList	list = target_parse(end);
	MigrationPlan plan = {0, NULL};
	bool	   *needed;

	if (range.is_range)
		plan_check_start(graph, applied, range.start);
	for (int i = 0; i < list.n; i++)
		check_goes_up(&list.items[i]);
	needed = nodes_set(graph, target_list_resolve(&context, end));
	nodes_close_down(graph, &graph->below, needed);
	for (int i = 0; i < graph->n; i++)
		needed[i] &= !applied[i];
	plan_append(&plan, PLAN_UPGRADE, order_newest_first(graph, needed));
	return plan;
}

/* One end of a history's range. */
typedef struct HistoryEnd
{
	const char *text;
	bool		is_base;
	bool	   *lineage;		/* of the one branch that was named, or NULL */
	NodeList	nodes;
} HistoryEnd;

/*
 * Tell whether an end is steps in one direction and nothing else.
 */
static bool
is_steps(const char *text, bool up)
{
	TargetList	list;

	if (text == NULL)
		return false;
	list = target_parse(text);
	return list.n == 1 && list.items[0].relative &&
		list.items[0].symbol == SYMBOL_NONE &&
		(up ? list.items[0].steps >= 0 : list.items[0].steps <= 0);
}

/*
 * Find the revisions at one end; walks stop at the edge of the graph.
 */
static HistoryEnd
resolve_end(const Graph *graph, const bool *applied, const char *text,
			const NodeList *anchor)
{
	TargetContext context = {graph, applied, true, anchor};
	TargetList	list = target_parse(text);
	HistoryEnd	end = {.text = text};
	bool	   *set = nodes_none(graph);

	for (int i = 0; i < list.n; i++)
	{
		TargetMeaning meaning;

		CHECK_FOR_INTERRUPTS();
		meaning = target_item_resolve(&context, &list.items[i]);
		end.is_base |= meaning.is_base;
		if (list.n == 1)
			end.lineage = meaning.lineage;
		else if (meaning.lineage != NULL)
			pfree(meaning.lineage);
		for (int j = 0; j < meaning.nodes.n; j++)
			set[meaning.nodes.nodes[j]] = true;
	}
	end.nodes = nodes_list(graph, set);
	end.is_base |= end.nodes.n == 0;
	pfree(set);
	return end;
}

/*
 * Find both ends of a range.
 *
 * Steps count from the other end where that is not steps itself: "-3:x" are
 * the three below x and x, "x:+3" the three above. Where the other end is
 * left out, they count from the heads and from the base. Else from current.
 */
static void
resolve_ends(const Graph *graph, const bool *applied, TargetRange range,
			 HistoryEnd *lower, HistoryEnd *upper)
{
	bool		lower_steps = is_steps(range.start, false);
	bool		upper_steps = is_steps(range.end, true);
	const char *lower_text = range.start != NULL ? range.start : "base";
	const char *upper_text = range.end != NULL ? range.end : "heads";

	if (lower_steps && !upper_steps)
	{
		*upper = resolve_end(graph, applied, upper_text, NULL);
		*lower = resolve_end(graph, applied, lower_text, &upper->nodes);
	}
	else
	{
		*lower = resolve_end(graph, applied, lower_text, NULL);
		*upper = resolve_end(graph, applied, upper_text,
							 upper_steps && !lower_steps ? &lower->nodes : NULL);
	}
}

/*
 * Raise an error if the lower end is not below the upper one.
 */
static void
check_ends_related(const Graph *graph, const HistoryEnd *lower,
				   const HistoryEnd *upper, const bool *below)
{
	for (int i = 0; i < lower->nodes.n; i++)
	{
		if (below[lower->nodes.nodes[i]])
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TARGET),
				 errmsg("revision \"%s\" is not below \"%s\"",
						graph->ids[lower->nodes.nodes[i]],
						name_shown(upper->text)),
				 errhint("A range starts at the older revision: start:end.")));
	}
}

/*
 * List the revisions of a range, newest first; all for NULL.
 *
 * Above a revision means by down revisions: what the range's end needs by
 * dependencies alone, and the start does not lead to, is left out.
 */
NodeList
plan_history(const Graph *graph, const bool *applied, const char *range)
{
	TargetRange parts;
	HistoryEnd	lower;
	HistoryEnd	upper;
	bool	   *shown = nodes_none(graph);
	bool	   *before;
	bool	   *after;

	if (range == NULL)
	{
		memset(shown, true, graph->n);
		return order_newest_first(graph, shown);
	}
	parts = target_parse_range(range);
	if (!parts.is_range)
		ereport(ERROR,
				(errcode(ERRCODE_MALFORMED_TARGET),
				 errmsg("range \"%s\" is malformed", name_shown(range)),
				 errdetail("It has no colon."),
				 errhint("A range is start:end, start: or :end.")));
	resolve_ends(graph, applied, parts, &lower, &upper);
	for (int i = 0; i < upper.nodes.n; i++)
	{
		if (lower.lineage == NULL || lower.lineage[upper.nodes.nodes[i]])
			shown[upper.nodes.nodes[i]] = true;
	}
	nodes_close_down(graph, &graph->below, shown);
	if (lower.is_base)
		return order_newest_first(graph, shown);
	check_ends_related(graph, &lower, &upper, shown);

	after = nodes_set(graph, lower.nodes);
	nodes_close_up(graph, &graph->children, after);
	before = nodes_set(graph, lower.nodes);
	nodes_close_down(graph, &graph->below, before);
	for (int i = 0; i < lower.nodes.n; i++)
		before[lower.nodes.nodes[i]] = false;
	for (int i = 0; i < graph->n; i++)
		shown[i] &= after[i] && !before[i];
	return order_newest_first(graph, shown);
}

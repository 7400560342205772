/*
 * range.c
 *		Ranges that say where a plan starts.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"

/*
 * Raise an error unless both ends of an operation's range are given.
 */
void
range_check_both(const TargetRange *range, const char *text,
				 PlanOperation operation)
{
	if (range->start != NULL && range->end != NULL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_MALFORMED_TARGET),
			 errmsg("range \"%s\" is malformed", name_shown(text)),
			 errdetail("A %s takes both ends of a range.",
					   plan_operation_name(operation)),
			 operation == PLAN_DOWNGRADE ?
			 errhint("Name where to go down to, as in \"current:base\".") :
			 errhint("Name where to start and what to record, as in \"base:head\".")));
}

/*
 * Take the start off the range in *target, for a plan that starts elsewhere
 * than where the database stands.
 *
 * Returns what is applied at the start, and lets *target be the range's end;
 * NULL if it is no range, and so starts where the database stands. For an
 * upgrade what is left out are the base and the head.
 */
bool *
range_start(const Graph *graph, const bool *applied, PlanOperation operation,
			const char **target)
{
	TargetContext context = {graph, applied, false, NULL};
	TargetRange range = target_parse_range(*target);
	bool	   *start;

	if (!range.is_range)
		return NULL;
	if (operation != PLAN_UPGRADE)
		range_check_both(&range, *target, operation);
	start = nodes_none(graph);
	if (range.start != NULL)
		start = nodes_set(graph, target_list_resolve(&context, range.start));
	nodes_close_down(graph, &graph->below, start);
	*target = range.end != NULL ? range.end : "head";
	return start;
}

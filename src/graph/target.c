/*
 * target.c
 *		What a target stands for, in any command that takes revisions.
 *
 * The rows of the database, in Alembic's words, are the applied revisions
 * with nothing applied above them by either edge. Bare steps ("+1") start
 * there; "current" are the tips by down revision, which may be more.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"
#include "miscadmin.h"

/*
 * List the applied revisions that nothing applied stands on in any way.
 */
NodeList
target_rows(const Graph *graph, const bool *applied)
{
	return nodes_tips(graph, &graph->above, applied);
}

/*
 * Keep of a list what lies on a lineage; NULL keeps all.
 */
static NodeList
on_lineage(NodeList nodes, const bool *lineage)
{
	NodeList	list;

	list.n = 0;
	list.nodes = palloc(sizeof(int) * (nodes.n + 1));
	for (int i = 0; i < nodes.n; i++)
	{
		if (lineage == NULL || lineage[nodes.nodes[i]])
			list.nodes[list.n++] = nodes.nodes[i];
	}
	return list;
}

/*
 * Raise the error for a target that has to be one revision and is several.
 */
static void
report_several_heads(const Graph *graph, const TargetItem *item,
					 NodeList heads)
{
	NodeList	first = {1, heads.nodes};

	ereport(ERROR,
			(errcode(ERRCODE_MULTIPLE_HEADS),
			 errmsg("target \"%s\" is ambiguous: there are %d heads",
					item->text, heads.n),
			 errdetail("The heads are %s.", nodes_named(graph, heads, "\"%s\"")),
			 item->relative ?
			 errhint("Name the branch, as in %s, or a revision.",
					 nodes_named(graph, first, "\"%s@head\"")) :
			 errhint("Use \"heads\" for all of them, or name the branch, as in %s.",
					 nodes_named(graph, first, "\"%s@head\""))));
}

/*
 * Find what the symbol of a target means, apart from its steps.
 */
static NodeList
resolve_symbol(const TargetContext *context, const TargetMeaning *meaning)
{
	const Graph *graph = context->graph;
	const TargetItem *item = meaning->item;
	NodeList	nodes = {0, NULL};

	switch (item->symbol)
	{
		case SYMBOL_HEAD:
			nodes = on_lineage(graph_heads(graph), meaning->lineage);
			if (nodes.n > 1)
				report_several_heads(graph, item, nodes);
			break;
		case SYMBOL_HEADS:
			/* as in Alembic, dependencies count unless a branch is named */
			if (meaning->lineage != NULL)
				nodes = on_lineage(graph_heads(graph), meaning->lineage);
			else
				nodes = nodes_tips(graph, &graph->above, NULL);
			if (nodes.n > 1 && item->relative)
				report_several_heads(graph, item, nodes);
			break;
		case SYMBOL_CURRENT:
			nodes = on_lineage(graph_current(graph, context->applied),
							   meaning->lineage);
			break;
		case SYMBOL_NAME:
			nodes.n = 1;
			nodes.nodes = palloc(sizeof(int));
			nodes.nodes[0] = lookup_revision(graph, item->name, item->branch,
											 meaning->lineage);
			break;
		case SYMBOL_BASE:
		case SYMBOL_NONE:
			break;
	}
	return nodes;
}

/*
 * Raise the error for steps from the current revision where there are several.
 */
static void
report_several_current(const Graph *graph, const TargetItem *item,
					   NodeList starts)
{
	char	   *pattern = psprintf("\"%%s@%+d\"", item->steps);

	ereport(ERROR,
			(errcode(ERRCODE_MULTIPLE_HEADS),
			 errmsg("relative target \"%s\" is ambiguous: there are %d current revisions",
					item->text, starts.n),
			 errdetail("Current are %s.", nodes_named(graph, starts, "\"%s\"")),
			 errhint("Name the branch to move: %s.",
					 nodes_named(graph, starts, pattern))));
}

/*
 * Find where steps start that no symbol stands before.
 *
 * On a branch that no current revision is on, steps up start at the highest
 * applied revisions of its lineage, and steps down at what is current
 * although another branch depends on it. An anchor is as good as applied.
 */
static NodeList
find_starts(const TargetContext *context, const TargetMeaning *meaning)
{
	const Graph *graph = context->graph;
	const TargetItem *item = meaning->item;
	const bool *applied = context->applied;
	bool		anchored = context->anchor != NULL && item->symbol == SYMBOL_NONE;
	NodeList	starts;
	bool	   *active;

	if (anchored)
		applied = graph_close_applied(graph, nodes_set(graph, *context->anchor));
	starts = on_lineage(anchored ? *context->anchor : target_rows(graph, applied),
						meaning->lineage);
	if (starts.n == 0 && meaning->lineage != NULL && item->steps < 0)
		starts = on_lineage(graph_current(graph, applied), meaning->lineage);
	else if (starts.n == 0 && meaning->lineage != NULL)
	{
		active = nodes_none(graph);
		for (int i = 0; i < graph->n; i++)
			active[i] = applied[i] && meaning->lineage[i];
		starts = nodes_tips(graph, &graph->above, active);
		pfree(active);
	}
	if (starts.n > 1 && !context->clamp)
		report_several_current(graph, item, starts);
	if (starts.n == 0 && item->steps < 0 && item->branch != NULL && !context->clamp)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_RELATIVE_TARGET),
				 errmsg("relative target \"%s\" leaves the graph", item->text),
				 errdetail("No current revision is on branch \"%s\".",
						   item->branch)));
	return starts;
}

/*
 * Walk from each start, or from the base if there is none.
 */
static void
walk_all(const TargetContext *context, TargetMeaning *meaning, NodeList starts)
{
	bool	   *reached = nodes_none(context->graph);

	for (int i = 0; i < Max(starts.n, 1); i++)
	{
		int			start = starts.n > 0 ? starts.nodes[i] : WALK_BASE;
		int			end = walk_steps(context, meaning, start);

		if (end == WALK_BASE)
			meaning->is_base = true;
		else
			reached[end] = true;
	}
	meaning->nodes = nodes_list(context->graph, reached);
	pfree(reached);
}

/*
 * Tell whether a target is steps from what is current.
 */
bool
target_item_is_bare(const TargetItem *item)
{
	return item->relative && (item->symbol == SYMBOL_NONE ||
							  item->symbol == SYMBOL_CURRENT);
}

/*
 * Find the revisions that one target stands for.
 */
TargetMeaning
target_item_resolve(const TargetContext *context, const TargetItem *item)
{
	TargetMeaning meaning = {item, -1, NULL, -1, false, {0, NULL}};
	NodeList	starts;

	if (item->branch != NULL)
	{
		meaning.branch = lookup_branch(context->graph, item->branch);
		meaning.lineage = nodes_lineage(context->graph, meaning.branch);
	}
	if (!item->relative)
	{
		meaning.nodes = resolve_symbol(context, &meaning);
		meaning.is_base = item->symbol == SYMBOL_BASE;
		return meaning;
	}
	starts = target_item_is_bare(item) ? find_starts(context, &meaning) :
		resolve_symbol(context, &meaning);
	if (starts.n == 1)
		meaning.start = starts.nodes[0];
	walk_all(context, &meaning, starts);
	return meaning;
}

/*
 * Find the revisions that several targets stand for, each once, as typed.
 */
NodeList
target_list_resolve(const TargetContext *context, const char *text)
{
	TargetList	list = target_parse(text);
	bool	   *seen = nodes_none(context->graph);
	NodeList	all;

	all.n = 0;
	all.nodes = palloc(sizeof(int) * (context->graph->n + 1));
	for (int i = 0; i < list.n; i++)
	{
		TargetMeaning meaning;

		CHECK_FOR_INTERRUPTS();
		meaning = target_item_resolve(context, &list.items[i]);
		for (int j = 0; j < meaning.nodes.n; j++)
		{
			if (!seen[meaning.nodes.nodes[j]])
				all.nodes[all.n++] = meaning.nodes.nodes[j];
			seen[meaning.nodes.nodes[j]] = true;
		}
		if (meaning.lineage != NULL)
			pfree(meaning.lineage);
	}
	pfree(seen);
	return all;
}

/*
 * Find the revisions that a target stands for: the base is none of them.
 */
NodeList
target_resolve(const Graph *graph, const bool *applied, const char *target)
{
	TargetContext context = {graph, applied, false, NULL};

	return target_list_resolve(&context, target);
}

/*
 * internal.h
 *		What the files of the graph floor share with each other.
 *
 * Edges are kept as one array of nodes with an array of offsets into it, so
 * that a walk over all of them is linear. Sets of nodes are arrays of bool,
 * and they are closed by one pass in topological order: nothing recurses.
 */
#ifndef MIGRATE_GRAPH_INTERNAL_H
#define MIGRATE_GRAPH_INTERNAL_H

#include "graph/graph.h"

/* The edges of node i are nodes[start[i]] up to nodes[start[i + 1] - 1]. */
typedef struct EdgeSet
{
	int		   *start;
	int		   *nodes;
} EdgeSet;

#define EDGE_FIRST(edges, node) ((edges)->start[(node)])
#define EDGE_END(edges, node) ((edges)->start[(node) + 1])
#define EDGE_COUNT(edges, node) \
	(EDGE_END(edges, node) - EDGE_FIRST(edges, node))
#define foreach_edge(i, edges, node) \
	for (int i = EDGE_FIRST(edges, node); i < EDGE_END(edges, node); i++)

/* An id or a label; they share one namespace. */
typedef struct GraphName
{
	const char *name;
	int			node;
	bool		is_label;
} GraphName;

struct Graph
{
	int			n;
	const char **ids;			/* in load order */
	int			nnames;
	GraphName  *names;			/* in byte order */
	int		   *order;			/* all nodes, what is below first */
	EdgeSet		down;			/* down revisions, as declared, once each */
	EdgeSet		depends;		/* dependencies, as declared, once each */
	EdgeSet		below;			/* down, then the dependencies that count */
	EdgeSet		children;		/* down reversed, in load order */
	EdgeSet		above;			/* below reversed, in load order */
	int		   *nfollowers;		/* children by down revision or dependency */
};

/* names.c */
extern bool name_char_is_valid(char c);
extern bool name_is_reserved(const char *name, int len);
extern void name_check(const char *kind, const char *name);

/* graph.c */
extern EdgeSet edges_reverse(const EdgeSet *edges, int n);
extern bool *nodes_none(const Graph *graph);
extern void nodes_close_down(const Graph *graph, const EdgeSet *down,
							 bool *set);
extern void nodes_close_up(const Graph *graph, const EdgeSet *up, bool *set);
extern bool *nodes_lineage(const Graph *graph, int node);
extern NodeList nodes_tips(const Graph *graph, const EdgeSet *up,
						   const bool *set);
extern NodeList nodes_bases(const Graph *graph);
extern char *nodes_named(const Graph *graph, NodeList nodes,
						 const char *pattern);

/* order.c */
extern NodeList order_newest_first(const Graph *graph, const bool *todo);

/* normalize.c */
extern EdgeSet edges_normalize(const Graph *graph);

/* lookup.c */
extern const GraphName *names_find(const Graph *graph, const char *name);
extern int	names_lower_bound(const Graph *graph, const char *name);
extern int	lookup_branch(const Graph *graph, const char *name);
extern int	lookup_revision(const Graph *graph, const char *name,
							const char *branch, const bool *lineage);

/* parse.c: a target as it is written */
typedef enum TargetSymbol
{
	SYMBOL_NONE,				/* only a number of steps */
	SYMBOL_HEAD,
	SYMBOL_HEADS,
	SYMBOL_BASE,
	SYMBOL_CURRENT,
	SYMBOL_NAME
} TargetSymbol;

typedef struct TargetItem
{
	const char *text;			/* as typed, for messages */
	const char *branch;			/* what stands before the "@", or NULL */
	TargetSymbol symbol;
	const char *name;			/* of SYMBOL_NAME */
	bool		relative;
	int			steps;			/* below zero: down */
} TargetItem;

typedef struct TargetList
{
	int			n;
	TargetItem *items;
} TargetList;

typedef struct TargetRange
{
	bool		is_range;		/* there was a colon */
	const char *start;			/* NULL: left out */
	const char *end;			/* NULL: left out; not a range: all of it */
} TargetRange;

extern TargetList target_parse(const char *text);
extern TargetRange target_parse_range(const char *text);

/* target.c: what it stands for */
typedef struct TargetContext
{
	const Graph *graph;
	const bool *applied;
	bool		clamp;			/* a walk off the graph stops at its edge */
	const NodeList *anchor;		/* where bare steps start, else current */
} TargetContext;

typedef struct TargetMeaning
{
	const TargetItem *item;
	int			branch;			/* the node that names the branch, or -1 */
	bool	   *lineage;		/* of that branch, or NULL */
	int			start;			/* the one node that steps started at, or -1 */
	bool		is_base;		/* the base, or a walk led there */
	NodeList	nodes;
} TargetMeaning;

extern bool target_item_is_bare(const TargetItem *item);
extern TargetMeaning target_item_resolve(const TargetContext *context,
										 const TargetItem *item);
extern NodeList target_list_resolve(const TargetContext *context,
									const char *text);
extern NodeList target_rows(const Graph *graph, const bool *applied);

/* plan.c */
extern void plan_append(MigrationPlan *plan, PlanOperation operation,
						NodeList newest_first);
extern void plan_check_start(const Graph *graph, const bool *applied,
							 const char *start);
extern int	plan_errdetail_current(const Graph *graph, NodeList current);

/* range.c */
extern void range_check_both(const TargetRange *range, const char *text,
							 PlanOperation operation);

/* walk.c: steps up and down */
extern int	walk_steps(const TargetContext *context, const TargetMeaning *meaning,
					   int start);

#define WALK_BASE (-1)			/* below every revision */

#endif							/* MIGRATE_GRAPH_INTERNAL_H */

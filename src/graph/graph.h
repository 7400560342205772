/*
 * graph.h
 *		The revision graph, targets and plans: what the other floors may call.
 *
 * Words: a revision is a node, numbered from 0 in load order; its down
 * revisions and dependencies are edges that point down, towards the bases.
 * "Applied" is an array of bool, one per node, closed under both edges.
 *
 * Everything here is pure: no SPI, no catalog, no global. What is returned
 * is palloc'd in the memory context that was current, and freed with it.
 */
#ifndef MIGRATE_GRAPH_H
#define MIGRATE_GRAPH_H

#include "postgres.h"

/* One revision as the registry, or simulate()'s caller, describes it. */
typedef struct RevisionEdges
{
	const char *revision;
	int			ndown_revisions;
	const char **down_revisions;
	int			ndepends_on;
	const char **depends_on;	/* ids or labels */
	int			nbranch_labels;
	const char **branch_labels;
} RevisionEdges;

typedef struct Graph Graph;

typedef enum PlanOperation
{
	PLAN_UPGRADE,
	PLAN_DOWNGRADE,
	PLAN_STAMP,
	PLAN_UNSTAMP
} PlanOperation;

typedef struct PlanStep
{
	PlanOperation operation;
	int			node;
} PlanStep;

typedef struct MigrationPlan
{
	int			nsteps;
	PlanStep   *steps;
} MigrationPlan;

/* A set of nodes, in an order that the function defines. */
typedef struct NodeList
{
	int			n;
	int		   *nodes;
} NodeList;

/* names.c: the grammar of ids and labels */
extern bool name_is_valid(const char *name, int len);
extern char *name_shown(const char *name);	/* short enough for a message */
extern char *name_make(const char *version);

/* build.c: errors for malformed and duplicate names, missing parents, cycles */
extern Graph *graph_build(const RevisionEdges *revisions, int n);

/*
 * graph.c: look; what belongs to a node is the graph's own and not to be
 * changed or freed, lists are in load order unless they are "as declared"
 */
extern int	graph_size(const Graph *graph);
extern const char *graph_id(const Graph *graph, int node);

/* the node of an exact id, or -1 */
extern int	graph_find(const Graph *graph, const char *id);

/* does a revision have this label, written out in full */
extern bool graph_has_label(const Graph *graph, const char *name);

/* by down revision only */
extern NodeList graph_children(const Graph *graph, int node);

/* as declared, each once; labels in depends_on turned into revisions */
extern NodeList graph_down_revisions(const Graph *graph, int node);
extern NodeList graph_depends_on(const Graph *graph, int node);

/* no child by down revision */
extern NodeList graph_heads(const Graph *graph);

/* a head that some other revision depends on */
extern bool graph_is_effective_head(const Graph *graph, int node);

/* the applied tips by down revision */
extern NodeList graph_current(const Graph *graph, const bool *applied);

/* a copy with all ancestors */
extern bool *graph_close_applied(const Graph *graph, const bool *applied);

/* a list as an array of bool, one per node, and back, in load order */
extern bool *nodes_set(const Graph *graph, NodeList nodes);
extern NodeList nodes_list(const Graph *graph, const bool *set);

/*
 * target.c: resolve what a user typed, in any command that takes revisions;
 * each revision once, in the order typed; none for the base
 */
extern NodeList target_resolve(const Graph *graph, const bool *applied,
							   const char *target);

/* plan.c, downgrade.c, stamp.c: ordered steps from what is applied */
extern MigrationPlan plan_upgrade(const Graph *graph, const bool *applied,
								  const char *target);
extern MigrationPlan plan_downgrade(const Graph *graph, const bool *applied,
									const char *target);
extern MigrationPlan plan_stamp(const Graph *graph, const bool *applied,
								const char *targets, bool purge);
extern MigrationPlan plan_record(const Graph *graph, const bool *applied,
								 const bool *wanted);

/*
 * range.c: take the start off a range, for a plan from elsewhere than where
 * the database stands: what is applied there, and the rest of the text in
 * target; NULL if the target is no range
 */
extern bool *range_start(const Graph *graph, const bool *applied,
						 PlanOperation operation, const char **target);

/* the nodes of the steps, in their order */
extern NodeList plan_nodes(const MigrationPlan *plan);

/* as users read it: "upgrade" and so on */
extern const char *plan_operation_name(PlanOperation operation);

/* newest first; NULL for all of them */
extern NodeList plan_history(const Graph *graph, const bool *applied,
							 const char *range);

#endif							/* MIGRATE_GRAPH_H */

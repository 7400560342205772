/*
 * tips.h
 *		What a database is at, kept up to date step by step.
 *
 * The tips of the applied revisions are those that no applied revision names
 * as a down revision: what users call current.
 */
#ifndef MIGRATE_TIPS_H
#define MIGRATE_TIPS_H

#include "graph/graph.h"

typedef struct Tips
{
	const Graph *graph;
	int		   *applied_children;	/* per node, by down_revision */
	NodeList	nodes;			/* the tips, in load order */
} Tips;

extern Tips *tips_create(const Graph *graph, const bool *applied);
extern void tips_apply(Tips *tips, int node);
extern void tips_unapply(Tips *tips, int node);

#endif							/* MIGRATE_TIPS_H */

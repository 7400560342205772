/*
 * order.h
 *		The nodes that order.c makes, order_edges.c connects, and order_sort.c
 *		sorts.
 */
#ifndef MIGRATE_SCHEMA_ORDER_H
#define MIGRATE_SCHEMA_ORDER_H

#include "schema/change.h"

typedef struct OrderNode
{
	Change	   *change;
	Phase		phase;
	int			rank;			/* among nodes that may come next */
	int			nbefore;		/* nodes that must come before it and have not */
	int			nsoftly;		/* nodes that should come before it and have
								 * not */
	List	   *after;			/* numbers of nodes that must come after it */
	List	   *softly_after;	/* of those that should */
	bool		done;
} OrderNode;

typedef struct Order
{
	Comparison *comparison;
	OrderNode  *nodes;
	int			n;
	int		   *sorted;			/* numbers of the nodes, in order */
	int			nsorted;		/* less than n: there is a circle */
	HTAB	   *tables;			/* of TableNodes */
	bool		softly;			/* make edges that may give way */
	bool		soft;			/* there are some, or would be */
} Order;

/* order.c */
extern int	change_node(const Change *change, Phase phase);

/* order_edges.c */
extern List *change_awaits(const Change *change, bool old);
extern void order_add_edges(Order *order);

/* order_circles.c */
extern bool order_break_circle(const Order *order);
extern void order_refuse_circle(const Order *order);

/* order_sort.c */
extern void order_sort(Order *order);

#endif							/* MIGRATE_SCHEMA_ORDER_H */

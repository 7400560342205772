/*
 * draw.h
 *		Drawings of the whole graph, newest revision first or topmost.
 *
 * Each is returned palloc'd, without a newline at its end.
 */
#ifndef MIGRATE_DRAW_H
#define MIGRATE_DRAW_H

#include "graph/graph.h"
#include "lib/stringinfo.h"

/* What is drawn; the arrays are by node. */
typedef struct Drawing
{
	const Graph *graph;
	const RevisionEdges *edges;
	const char *const *messages;
	const bool *applied;
	bool	   *head;
	bool	   *current;
} Drawing;

/* draw.c: what all of them say of a revision */
extern Drawing drawing_of(const Graph *graph, const RevisionEdges *edges,
						  const char *const *messages, const bool *applied);
extern void draw_marks(StringInfo out, const Drawing *drawing, int node);
extern char draw_printable(char c);

/* draw_text.c, draw_dot.c, draw_mermaid.c */
extern char *draw_text(const Drawing *drawing);
extern char *draw_dot(const Drawing *drawing);
extern char *draw_mermaid(const Drawing *drawing);

#endif							/* MIGRATE_DRAW_H */

/*
 * draw.c
 *		What every drawing of the graph says of a revision.
 */
#include "postgres.h"

#include "graph/draw.h"

/*
 * Gather what is to be drawn.
 */
Drawing
drawing_of(const Graph *graph, const RevisionEdges *edges,
		   const char *const *messages, const bool *applied)
{
	Drawing		drawing;

	drawing.graph = graph;
	drawing.edges = edges;
	drawing.messages = messages;
	drawing.applied = applied;
	drawing.head = nodes_set(graph, graph_heads(graph));
	drawing.current = nodes_set(graph, graph_current(graph, applied));
	return drawing;
}

/*
 * Add what git would decorate a commit with: " (head, current, label)".
 */
void
draw_marks(StringInfo out, const Drawing *drawing, int node)
{
	const RevisionEdges *edges = &drawing->edges[node];
	const char *before = " (";

	if (drawing->head[node])
	{
		appendStringInfo(out, "%shead", before);
		before = ", ";
	}
	if (drawing->current[node])
	{
		appendStringInfo(out, "%scurrent", before);
		before = ", ";
	}
	for (int i = 0; i < edges->nbranch_labels; i++)
	{
		appendStringInfo(out, "%s%s", before, edges->branch_labels[i]);
		before = ", ";
	}
	if (before[0] == ',')
		appendStringInfoChar(out, ')');
}

/*
 * Return a space for a byte that a terminal would obey rather than show.
 *
 * In no encoding of a server is such a byte part of another character.
 */
char
draw_printable(char c)
{
	return (unsigned char) c < ' ' || c == 0x7f ? ' ' : c;
}

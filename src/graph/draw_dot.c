/*
 * draw_dot.c
 *		Draw the graph in the language of Graphviz.
 *
 * Edges point up, the way of an upgrade, so that the newest revisions are at
 * the top: solid from a down revision, dashed from a dependency. Applied
 * revisions are filled, heads have a double border, current ones a bold one.
 */
#include "postgres.h"

#include "graph/draw.h"
#include "miscadmin.h"

/*
 * Add a message to a label, in which dot reads escapes and HTML's entities.
 */
static void
append_label(StringInfo out, const char *message)
{
	for (const char *c = message; *c != '\0'; c++)
	{
		if (*c == '"' || *c == '\\')
			appendStringInfo(out, "\\%c", *c);
		else if (*c == '&')
			appendStringInfoString(out, "&amp;");
		else if (*c == '\n')
			appendStringInfoString(out, "\\n");
		else if (*c != '\r')
			appendStringInfoChar(out, draw_printable(*c));
	}
}

static void
append_node(StringInfo out, const Drawing *drawing, int node)
{
	appendStringInfo(out, "\t\"%s\" [label=\"%s",
					 graph_id(drawing->graph, node),
					 graph_id(drawing->graph, node));
	draw_marks(out, drawing, node);
	if (drawing->messages[node][0] != '\0')
		appendStringInfoString(out, "\\n");
	append_label(out, drawing->messages[node]);
	appendStringInfoChar(out, '"');
	if (drawing->current[node])
		appendStringInfoString(out, ", style=\"filled,bold\"");
	else if (drawing->applied[node])
		appendStringInfoString(out, ", style=filled");
	if (drawing->head[node])
		appendStringInfoString(out, ", peripheries=2");
	appendStringInfoString(out, "];\n");
}

static void
append_edges(StringInfo out, const Drawing *drawing, int node, NodeList below,
			 const char *attributes)
{
	for (int i = 0; i < below.n; i++)
		appendStringInfo(out, "\t\"%s\" -> \"%s\"%s;\n",
						 graph_id(drawing->graph, below.nodes[i]),
						 graph_id(drawing->graph, node), attributes);
}

/*
 * Draw the graph for dot.
 */
char *
draw_dot(const Drawing *drawing)
{
	const Graph *graph = drawing->graph;
	NodeList	order = plan_history(graph, drawing->applied, NULL);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "digraph migrate {\n"
						   "\trankdir=BT;\n"
						   "\tnode [shape=box, fillcolor=lightblue];\n");
	for (int i = 0; i < order.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		append_node(&out, drawing, order.nodes[i]);
	}
	for (int i = 0; i < order.n; i++)
	{
		int			node = order.nodes[i];

		CHECK_FOR_INTERRUPTS();
		append_edges(&out, drawing, node, graph_down_revisions(graph, node),
					 "");
		append_edges(&out, drawing, node, graph_depends_on(graph, node),
					 " [style=dashed]");
	}
	appendStringInfoChar(&out, '}');
	return out.data;
}

/*
 * draw_mermaid.c
 *		Draw the graph as a flowchart for Mermaid.
 *
 * Edges point up, the way of an upgrade, so that the newest revisions are at
 * the top: solid from a down revision, dotted from a dependency. Nodes are
 * n0, n1 and so on from the top, since an id may be a word of Mermaid's.
 */
#include "postgres.h"

#include "graph/draw.h"
#include "miscadmin.h"

/* ASCII that Mermaid, its Markdown or HTML would read as more than itself. */
#define SPECIAL "\"#$%&*<>@[\\]^`{|}~"

/* Bullets and the ends of numbers, which begin a list after digits alone. */
#define LIST_MARKS "+-.)"

/*
 * Add a message to a label, which is quoted and holds entities as "#35;".
 */
static void
append_label(StringInfo out, const char *message)
{
	bool		line_begins = true;

	for (const char *c = message; *c != '\0'; c++)
	{
		if (*c == '\n')
		{
			appendStringInfoString(out, "<br/>");
			line_begins = true;
			continue;
		}
		if (*c == '\r')
			continue;
		if (strchr(SPECIAL, *c) != NULL ||
			(line_begins && strchr(LIST_MARKS, *c) != NULL))
			appendStringInfo(out, "#%d;", *c);
		else
			appendStringInfoChar(out, draw_printable(*c));
		line_begins &= (*c >= '0' && *c <= '9') || draw_printable(*c) == ' ';
	}
}

static void
append_edges(StringInfo out, const int *number, int node, NodeList below,
			 const char *arrow)
{
	for (int i = 0; i < below.n; i++)
		appendStringInfo(out, "\n    n%d %s n%d", number[below.nodes[i]], arrow,
						 number[node]);
}

/*
 * Add a statement that gives the flagged nodes a look, if there are any.
 */
static void
append_class(StringInfo out, NodeList order, const bool *flags,
			 const char *name, const char *look)
{
	bool		found = false;

	for (int i = 0; i < order.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!flags[order.nodes[i]])
			continue;
		if (!found)
			appendStringInfo(out, "\n    classDef %s %s\n    class n%d", name,
							 look, i);
		else
			appendStringInfo(out, ",n%d", i);
		found = true;
	}
	if (found)
		appendStringInfo(out, " %s", name);
}

/*
 * Draw the graph for Mermaid.
 */
char *
draw_mermaid(const Drawing *drawing)
{
	const Graph *graph = drawing->graph;
	NodeList	order = plan_history(graph, drawing->applied, NULL);
	int		   *number = palloc_array(int, order.n + 1);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "flowchart BT");
	for (int i = 0; i < order.n; i++)
	{
		int			node = order.nodes[i];

		CHECK_FOR_INTERRUPTS();
		number[node] = i;
		appendStringInfo(&out, "\n    n%d[\"%s", i, graph_id(graph, node));
		draw_marks(&out, drawing, node);
		if (drawing->messages[node][0] != '\0')
			appendStringInfoString(&out, "<br/>");
		append_label(&out, drawing->messages[node]);
		appendStringInfoString(&out, "\"]");
	}
	for (int i = 0; i < order.n; i++)
	{
		int			node = order.nodes[i];

		CHECK_FOR_INTERRUPTS();
		append_edges(&out, number, node, graph_down_revisions(graph, node),
					 "-->");
		append_edges(&out, number, node, graph_depends_on(graph, node), "-.->");
	}
	append_class(&out, order, drawing->applied, "applied", "fill:#cfe8ff");
	append_class(&out, order, drawing->head, "head", "stroke-width:3px");
	append_class(&out, order, drawing->current, "current", "stroke:#0050a0");
	return out.data;
}

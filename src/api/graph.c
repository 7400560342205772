/*
 * graph.c
 *		graph: the graph of revisions as a drawing.
 */
#include "postgres.h"

#include "api/api.h"
#include "graph/draw.h"
#include "miscadmin.h"
#include "utils/builtins.h"

typedef char *(*DrawFunction) (const Drawing *drawing);

/*
 * Find what draws in a format.
 */
static DrawFunction
find_format(const char *format)
{
	if (strcmp(format, "text") == 0)
		return draw_text;
	if (strcmp(format, "dot") == 0)
		return draw_dot;
	if (strcmp(format, "mermaid") == 0)
		return draw_mermaid;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("graph format \"%s\" does not exist", format),
			 errhint("The formats are text, dot and mermaid.")));
}

/*
 * The messages of all revisions, by node.
 */
static const char **
all_messages(const Registry *registry)
{
	const char **messages;

	messages = MemoryContextAllocHuge(CurrentMemoryContext,
									  sizeof(char *) * Max(registry->n, 1));
	for (int node = 0; node < registry->n; node++)
	{
		CHECK_FOR_INTERRUPTS();
		messages[node] = TextDatumGetCString(registry_message(registry, node));
	}
	return messages;
}

PG_FUNCTION_INFO_V1(migrate_graph);
Datum
migrate_graph(PG_FUNCTION_ARGS)
{
	DrawFunction draw = find_format(argument_text(fcinfo, 0, "format"));
	Registry   *registry;
	Drawing		drawing;
	const char *drawn;

	call_begin();
	registry = registry_load(QUERY_AS_CALLER);
	drawing = drawing_of(registry->graph, registry->edges,
						 all_messages(registry), registry->applied);
	drawn = draw(&drawing);
	return call_end_text(fcinfo, drawn);
}

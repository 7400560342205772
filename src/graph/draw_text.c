/*
 * draw_text.c
 *		Draw the graph in plain ASCII, as "git log --graph --oneline" would.
 *
 * Words: a lane is a column of the drawing, two characters wide, that leads
 * down to one node which is still to come. A join is a lane that moves left
 * into another one which leads to the same node.
 *
 * Between two nodes' lines no two lanes lead to the same node: whatever a
 * node's line doubles is joined before the next one. So there are at most as
 * many lanes as nodes, lines are a constant number per edge, and the work is
 * lines times lanes, the size of the drawing.
 *
 * New lanes open on the right of a merge, which pushes those further right
 * by "\"; lanes that end let them fall back by "/". A join over several lanes
 * takes two lines, "| |_|/" and "|/| |".
 *
 * Dependencies are not lanes but notes: a drawing of both is unreadable.
 */
#include "postgres.h"

#include "graph/draw.h"
#include "miscadmin.h"

#define NO_LANE (-1)

typedef struct TextDrawing
{
	const Drawing *drawing;
	StringInfoData out;

	/* The lanes, and for each node the leftmost that leads to it */
	int			nlanes;
	int		   *lanes;
	int		   *lane_of;
	bool		last_ended;		/* the node just drawn was the end of its
								 * lane, the rightmost */

	/* The line in the making */
	char	   *line;
	int			line_length;
} TextDrawing;

/*
 * Which way a node's down revisions go from its lane.
 *
 * Those in a neighbouring lane are met by one stroke, if others go straight
 * on. For the rest there is a lane each, from the node's own to the right.
 */
typedef struct Ways
{
	bool		left;			/* "/" to the lane on the left */
	bool		right;			/* "\" to the lane on the right */
	int			n;
	int		   *nodes;
} Ways;

/*
 * Put a character into the line at a place; what is between is blank.
 */
static void
put(TextDrawing *state, int place, char c)
{
	while (state->line_length <= place)
		state->line[state->line_length++] = ' ';
	state->line[place] = c;
}

/*
 * Put the strokes of a run of lanes, each "shift" characters off its place.
 */
static void
put_lanes(TextDrawing *state, int first, int end, int shift, char c)
{
	for (int i = first; i < end; i++)
		put(state, 2 * i + shift, c);
}

/*
 * Add the line to the drawing; its node's text, if any, is still to follow.
 */
static void
add_line(TextDrawing *state)
{
	CHECK_FOR_INTERRUPTS();
	if (state->out.len > 0)
		appendStringInfoChar(&state->out, '\n');
	appendBinaryStringInfo(&state->out, state->line, state->line_length);
	state->line_length = 0;
}

/*
 * Find the leftmost lane of each node again.
 */
static void
index_lanes(TextDrawing *state)
{
	for (int i = state->nlanes - 1; i >= 0; i--)
		state->lane_of[state->lanes[i]] = i;
}

/*
 * Take a lane out; those on its right get new numbers.
 */
static void
close_lane(TextDrawing *state, int lane)
{
	memmove(&state->lanes[lane], &state->lanes[lane + 1],
			sizeof(int) * (state->nlanes - lane - 1));
	state->nlanes--;
}

/*
 * Draw a lane's join with a lane further left.
 */
static void
join_lane(TextDrawing *state, int lane, int target)
{
	put_lanes(state, 0, lane, 0, '|');
	put_lanes(state, target + 2, lane, -1, '_');
	put_lanes(state, lane, state->nlanes, -1, '/');
	add_line(state);
	close_lane(state, lane);
	if (target + 1 < lane)
	{
		put_lanes(state, 0, state->nlanes, 0, '|');
		put(state, 2 * target + 1, '/');
		add_line(state);
	}
}

/*
 * Join what leads to the same node.
 */
static void
join_lanes(TextDrawing *state)
{
	int			lane = 0;

	while (lane < state->nlanes)
	{
		int			target = state->lane_of[state->lanes[lane]];

		if (target == lane)
			lane++;
		else
		{
			join_lane(state, lane, target);
			index_lanes(state);
		}
	}
}

static bool
contains(NodeList list, int node)
{
	for (int i = 0; i < list.n; i++)
	{
		if (list.nodes[i] == node)
			return true;
	}
	return false;
}

/*
 * Decide which way each down revision of a node goes.
 */
static Ways
find_ways(const TextDrawing *state, int lane, NodeList downs)
{
	Ways		ways;
	int			left = lane > 0 ? state->lanes[lane - 1] : -1;
	int			right = lane + 1 < state->nlanes ? state->lanes[lane + 1] : -1;

	ways.left = downs.n > 1 && contains(downs, left);
	ways.right = downs.n - ways.left == 2 && contains(downs, right);
	ways.nodes = palloc_array(int, downs.n + 1);
	ways.n = 0;
	for (int i = 0; i < downs.n; i++)
	{
		int			down = downs.nodes[i];

		if (!(ways.left && down == left) && !(ways.right && down == right))
			ways.nodes[ways.n++] = down;
	}
	return ways;
}

/*
 * Draw the graphic part of a node's line.
 *
 * Of the lanes that a merge opens, the line below it has room for one. The
 * room for more is made above, and "*-." reaches over it.
 */
static void
draw_node(TextDrawing *state, int lane, const Ways *ways)
{
	int			room = Max(ways->n - 2, 0);
	int			width = state->nlanes + Max(ways->n - 1, 0);

	for (int i = 0; i < room && lane + 1 < state->nlanes; i++)
	{
		put_lanes(state, 0, lane + 1, 0, '|');
		put_lanes(state, lane + 1, state->nlanes, 2 * i + 1, '\\');
		add_line(state);
	}
	put_lanes(state, 0, lane, 0, '|');
	put(state, 2 * lane, '*');
	for (int place = 2 * lane + 1; place < 2 * (lane + room); place++)
		put(state, place, '-');
	if (room > 0)
		put(state, 2 * (lane + room), '.');
	put_lanes(state, lane + 1, state->nlanes, 2 * room, '|');
	put(state, 2 * width - 1, ' ');
	add_line(state);
}

/*
 * Draw the line below a node where its down revisions part.
 */
static void
draw_parting(TextDrawing *state, int lane, const Ways *ways)
{
	if (ways->n < 2 && !ways->left && !ways->right)
		return;
	put_lanes(state, 0, lane + 1, 0, '|');
	if (ways->left)
		put(state, 2 * lane - 1, '/');
	if (ways->right)
		put(state, 2 * lane + 1, '\\');
	put_lanes(state, lane + 1, lane + ways->n, -1, '\\');
	if (ways->n < 2)
		put_lanes(state, lane + 1, state->nlanes, 0, '|');
	else
		put_lanes(state, lane + 1, state->nlanes, 2 * ways->n - 3, '\\');
	add_line(state);
}

/*
 * Let a node's lane lead on to its down revisions, or end.
 */
static void
lead_on(TextDrawing *state, int lane, const Ways *ways)
{
	state->lane_of[state->lanes[lane]] = NO_LANE;
	state->last_ended = ways->n == 0 && lane == state->nlanes - 1;
	if (ways->n == 0)
	{
		close_lane(state, lane);
		if (lane < state->nlanes)
		{
			put_lanes(state, 0, lane, 0, '|');
			put_lanes(state, lane, state->nlanes, 1, '/');
			add_line(state);
		}
	}
	else
	{
		memmove(&state->lanes[lane + ways->n], &state->lanes[lane + 1],
				sizeof(int) * (state->nlanes - lane - 1));
		memcpy(&state->lanes[lane], ways->nodes, sizeof(int) * ways->n);
		state->nlanes += ways->n - 1;
	}
	index_lanes(state);
	join_lanes(state);
}

/*
 * Open a lane on the right for a node that nothing led to.
 *
 * Below a revision that ended its lane there, an empty line keeps the two
 * apart, or the one would look like the other's down revision.
 */
static int
open_lane(TextDrawing *state, int node)
{
	int			lane = state->nlanes;

	if (state->last_ended)
	{
		put_lanes(state, 0, state->nlanes, 0, '|');
		add_line(state);
	}
	state->lanes[lane] = node;
	state->lane_of[node] = lane;
	state->nlanes++;
	return lane;
}

/*
 * Add a node's text to its line: id, marks, message, dependencies.
 */
static void
describe(TextDrawing *state, int node)
{
	const Drawing *drawing = state->drawing;
	StringInfo	out = &state->out;
	NodeList	depends = graph_depends_on(drawing->graph, node);
	const char *message = drawing->messages[node];
	int			length = strcspn(message, "\r\n");

	appendStringInfoString(out, graph_id(drawing->graph, node));
	draw_marks(out, drawing, node);
	while (length > 0 && draw_printable(message[length - 1]) == ' ')
		length--;
	if (length > 0)
		appendStringInfoChar(out, ' ');
	for (int i = 0; i < length; i++)
		appendStringInfoChar(out, draw_printable(message[i]));
	for (int i = 0; i < depends.n; i++)
		appendStringInfo(out, "%s%s", i == 0 ? " (depends on " : ", ",
						 graph_id(drawing->graph, depends.nodes[i]));
	if (depends.n > 0)
		appendStringInfoChar(out, ')');
}

/*
 * Draw the graph as text, one line per revision and some between.
 */
char *
draw_text(const Drawing *drawing)
{
	TextDrawing state = {0};
	int			n = graph_size(drawing->graph);
	NodeList	order = plan_history(drawing->graph, drawing->applied, NULL);

	/* a lane for each node, and one more for each that a merge may double */
	state.drawing = drawing;
	state.lanes = palloc_array(int, 2 * (Size) n + 1);
	state.lane_of = palloc_array(int, n + 1);
	state.line = palloc(4 * ((Size) n + 1));
	initStringInfo(&state.out);
	for (int node = 0; node < n; node++)
		state.lane_of[node] = NO_LANE;

	for (int i = 0; i < order.n; i++)
	{
		int			node = order.nodes[i];
		int			lane = state.lane_of[node];
		Ways		ways;

		if (lane == NO_LANE)
			lane = open_lane(&state, node);
		ways = find_ways(&state, lane,
						 graph_down_revisions(drawing->graph, node));
		draw_node(&state, lane, &ways);
		describe(&state, node);
		draw_parting(&state, lane, &ways);
		lead_on(&state, lane, &ways);
		pfree(ways.nodes);
	}
	return state.out.data;
}

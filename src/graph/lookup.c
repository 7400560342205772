/*
 * lookup.c
 *		Find a revision by its id, its label or the beginning of one.
 *
 * All names stand in one array in byte order, so that those that begin alike
 * are neighbours. As in Alembic, a name of up to three characters is found
 * only when it is written out.
 */
#include "postgres.h"

#include "base/errors.h"
#include "graph/internal.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/varlena.h"

#define SHORTEST_ABBREVIATED 4
#define CANDIDATES_SHOWN 10
#define NEAR_MISS_DISTANCE 3

/*
 * Return the index of the first name that is not below the given one.
 */
int
names_lower_bound(const Graph *graph, const char *name)
{
	int			low = 0;
	int			high = graph->nnames;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (strcmp(graph->names[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Find an id or label by its full name; NULL if there is none.
 */
const GraphName *
names_find(const Graph *graph, const char *name)
{
	int			i = names_lower_bound(graph, name);

	if (i < graph->nnames && strcmp(graph->names[i].name, name) == 0)
		return &graph->names[i];
	return NULL;
}

/*
 * Return the known name that is closest to a mistyped one, or NULL.
 */
static const char *
near_miss(const Graph *graph, const char *name)
{
	int			len = strlen(name);
	int			best = Min(NEAR_MISS_DISTANCE, len / 2);
	const char *found = NULL;

	for (int i = 0; i < graph->nnames && best > 0; i++)
	{
		const char *other = graph->names[i].name;
		int			distance;

		CHECK_FOR_INTERRUPTS();
		distance = varstr_levenshtein_less_equal(name, len, other,
												 strlen(other), 1, 1, 1,
												 best, true);
		if (distance <= best && (found == NULL || distance < best))
		{
			found = other;
			best = distance;
		}
	}
	return found;
}

/*
 * Raise the error for a name that nothing has.
 */
static void
report_unknown(const Graph *graph, const char *kind, const char *name)
{
	const char *near = near_miss(graph, name);

	ereport(ERROR,
			(errcode(ERRCODE_NO_SUCH_REVISION),
			 errmsg("%s \"%s\" does not exist", kind, name_shown(name)),
			 strlen(name) < SHORTEST_ABBREVIATED ?
			 errdetail("No id or label of more than three characters begins with it; shorter ones are written in full.") :
			 errdetail("No id or label is or begins with it."),
			 near != NULL ?
			 errhint("Perhaps you meant \"%s\".", near) :
			 errhint("SELECT * FROM migrate.history() lists the revisions.")));
}

/*
 * List the candidates for an abbreviated name that lie on a lineage.
 */
static char *
candidates_named(const Graph *graph, const char *name, const bool *lineage)
{
	StringInfoData text;
	int			len = strlen(name);
	int			shown = 0;

	initStringInfo(&text);
	for (int i = names_lower_bound(graph, name);
		 i < graph->nnames && strncmp(graph->names[i].name, name, len) == 0;
		 i++)
	{
		const GraphName *candidate = &graph->names[i];

		if (strlen(candidate->name) < SHORTEST_ABBREVIATED ||
			(lineage != NULL && !lineage[candidate->node]))
			continue;
		if (shown == CANDIDATES_SHOWN)
		{
			appendStringInfoString(&text, " and others");
			break;
		}
		appendStringInfo(&text, "%s%s \"%s\"", shown > 0 ? ", " : "",
						 candidate->is_label ? "label" : "revision",
						 candidate->name);
		shown++;
	}
	return text.data;
}

/*
 * Find the one revision whose id or label begins with a name.
 *
 * Two names of the same revision do not make it ambiguous. Returns -1 if
 * there is none; raises an error if there are several.
 */
static int
lookup_abbreviated(const Graph *graph, const char *name, const char *branch,
				   const bool *lineage)
{
	int			len = strlen(name);
	int			found = -1;

	for (int i = names_lower_bound(graph, name);
		 i < graph->nnames && strncmp(graph->names[i].name, name, len) == 0;
		 i++)
	{
		const GraphName *candidate = &graph->names[i];

		CHECK_FOR_INTERRUPTS();
		if (strlen(candidate->name) < SHORTEST_ABBREVIATED ||
			(lineage != NULL && !lineage[candidate->node]) ||
			candidate->node == found)
			continue;
		if (found >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_AMBIGUOUS_REVISION),
					 branch != NULL ?
					 errmsg("revision \"%s\" is ambiguous on branch \"%s\"",
							name, branch) :
					 errmsg("revision \"%s\" is ambiguous", name),
					 errdetail("It could be %s.",
							   candidates_named(graph, name, lineage)),
					 errhint("Type more of the name.")));
		found = candidate->node;
	}
	return found;
}

/*
 * Find the revision that names a branch: by its label, id or a prefix.
 */
int
lookup_branch(const Graph *graph, const char *name)
{
	const GraphName *exact = names_find(graph, name);
	int			node;

	if (exact != NULL)
		return exact->node;
	node = lookup_abbreviated(graph, name, NULL, NULL);
	if (node < 0)
		report_unknown(graph, "branch", name);
	return node;
}

/*
 * Find the revision of a name; with a branch, the one on its lineage.
 *
 * A full name wins over longer ones that begin with it.
 */
int
lookup_revision(const Graph *graph, const char *name, const char *branch,
				const bool *lineage)
{
	const GraphName *exact = names_find(graph, name);
	int			node;

	if (exact == NULL)
	{
		node = lookup_abbreviated(graph, name, branch, lineage);
		if (node < 0 && lineage != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_NO_SUCH_REVISION),
					 errmsg("revision \"%s\" does not exist on branch \"%s\"",
							name_shown(name), branch),
					 errdetail("No id or label of that branch is or begins with it.")));
		if (node < 0)
			report_unknown(graph, "revision", name);
		return node;
	}
	node = exact->node;
	if (lineage != NULL && !lineage[node])
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TARGET),
				 errmsg("revision \"%s\" is not on branch \"%s\"",
						graph->ids[node], branch),
				 errdetail("It is neither below nor above the revision that \"%s\" names.",
						   branch)));
	return node;
}

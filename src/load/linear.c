/*
 * linear.c
 *		Make a chain of the migrations of a linear tool.
 *
 * Each is on top of the one before it in the tool's order. What is applied
 * stays where it is: a migration that comes late, with a version before one
 * that is applied, goes behind all that is, as the tools themselves would
 * apply it next.
 */
#include "postgres.h"

#include "base/settings.h"
#include "load/load.h"
#include "registry/registry.h"

static bool
is_applied(const Registry *registry, const FileRevision *file)
{
	int			node = graph_find(registry->graph, file->edges.revision);

	return node >= 0 && registry->applied[node];
}

/*
 * Put a revision on top of the one of an id, or at the base for NULL.
 */
static void
set_parent(FileRevision *file, const char *parent)
{
	file->edges.ndown_revisions = parent == NULL ? 0 : 1;
	if (parent == NULL)
		return;
	file->edges.down_revisions = palloc_object(const char *);
	file->edges.down_revisions[0] = parent;
}

static void
notice_late(const FileRevision *file, const FileRevision *applied)
{
	if (migrate_verbosity > VERBOSITY_QUIET)
		ereport(NOTICE,
				(errmsg("revision \"%s\" comes before \"%s\", which is applied: it is put behind it",
						file->edges.revision, applied->edges.revision)));
}

/*
 * Return the first applied revision on top of a node, or -1.
 */
static int
applied_child(const Registry *registry, int node)
{
	NodeList	children = graph_children(registry->graph, node);

	for (int i = 0; i < children.n; i++)
	{
		if (registry->applied[children.nodes[i]])
			return children.nodes[i];
	}
	return -1;
}

/*
 * Find the id of the applied revision that the next one goes behind, NULL for
 * none, and the last applied file in the tool's order.
 *
 * As a rule that is a file that no applied revision is on top of. There is
 * none where the last files are gone, or revisions written in SQL are on top:
 * then it is the last of those.
 */
static const char *
find_last(const FileRevisions *read, const Registry *registry,
		  const FileRevision **last_file)
{
	const char *last = NULL;
	int			node = -1;
	ListCell   *cell;

	*last_file = NULL;
	foreach(cell, read->revisions)
	{
		const FileRevision *file = lfirst(cell);

		if (file->repeatable || !is_applied(registry, file))
			continue;
		*last_file = file;
		node = graph_find(registry->graph, file->edges.revision);
		if (applied_child(registry, node) < 0)
			last = file->edges.revision;
	}
	if (last != NULL || node < 0)
		return last;
	for (int next = node; next >= 0; next = applied_child(registry, node))
		node = next;
	return registry->edges[node].revision;
}

/*
 * Set the down revisions of all, which are in the tool's order.
 */
void
linear_set_parents(FileRevisions *read, const Registry *registry)
{
	const FileRevision *last_file;
	const char *previous = find_last(read, registry, &last_file);
	bool		late = last_file != NULL;
	ListCell   *cell;

	foreach(cell, read->revisions)
	{
		FileRevision *file = lfirst(cell);
		int			node = graph_find(registry->graph, file->edges.revision);

		if (file->repeatable)
			continue;
		if (node >= 0 && registry->applied[node])
		{
			file->edges.ndown_revisions = registry->edges[node].ndown_revisions;
			file->edges.down_revisions = registry->edges[node].down_revisions;
			if (file == last_file)
				late = false;
			continue;
		}
		if (late && node < 0)
			notice_late(file, last_file);
		set_parent(file, previous);
		previous = file->edges.revision;
	}
}

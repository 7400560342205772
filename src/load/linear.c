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
 * Put a revision on top of another, or at the base for NULL.
 */
static void
set_parent(FileRevision *file, const FileRevision *parent)
{
	file->edges.ndown_revisions = parent == NULL ? 0 : 1;
	if (parent == NULL)
		return;
	file->edges.down_revisions = palloc_object(const char *);
	file->edges.down_revisions[0] = parent->edges.revision;
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
 * Is an applied revision on top of this one?
 */
static bool
has_applied_child(const Registry *registry, const FileRevision *file)
{
	NodeList	children = graph_children(registry->graph,
										  graph_find(registry->graph,
													 file->edges.revision));

	for (int i = 0; i < children.n; i++)
	{
		if (registry->applied[children.nodes[i]])
			return true;
	}
	return false;
}

/*
 * Set the down revisions of all, which are in the tool's order.
 */
void
linear_set_parents(FileRevisions *read, const Registry *registry)
{
	const FileRevision *last_applied = NULL;	/* in the tool's order */
	const FileRevision *previous = NULL;
	bool		late;
	ListCell   *cell;

	foreach(cell, read->revisions)
	{
		const FileRevision *file = lfirst(cell);

		if (file->repeatable || !is_applied(registry, file))
			continue;
		last_applied = file;
		if (!has_applied_child(registry, file))
			previous = file;
	}
	if (previous == NULL)
		previous = last_applied;

	late = last_applied != NULL;
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
			if (file == last_applied)
				late = false;
			continue;
		}
		if (late && node < 0)
			notice_late(file, last_applied);
		set_parent(file, previous);
		previous = file;
	}
}

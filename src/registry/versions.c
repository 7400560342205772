/*
 * versions.c
 *		Which revisions another tool's version table says are applied.
 *
 * A version that a table lists is a revision of the registry, whose id was
 * made of the same version by the same rule when the tool's files were
 * loaded. A number that a file's name writes with leading zeros is the same
 * number in a table.
 */
#include "postgres.h"

#include <ctype.h>

#include "base/errors.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "registry/versiontable.h"

#define NAMES_SHOWN 20

/* A revision whose id is a number, or several with "." or "_" between them. */
typedef struct NumberedNode
{
	const char *numbers;		/* the id from its first number */
	int			node;
} NumberedNode;

static bool
is_numbered(const char *id)
{
	for (;; id++)
	{
		if (!isdigit((unsigned char) *id))
			return false;
		id += strspn(id, "0123456789");
		if (*id == '\0')
			return true;
		if (*id != '.' && *id != '_')
			return false;
	}
}

/*
 * Compare versions number by number; one that is not there is 0.
 */
static int
compare_versions(const char *a, const char *b)
{
	while (*a != '\0' || *b != '\0')
	{
		int			a_length;
		int			b_length;
		int			order;

		a += strspn(a, "0");
		b += strspn(b, "0");
		a_length = strspn(a, "0123456789");
		b_length = strspn(b, "0123456789");
		order = a_length != b_length ? a_length - b_length :
			memcmp(a, b, a_length);
		if (order != 0)
			return order;
		a += a_length;
		b += b_length;
		a += *a != '\0';
		b += *b != '\0';
	}
	return 0;
}

static int
compare_nodes(const void *a, const void *b)
{
	return compare_versions(((const NumberedNode *) a)->numbers,
							((const NumberedNode *) b)->numbers);
}

/*
 * Return the registry's revisions whose ids are numbers, in their order.
 */
static NumberedNode *
numbered_nodes(const Registry *registry, int *n)
{
	NumberedNode *nodes;

	nodes = MemoryContextAllocHuge(CurrentMemoryContext,
								   sizeof(NumberedNode) * Max(registry->n, 1));
	*n = 0;
	for (int i = 0; i < registry->n; i++)
	{
		const char *id = registry->edges[i].revision;

		if (!is_numbered(id))
			continue;
		nodes[*n].numbers = id;
		nodes[(*n)++].node = i;
	}
	qsort(nodes, *n, sizeof(NumberedNode), compare_nodes);
	return nodes;
}

/*
 * Find the revision of a version: by its id, else by its number, if there is
 * but one of that; else return -1.
 */
static int
find_version(const Registry *registry, const char *version,
			 const NumberedNode *nodes, int n)
{
	int			node = graph_find(registry->graph, name_make(version));
	NumberedNode key = {version};
	const NumberedNode *found;

	if (node >= 0 || !is_numbered(version))
		return node;
	found = bsearch(&key, nodes, n, sizeof(NumberedNode), compare_nodes);
	if (found == NULL ||
		(found > nodes && compare_nodes(found - 1, found) == 0) ||
		(found < nodes + n - 1 && compare_nodes(found + 1, found) == 0))
		return -1;
	return found->node;
}

/*
 * Write names for a message, not too many of them.
 */
static char *
shown(const List *names)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, names)
	{
		int			i = foreach_current_index(cell);

		if (i == NAMES_SHOWN)
		{
			appendStringInfo(&text, " and %d more", list_length(names) - i);
			break;
		}
		appendStringInfo(&text, "%s\"%s\"", i == 0 ? "" : ", ",
						 (char *) lfirst(cell));
	}
	return text.data;
}

/*
 * Return the revisions that the versions are, as a set.
 */
static bool *
find_versions(const AppliedVersions *applied, const Registry *registry)
{
	bool	   *set = palloc0_array(bool, Max(registry->n, 1));
	List	   *missing = NIL;
	int			n;
	NumberedNode *nodes = numbered_nodes(registry, &n);
	ListCell   *cell;

	foreach(cell, applied->versions)
	{
		int			node = find_version(registry, lfirst(cell), nodes, n);

		CHECK_FOR_INTERRUPTS();
		if (node >= 0)
			set[node] = true;
		else
			missing = lappend(missing, lfirst(cell));
	}
	if (missing != NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_VERSION_TABLE),
				 errmsg("table %s lists %s that %s not in the registry",
						applied->source->table_name,
						list_length(missing) == 1 ? "a version" : "versions",
						list_length(missing) == 1 ? "is" : "are"),
				 errdetail("Not there: %s.", shown(missing)),
				 errhint("Load the files first: pg_migrate load; or, in SQL, migrate.load_files(), migrate.load_directory() or, for Alembic, migrate.load_alembic().")));
	for (int i = 0; i < n && applied->baseline != NULL; i++)
	{
		if (compare_versions(nodes[i].numbers, applied->baseline) <= 0)
			set[nodes[i].node] = true;
	}
	return set;
}

/*
 * Raise an error if what a revision stands on is neither listed nor applied
 * here, where the tool lists all that it has applied.
 */
static void
check_gaps(const VersionSource *source, const Registry *registry,
		   const bool *listed, const bool *closed)
{
	List	   *gaps = NIL;

	for (int i = 0; i < registry->n; i++)
	{
		if (closed[i] && !listed[i] && !registry->applied[i])
			gaps = lappend(gaps, unconstify(char *, registry->edges[i].revision));
	}
	if (gaps == NIL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_VERSION_TABLE),
			 errmsg("table %s has gaps: revisions stand on others that it does not list",
					source->table_name),
			 errdetail("Not listed: %s.", shown(gaps)),
			 errhint("Apply them with %s first; or, if they are applied, record what the database is at: SELECT * FROM migrate.stamp('heads');",
					 source->tool_name)));
}

/*
 * Return the revisions that a version table says are applied, with all that
 * they stand on.
 */
bool *
versions_read(const VersionSource *source, const Registry *registry)
{
	const Tool *tool = source->tool;
	AppliedVersions applied = {source};
	int			n;
	VersionRow *rows = versiontable_read(source->table, tool->columns, &n);
	bool	   *listed;
	bool	   *closed;

	tool->read_rows(&applied, rows, n);
	listed = find_versions(&applied, registry);
	closed = graph_close_applied(registry->graph, listed);
	if (!tool->implies)
		check_gaps(source, registry, listed, closed);
	return closed;
}

/*
 * load.c
 *		Bring the registry to what files say.
 *
 * A revision that the registry lacks is added, one that is not applied is
 * changed. One that is applied is what was applied: a file that differs from
 * that is a fault, unless it is repeatable; one that does not puts a row right
 * that has been changed since. Nothing is ever deleted: a revision whose file
 * is gone is reported.
 *
 * The caller has connected to SPI.
 */
#include "postgres.h"

#include "base/errors.h"
#include "catalog/pg_type.h"
#include "load/load.h"
#include "miscadmin.h"
#include "registry/registry.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

/* Ids and labels are no longer. */
#define NAME_BYTES 256

typedef enum Action
{
	ACTION_ADD,
	ACTION_CHANGE,
	ACTION_NONE
} Action;

/* A revision of a file beside the registry's. */
typedef struct Candidate
{
	const FileRevision *file;
	int			node;			/* in the registry; -1: it is not there */
	Action		action;
} Candidate;

/* A name that files give: an id or a label. */
typedef struct GivenName
{
	char		name[NAME_BYTES];	/* must be first */
	const FileRevision *file;
} GivenName;

typedef struct Loading
{
	FileRevisions *read;
	const Registry *registry;
	const RevisionSource *sources;	/* of all nodes */
	HTAB	   *names;
	int			n;
	Candidate  *candidates;
	bool	   *given;			/* per node: does a file give it */
} Loading;

static text *
script_text(const char *script)
{
	return script == NULL ? NULL : cstring_to_text(script);
}

static void
set_row(RevisionRow *row, const FileRevision *file)
{
	const RevisionEdges *edges = &file->edges;

	row->revision = edges->revision;
	row->message = file->message == NULL ? "" : file->message;
	row->down_revisions = registry_names(edges->ndown_revisions,
										 edges->down_revisions);
	row->depends_on = registry_names(edges->ndepends_on, edges->depends_on);
	row->branch_labels = registry_names(edges->nbranch_labels,
										edges->branch_labels);
	row->up = script_text(file->up);
	row->down = script_text(file->down);
	row->verify = script_text(file->verify);
	row->transactional = &file->transactional;
	row->variables = registry_names(file->nvariables, file->variables);
	row->secrets = registry_names(file->nsecrets, file->secrets);
	row->repeatable = &file->repeatable;
	row->source = file->source;
}

/*
 * Remember a name that a file gives, return whose it is.
 */
static const FileRevision *
give_name(Loading *loading, const char *name, const FileRevision *file)
{
	bool		found;
	GivenName  *given = hash_search(loading->names, name, HASH_ENTER, &found);

	if (!found)
		given->file = file;
	return given->file;
}

/*
 * Take the files' revisions as candidates, each id once.
 */
static void
take_candidates(Loading *loading)
{
	HASHCTL		control = {.keysize = NAME_BYTES, .entrysize = sizeof(GivenName),
	.hcxt = CurrentMemoryContext};
	int			n = list_length(loading->read->revisions);
	ListCell   *cell;

	loading->names = hash_create("migrate names", Max(n, 16), &control,
								 HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	loading->candidates = MemoryContextAllocExtended(CurrentMemoryContext,
													 sizeof(Candidate) * Max(n, 1),
													 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	foreach(cell, loading->read->revisions)
	{
		const FileRevision *file = lfirst(cell);
		const FileRevision *first = give_name(loading, file->edges.revision,
											  file);
		Candidate  *candidate;

		if (first != file)
		{
			fault_add(loading->read, file->source, file->line, NULL,
					  "revision \"%s\" is in %s too", file->edges.revision,
					  first->source == NULL ? "this text" : first->source);
			continue;
		}
		candidate = &loading->candidates[loading->n++];
		candidate->file = file;
		candidate->node = registry_find(loading->registry,
										file->edges.revision);
		if (candidate->node >= 0)
			loading->given[candidate->node] = true;
	}
	for (int i = 0; i < loading->n; i++)
	{
		const FileRevision *file = loading->candidates[i].file;

		for (int label = 0; label < file->edges.nbranch_labels; label++)
			(void) give_name(loading, file->edges.branch_labels[label], file);
	}
}

/*
 * What is wrong with a name that a revision stands on? NULL: nothing.
 */
static const char *
name_problem(const Loading *loading, const char *name, bool labels)
{
	const Registry *registry = loading->registry;
	const GivenName *given = hash_search(loading->names, name, HASH_FIND, NULL);

	if (given != NULL)
		return given->file->repeatable ? "is repeatable" : NULL;
	if (graph_find(registry->graph, name) >= 0 ||
		(labels && graph_has_label(registry->graph, name)))
		return NULL;
	return registry_find(registry, name) >= 0 ? "is repeatable" :
		"is neither in the files nor in the registry";
}

/*
 * Add a fault for each name that a revision cannot stand on.
 */
static void
check_names(Loading *loading, const FileRevision *file, const char *what,
			int n, const char **names, bool labels)
{
	for (int i = 0; i < n; i++)
	{
		const char *problem = name_problem(loading, names[i], labels);
		FileFault  *fault;

		if (problem == NULL)
			continue;
		fault = fault_add(loading->read, file->source, file->line, NULL,
						  "%s \"%s\" of revision \"%s\" %s",
						  what, names[i], file->edges.revision, problem);
		fault->sqlerrcode = ERRCODE_MISSING_PARENT;
	}
}

static bool
is_same(const char *one, const char *other)
{
	return one != NULL && strcmp(one, other) == 0;
}

/*
 * Decide what is to be done with a candidate that the registry has, whose
 * file gives this row; add a fault if it may not be done.
 */
static Action
compare(Loading *loading, const Candidate *candidate, const RevisionRow *row)
{
	const Registry *registry = loading->registry;
	const FileRevision *file = candidate->file;
	int			node = candidate->node;
	const RevisionSource *source = &loading->sources[node];
	const char *checksum = registry_checksum(row);
	bool		may_change = !registry->applied[node] ||
	(file->repeatable && node >= registry->n) ||
	is_same(source->applied_checksum, checksum);
	FileFault  *fault;

	if (is_same(source->checksum, checksum))
	{
		bool		same = (file->source == NULL ||
							is_same(source->source, file->source)) &&
		strcmp(TextDatumGetCString(registry_message(registry, node)),
			   row->message) == 0;

		return same ? ACTION_NONE : ACTION_CHANGE;
	}
	if (may_change)
		return ACTION_CHANGE;
	fault = fault_add(loading->read, file->source, file->line,
					  "Put it back as it was, and write a new revision for the change.",
					  "revision \"%s\" is not what was applied: its checksum is %s, and was %s when it was applied",
					  file->edges.revision, checksum,
					  source->applied_checksum == NULL ? "not recorded" :
					  source->applied_checksum);
	fault->sqlerrcode = ERRCODE_CHECKSUM_DIFFERS;
	return ACTION_NONE;
}

/*
 * Decide what is to be done with each candidate, gather faults; true if there
 * is anything to do.
 *
 * Rows are made one at a time: as a rule most are as they were.
 */
static bool
compare_all(Loading *loading)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext comparing = AllocSetContextCreate(caller, "migrate compare",
													ALLOCSET_DEFAULT_SIZES);
	bool		changes = false;

	for (int i = 0; i < loading->n; i++)
	{
		Candidate  *candidate = &loading->candidates[i];
		const FileRevision *file = candidate->file;
		RevisionRow row;

		CHECK_FOR_INTERRUPTS();
		check_names(loading, file, "down revision",
					file->edges.ndown_revisions, file->edges.down_revisions,
					false);
		check_names(loading, file, "dependency",
					file->edges.ndepends_on, file->edges.depends_on, true);
		candidate->action = ACTION_ADD;
		if (candidate->node >= 0)
		{
			MemoryContextSwitchTo(comparing);
			set_row(&row, file);
			MemoryContextSwitchTo(caller);
			candidate->action = compare(loading, candidate, &row);
			MemoryContextReset(comparing);
		}
		changes |= candidate->action != ACTION_NONE;
	}
	MemoryContextDelete(comparing);
	return changes;
}

/*
 * Build the graph without the revisions that leave it, which must be the base
 * of nothing.
 */
static void
try_without_leaving(const Loading *loading, RevisionEdges *edges, int n)
{
	int			kept = 0;

	for (int i = 0; i < loading->n; i++)
	{
		const Candidate *candidate = &loading->candidates[i];

		if (candidate->node >= 0 && candidate->node < loading->registry->n &&
			candidate->file->repeatable)
			edges[candidate->node].revision = NULL;
	}
	for (int i = 0; i < n; i++)
	{
		if (edges[i].revision != NULL)
			edges[kept++] = edges[i];
	}
	(void) graph_build(edges, kept);
}

/*
 * Build the graph as it is going to be, for the errors that this raises.
 *
 * Repeatable revisions are in it for their names. Where one was none before,
 * what the registry has on top of it shows only without it.
 */
static void
try_graph(const Loading *loading)
{
	const Registry *registry = loading->registry;
	int			n = registry->n + registry->nrepeatable;
	RevisionEdges *edges = MemoryContextAllocHuge(CurrentMemoryContext,
												  sizeof(RevisionEdges) *
												  Max(n + loading->n, 1));
	int			nleaving = 0;

	memcpy(edges, registry->edges, sizeof(RevisionEdges) * n);
	for (int i = 0; i < loading->n; i++)
	{
		const Candidate *candidate = &loading->candidates[i];
		int			node = candidate->node;

		edges[node >= 0 ? node : n++] = candidate->file->edges;
		if (node >= 0 && node < registry->n && candidate->file->repeatable)
			nleaving++;
	}
	(void) graph_build(edges, n);
	if (nleaving > 0)
		try_without_leaving(loading, edges, n);
	pfree(edges);
}

/*
 * Raise an error unless the caller may write what is new or has changed.
 */
static void
check_may_write(const Loading *loading)
{
	const Candidate *first = loading->candidates;

	if (registry_may_write())
		return;
	while (first->action == ACTION_NONE)
		first++;
	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied to load what is new or has changed"),
			 errdetail("Revision \"%s\"%s%s %s.", first->file->edges.revision,
					   first->file->source == NULL ? "" : " of ",
					   first->file->source == NULL ? "" : first->file->source,
					   first->action == ACTION_ADD ? "is new" : "has changed"),
			 errhint("Load it as a role that is an author, or make this one: SELECT migrate.grant_role(%s, 'author');",
					 quote_literal_cstr(GetUserNameFromId(GetUserId(), false)))));
}

/*
 * Write what is new or has changed.
 *
 * Labels that change are taken off first, so that they can change places.
 */
static void
write_candidates(const Loading *loading)
{
	ArrayType  *none = registry_names(0, NULL);
	RevisionRow *added = MemoryContextAllocHuge(CurrentMemoryContext,
												sizeof(RevisionRow) *
												Max(loading->n, 1));
	int			nadded = 0;

	for (int i = 0; i < loading->n; i++)
	{
		const Candidate *candidate = &loading->candidates[i];
		RevisionRow row = {.revision = candidate->file->edges.revision, .branch_labels = none};

		if (candidate->action == ACTION_CHANGE &&
			loading->registry->edges[candidate->node].nbranch_labels > 0)
			registry_update(&row);
	}
	for (int i = 0; i < loading->n; i++)
	{
		const Candidate *candidate = &loading->candidates[i];
		RevisionRow row;

		CHECK_FOR_INTERRUPTS();
		if (candidate->action == ACTION_ADD)
			set_row(&added[nadded++], candidate->file);
		else if (candidate->action == ACTION_CHANGE)
		{
			set_row(&row, candidate->file);
			registry_replace(&row);
		}
	}
	registry_insert(added, nadded);
}

static List *
add_result(List *results, const char *action, const char *revision,
		   const char *source)
{
	LoadedRevision *result = palloc_object(LoadedRevision);

	result->action = action;
	result->revision = revision;
	result->source = source;
	return lappend(results, result);
}

/*
 * Tell what was done, in the files' order; then, if the files are all there
 * are, which revisions came from a file that is gone.
 */
static List *
results_of(const Loading *loading, bool complete)
{
	static const char *const actions[] = {
		[ACTION_ADD] = "added",
		[ACTION_CHANGE] = "changed",
		[ACTION_NONE] = "unchanged"
	};
	const Registry *registry = loading->registry;
	List	   *results = NIL;

	for (int i = 0; i < loading->n; i++)
		results = add_result(results, actions[loading->candidates[i].action],
							 loading->candidates[i].file->edges.revision,
							 loading->candidates[i].file->source);
	for (int node = 0; complete && node < registry->n + registry->nrepeatable; node++)
	{
		const char *source = loading->sources[node].source;

		if (!loading->given[node] && source != NULL)
			results = add_result(results, "missing",
								 registry->edges[node].revision,
								 source);
	}
	return results;
}

/*
 * Bring the registry to what was read from files; return a list of
 * LoadedRevision.
 *
 * Takes the migration lock for "command". "complete" says that the files are
 * all there are. If there are faults, no matter of whom, nothing is loaded
 * and all of them are raised in one error.
 */
List *
load_revisions(FileRevisions *read, int nfiles, bool complete,
			   const char *command)
{
	Loading		loading = {.read = read};
	Registry   *registry;
	bool		changes;

	registry_lock(command, false);
	registry = registry_load(QUERY_NOW);
	loading.registry = registry;
	loading.sources = registry_sources(registry);
	loading.given = MemoryContextAllocExtended(CurrentMemoryContext,
											   registry->n + registry->nrepeatable + 1,
											   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	if (read->linear)
		linear_set_parents(read, registry);
	take_candidates(&loading);
	changes = compare_all(&loading);
	if (read->faults != NIL)
		faults_report(read->faults, nfiles);
	if (changes)
	{
		check_may_write(&loading);
		try_graph(&loading);
		write_candidates(&loading);
	}
	return results_of(&loading, complete);
}

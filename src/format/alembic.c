/*
 * alembic.c
 *		Make revisions of what Alembic prints.
 *
 * The upgrade's text gives the revisions, their parents and up scripts, the
 * downgrade's their down scripts, and the history, where it is given, their
 * messages, labels and dependencies. Without a history a dependency is known
 * only where a step replaces the version table's row of it by its own.
 *
 * Several outputs may stand behind each other in a text, as Alembic prints a
 * downgrade of one head at a time; a revision that comes again must be the
 * same. An id's characters that are not of our grammar become "_".
 */
#include "postgres.h"

#include "format/alembic.h"
#include "graph/graph.h"
#include "miscadmin.h"

/* The parts of a text by their revisions, each once. */
typedef struct Lookup
{
	int			n;
	AlembicPart **parts;
} Lookup;

typedef struct Maker
{
	Lookup		upgrades;
	Lookup		downgrades;
	Lookup		history;
	FileRevisions *result;
} Maker;

/* An id as Alembic has it, and as it is here. */
typedef struct IdPair
{
	const char *theirs;
	const char *ours;
	const AlembicPart *part;	/* that names it */
} IdPair;

static int
compare_parts(const void *a, const void *b)
{
	const AlembicPart *left = *(AlembicPart *const *) a;
	const AlembicPart *right = *(AlembicPart *const *) b;
	int			order = strcmp(left->revision, right->revision);

	return order != 0 ? order : left->line - right->line;
}

static bool
contains(const List *names, const char *name)
{
	ListCell   *cell;

	foreach(cell, names)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	}
	return false;
}

static bool
same_names(const List *left, const List *right)
{
	ListCell   *l;
	ListCell   *r;

	if (list_length(left) != list_length(right))
		return false;
	forboth(l, left, r, right)
	{
		if (strcmp(lfirst(l), lfirst(r)) != 0)
			return false;
	}
	return true;
}

/*
 * Are two parts of one revision and one text the same? What they tell of
 * dependencies may differ: it is what there was to see.
 */
static bool
same_part(const AlembicPart *left, const AlembicPart *right)
{
	if (left->script != NULL && strcmp(left->script, right->script) != 0)
		return false;
	return left->transactional == right->transactional &&
		same_names(left->down_revisions, right->down_revisions);
}

/*
 * Put the parts of a text into the order of their revisions; a revision that
 * comes twice in different ways is a fault.
 */
static Lookup
look_up_parts(const List *list, FileRevisions *result)
{
	Lookup		lookup = {0, NULL};
	AlembicPart **parts;
	ListCell   *cell;
	int			n = 0;

	parts = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(AlembicPart *) *
								   Max(list_length(list), 1));
	foreach(cell, list)
		parts[n++] = lfirst(cell);
	qsort(parts, n, sizeof(AlembicPart *), compare_parts);
	lookup.parts = parts;
	for (int i = 0; i < n; i++)
	{
		AlembicPart *first = lookup.n == 0 ? NULL : parts[lookup.n - 1];

		if (first == NULL || strcmp(first->revision, parts[i]->revision) != 0)
		{
			parts[lookup.n++] = parts[i];
			continue;
		}
		if (same_part(first, parts[i]))
			first->depends_on = list_concat(first->depends_on,
											parts[i]->depends_on);
		else
			fault_add(result, parts[i]->source, parts[i]->line, NULL,
					  "revision \"%s\" is here once more, and not as at line %d",
					  first->revision, first->line);
	}
	return lookup;
}

static AlembicPart *
find_part(const Lookup *lookup, const char *revision)
{
	AlembicPart key = {.revision = revision};
	int			low = 0;
	int			high = lookup->n;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (strcmp(lookup->parts[middle]->revision, key.revision) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < lookup->n && strcmp(lookup->parts[low]->revision, revision) == 0)
		return lookup->parts[low];
	return NULL;
}

/*
 * Is a label that a revision has by a history declared by one of its parents,
 * as far as can be seen? The history shows it with all revisions of a branch;
 * it counts as that of the first.
 */
static bool
label_is_inherited(const Maker *maker, const AlembicPart *entry,
				   const char *label)
{
	ListCell   *cell;

	foreach(cell, entry->down_revisions)
	{
		const AlembicPart *parent = find_part(&maker->history, lfirst(cell));

		if (parent != NULL && contains(parent->labels, label))
			return true;
	}
	return false;
}

/*
 * Make a name of our grammar of what a part names; none can be made of one
 * that is too long.
 */
static const char *
make_name(const Maker *maker, const AlembicPart *part, const char *theirs)
{
	const char *ours = name_make(theirs);

	if (!name_is_valid(ours, strlen(ours)))
		fault_add(maker->result, part->source, part->line, NULL,
				  "\"%s\" cannot be the name of a revision or a label",
				  name_shown(theirs));
	return ours;
}

/*
 * Make the array of names that revisions have of a list, each once.
 */
static const char **
make_names(const Maker *maker, const AlembicPart *part, const List *names,
		   int *n)
{
	const char **array = palloc_array(const char *, Max(list_length(names), 1));
	ListCell   *cell;

	*n = 0;
	foreach(cell, names)
	{
		const char *name = make_name(maker, part, lfirst(cell));
		bool		twice = false;

		for (int i = 0; i < *n; i++)
			twice |= strcmp(array[i], name) == 0;
		if (!twice)
			array[(*n)++] = name;
	}
	return array;
}

/*
 * Return what a revision depends on besides its parents: what a history
 * declares, else the rows that its steps replaced.
 */
static List *
dependencies(const AlembicPart *up, const AlembicPart *down,
			 const AlembicPart *entry)
{
	List	   *all;
	List	   *kept = NIL;
	ListCell   *cell;

	all = list_copy(entry != NULL ? entry->depends_on : up->depends_on);
	if (entry == NULL && down != NULL)
		all = list_concat(all, down->depends_on);
	foreach(cell, all)
	{
		if (!contains(up->down_revisions, lfirst(cell)) &&
			!contains(kept, lfirst(cell)))
			kept = lappend(kept, lfirst(cell));
	}
	return kept;
}

/*
 * Return the labels that are a revision's own.
 */
static List *
own_labels(const Maker *maker, const AlembicPart *entry)
{
	List	   *labels = NIL;
	ListCell   *cell;

	foreach(cell, entry->labels)
	{
		if (!label_is_inherited(maker, entry, lfirst(cell)))
			labels = lappend(labels, lfirst(cell));
	}
	return labels;
}

/*
 * Check that another text gives a revision the parents that the upgrade does.
 */
static void
check_parents(const Maker *maker, const AlembicPart *up,
			  const AlembicPart *other)
{
	if (other != NULL && !same_names(up->down_revisions, other->down_revisions))
		fault_add(maker->result, other->source, other->line,
				  "Print all texts from the same files.",
				  "revision \"%s\" has not the parents that the upgrade gives it at line %d",
				  up->revision, up->line);
}

/*
 * Make a revision of what the texts tell.
 */
static FileRevision *
make_revision(const Maker *maker, const AlembicPart *up)
{
	const AlembicPart *down = find_part(&maker->downgrades, up->revision);
	const AlembicPart *entry = find_part(&maker->history, up->revision);
	FileRevision *revision = palloc0_object(FileRevision);
	RevisionEdges *edges = &revision->edges;

	check_parents(maker, up, down);
	check_parents(maker, up, entry);
	if (maker->history.n > 0 && entry == NULL)
		fault_add(maker->result, up->source, up->line,
				  "Give the whole history: alembic history",
				  "revision \"%s\" is not in the history", up->revision);
	edges->revision = make_name(maker, up, up->revision);
	edges->down_revisions = make_names(maker, up, up->down_revisions,
									   &edges->ndown_revisions);
	edges->depends_on = make_names(maker, entry != NULL ? entry : up,
								   dependencies(up, down, entry),
								   &edges->ndepends_on);
	if (entry != NULL)
		edges->branch_labels = make_names(maker, entry,
										  own_labels(maker, entry),
										  &edges->nbranch_labels);
	revision->line = up->line;
	revision->message = entry == NULL ? "from Alembic" : entry->message;
	revision->up = up->script;
	revision->down = down == NULL ? NULL : down->script;
	revision->transactional = up->transactional &&
		(down == NULL || down->transactional);
	return revision;
}

static int
compare_pairs(const void *a, const void *b)
{
	const IdPair *left = a;
	const IdPair *right = b;
	int			order = strcmp(left->ours, right->ours);

	return order != 0 ? order : strcmp(left->theirs, right->theirs);
}

/*
 * Check that two revisions' ids do not become the same.
 */
static bool
check_ids(const Maker *maker)
{
	bool		unique = true;
	int			n = maker->upgrades.n;
	IdPair	   *pairs;

	pairs = MemoryContextAllocHuge(CurrentMemoryContext,
								   sizeof(IdPair) * Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		pairs[i].part = maker->upgrades.parts[i];
		pairs[i].theirs = pairs[i].part->revision;
		pairs[i].ours = name_make(pairs[i].theirs);
	}
	qsort(pairs, n, sizeof(IdPair), compare_pairs);
	for (int i = 1; i < n; i++)
	{
		if (strcmp(pairs[i - 1].ours, pairs[i].ours) != 0)
			continue;
		fault_add(maker->result, pairs[i].part->source,
				  pairs[i].part->line, NULL,
				  "ids \"%s\" and \"%s\" would both be \"%s\"",
				  pairs[i - 1].theirs, pairs[i].theirs, pairs[i].ours);
		unique = false;
	}
	return unique;
}

/*
 * Make revisions of what Alembic printed; "downgrade" and "history" are NULL
 * if there is none.
 */
void
alembic_read(const SourceFile *upgrade, const SourceFile *downgrade,
			 const SourceFile *history, FileRevisions *result)
{
	List	   *steps = alembic_read_steps(upgrade, false, result);
	bool		complete = result->faults == NIL;
	Maker		maker = {.result = result};
	ListCell   *cell;

	maker.upgrades = look_up_parts(steps, result);
	if (downgrade != NULL)
		maker.downgrades = look_up_parts(alembic_read_steps(downgrade, true,
															result), result);
	if (history != NULL)
		maker.history = look_up_parts(alembic_read_history(history, result),
									  result);
	if (!check_ids(&maker))
		return;
	foreach(cell, steps)
	{
		AlembicPart *up = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (find_part(&maker.upgrades, up->revision) == up)
			result->revisions = lappend(result->revisions,
										make_revision(&maker, up));
	}
	for (int i = 0; complete && i < maker.downgrades.n; i++)
	{
		AlembicPart *down = maker.downgrades.parts[i];

		if (find_part(&maker.upgrades, down->revision) == NULL)
			fault_add(result, down->source, down->line,
					  "Print both texts from the same files: alembic upgrade base:head --sql, and alembic downgrade head:base --sql",
					  "revision \"%s\" is not in the upgrade's text",
					  down->revision);
	}
}

/*
 * revisions.c
 *		revision, merge, edit, remove.
 *
 * A change is tried on the graph before it is written: building the graph
 * with it raises the errors for duplicate names, missing parents and cycles.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/errors.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

/* An id that the server makes: this many random bytes in hexadecimal. */
#define GENERATED_ID_BYTES 6

#define NAME_SEPARATORS " \t\r\n,"

/* A list of names in the making. */
typedef struct NameList
{
	int			n;
	int			allocated;
	const char **names;
} NameList;

static void
add_name(NameList *list, const char *name)
{
	if (list->n == list->allocated)
	{
		list->allocated = Max(4, list->allocated * 2);
		list->names = list->names == NULL ?
			palloc_array(const char *, list->allocated) :
			repalloc_array(list->names, const char *, list->allocated);
	}
	list->names[list->n++] = name;
}

/*
 * Split 'a b' or 'a, b'; NULL has no names.
 */
static NameList
split_names(const char *text)
{
	NameList	list = {0};
	char	   *rest = text == NULL ? NULL : pstrdup(text);
	char	   *saved = NULL;

	if (rest == NULL)
		return list;
	for (char *name = strtok_r(rest, NAME_SEPARATORS, &saved); name != NULL;
		 name = strtok_r(NULL, NAME_SEPARATORS, &saved))
		add_name(&list, name);
	return list;
}

static NameList
names_list(int n, const char **names)
{
	NameList	list = {.n = n, .allocated = n, .names = names};

	return list;
}

static NameList
node_names(const Registry *registry, NodeList nodes)
{
	NameList	list = {0};

	for (int i = 0; i < nodes.n; i++)
		add_name(&list, registry->edges[nodes.nodes[i]].revision);
	return list;
}

/*
 * Resolve what a revision depends on; a label stays a label, so that it
 * follows where the label goes.
 */
static NameList
resolve_depends_on(const Registry *registry, const char *depends_on)
{
	NameList	targets = split_names(depends_on);
	NameList	list = {0};

	for (int i = 0; i < targets.n; i++)
	{
		NodeList	nodes;

		if (graph_has_label(registry->graph, targets.names[i]))
		{
			add_name(&list, targets.names[i]);
			continue;
		}
		nodes = target_resolve(registry->graph, registry->applied,
							   targets.names[i]);
		for (int j = 0; j < nodes.n; j++)
			add_name(&list, registry->edges[nodes.nodes[j]].revision);
	}
	return list;
}

/*
 * Resolve the revisions that a new one is put on top of.
 *
 * Unless the caller says splice, each must be a head: to put a second
 * revision on one is to make a branch.
 */
static NodeList
resolve_parents(const Registry *registry, const char *head, bool splice)
{
	NodeList	parents = target_resolve(registry->graph, registry->applied,
										 head);

	for (int i = 0; i < parents.n; i++)
	{
		int			node = parents.nodes[i];
		NodeList	children = graph_children(registry->graph, node);

		for (int j = 0; j < i; j++)
		{
			if (parents.nodes[j] == node)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_TARGET),
						 errmsg("revision \"%s\" is named twice in \"%s\"",
								registry->edges[node].revision, head)));
		}
		if (children.n > 0 && !splice)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_TARGET),
					 errmsg("revision \"%s\" is not a head",
							registry->edges[node].revision),
					 errdetail("Revision \"%s\" is on top of it.",
							   registry->edges[children.nodes[0]].revision),
					 errhint("To begin a branch here, say splice => true.")));
	}
	return parents;
}

/*
 * Raise an error if the revision is applied.
 */
static void
check_not_applied(const Registry *registry, int node, const char *verb)
{
	const char *revision = registry->edges[node].revision;

	if (!registry->applied[node])
		return;
	ereport(ERROR,
			(errcode(ERRCODE_REVISION_APPLIED),
			 errmsg("cannot %s revision \"%s\": it is applied", verb, revision),
			 node >= registry->n ?
			 errhint("It is repeatable, so there is no way down. Take it off the record: DELETE FROM migrate.applied WHERE revision = '%s';",
					 revision) :
			 errhint("Write a new revision, or take it back first: SELECT * FROM migrate.downgrade('%s-1');",
					 revision)));
}

/*
 * Make an id that no revision or label has.
 */
static const char *
generate_id(const Registry *registry)
{
	uint8		random[GENERATED_ID_BYTES];
	char	   *id = palloc0(2 * GENERATED_ID_BYTES + 1);

	do
	{
		if (!pg_strong_random(random, sizeof(random)))
			ereport(ERROR,
					(errcode(ERRCODE_INTERNAL_ERROR),
					 errmsg("could not generate a random revision id")));
		hex_encode((char *) random, sizeof(random), id);
	} while (graph_find(registry->graph, id) >= 0 ||
			 graph_has_label(registry->graph, id));
	return id;
}

/*
 * Build the graph with one revision changed, or added if node is -1, for the
 * errors that this raises.
 */
static void
try_graph(const Registry *registry, int node, const RevisionEdges *changed)
{
	int			nodes = registry->n + registry->nrepeatable;
	int			n = nodes + (node < 0 ? 1 : 0);
	RevisionEdges *edges = MemoryContextAllocHuge(CurrentMemoryContext,
												  sizeof(RevisionEdges) * n);

	/* repeatable revisions count for their names */
	memcpy(edges, registry->edges, sizeof(RevisionEdges) * nodes);
	edges[node < 0 ? nodes : node] = *changed;
	(void) graph_build(edges, n);
	pfree(edges);
}

/*
 * Put what a revision's edges are into the row to write.
 */
static void
set_row_edges(RevisionRow *row, const RevisionEdges *edges)
{
	row->down_revisions = registry_names(edges->ndown_revisions,
										 edges->down_revisions);
	row->depends_on = registry_names(edges->ndepends_on, edges->depends_on);
	row->branch_labels = registry_names(edges->nbranch_labels,
										edges->branch_labels);
}

static void
set_edge_names(int *n, const char ***names, NameList list)
{
	*n = list.n;
	*names = list.names;
}

/*
 * Add names of variables to a list that may have some of them.
 */
static void
add_variables(NameList *list, NameList names)
{
	for (int i = 0; i < names.n; i++)
	{
		const char *name = names.names[i];
		bool		known = false;

		if (!variable_name_is_valid(name, strlen(name)))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_VARIABLE),
					 errmsg("variable name \"%s\" is malformed", name),
					 errdetail("A variable's name consists of letters a to z in either case, digits and \"_\", does not begin with a digit, and has at most %d bytes.",
							   NAMEDATALEN - 1)));
		for (int j = 0; j < list->n; j++)
			known = known || strcmp(list->names[j], name) == 0;
		if (!known)
			add_name(list, name);
	}
}

/*
 * Put what a revision declares into the row to write. NULL leaves a part as
 * it was, if there is a row already.
 *
 * Secrets need not be named among the variables too: to name one is to
 * declare it.
 */
static void
set_row_variables(RevisionRow *row, const char *variables,
				  const char *secrets, const RevisionVariables *before)
{
	NameList	all = {0};
	NameList	secret = {0};

	if (variables == NULL && secrets == NULL)
		return;
	if (variables != NULL)
		add_variables(&all, split_names(variables));
	else if (before != NULL)
		add_variables(&all, names_list(before->nvariables, before->variables));
	if (secrets != NULL)
		add_variables(&secret, split_names(secrets));
	else if (before != NULL)
		secret = names_list(before->nsecrets, before->secrets);
	add_variables(&all, secret);
	row->variables = registry_names(all.n, all.names);
	row->secrets = registry_names(secret.n, secret.names);
}

static const char *
merge_message(const Registry *registry, NodeList parents)
{
	StringInfoData message;

	initStringInfo(&message);
	appendStringInfoString(&message, "Merge ");
	for (int i = 0; i < parents.n; i++)
		appendStringInfo(&message, "%s%s",
						 i == 0 ? "" : i == parents.n - 1 ? " and " : ", ",
						 registry->edges[parents.nodes[i]].revision);
	return message.data;
}

/*
 * Resolve the revisions that merge() puts a new one on top of.
 *
 * To merge the heads is to have one head after it, so a head that another
 * branch depends on is among them, although "heads" elsewhere leaves it out.
 */
static NodeList
resolve_merged(const Registry *registry, const NewRevision *new)
{
	NodeList	parents = strcmp(new->head, "heads") == 0 ?
	graph_heads(registry->graph) :
	resolve_parents(registry, new->head, new->splice);

	if (parents.n < 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TARGET),
				 errmsg_plural("\"%s\" names %d revision, and a merge needs two or more",
							   "\"%s\" names %d revisions, and a merge needs two or more",
							   parents.n, new->head, parents.n),
				 errhint("SELECT * FROM migrate.heads() lists what there is to merge.")));
	return parents;
}

/*
 * Add a revision, return its id. The migration lock is held.
 */
const char *
add_revision(const Registry *registry, const NewRevision *new)
{
	RevisionEdges edges = {0};
	RevisionRow row = {0};
	NodeList	parents;

	parents = new->merge ? resolve_merged(registry, new) :
		resolve_parents(registry, new->head, new->splice);

	edges.revision = new->rev_id != NULL ? new->rev_id : generate_id(registry);
	set_edge_names(&edges.ndown_revisions, &edges.down_revisions,
				   node_names(registry, parents));
	set_edge_names(&edges.ndepends_on, &edges.depends_on,
				   resolve_depends_on(registry, new->depends_on));
	set_edge_names(&edges.nbranch_labels, &edges.branch_labels,
				   split_names(new->branch_label));
	try_graph(registry, -1, &edges);

	row.revision = edges.revision;
	row.message = new->message != NULL ? new->message :
		merge_message(registry, parents);
	set_row_edges(&row, &edges);
	row.up = new->up;
	row.down = new->down;
	row.verify = new->verify;
	row.transactional = &new->transactional;
	set_row_variables(&row, new->variables, new->secrets, NULL);
	registry_insert(&row, 1);
	return edges.revision;
}

/*
 * Add a revision, and return its id: all that a function does.
 */
static Datum
create(FunctionCallInfo fcinfo, const NewRevision *new)
{
	call_begin();
	registry_lock(new->command, false);
	return call_end_text(fcinfo, add_revision(registry_load(QUERY_NOW), new));
}

static text *
argument_script(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : PG_GETARG_TEXT_PP(argument);
}

PG_FUNCTION_INFO_V1(migrate_revision);
Datum
migrate_revision(PG_FUNCTION_ARGS)
{
	NewRevision new = {.command = "migrate.revision()"};

	new.message = argument_text(fcinfo, 0, "message");
	new.up = argument_script(fcinfo, 1);
	new.down = argument_script(fcinfo, 2);
	new.verify = argument_script(fcinfo, 3);
	new.rev_id = argument_text_or_null(fcinfo, 4);
	new.head = argument_text(fcinfo, 5, "head");
	new.splice = argument_bool(fcinfo, 6, "splice");
	new.branch_label = argument_text_or_null(fcinfo, 7);
	new.depends_on = argument_text_or_null(fcinfo, 8);
	new.transactional = argument_bool(fcinfo, 9, "transactional");
	new.variables = argument_text_or_null(fcinfo, 10);
	new.secrets = argument_text_or_null(fcinfo, 11);
	return create(fcinfo, &new);
}

PG_FUNCTION_INFO_V1(migrate_merge);
Datum
migrate_merge(PG_FUNCTION_ARGS)
{
	NewRevision new = {
		.command = "migrate.merge()", .merge = true, .transactional = true
	};

	new.head = argument_text(fcinfo, 0, "revisions");
	new.message = argument_text_or_null(fcinfo, 1);
	/* to merge is to do nothing, unless scripts are given */
	new.up = PG_ARGISNULL(2) ? cstring_to_text("") : PG_GETARG_TEXT_PP(2);
	new.down = PG_ARGISNULL(3) ? cstring_to_text("") : PG_GETARG_TEXT_PP(3);
	new.verify = argument_script(fcinfo, 4);
	new.rev_id = argument_text_or_null(fcinfo, 5);
	new.branch_label = argument_text_or_null(fcinfo, 6);
	new.depends_on = argument_text_or_null(fcinfo, 7);
	new.splice = argument_bool(fcinfo, 8, "splice");
	new.variables = argument_text_or_null(fcinfo, 9);
	new.secrets = argument_text_or_null(fcinfo, 10);
	return create(fcinfo, &new);
}

PG_FUNCTION_INFO_V1(migrate_edit);
Datum
migrate_edit(PG_FUNCTION_ARGS)
{
	const char *target = argument_text(fcinfo, 0, "revision");
	const char *head = argument_text_or_null(fcinfo, 5);
	const char *branch_label = argument_text_or_null(fcinfo, 6);
	const char *depends_on = argument_text_or_null(fcinfo, 7);
	bool		transactional = !PG_ARGISNULL(8) && PG_GETARG_BOOL(8);
	const char *variables = argument_text_or_null(fcinfo, 9);
	const char *secrets = argument_text_or_null(fcinfo, 10);
	RevisionRow row = {0};
	Registry   *registry;
	RevisionEdges edges;
	NodeList	edited = {.n = 1};
	int			node;

	row.message = argument_text_or_null(fcinfo, 1);
	row.up = argument_script(fcinfo, 2);
	row.down = argument_script(fcinfo, 3);
	row.verify = argument_script(fcinfo, 4);
	row.transactional = PG_ARGISNULL(8) ? NULL : &transactional;

	call_begin();
	registry_lock("migrate.edit()", false);
	registry = registry_load(QUERY_NOW);
	node = registry_resolve_one(registry, target);
	if (node < registry->n)
		check_not_applied(registry, node, "edit");
	else if (head != NULL || branch_label != NULL || depends_on != NULL ||
			 row.down != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("repeatable revision \"%s\" has no place in the graph",
						target),
				 errdetail("It can have no head, branch_label, depends_on or down.")));

	edges = registry->edges[node];
	if (head != NULL)
		set_edge_names(&edges.ndown_revisions, &edges.down_revisions,
					   node_names(registry,
								  resolve_parents(registry, head, true)));
	if (branch_label != NULL)
		set_edge_names(&edges.nbranch_labels, &edges.branch_labels,
					   split_names(branch_label));
	if (depends_on != NULL)
		set_edge_names(&edges.ndepends_on, &edges.depends_on,
					   resolve_depends_on(registry, depends_on));
	try_graph(registry, node, &edges);

	row.revision = edges.revision;
	set_row_edges(&row, &edges);
	edited.nodes = &node;
	set_row_variables(&row, variables, secrets,
					  registry_variables(registry, edited));
	registry_update(&row);

	return call_end_text(fcinfo, edges.revision);
}

/*
 * Raise an error if another revision names this one.
 */
static void
check_not_needed(const Registry *registry, int node)
{
	for (int other = 0; other < registry->n; other++)
	{
		NodeList	downs = graph_down_revisions(registry->graph, other);
		NodeList	depends_on = graph_depends_on(registry->graph, other);
		const char *how = NULL;

		for (int i = 0; i < downs.n; i++)
		{
			if (downs.nodes[i] == node)
				how = "is on top of it";
		}
		for (int i = 0; i < depends_on.n; i++)
		{
			if (depends_on.nodes[i] == node)
				how = "depends on it";
		}
		if (how != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
					 errmsg("cannot remove revision \"%s\": another needs it",
							registry->edges[node].revision),
					 errdetail("Revision \"%s\" %s.",
							   registry->edges[other].revision, how),
					 errhint("Remove that one first: SELECT migrate.remove('%s');",
							 registry->edges[other].revision)));
	}
}

PG_FUNCTION_INFO_V1(migrate_remove);
Datum
migrate_remove(PG_FUNCTION_ARGS)
{
	const char *target = argument_text(fcinfo, 0, "revision");
	Registry   *registry;
	int			node;

	call_begin();
	registry_lock("migrate.remove()", false);
	registry = registry_load(QUERY_NOW);
	node = registry_resolve_one(registry, target);
	check_not_applied(registry, node, "remove");
	check_not_needed(registry, node);
	registry_delete(registry->edges[node].revision);

	return call_end_text(fcinfo, registry->edges[node].revision);
}

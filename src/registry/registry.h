/*
 * registry.h
 *		The registry's tables: the only floor that reads or writes them.
 *
 * Everything runs with the caller's rights, who has connected to SPI.
 * Whoever writes holds the migration lock first (lock.c), and reads under
 * QUERY_NOW after that; whoever only looks reads under QUERY_AS_CALLER.
 */
#ifndef MIGRATE_REGISTRY_H
#define MIGRATE_REGISTRY_H

#include "postgres.h"

#include "base/query.h"
#include "graph/graph.h"
#include "utils/array.h"
#include "utils/timestamp.h"

/*
 * The graph as the tables hold it. Node i is the i-th id in byte order.
 *
 * Repeatable revisions are no part of the graph. They are numbered from n on,
 * so that whatever is kept by node can be kept of them too.
 */
typedef struct Registry
{
	QueryView	view;			/* that it was loaded under: for the rest too */
	int			n;				/* nodes of the graph */
	int			nrepeatable;
	RevisionEdges *edges;		/* as written: depends_on may hold labels */
	SPITupleTable *rows;		/* for registry_message() */
	Graph	   *graph;
	bool	   *applied;		/* of the graph closed under both edges */
} Registry;

/* What running a revision needs to know of it; NULL for a missing script. */
typedef struct RevisionScripts
{
	const char *script;			/* up or down */
	const char *verify;
	const char *checksum;
	const char *applied_checksum;	/* NULL if it is not applied */
	bool		transactional;
} RevisionScripts;

/* All that is stored of a revision beside its edges and its message. */
typedef struct StoredRevision
{
	const char *up;				/* NULL for a missing script */
	const char *down;
	const char *verify;
	bool		transactional;
	bool		repeatable;
	int			nvariables;
	const char **variables;
	int			nsecrets;
	const char **secrets;
	TimestampTz created_at;
	const char *source;			/* NULL: it was written in SQL */
} StoredRevision;

/* The variables that a revision declares. */
typedef struct RevisionVariables
{
	int			nvariables;
	const char **variables;		/* secrets included */
	int			nsecrets;
	const char **secrets;
} RevisionVariables;

/* What looking at revisions shows beside the graph; Datums with null flags. */
typedef enum DetailColumn
{
	DETAIL_CHECKSUM,
	DETAIL_TRANSACTIONAL,
	DETAIL_VARIABLES,
	DETAIL_SECRETS,
	DETAIL_CREATED_AT,
	DETAIL_CREATED_BY,
	DETAIL_SOURCE,
	DETAIL_APPLIED_AT,
	DETAIL_APPLIED_BY,
	DETAIL_VIA,
	DETAIL_APPLIED_CHECKSUM,
	DETAIL_COLUMNS
} DetailColumn;

typedef struct RevisionDetails
{
	Datum		values[DETAIL_COLUMNS];
	bool		nulls[DETAIL_COLUMNS];
} RevisionDetails;

/* What loading compares a file with; NULL for what there is not. */
typedef struct RevisionSource
{
	const char *checksum;
	const char *source;			/* the file that it came from */
	const char *applied_checksum;
} RevisionSource;

/* A row of revisions to insert or to change; NULL is a null, or "as it is". */
typedef struct RevisionRow
{
	const char *revision;
	const char *message;
	ArrayType  *down_revisions;
	ArrayType  *depends_on;
	ArrayType  *branch_labels;
	text	   *up;
	text	   *down;
	text	   *verify;
	const bool *transactional;
	ArrayType  *variables;
	ArrayType  *secrets;
	const bool *repeatable;
	const char *source;
} RevisionRow;

/* A row of log, but for what the server sets. */
typedef struct LogRow
{
	const char *operation;
	const char *revision;
	ArrayType  *heads_before;
	ArrayType  *heads_after;
	int			statements;		/* -1: none could be run */
	int64		microseconds;	/* -1: nothing ran */
	Datum		variables;		/* jsonb; 0: none */
} LogRow;

/* The schema as the last run left it. */
typedef struct RememberedSchema
{
	const char *fingerprint;
	bool		same_timeline;	/* it was this very database: OIDs are alike */
	int			server_major;
	bytea	   *snapshot;
} RememberedSchema;

/* read.c */
extern Registry *registry_load(QueryView view);
extern Datum registry_message(const Registry *registry, int node);
extern ArrayType *registry_names(int n, const char *const *names);
extern ArrayType *registry_ids(const Graph *graph, NodeList nodes);
extern RevisionScripts *registry_scripts(const Registry *registry,
										 NodeList nodes, bool down);
extern RevisionDetails *registry_details(const Registry *registry,
										 NodeList nodes);
extern RevisionSource *registry_sources(const Registry *registry);
extern RevisionVariables *registry_variables(const Registry *registry,
											 NodeList nodes);
extern RevisionVariables registry_all_variables(const Registry *registry);
extern bool registry_may_read_scripts(void);
extern bool registry_may_write(void);
extern const char *registry_once_applied(const Registry *registry,
										 NodeList nodes);
extern void registry_report_changed(void);
extern void registry_script_texts(const Registry *registry, int node,
								  Datum *values, bool *nulls);
extern StoredRevision *registry_stored(const Registry *registry, int node);

/* repeatable.c */
extern int	registry_find(const Registry *registry, const char *revision);
extern NodeList registry_resolve(const Registry *registry, const char *target);
extern int	registry_resolve_one(const Registry *registry, const char *target);
extern MigrationPlan registry_add_repeatables(const Registry *registry,
											  MigrationPlan plan);
extern MigrationPlan registry_plan_upgrade(const Registry *registry,
										   const char *target);
extern MigrationPlan registry_plan_stamp(const Registry *registry,
										 const char *targets, bool purge);
extern MigrationPlan registry_add_all_repeatables(const Registry *registry,
												  MigrationPlan plan);

/* write.c */
extern void registry_insert(const RevisionRow *rows, int nrows);
extern void registry_update(const RevisionRow *row);
extern void registry_replace(const RevisionRow *row);
extern void registry_delete(const char *revision);
extern void registry_apply(const char *revision, const char *checksum,
						   const char *via);
extern void registry_unapply(const char *revision);
extern void registry_log(const LogRow *row);

/* remembered.c */
extern void registry_remember(const Registry *registry, NodeList heads,
							  bytea *snapshot, const char *fingerprint);
extern void registry_forget(void);
extern bool registry_remembered(QueryView view, RememberedSchema *remembered);

/* loads.c */
extern char *registry_loaded_files(const char *format, int *nrevisions);
extern bool registry_may_keep_load(void);
extern void registry_keep_load(const char *format, const char *files,
							   bool linear);

/* checksum.c */
extern char *registry_checksum(const RevisionRow *row);

/* lock.c */
extern void registry_lock(const char *command, bool applies);

#endif							/* MIGRATE_REGISTRY_H */

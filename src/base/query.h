/*
 * query.h
 *		Run the extension's own SQL.
 *
 * A FixedQuery is a fixed statement with parameters, a static variable of the
 * file that runs it. It is prepared at its first use in a session and kept.
 */
#ifndef MIGRATE_QUERY_H
#define MIGRATE_QUERY_H

#include "executor/spi.h"
#include "utils/snapshot.h"

#define QUERY_MAX_ARGS 13

typedef struct FixedQuery
{
	const char *sql;			/* every name and operator with its schema */
	int			expected;		/* the SPI_OK_... code it must return */
	int			nargs;
	Oid			argtypes[QUERY_MAX_ARGS];
	SPIPlanPtr	plan;			/* NULL until first used */
} FixedQuery;

/* What a query sees. */
typedef enum QueryView
{
	QUERY_AS_CALLER,			/* what the calling statement sees; read-only */
	QUERY_NOW					/* what is there now, and it may write */
} QueryView;

extern uint64 query_run(FixedQuery *query, const Datum *values,
						const char *nulls, QueryView view);
extern uint64 query_run_latest(FixedQuery *query);
extern void query_utility(const char *sql);

/* One value of the last query's row, in the caller's context. */
extern Datum query_value(uint64 row, int column, bool *isnull);
extern char *query_text(uint64 row, int column);	/* NULL for a null */

#endif							/* MIGRATE_QUERY_H */

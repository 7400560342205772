/*
 * run.h
 *		Execute a plan in the caller's transaction.
 */
#ifndef MIGRATE_RUN_H
#define MIGRATE_RUN_H

#include "postgres.h"

#include "base/compat.h"
#include "graph/graph.h"
#include "graph/tips.h"
#include "lib/stringinfo.h"
#include "registry/registry.h"
#include "script/script.h"

/* What became of a step. */
typedef struct StepResult
{
	int			statements;
	int64		microseconds;
} StepResult;

/* One step that is ready to run: everything about it has been checked. */
typedef struct PreparedStep
{
	PlanOperation operation;
	int			node;
	bool		repeatable;
	const char *revision;
	const char *message;
	const char *checksum;
	const Variables *variables; /* each with its value */
	bool		transactional;
	Script	   *script;
	Script	   *verify;			/* NULL if there is none */
} PreparedStep;

/* Where a run is: for errors, pg_stat_activity and notices. */
typedef struct RunPosition
{
	const PreparedStep *step;	/* NULL before the first and after the last */
	int			number;			/* of the step, from 1 */
	int			nsteps;
	bool		in_verify;
	const Script *script;		/* NULL while none is running */
	const Statement *statement; /* NULL while none is running */
	ScriptPosition splitting;	/* while scripts are being read */
	struct EnumValues *enum_values; /* that the plan adds */
	List	   *secrets;		/* texts that nothing told may hold */
	ErrorContextCallback callback;
} RunPosition;

/* run.c */
extern StepResult *run_plan(const Registry *registry,
							const MigrationPlan *plan,
							const Variables *variables, bool dry_run);
extern void run_stamp(const Registry *registry, const MigrationPlan *plan);

/* undo.c */
extern void run_and_undo(void (*work) (void *arg), void *arg);

/* prepare.c */

/* What the scripts of a plan are checked for. */
typedef enum PrepareMode
{
	PREPARE_RUN,				/* to be run now */
	PREPARE_TEXT,				/* to be a text that starts where we stand */
	PREPARE_TEXT_ELSEWHERE		/* to be one that starts elsewhere */
} PrepareMode;

extern PreparedStep *prepare_plan(const Registry *registry,
								  const MigrationPlan *plan,
								  const Variables *variables,
								  RunPosition *position, PrepareMode mode);
extern const char *prepare_message(const Registry *registry, int node);

/* variables.c */
extern void variables_check_declared(const Registry *registry,
									 const Variables *given);
extern Variables *variables_of_plan(const Registry *registry,
									const MigrationPlan *plan,
									const Variables *given, const char *call);
extern Datum variables_to_log(const Variables *variables);
extern void variables_begin(void);
extern void variables_enter(const PreparedStep *step);
extern const char *variables_current(const char *name);

/* secrets.c */
extern List *secrets_of_plan(int nsteps, const Variables *variables);
extern void secrets_hide_in_notice(const List *values);
extern void secrets_hide_in_errors(const List *values,
								   void (*work) (void *arg), void *arg);

/* position.c */
extern void position_begin(RunPosition *position, int nsteps);
extern void position_end(RunPosition *position);
extern void position_report(const RunPosition *position);

/* session.c */
extern List *session_remember_cursors(void);
extern int	session_open(void);
extern void session_close(int level, const Script *script, List *cursors);

/* deferred.c */
extern void deferred_fire(void);
extern void deferred_reset(void);

/* statement.c */
extern void run_statement(const Script *script, const Statement *statement);
extern void run_verify_statement(const Script *script,
								 const Statement *statement);

/* offline.c */
extern void offline_sql(StringInfo text, const Registry *registry,
						PlanOperation operation, const char *target,
						const Variables *given, bool bookkeeping);

/* enums.c */
extern struct EnumValues *enum_values_create(RunPosition *position);
extern ScriptObserver *enum_values_observer(struct EnumValues *values);
extern void enum_values_to_error(const struct EnumValues *values);

#endif							/* MIGRATE_RUN_H */

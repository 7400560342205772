/*
 * api.h
 *		What the SQL-callable functions share: coming in, rows, going out.
 */
#ifndef MIGRATE_API_H
#define MIGRATE_API_H

#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "registry/registry.h"
#include "run/run.h"
#include "schema/schema.h"

/* The argument "vars" of a call. */
typedef struct VarsArgument
{
	bool		given;
	Variables	values;
	ErrorContextCallback callback;
} VarsArgument;

/* What revision() and merge() are called with. */
typedef struct NewRevision
{
	const char *command;
	const char *message;		/* NULL: made from the parents */
	const char *rev_id;			/* NULL: generated */
	const char *head;
	bool		merge;			/* of two or more heads */
	bool		splice;
	const char *branch_label;
	const char *depends_on;
	const char *variables;
	const char *secrets;
	bool		transactional;
	text	   *up;
	text	   *down;
	text	   *verify;
} NewRevision;

/* revisions.c */
extern const char *add_revision(const Registry *registry,
								const NewRevision *new);

/* comparing.c */
extern SchemaScope setting_scope(void);
extern SchemaDiff *diff_with_text(const char *schema, Jsonb *renames,
								  const SchemaScope *scope,
								  const char *command);

/* running.c */
extern void notice_nothing_to_do(const Registry *registry);

/* loading.c */
extern void put_loaded(FunctionCallInfo fcinfo, const List *loaded);

/* call.c */
extern void call_begin(void);
extern void call_begin_rows(FunctionCallInfo fcinfo);
extern void call_end(void);
extern void argument_not_null(FunctionCallInfo fcinfo, int argument,
							  const char *name);
extern char *argument_text(FunctionCallInfo fcinfo, int argument,
						   const char *name);	/* an error if it is null */
extern char *argument_text_or_null(FunctionCallInfo fcinfo, int argument);
extern bool argument_bool(FunctionCallInfo fcinfo, int argument,
						  const char *name);	/* an error if it is null */
extern void put_row(FunctionCallInfo fcinfo, const Datum *values,
					const bool *nulls);
extern void put_steps(FunctionCallInfo fcinfo, const Registry *registry,
					  const MigrationPlan *plan, const StepResult *results);

/* variables.c */
extern void vars_begin(FunctionCallInfo fcinfo, int argument,
					   VarsArgument *vars);
extern void vars_end(VarsArgument *vars);

#endif							/* MIGRATE_API_H */

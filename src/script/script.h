/*
 * script.h
 *		A script's text into statements, and what may not be among them.
 *
 * Nothing is executed here, and no catalog is read.
 */
#ifndef MIGRATE_SCRIPT_H
#define MIGRATE_SCRIPT_H

#include "postgres.h"

#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"

/* A variable of a revision. */
typedef struct Variable
{
	const char *name;
	const char *value;			/* NULL: it has none */
	bool		secret;
} Variable;

typedef struct Variables
{
	int			n;
	Variable   *variables;
} Variables;

/* Where a variable's value stands in a script's text. */
typedef struct ScriptValue
{
	int			start;			/* bytes from the beginning */
	int			length;
	bool		secret;
} ScriptValue;

/* A script's text as it is to run. */
typedef struct ScriptText
{
	const char *text;
	int			nvalues;
	ScriptValue *values;		/* in the order of the text */
} ScriptText;

/* One statement: a slice of the script's text, without its semicolon. */
typedef struct Statement
{
	int			number;			/* from 1, as a person counts them */
	int			line;			/* of its first token, from 1, as its author
								 * wrote the script: without values' lines */
	int			start;			/* bytes from the beginning of the script */
	int			length;			/* in bytes */
	bool		holds_secret;	/* the value of one is in its text */
	bool		is_query;		/* its result is rows, not a table */
} Statement;

typedef struct Script
{
	const char *text;
	int			nstatements;
	Statement  *statements;
	bool		sets_constraints;	/* is there a SET CONSTRAINTS */
	bool		rolls_back;		/* BEGIN ... ROLLBACK was around it */
	Statement	begin;			/* around all of it, and not among the */
	Statement	commit;			/* statements; number 0: there is none */
} Script;

/* What a script is split for. */
typedef enum SplitKind
{
	SPLIT_SCRIPT,				/* to run inside a transaction */
	SPLIT_VERIFY,				/* likewise; BEGIN and ROLLBACK may be around
								 * it */
	SPLIT_APART,				/* to run outside any transaction */
	SPLIT_SCHEMA				/* likewise, a whole schema, in a database
								 * that is made for it */
} SplitKind;

/* Where the splitter is, for whoever adds it to an error. */
typedef enum SplitPhase
{
	SPLIT_IDLE,					/* no script is being read */
	SPLIT_BETWEEN,				/* looking for a statement's first token */
	SPLIT_LEXING,				/* looking for its end */
	SPLIT_PARSING,				/* error positions count from its start */
	SPLIT_CHECKING
} SplitPhase;

typedef struct ScriptPosition
{
	SplitPhase	phase;
	const ScriptText *text;
	int			lexed_from;		/* LEXING, BETWEEN: positions count from here */
	Statement	statement;		/* BETWEEN: the one before */
} ScriptPosition;

/*
 * Somebody who watches a script being split. For each statement: its string
 * literals and identifiers, in order, if it wants to know them, then its parse
 * tree, of one that is refused too. These, and what is allocated while they
 * are told, are gone when the next statement is read.
 */
typedef struct ScriptObserver
{
	void		(*literal) (struct ScriptObserver *observer, const char *value);
	void		(*identifier) (struct ScriptObserver *observer, const char *name);
	void		(*statement) (struct ScriptObserver *observer,
							  const Statement *statement, RawStmt *raw);
} ScriptObserver;

/* split.c */
extern Script *script_split(const ScriptText *text, SplitKind kind,
							ScriptPosition *position,
							ScriptObserver *observer);

/* position.c */
extern void script_position_to_error(const ScriptPosition *position);

/* variables.c */
extern bool variable_name_is_valid(const char *name, int len);
extern const Variable *variables_find(const Variables *variables,
									  const char *name, int length);
extern ScriptText variables_substitute(const char *text,
									   const Variables *variables);
extern bool script_text_holds_secret(const ScriptText *text, int start,
									 int length);

/* refuse.c */
extern void refuse_meta_command(const char *text, SplitKind kind);
extern void refuse_statement(const Node *statement, SplitKind kind);
extern void refuse_transaction(const char *command, SplitKind kind);
extern bool statement_runs_outside(const Node *statement);

/* reach.c */
extern void refuse_in_schema(const Node *statement, const char *database);
extern bool is_restrict_command(const char *text);

/* outside.c */
extern bool script_runs_outside(const char *text);

#endif							/* MIGRATE_SCRIPT_H */

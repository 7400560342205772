/*
 * outside.c
 *		Find out whether a script has to run outside a transaction.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "script/script.h"
#include "utils/guc.h"
#include "utils/memutils.h"

/* Watches for statements that PostgreSQL does not allow in a transaction. */
typedef struct Seeker
{
	ScriptObserver observer;	/* must be first */
	bool		found;
} Seeker;

static void
pass_over(ScriptObserver *observer, const char *text)
{
}

static void
look_at(ScriptObserver *observer, const Statement *statement, RawStmt *raw)
{
	if (statement_runs_outside(raw->stmt))
		((Seeker *) observer)->found = true;
}

/*
 * Does a script hold a statement that PostgreSQL does not allow inside a
 * transaction? One that cannot be split is looked at as far as it can be:
 * what is wrong with it is told when it is to run.
 *
 * The splitter uses nothing but memory, so there is nothing to clean up after
 * its error: no subtransaction is needed to go on.
 */
bool
script_runs_outside(const char *text)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "migrate look at script",
												  ALLOCSET_DEFAULT_SIZES);
	Seeker	   *seeker = palloc0_object(Seeker);
	ScriptText	source = {.text = text};
	int			level = NewGUCNestLevel();
	bool		found;

	seeker->observer.literal = pass_over;
	seeker->observer.identifier = pass_over;
	seeker->observer.statement = look_at;
	/* that a long name is cut short is told where the script is run */
	(void) set_config_option("client_min_messages", "error", PGC_USERSET,
							 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		ScriptPosition position;

		/* nobody is to add anything to an error that nobody sees */
		error_context_stack = NULL;
		(void) script_split(&source, SPLIT_SCRIPT, &position,
							&seeker->observer);
	}
	PG_CATCH();
	{
		if (ERRCODE_TO_CATEGORY(geterrcode()) == ERRCODE_OPERATOR_INTERVENTION ||
			ERRCODE_TO_CATEGORY(geterrcode()) == ERRCODE_INSUFFICIENT_RESOURCES)
			PG_RE_THROW();
		FlushErrorState();
	}
	PG_END_TRY();
	AtEOXact_GUC(true, level);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	found = seeker->found;
	pfree(seeker);
	return found;
}

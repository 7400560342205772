/*
 * scratch.c
 *		Create a scratch database, run a schema text in it, drop it.
 *
 * Three kinds of background workers take part. The guard creates and drops
 * the database, from outside, and lives as long as it. The installer is the
 * bootstrap superuser in the database while it is empty; it is gone before
 * anybody else comes in. Then the database becomes the caller's, and the
 * runner runs the text as the caller. The workers end with the transaction or
 * subtransaction that has called scratch_create(), the guard last.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "parser/parser.h"
#include "schema/scratch.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

struct Scratch
{
	SchemaText *text;
	char	   *name;
	Oid			database;
	Worker	   *guard;
	Worker	   *runner;
	List	   *missing;		/* of MissingExtension */
};

/* Where a run of the text is, for errors. */
typedef struct Place
{
	const Scratch *scratch;
	const Statement *statement;
} Place;

/*
 * Add the statement and line to an error, and which extensions are not there.
 */
static void
add_place(void *arg)
{
	const Place *place = arg;
	const Statement *statement = place->statement;
	ListCell   *cell;

	if (geterrposition() > 0)
	{
		ScriptPosition position = {SPLIT_PARSING};

		position.text = &place->scratch->text->source;
		position.statement = *statement;
		script_position_to_error(&position);
	}
	errcontext("schema, statement %d at line %d",
			   statement->number, statement->line);
	foreach(cell, place->scratch->missing)
	{
		const MissingExtension *missing = lfirst(cell);

		errcontext("without extension \"%s\", which cannot be installed in a scratch database: %s",
				   missing->name, missing->reason);
	}
}

static char *
random_name(void)
{
	uint64		number;

	if (!pg_strong_random(&number, sizeof(number)))
		ereport(ERROR,
				(errcode(ERRCODE_INTERNAL_ERROR),
				 errmsg("could not generate a random number")));
	return psprintf("migrate_scratch_%d_%016llx", MyProcPid,
					(unsigned long long) number);
}

static void
take_oid(void *arg, int ncolumns, char **names, char **values)
{
	*(Oid *) arg = atooid(values[0]);
}

/*
 * Note an extension that the live database has and the scratch database
 * cannot.
 */
static void
note_missing(Scratch *scratch, const Preparation *preparation,
			 const char *reason)
{
	MissingExtension *missing = palloc_object(MissingExtension);

	missing->name = preparation->extension;
	missing->reason = pstrdup(reason);
	missing->named = preparation->number > 0;
	scratch->missing = lappend(scratch->missing, missing);
}

static bool
is_missing(const Scratch *scratch, const char *extension)
{
	ListCell   *cell;

	foreach(cell, scratch->missing)
	{
		const MissingExtension *missing = lfirst(cell);

		if (strcmp(missing->name, extension) == 0)
			return true;
	}
	return false;
}

/*
 * Raise the error of a preparation, at the statement that asked for it.
 */
static void
raise_at(const Scratch *scratch, const Preparation *preparation,
		 ErrorData *error)
{
	Place		place = {scratch};
	ErrorContextCallback callback = {error_context_stack, add_place, &place};

	error->elevel = ERROR;
	error->cursorpos = 0;		/* it is in our statement */
	if (preparation->number > 0)
	{
		place.statement = schema_text_statement(scratch->text,
												preparation->number);
		error_context_stack = &callback;
	}
	ThrowErrorData(error);
}

static bool
is_undefined(int code)
{
	return code == ERRCODE_UNDEFINED_FUNCTION ||
		code == ERRCODE_UNDEFINED_TABLE ||
		code == ERRCODE_UNDEFINED_OBJECT ||
		code == ERRCODE_INVALID_SCHEMA_NAME;
}

/*
 * Install extensions, as the bootstrap superuser, and be gone.
 */
static void
install(Scratch *scratch, List *preparations)
{
	WorkerTarget target = {
		.database = scratch->database, .as_bootstrap = true,
		.bypass_allowconn = true, .purpose = "installs extensions"
	};
	Worker	   *installer;
	ListCell   *cell;

	if (preparations == NIL)
		return;
	installer = worker_start(&target);
	worker_run(installer, "SET search_path = pg_catalog, pg_temp", NULL, NULL);
	worker_run(installer, "SET client_min_messages = error", NULL, NULL);
	foreach(cell, preparations)
	{
		const Preparation *preparation = lfirst(cell);
		ErrorData  *error;

		if (is_missing(scratch, preparation->extension))
			continue;
		error = worker_try(installer, preparation->sql);
		if (error == NULL ||
			(preparation->may_lack && is_undefined(error->sqlerrcode)))
			continue;
		if (!preparation->may_fail)
			raise_at(scratch, preparation, error);
		note_missing(scratch, preparation, error->message);
	}
	worker_stop(installer);
}

/*
 * Give the database to the caller, who may then change whatever is in it, and
 * start the worker that runs the text.
 */
static void
hand_over(Scratch *scratch)
{
	char		flags[] = {standard_conforming_strings ? 's' : 'n',
	scratch->text->script->begin.number > 0 ? 't' : 'n', '\0'};
	WorkerTarget target = {
		.database = scratch->database, .bypass_allowconn = true,
		.settings_of = MyDatabaseId, .purpose = "runs a schema text",
		.function = "migrate_scratch_session", .argument = flags
	};
	const char *owner = GetUserNameFromId(GetUserId(), false);

	worker_run(scratch->guard,
			   psprintf("ALTER DATABASE %s OWNER TO %s",
						quote_identifier(scratch->name),
						quote_identifier(owner)), NULL, NULL);
	scratch->runner = worker_start(&target);
}

/*
 * Create a scratch database that is ready for a schema text, on behalf of the
 * named function.
 *
 * The result is in the caller's memory context.
 */
Scratch *
scratch_create(SchemaText *text, const char *command)
{
	Scratch    *scratch = palloc0_object(Scratch);
	WorkerTarget target = {
		.database = MyDatabaseId, .as_bootstrap = true,
		.purpose = "guards a scratch database",
		.function = "migrate_scratch_guard"
	};
	List	   *preparations;

	PreventCommandDuringRecovery(command);
	PreventCommandIfReadOnly(command);
	PreventCommandIfParallelMode(command);

	scratch->text = text;
	scratch->name = random_name();
	target.argument = scratch->name;
	scratch->guard = worker_start(&target);
	preparations = scratch_plan_extensions(text);	/* meanwhile */
	worker_run(scratch->guard,
			   psprintf("SELECT oid FROM pg_catalog.pg_database"
						" WHERE datname OPERATOR(pg_catalog.=) '%s'",
						scratch->name),
			   take_oid, &scratch->database);
	install(scratch, preparations);
	hand_over(scratch);
	return scratch;
}

/*
 * The next statement of the text that is to run, from number i on; NULL if
 * there is none.
 */
static const Statement *
next_statement(const Scratch *scratch, int *i)
{
	const Script *script = scratch->text->script;

	while (*i < script->nstatements)
	{
		const Statement *statement = &script->statements[(*i)++];

		if (!bms_is_member(statement->number, scratch->text->done))
			return statement;
	}
	return NULL;
}

/*
 * Have the text run as the caller, statement by statement, each committed.
 * This does not wait for it: scratch_wait() does.
 */
void
scratch_run(Scratch *scratch)
{
	const Statement *statement;
	int			i = 0;

	while ((statement = next_statement(scratch, &i)) != NULL)
		worker_send(scratch->runner,
					scratch->text->script->text + statement->start,
					statement->length);
}

/*
 * Wait until the text has run. The error of a statement is raised with its
 * place in the text.
 */
void
scratch_wait(Scratch *scratch)
{
	Place		place = {scratch};
	ErrorContextCallback callback = {error_context_stack, add_place, &place};
	int			i = 0;

	worker_wait_ready(scratch->runner);
	error_context_stack = &callback;
	while ((place.statement = next_statement(scratch, &i)) != NULL)
		worker_receive(scratch->runner, NULL, NULL);
	error_context_stack = callback.previous;
	worker_reset(scratch->runner);
}

/*
 * Return a worker in the database, as the caller, to read its catalogs with.
 */
Worker *
scratch_worker(Scratch *scratch)
{
	return scratch->runner;
}

/*
 * List the extensions, of those that the live database has and the text asks
 * for or does not speak of, that the database is without. They are to be taken
 * to be as they are in the live one.
 */
List *
scratch_missing_extensions(const Scratch *scratch)
{
	return scratch->missing;
}

/*
 * Have the database dropped. This does not wait for it, and nothing else is to
 * be done with it: scratch_end() waits.
 */
void
scratch_drop(Scratch *scratch)
{
	worker_stop(scratch->runner);
	worker_end(scratch->guard);
}

/*
 * Wait until the database is gone.
 */
void
scratch_end(Scratch *scratch)
{
	worker_stop(scratch->guard);
}

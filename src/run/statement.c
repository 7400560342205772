/*
 * statement.c
 *		Run one statement of a script.
 *
 * Each goes through SPI alone, as its author wrote it, with the caller's
 * rights and settings. Rows that it returns are thrown away as they come,
 * but for a verify script, whose rows can say false.
 */
#include "postgres.h"

#include "base/errors.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "run/run.h"
#include "tcop/dest.h"
#include "utils/lsyscache.h"

/* A receiver that looks for a false in the first column. */
typedef struct VerifyReceiver
{
	DestReceiver pub;			/* must be first */
	bool		is_boolean;		/* the first column, or a domain over that */
	uint64		row;			/* from 1 */
	uint64		false_row;		/* 0: none yet */
} VerifyReceiver;

static void
verify_startup(DestReceiver *self, int operation, TupleDesc typeinfo)
{
	VerifyReceiver *receiver = (VerifyReceiver *) self;

	receiver->is_boolean = typeinfo->natts > 0 &&
		getBaseType(TupleDescAttr(typeinfo, 0)->atttypid) == BOOLOID;
}

static bool
verify_receive(TupleTableSlot *slot, DestReceiver *self)
{
	VerifyReceiver *receiver = (VerifyReceiver *) self;

	receiver->row++;
	if (receiver->false_row == 0 && receiver->is_boolean)
	{
		bool		isnull;
		Datum		value = slot_getattr(slot, 1, &isnull);

		if (!isnull && !DatumGetBool(value))
			receiver->false_row = receiver->row;
	}
	return true;
}

static void
verify_done(DestReceiver *self)
{
}

static void
execute(const Script *script, const Statement *statement, DestReceiver *dest)
{
	SPIExecuteOptions options = {0};
	char	   *text = pnstrdup(script->text + statement->start,
								statement->length);
	int			result;

	options.dest = dest;
	result = SPI_execute_extended(text, &options);
	if (result < 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("statement cannot run in a migration script"),
				 errdetail("The server's programming interface answers %s.",
						   SPI_result_code_string(result))));
	pfree(text);
}

/*
 * Run a statement of an up or down script.
 */
void
run_statement(const Script *script, const Statement *statement)
{
	execute(script, statement, None_Receiver);
}

/*
 * Run a statement of a verify script; a false fails it.
 */
void
run_verify_statement(const Script *script, const Statement *statement)
{
	VerifyReceiver receiver = {
		.pub = {verify_receive, verify_startup, verify_done, verify_done,
		DestNone}
	};

	execute(script, statement, &receiver.pub);
	if (receiver.false_row > 0)
		ereport(ERROR,
				(errcode(ERRCODE_VERIFY_FAILED),
				 errmsg("verification failed"),
				 errdetail("Row " UINT64_FORMAT " has false in its first column.",
						   receiver.false_row)));
}

/*
 * deferred.c
 *		Fire what a script has deferred, and undo what it has said of deferral.
 *
 * To fire is to set constraints IMMEDIATE, and then DEFERRED again those that
 * are declared so. As few are touched as will do, since SET CONSTRAINTS
 * cannot be taken back and needs USAGE on the schema: those of tables that
 * have trigger events pending, and all only after a script that has itself
 * said SET CONSTRAINTS. They are named, for ALL would hold for constraints
 * that are yet to be created too. The server takes a constraint by its schema
 * and name, which those of several tables may share: all of one name are set
 * together.
 *
 * The constraints are set by the server's own function, not by a statement,
 * so that triggers run with the script's search_path and not with ours.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/skey.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/xact.h"
#include "base/query.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "run/run.h"
#include "utils/array.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"

/*
 * Schema and name of constraints, and whether all of that name are INITIALLY
 * DEFERRED, so that SET CONSTRAINTS ... DEFERRED is what gives the declared
 * state back.
 */
#define NAMES_QUERY(which) \
	"SELECT n.nspname::pg_catalog.text, c.conname::pg_catalog.text," \
	"  pg_catalog.bool_and(namesake.condeferred)" \
	" FROM pg_catalog.pg_constraint AS c" \
	" JOIN pg_catalog.pg_namespace AS n" \
	"  ON n.oid OPERATOR(pg_catalog.=) c.connamespace" \
	" JOIN pg_catalog.pg_constraint AS namesake" \
	"  ON namesake.connamespace OPERATOR(pg_catalog.=) c.connamespace" \
	"  AND namesake.conname OPERATOR(pg_catalog.=) c.conname" \
	" WHERE " which \
	" GROUP BY n.nspname, c.conname ORDER BY n.nspname, c.conname"

static FixedQuery pending_names_query = {
	NAMES_QUERY("c.oid OPERATOR(pg_catalog.=) ANY ($1)"),
	SPI_OK_SELECT, 1, {OIDARRAYOID}
};

/* Those that a script of the caller's could have set. */
static FixedQuery all_names_query = {
	NAMES_QUERY("c.condeferrable"
				" AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
				" AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)"),
	SPI_OK_SELECT
};

/*
 * The deferrable constraints that have events pending, as an oid[]; NULL if
 * there is none. A scan of pg_trigger: as a rule no row of it is deferrable,
 * and a query after each script would be felt.
 */
static ArrayType *
pending_constraints(void)
{
	Relation	triggers = table_open(TriggerRelationId, AccessShareLock);
	List	   *pending = NIL;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	Datum	   *oids;

	ScanKeyInit(&key, Anum_pg_trigger_tgdeferrable,
				BTEqualStrategyNumber, F_BOOLEQ, BoolGetDatum(true));
	scan = systable_beginscan(triggers, InvalidOid, false, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger trigger = (Form_pg_trigger) GETSTRUCT(tuple);

		if (OidIsValid(trigger->tgconstraint) &&
			AfterTriggerPendingOnRel(trigger->tgrelid))
			pending = lappend_oid(pending, trigger->tgconstraint);
	}
	systable_endscan(scan);
	table_close(triggers, AccessShareLock);

	if (pending == NIL)
		return NULL;
	oids = palloc_array(Datum, list_length(pending));
	for (int i = 0; i < list_length(pending); i++)
		oids[i] = ObjectIdGetDatum(list_nth_oid(pending, i));
	return construct_array_builtin(oids, list_length(pending), OIDOID);
}

static void
set_constraints(List *names, bool deferred)
{
	ConstraintsSetStmt *statement;

	if (names == NIL)
		return;
	statement = makeNode(ConstraintsSetStmt);
	statement->constraints = names;
	statement->deferred = deferred;
	AfterTriggerSetState(statement);
	CommandCounterIncrement();
}

/*
 * Set the constraints of the current rows IMMEDIATE, which fires what is
 * pending for them. Those to set DEFERRED afterwards are added to a list.
 */
static List *
set_immediate(uint64 n, List *deferred)
{
	List	   *immediate = NIL;

	for (uint64 i = 0; i < n; i++)
	{
		RangeVar   *name = makeRangeVar(query_text(i, 1), query_text(i, 2), -1);
		bool		isnull;

		immediate = lappend(immediate, name);
		if (DatumGetBool(query_value(i, 3, &isnull)))
			deferred = list_append_unique(deferred, name);
	}
	SPI_freetuptable(SPI_tuptable);
	set_constraints(immediate, false);
	return deferred;
}

/*
 * Fire all pending deferred triggers.
 *
 * A trigger can defer more, so there is a round for as long as something is
 * pending and the round before has written anything. What is still pending
 * after one that wrote nothing belongs to the caller's own statement.
 */
void
deferred_fire(void)
{
	List	   *deferred = NIL;
	CommandId	before;

	do
	{
		ArrayType  *pending = pending_constraints();
		Datum		value = PointerGetDatum(pending);

		CHECK_FOR_INTERRUPTS();
		if (pending == NULL)
			break;
		before = GetCurrentCommandId(false);
		deferred = set_immediate(query_run(&pending_names_query, &value, NULL,
										   QUERY_NOW), deferred);
	} while (GetCurrentCommandId(false) != before);
	set_constraints(deferred, true);
}

/*
 * Let each constraint be as it was declared, after a script that has said
 * SET CONSTRAINTS. What was pending has been fired.
 */
void
deferred_reset(void)
{
	uint64		n = query_run(&all_names_query, NULL, NULL, QUERY_NOW);

	set_constraints(set_immediate(n, NIL), true);
}

/*
 * versiontable.c
 *		Read a table of another tool's, without running anybody's code.
 *
 * Whose table it is, is not known: it is one that the caller names, or that
 * the caller's search_path leads to, and the caller may be a superuser. The
 * name is looked up once, by the server's own rules, and the table is read by
 * a plain scan, as COPY reads a table. There is no query, so there is nothing
 * for a view, a rule or a policy to be put into, no operator and no cast to
 * be looked up, and no planner, which would compute the constant parts of the
 * expressions of the table's indexes, constraints and statistics: functions
 * of whoever owns it. What is not an ordinary table, and a column that is not
 * of a built-in type and stored, are refused; children are not looked at.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "base/errors.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "registry/versiontable.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"
#include "utils/varlena.h"

/*
 * Find and lock a table by its name, as the caller would write it in SQL.
 *
 * The lock keeps it what it is until the end of the transaction.
 */
Oid
versiontable_find(const char *name, bool missing_ok)
{
	List	   *names = textToQualifiedNameList(cstring_to_text(name));

	return RangeVarGetRelid(makeRangeVarFromNameList(names), AccessShareLock,
							missing_ok);
}

/*
 * Find and lock a table of the same schema.
 */
Oid
versiontable_find_beside(Oid table, const char *name)
{
	char	   *schema = get_namespace_name(get_rel_namespace(table));

	return RangeVarGetRelid(makeRangeVar(schema, pstrdup(name), -1),
							AccessShareLock, true);
}

/*
 * A table's name with its schema, quoted.
 */
char *
versiontable_name(Oid table)
{
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(table)),
									  get_rel_name(table));
}

static void
report(Oid table, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_VERSION_TABLE),
			 errmsg("version table %s cannot be read safely",
					versiontable_name(table)),
			 errdetail_internal("%s", detail)));
}

/*
 * Raise an error unless reading the table runs nobody's code.
 */
void
versiontable_check(Oid table)
{
	if (get_rel_relkind(table) != RELKIND_RELATION)
		report(table, "It is not an ordinary table.");
	if (check_enable_rls(table, InvalidOid, true) == RLS_ENABLED)
		report(table, "Its row-level security applies to the caller.");
}

static bool
type_fits(Oid type, VersionType expected)
{
	switch (expected)
	{
		case VERSION_TEXT:
			return type == TEXTOID || type == VARCHAROID;
		case VERSION_INTEGER:
			return type == INT2OID || type == INT4OID || type == INT8OID;
		case VERSION_BOOLEAN:
			return type == BOOLOID;
		case VERSION_TIME:
			return type == TIMESTAMPOID || type == TIMESTAMPTZOID;
	}
	return false;
}

/*
 * Return the number of a column if it is as it should be, else 0.
 */
static AttrNumber
find_column(Oid table, const VersionColumn *column)
{
	HeapTuple	tuple = SearchSysCacheAttName(table, column->name);
	AttrNumber	number = InvalidAttrNumber;
	Form_pg_attribute attribute;

	if (!HeapTupleIsValid(tuple))
		return number;
	attribute = (Form_pg_attribute) GETSTRUCT(tuple);
	/* a generated one could be computed by being read */
	if (attribute->attnum > 0 && attribute->attgenerated == '\0' &&
		type_fits(attribute->atttypid, column->type))
		number = attribute->attnum;
	ReleaseSysCache(tuple);
	return number;
}

/*
 * Has a table these columns?
 */
bool
versiontable_has(Oid table, const VersionColumn *columns)
{
	for (int i = 0; i < VERSION_COLUMNS && columns[i].name != NULL; i++)
	{
		if (find_column(table, &columns[i]) == InvalidAttrNumber)
			return false;
	}
	return true;
}

/*
 * Raise an error unless the caller may read these columns.
 */
static void
check_privileges(Oid table, const AttrNumber *numbers)
{
	if (pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK)
		return;
	for (int i = 0; i < VERSION_COLUMNS && numbers[i] != InvalidAttrNumber; i++)
	{
		AclResult	result = pg_attribute_aclcheck(table, numbers[i],
												   GetUserId(), ACL_SELECT);

		if (result != ACLCHECK_OK)
			aclcheck_error(result, OBJECT_TABLE, get_rel_name(table));
	}
}

static const char *
value_text(Datum value, Oid type)
{
	switch (type)
	{
		case TEXTOID:
		case VARCHAROID:
			return TextDatumGetCString(value);
		case INT2OID:
			return psprintf("%d", DatumGetInt16(value));
		case INT4OID:
			return psprintf("%d", DatumGetInt32(value));
		case INT8OID:
			return psprintf(INT64_FORMAT, DatumGetInt64(value));
		case BOOLOID:
			return DatumGetBool(value) ? "t" : "f";
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return psprintf(INT64_FORMAT, DatumGetTimestampTz(value));
	}
	return NULL;
}

/*
 * Read these columns of all rows, which the table has been found to have, in
 * no order.
 */
VersionRow *
versiontable_read(Oid table, const VersionColumn *columns, int *n)
{
	AttrNumber	numbers[VERSION_COLUMNS] = {InvalidAttrNumber};
	int			allocated = 64;
	VersionRow *rows = palloc_array(VersionRow, allocated);
	Relation	relation;
	Snapshot	snapshot;
	TableScanDesc scan;
	TupleTableSlot *slot;

	versiontable_check(table);
	for (int i = 0; i < VERSION_COLUMNS && columns[i].name != NULL; i++)
		numbers[i] = find_column(table, &columns[i]);
	check_privileges(table, numbers);

	*n = 0;
	relation = table_open(table, NoLock);
	snapshot = RegisterSnapshot(GetTransactionSnapshot());
	slot = table_slot_create(relation, NULL);
	scan = table_beginscan(relation, snapshot, 0, NULL);
	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		VersionRow *row;

		CHECK_FOR_INTERRUPTS();
		if (*n == allocated)
		{
			allocated *= 2;
			rows = repalloc_huge(rows, sizeof(VersionRow) * allocated);
		}
		row = &rows[(*n)++];
		memset(row, 0, sizeof(*row));
		for (int i = 0; i < VERSION_COLUMNS && columns[i].name != NULL; i++)
		{
			bool		isnull;
			Datum		value = slot_getattr(slot, numbers[i], &isnull);

			if (!isnull)
				row->values[i] =
					value_text(value, TupleDescAttr(slot->tts_tupleDescriptor,
													numbers[i] - 1)->atttypid);
		}
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	UnregisterSnapshot(snapshot);
	table_close(relation, NoLock);
	return rows;
}

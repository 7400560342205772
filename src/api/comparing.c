/*
 * comparing.c
 *		snapshot, fingerprint, schema, diff, drift.
 */
#include "postgres.h"

#include "api/api.h"
#include "base/settings.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

/*
 * The names of a setting that is a list.
 */
static List *
setting_list(const char *setting)
{
	List	   *names = NIL;
	char	   *rest = pstrdup(setting);
	char	   *saved = NULL;

	for (char *name = strtok_r(rest, ",", &saved); name != NULL;
		 name = strtok_r(NULL, ",", &saved))
	{
		int			length;

		name += strspn(name, " \t\r\n");
		length = strlen(name);
		while (length > 0 && strchr(" \t\r\n", name[length - 1]) != NULL)
			length--;
		if (length > 0)
			names = lappend(names, pnstrdup(name, length));
	}
	return names;
}

/*
 * The names of an array argument, or of the setting where it is null.
 */
static List *
argument_list(FunctionCallInfo fcinfo, int argument, const char *name,
			  const char *setting)
{
	List	   *names = NIL;
	Datum	   *values;
	bool	   *nulls;
	int			n;

	if (PG_ARGISNULL(argument))
		return setting_list(setting);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument), TEXTOID, -1, false,
					  TYPALIGN_INT, &values, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument \"%s\" must not have a null in it", name)));
		names = lappend(names, TextDatumGetCString(values[i]));
	}
	return names;
}

/*
 * The scope of a call: three arguments from this one on.
 */
static SchemaScope
argument_scope(FunctionCallInfo fcinfo, int argument)
{
	SchemaScope scope = {NIL};

	scope.schemas = argument_list(fcinfo, argument, "schemas", migrate_schemas);
	scope.include = argument_list(fcinfo, argument + 1, "include",
								  migrate_include);
	scope.exclude = argument_list(fcinfo, argument + 2, "exclude",
								  migrate_exclude);
	return scope;
}

/*
 * The scope that the settings give.
 */
SchemaScope
setting_scope(void)
{
	SchemaScope scope = {NIL};

	scope.schemas = setting_list(migrate_schemas);
	scope.include = setting_list(migrate_include);
	scope.exclude = setting_list(migrate_exclude);
	return scope;
}

/*
 * This database's schema, as the calling statement sees it.
 */
static SchemaSnapshot *
take_here(const SchemaScope *scope)
{
	Catalog		catalog = catalog_here(QUERY_AS_CALLER);
	SchemaSnapshot *snapshot = snapshot_take(&catalog);

	snapshot_restrict(snapshot, scope);
	return snapshot;
}

PG_FUNCTION_INFO_V1(migrate_snapshot);
Datum
migrate_snapshot(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	SchemaScope scope = argument_scope(fcinfo, 0);
	SchemaSnapshot *snapshot;
	Jsonb	   *result;

	call_begin();
	snapshot = take_here(&scope);
	MemoryContextSwitchTo(caller);
	result = snapshot_to_jsonb(snapshot);
	call_end();
	PG_RETURN_JSONB_P(result);
}

PG_FUNCTION_INFO_V1(migrate_fingerprint);
Datum
migrate_fingerprint(PG_FUNCTION_ARGS)
{
	SchemaScope scope = argument_scope(fcinfo, 0);

	call_begin();
	return call_end_text(fcinfo, snapshot_fingerprint(take_here(&scope)));
}

PG_FUNCTION_INFO_V1(migrate_schema);
Datum
migrate_schema(PG_FUNCTION_ARGS)
{
	SchemaScope scope = argument_scope(fcinfo, 0);
	SchemaDiff *ddl;

	call_begin();
	ddl = snapshot_ddl(take_here(&scope));
	refusals_report(WARNING, ddl->refused);
	statements_check_strings(ddl->forth);
	return call_end_text(fcinfo, diff_script(ddl));
}

static Datum
hazards_array(uint32 hazards)
{
	Datum		names[HAZARDS];
	int			n = 0;

	for (int i = 0; i < HAZARDS; i++)
		if ((hazards & (1 << i)) != 0)
			names[n++] = CStringGetTextDatum(hazard_name(1 << i));
	return PointerGetDatum(construct_array(names, n, TEXTOID, -1, false,
										   TYPALIGN_INT));
}

/*
 * Add a row of type difference for each statement, and for each that cannot be
 * written.
 */
static void
put_differences(FunctionCallInfo fcinfo, const SchemaDiff *diff)
{
	ListCell   *cell;
	int			step = 0;

	statements_check_strings(diff->forth);
	foreach(cell, diff->forth)
	{
		const SchemaStatement *statement = lfirst(cell);
		Datum		values[8];
		bool		nulls[8] = {false};

		values[0] = Int32GetDatum(++step);
		values[1] = CStringGetTextDatum(statement->action);
		values[2] = CStringGetTextDatum(statement->kind);
		values[3] = CStringGetTextDatum(statement->object);
		values[4] = CStringGetTextDatum(statement->text);
		values[5] = hazards_array(statement->hazards);
		nulls[6] = statement->reverse == NULL;
		values[6] = nulls[6] ? (Datum) 0 : CStringGetTextDatum(statement->reverse);
		nulls[7] = true;
		put_row(fcinfo, values, nulls);
	}
	foreach(cell, diff->refused)
	{
		const Refusal *refusal = lfirst(cell);
		Datum		values[8] = {0};
		bool		nulls[8] = {false};

		values[0] = Int32GetDatum(++step);
		values[1] = CStringGetTextDatum(refusal->action);
		values[2] = CStringGetTextDatum(refusal->object->kind->name);
		values[3] = CStringGetTextDatum(refusal->object->key);
		values[5] = hazards_array(0);
		values[7] = CStringGetTextDatum(refusal->why);
		nulls[4] = nulls[6] = true;
		put_row(fcinfo, values, nulls);
	}
}

/*
 * What turns this database's schema into the one that a text describes.
 * "renames" may be NULL.
 */
SchemaDiff *
diff_with_text(const char *schema, Jsonb *renames, const SchemaScope *scope,
			   const char *command)
{
	bool		all = migrate_compare == COMPARE_ALL;
	int			level = plain_names_begin();
	TargetSchema *target = target_begin(schema, command);
	SchemaScope both = *scope;
	SchemaSnapshot *here;
	DiffOptions options = {0};
	SchemaDiff *diff;

	both.no_extensions = target->missing_extensions;
	here = take_here(&both);	/* meanwhile */
	options.owners = all || target->mentions_owners;
	options.privileges = all || target->mentions_privileges;
	options.extensions = all || target->mentions_extensions;
	options.renames = renames == NULL ? target->renames :
		list_concat(renames_of_jsonb(renames), target->renames);
	target_read(target);
	snapshot_restrict(target->snapshot, &both);
	diff = diff_snapshots(here, target->snapshot, &options);
	unalterable_tell(here);
	target_end(target);
	plain_names_end(level);
	return diff;
}

PG_FUNCTION_INFO_V1(migrate_diff);
Datum
migrate_diff(PG_FUNCTION_ARGS)
{
	const char *schema = argument_text(fcinfo, 0, "schema");
	Jsonb	   *renames = PG_ARGISNULL(1) ? NULL : PG_GETARG_JSONB_P(1);
	SchemaScope scope = argument_scope(fcinfo, 2);
	SchemaDiff *diff;

	call_begin_rows(fcinfo);
	diff = diff_with_text(schema, renames, &scope, "migrate.diff()");
	diff_check_complete(diff);
	put_differences(fcinfo, diff);
	call_end();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(migrate_drift);
Datum
migrate_drift(PG_FUNCTION_ARGS)
{
	SchemaScope scope = argument_scope(fcinfo, 0);
	SchemaDiff *diff;

	call_begin_rows(fcinfo);
	diff = drift_find(QUERY_AS_CALLER, &scope, true);
	if (diff != NULL)
		put_differences(fcinfo, diff);
	call_end();
	return (Datum) 0;
}

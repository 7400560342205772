/*
 * kind_aggregate.c
 *		Aggregate functions.
 */
#include "postgres.h"

#include "catalog/pg_proc.h"
#include "schema/kinds.h"

static const char *const properties[] = {
	"definition", "result", "aggregate_kind", "input_types", NULL
};

static const char *const required[] = {
	"definition", "result", "aggregate_kind", "input_types", NULL
};

static const char *const uncompared[] = {"input_types", NULL};

/* an option that names a function */
#define FUNCTION_OPTION(option, column) \
	"CASE WHEN a." column " <> 0 THEN '" option " = ' || a." column "::pg_catalog.text END"
#define MODIFY_OPTION(option, column) \
	"CASE WHEN a." column " <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN\n" \
"              '" option " = ' || CASE a." column " WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END"

static const char query[] =
"SELECT " FIXED_WITH_SIGNATURE("p.oid", "n.nspname", "p.proname",
							   "'(' || CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_catalog.pg_get_function_identity_arguments(p.oid) END || ')'",
							   "p.proowner", "p.proacl", "'f'") ",\n"
"       pg_catalog.concat_ws(', ',\n"
"         " FUNCTION_OPTION("SFUNC", "aggtransfn") ",\n"
"         'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL),\n"
"         CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END,\n"
"         " FUNCTION_OPTION("FINALFUNC", "aggfinalfn") ",\n"
"         CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,\n"
"         " MODIFY_OPTION("FINALFUNC_MODIFY", "aggfinalmodify") ",\n"
"         " FUNCTION_OPTION("COMBINEFUNC", "aggcombinefn") ",\n"
"         " FUNCTION_OPTION("SERIALFUNC", "aggserialfn") ",\n"
"         " FUNCTION_OPTION("DESERIALFUNC", "aggdeserialfn") ",\n"
"         'INITCOND = ' || pg_catalog.quote_literal(a.agginitval),\n"
"         " FUNCTION_OPTION("MSFUNC", "aggmtransfn") ",\n"
"         " FUNCTION_OPTION("MINVFUNC", "aggminvtransfn") ",\n"
"         CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || pg_catalog.format_type(a.aggmtranstype, NULL) END,\n"
"         CASE WHEN a.aggmtransspace <> 0 THEN 'MSSPACE = ' || a.aggmtransspace END,\n"
"         " FUNCTION_OPTION("MFINALFUNC", "aggmfinalfn") ",\n"
"         CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,\n"
"         CASE WHEN a.aggmtransfn <> 0 THEN " MODIFY_OPTION("MFINALFUNC_MODIFY", "aggmfinalmodify") " END,\n"
"         'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval),\n"
"         'SORTOP = OPERATOR(' || pg_catalog.quote_ident(sn.nspname) || '.' || s.oprname || ')',\n"
"         CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,\n"
"         CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END) AS definition,\n"
"       pg_catalog.format_type(p.prorettype, NULL) AS result,\n"
"       a.aggkind AS aggregate_kind,\n"
"       pg_catalog.oidvectortypes(p.proargtypes) AS input_types\n"
"  FROM pg_catalog.pg_aggregate AS a\n"
"  JOIN pg_catalog.pg_proc AS p ON p.oid = a.aggfnoid\n"
"  JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace\n"
"  LEFT JOIN pg_catalog.pg_operator AS s ON s.oid = a.aggsortop\n"
"  LEFT JOIN pg_catalog.pg_namespace AS sn ON sn.oid = s.oprnamespace\n"
" WHERE " USERS_SCHEMA("n") "\n"
"   AND " NOT_OF_EXTENSION("pg_proc", "p.oid");

static void
create(Change *change, const SchemaObject *object)
{
	change_write(change, "create", 0, "CREATE %s (%s)", object_reference(object),
				 object_value(object, "definition"));
}

static bool
alter(Change *change, const SchemaObject *from, const SchemaObject *to)
{
	if (object_differs(from, to, "result") ||
		object_differs(from, to, "aggregate_kind"))
		return false;
	if (change_differs(change, "definition"))
		change_write(change, "alter", 0, "CREATE OR REPLACE %s (%s)",
					 object_reference(to), object_value(to, "definition"));
	return true;
}

const SchemaKind kind_aggregate = {
	.name = "aggregate",
	.sql_name = "AGGREGATE",
	.catalog = ProcedureRelationId,
	.query = query,
	.properties = properties,
	.required = required,
	.uncompared = uncompared,
	.names_routine = true,
	.acl_letter = 'f',
	.create = create,
	.alter = alter,
	.is_rebuildable = object_is_rebuildable,
};

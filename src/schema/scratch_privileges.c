/*
 * scratch_privileges.c
 *		Give the extensions of a scratch database the privileges that they
 *		have in the live one.
 *
 * What is revoked there must not be had here: the caller would do with an
 * extension what its owner does not let him do. And what is granted there a
 * schema text may need.
 */
#include "postgres.h"

#include "base/query.h"
#include "catalog/pg_type.h"
#include "schema/scratch.h"
#include "utils/builtins.h"

/* One of the classes of objects that privileges are on. */
#define MEMBERS_OF(class, kind, prefix) \
	"SELECT " kind " AS kind, o." prefix "acl AS acl, o." prefix "owner AS owner" \
	" FROM pg_catalog." class " AS o" \
	" WHERE o.oid OPERATOR(pg_catalog.=) d.objid" \
	"  AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog." class "'::pg_catalog.regclass" \
	"  AND o." prefix "acl IS NOT NULL"

/*
 * What has changed since an extension was created, as REVOKE and GRANT. First
 * all is taken from PUBLIC and from whom the extension's script gave
 * something, then each is given what he has.
 */
static FixedQuery members_query = {
	"WITH changed AS ("
	" SELECT m.kind OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) i.identity AS object,"
	"  m.acl, m.owner, p.initprivs"
	" FROM pg_catalog.pg_depend AS d"
	"  CROSS JOIN LATERAL (" MEMBERS_OF("pg_proc", "'ROUTINE'", "pro")
	"   UNION ALL " MEMBERS_OF("pg_class", "CASE o.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END", "rel")
	"   UNION ALL " MEMBERS_OF("pg_type", "'TYPE'", "typ")
	"   UNION ALL " MEMBERS_OF("pg_namespace", "'SCHEMA'", "nsp")
	"   UNION ALL " MEMBERS_OF("pg_language", "'LANGUAGE'", "lan")
	"   UNION ALL " MEMBERS_OF("pg_foreign_data_wrapper", "'FOREIGN DATA WRAPPER'", "fdw")
	"  ) AS m"
	"  LEFT JOIN pg_catalog.pg_init_privs AS p"
	"   ON p.objoid OPERATOR(pg_catalog.=) d.objid"
	"   AND p.classoid OPERATOR(pg_catalog.=) d.classid"
	"   AND p.objsubid OPERATOR(pg_catalog.=) 0"
	"  CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) AS i"
	" WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass"
	"  AND d.refobjid OPERATOR(pg_catalog.=) $1"
	"  AND d.deptype OPERATOR(pg_catalog.=) 'e'"
	"  AND m.acl IS DISTINCT FROM p.initprivs"
	"), statements AS ("
	" SELECT object, 1 AS pass,"
	"  pg_catalog.format('REVOKE ALL ON %s FROM PUBLIC', object) AS statement"
	" FROM changed"
	" UNION ALL"
	" SELECT object, 1,"
	"  pg_catalog.format('REVOKE ALL ON %s FROM %I', object, r.rolname)"
	" FROM changed"
	"  CROSS JOIN LATERAL (SELECT DISTINCT grantee FROM pg_catalog.aclexplode(initprivs)) AS a"
	"  JOIN pg_catalog.pg_roles AS r ON r.oid OPERATOR(pg_catalog.=) a.grantee"
	" WHERE a.grantee OPERATOR(pg_catalog.<>) owner"
	" UNION ALL"
	" SELECT object, 2,"
	"  pg_catalog.format('GRANT %s ON %s TO %s%s', a.privilege_type, object,"
	"   COALESCE(pg_catalog.quote_ident(r.rolname), 'PUBLIC'),"
	"   CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END)"
	" FROM changed CROSS JOIN LATERAL pg_catalog.aclexplode(acl) AS a"
	"  LEFT JOIN pg_catalog.pg_roles AS r"
	"   ON r.oid OPERATOR(pg_catalog.=) a.grantee"
	" WHERE a.grantee OPERATOR(pg_catalog.<>) owner"
	") SELECT statement FROM statements"
	" ORDER BY pass, object COLLATE pg_catalog.\"C\","
	"  statement COLLATE pg_catalog.\"C\"",
	SPI_OK_SELECT, 1, {OIDOID}
};

/* What is granted on a schema, by whomever. */
static FixedQuery schema_query = {
	"SELECT pg_catalog.format('GRANT %s ON SCHEMA %I TO %s%s', a.privilege_type,"
	"  n.nspname, COALESCE(pg_catalog.quote_ident(r.rolname), 'PUBLIC'),"
	"  CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END)"
	" FROM pg_catalog.pg_namespace AS n"
	"  CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) AS a"
	"  LEFT JOIN pg_catalog.pg_roles AS r"
	"   ON r.oid OPERATOR(pg_catalog.=) a.grantee"
	" WHERE n.nspname OPERATOR(pg_catalog.=) $1"
	"  AND a.grantee OPERATOR(pg_catalog.<>) n.nspowner"
	" ORDER BY r.rolname, a.privilege_type COLLATE pg_catalog.\"C\"",
	SPI_OK_SELECT, 1, {NAMEOID}
};

/*
 * Plan the privileges on the members of an extension, or, for none, on the
 * schema of that name, as a list of Preparations.
 */
List *
scratch_plan_privileges(Oid extension, const char *name)
{
	List	   *preparations = NIL;
	NameData	schema;
	Datum		value;
	uint64		n;

	if (OidIsValid(extension))
	{
		value = ObjectIdGetDatum(extension);
		n = query_run(&members_query, &value, NULL, QUERY_NOW);
	}
	else
	{
		namestrcpy(&schema, name);
		value = NameGetDatum(&schema);
		n = query_run(&schema_query, &value, NULL, QUERY_NOW);
	}
	for (uint64 i = 0; i < n; i++)
	{
		Preparation *preparation = palloc0_object(Preparation);

		preparation->sql = query_text(i, 1);
		preparation->extension = name;
		preparation->may_lack = true;
		preparations = lappend(preparations, preparation);
	}
	SPI_freetuptable(SPI_tuptable);
	return preparations;
}

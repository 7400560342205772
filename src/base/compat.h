/*
 * compat.h
 *		The one file that knows PostgreSQL's versions.
 *
 * Callers are written for the newest server; what an older one lacks is
 * given here under its new name, with the upstream commit that brought it.
 */
#ifndef MIGRATE_COMPAT_H
#define MIGRATE_COMPAT_H

#include "postgres.h"

#include "catalog/pg_extension.h"
#include "nodes/parsenodes.h"
#include "tcop/pquery.h"
#include "utils/acl.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "migrate builds on PostgreSQL 15 to 18"
#endif

/* 16, commit d952373a987b: what looks into a varlena has a header of its own */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* 16, commit afbfc02983f8: one function for all classes */
#if PG_VERSION_NUM < 160000
static inline bool
object_ownercheck(Oid classid, Oid objectid, Oid roleid)
{
	Assert(classid == ExtensionRelationId);
	return pg_extension_ownercheck(objectid, roleid);
}
#endif

/* 16, commit 3d14e171e9e2: SET ROLE is an option of a membership */
#if PG_VERSION_NUM < 160000
#define check_can_set_role(member, role) check_is_member_of_role(member, role)
#endif

/* 16, commit 30a53b792959: a database's own rules for ICU */
#if PG_VERSION_NUM < 160000
#define Anum_pg_database_daticurules InvalidAttrNumber
#endif

/* 17, commit f696c0cd5f29: one column for the locale of any provider */
#if PG_VERSION_NUM < 170000
#define Anum_pg_database_datlocale Anum_pg_database_daticulocale
#endif

/* 18, commit 9324c8c58065: a module tells its name and version */
#if PG_VERSION_NUM < 180000
#define PG_MODULE_MAGIC_EXT(...) PG_MODULE_MAGIC
#endif

/* 18, commit 80feb727c869: what RETURNING says is a node of its own */
#if PG_VERSION_NUM < 180000
#define returningClause returningList
#endif

/* 17, commit c649fa24a42d: MERGE has RETURNING */
static inline bool
merge_returns_rows(const MergeStmt *statement)
{
#if PG_VERSION_NUM >= 170000
	return statement->returningClause != NULL;
#else
	return false;
#endif
}

/* 18, commit 28f04984f0c2: what stands before a function that never returns */
#if PG_VERSION_NUM < 180000
#define pg_noreturn __attribute__((noreturn))
#endif

/* 18, commit 3eea7a0c97e9: a portal always may run more than once */
#if PG_VERSION_NUM < 180000
#define PortalRun(portal, count, top, dest, altdest, completion) \
	PortalRun(portal, count, top, true, dest, altdest, completion)
#endif

/*
 * Before 17 a value added to an enum could not be used in its transaction,
 * even if the type was made there.
 */
#define ENUM_VALUES_OF_NEW_TYPES_USABLE (PG_VERSION_NUM >= 170000)

/*
 * 17, commit f696c0cd5f29: the locale of a collation is in a column that all
 * providers share
 */
#if PG_VERSION_NUM >= 170000
#define COLLATION_LOCALE(collation) collation ".colllocale"
#else
#define COLLATION_LOCALE(collation) collation ".colliculocale"
#endif

/* 16, commit 30a53b792959: collations have rules */
#if PG_VERSION_NUM >= 160000
#define COLLATION_RULES(collation) collation ".collicurules"
#else
#define COLLATION_RULES(collation) "NULL::pg_catalog.text"
#endif

/* 17, commit 5d06e99a3cfc: the expression of a generated column can change */
#define EXPRESSIONS_ALTERABLE (PG_VERSION_NUM >= 170000)

/* 18, commit ca87c415e2fc: a constraint may be not enforced; part of a query */
#if PG_VERSION_NUM >= 180000
#define CONSTRAINT_ENFORCED(constraint) constraint ".conenforced"
#else
#define CONSTRAINT_ENFORCED(constraint) "true"
#endif

/*
 * What the options of publications and subscriptions are, as parts of queries.
 * 16, commits 366283961ac0, 216a784829c2, c3afe8cf5a1e and 482675987bcd: the
 * origin, parallel streaming, passwords and whose rights it uses; 17, commit
 * 776621a5e479: failover; 18, commit e65dbc9927fb: generated columns.
 */
#if PG_VERSION_NUM >= 160000
#define SUBSCRIPTION_STREAMING(subscription) \
	"CASE " subscription ".substream WHEN 't' THEN 'on' WHEN 'p' THEN 'parallel' ELSE 'off' END"
#define SUBSCRIPTION_ORIGIN(subscription) subscription ".suborigin"
#define SUBSCRIPTION_PASSWORD_REQUIRED(subscription) \
	subscription ".subpasswordrequired"
#define SUBSCRIPTION_RUN_AS_OWNER(subscription) subscription ".subrunasowner"
#else
#define SUBSCRIPTION_STREAMING(subscription) \
	"CASE WHEN " subscription ".substream THEN 'on' ELSE 'off' END"
#define SUBSCRIPTION_ORIGIN(subscription) "NULL"
#define SUBSCRIPTION_PASSWORD_REQUIRED(subscription) "NULL"
#define SUBSCRIPTION_RUN_AS_OWNER(subscription) "NULL"
#endif
#if PG_VERSION_NUM >= 170000
#define SUBSCRIPTION_FAILOVER(subscription) subscription ".subfailover"
#else
#define SUBSCRIPTION_FAILOVER(subscription) "NULL"
#endif
#if PG_VERSION_NUM >= 180000
#define PUBLICATION_GENERATED_COLUMNS(publication) \
	"CASE " publication ".pubgencols WHEN 's' THEN 'stored' END"
#else
#define PUBLICATION_GENERATED_COLUMNS(publication) "NULL"
#endif

#endif							/* MIGRATE_COMPAT_H */

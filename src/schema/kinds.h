/*
 * kinds.h
 *		All kinds of objects, and what several of them share.
 */
#ifndef MIGRATE_SCHEMA_KINDS_H
#define MIGRATE_SCHEMA_KINDS_H

#include "schema/change.h"

extern const SchemaKind kind_schema;
extern const SchemaKind kind_enum;
extern const SchemaKind kind_composite;
extern const SchemaKind kind_attribute;
extern const SchemaKind kind_domain;
extern const SchemaKind kind_domain_constraint;
extern const SchemaKind kind_range;
extern const SchemaKind kind_function;
extern const SchemaKind kind_procedure;
extern const SchemaKind kind_table;
extern const SchemaKind kind_column;
extern const SchemaKind kind_default;
extern const SchemaKind kind_constraint;
extern const SchemaKind kind_index;
extern const SchemaKind kind_extension;
extern const SchemaKind kind_view;
extern const SchemaKind kind_materialized_view;
extern const SchemaKind kind_view_column;
extern const SchemaKind kind_rule;
extern const SchemaKind kind_trigger;
extern const SchemaKind kind_policy;
extern const SchemaKind kind_default_privileges;

/*
 * What every query ends with that reads a catalog: not in the system's
 * schemas nor in our own, not a temporary one, and not of an extension.
 */
#define USERS_SCHEMA(n) \
	n ".nspname !~ '^pg_' AND " n ".nspname NOT IN ('information_schema', 'migrate')"
#define NOT_OF_EXTENSION(catalog, oid) \
	"NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e" \
	" WHERE e.classid = 'pg_catalog." catalog "'::pg_catalog.regclass" \
	" AND e.objid = " oid " AND e.deptype = 'e')"

/* nor made by the server for another object, as a range's functions are */
#define OF_ITS_OWN(catalog, oid) \
	"NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e" \
	" WHERE e.classid = 'pg_catalog." catalog "'::pg_catalog.regclass" \
	" AND e.objid = " oid " AND e.deptype IN ('e', 'i'))"

/* the first columns: see FixedColumn */
#define FIXED_WITH_OWNER(oid, schema, name, owner, acl, letter) \
	FIXED_WITH_SIGNATURE(oid, schema, name, "NULL::pg_catalog.text", owner, acl, letter)
#define FIXED_WITH_SIGNATURE(oid, schema, name, signature, owner, acl, letter) \
	oid " AS oid, 0 AS subid, NULL::pg_catalog.oid AS parent, 0 AS parent_subid,\n" \
	"       " schema " AS schema, " name " AS name, " signature " AS signature,\n" \
	"       pg_catalog.pg_get_userbyid(" owner ") AS owner, " acl " AS acl,\n" \
	"       CASE WHEN " acl " IS NOT NULL THEN pg_catalog.acldefault(" letter ", " owner ") END AS acl_normal"
#define FIXED_OF_PARENT(oid, subid, parent, parent_subid, name) \
	oid " AS oid, " subid " AS subid, " parent " AS parent, " parent_subid " AS parent_subid,\n" \
	"       NULL::pg_catalog.text AS schema, " name " AS name, NULL::pg_catalog.text AS signature,\n" \
	"       NULL::pg_catalog.name AS owner, NULL::pg_catalog.aclitem[] AS acl,\n" \
	"       NULL::pg_catalog.aclitem[] AS acl_normal"

/*
 * The options of a column, "n_distinct=5": without the version of it that the
 * server keeps among them.
 */
#define ATTRIBUTE_OPTIONS(a) \
	"NULLIF(pg_catalog.ltrim(pg_catalog.regexp_replace(" \
	"pg_catalog.array_to_string(" a ".attoptions, ', ')," \
	" '(, )?\\mpg_attver=[0-9]+', ''), ', '), '')"

/*
 * The extensions that objects of a catalog are tied to by DEPENDS ON
 * EXTENSION: a subquery of "objid" and "extensions".
 */
#define EXTENSION_TIES(catalog) \
	"(SELECT d.objid, pg_catalog.string_agg(pg_catalog.quote_ident(e.extname), ', ' ORDER BY e.extname) AS extensions\n" \
	"          FROM pg_catalog.pg_depend AS d\n" \
	"          JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid\n" \
	"         WHERE d.classid = 'pg_catalog." catalog "'::pg_catalog.regclass\n" \
	"           AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass\n" \
	"           AND d.deptype = 'x'\n" \
	"         GROUP BY d.objid)"

/* kind_column.c */
extern char *column_definition(const SchemaObject *column);
extern void column_write_rest(Change *change, const SchemaObject *column);

/* kind_extension.c */
extern void extension_ties_alter(Change *change, const SchemaObject *from,
								 const SchemaObject *to);

/* kind_view_column.c */
extern void view_column_write(Change *change, const SchemaObject *from,
							  const SchemaObject *to);

/* kind_trigger.c */
extern const char *enabled_verb(const char *state);

/* options.c */
extern List *options_split(const char *options);
extern bool options_hold(const List *options, const char *option);
extern void options_write(Change *change, const SchemaObject *relation,
						  const char *prefix, const char *from, const char *to);

/* kind_default_privileges.c */
extern const char *default_privileges_objects(const SchemaObject *defaults);
extern bool default_privileges_apply(const SchemaObject *defaults,
									 const char *role,
									 const SchemaObject *object);

#endif							/* MIGRATE_SCHEMA_KINDS_H */

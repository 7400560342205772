/*
 * kinds.h
 *		All kinds of objects, and what several of them share.
 */
#ifndef MIGRATE_SCHEMA_KINDS_H
#define MIGRATE_SCHEMA_KINDS_H

#include "schema/change.h"

extern const SchemaKind kind_schema;
extern const SchemaKind kind_language;
extern const SchemaKind kind_collation;
extern const SchemaKind kind_base_type;
extern const SchemaKind kind_shell_type;
extern const SchemaKind kind_sequence;
extern const SchemaKind kind_enum;
extern const SchemaKind kind_composite;
extern const SchemaKind kind_attribute;
extern const SchemaKind kind_domain;
extern const SchemaKind kind_domain_constraint;
extern const SchemaKind kind_range;
extern const SchemaKind kind_function;
extern const SchemaKind kind_procedure;
extern const SchemaKind kind_aggregate;
extern const SchemaKind kind_operator;
extern const SchemaKind kind_operator_family;
extern const SchemaKind kind_operator_class;
extern const SchemaKind kind_cast;
extern const SchemaKind kind_transform;
extern const SchemaKind kind_conversion;
extern const SchemaKind kind_access_method;
extern const SchemaKind kind_text_search_parser;
extern const SchemaKind kind_text_search_template;
extern const SchemaKind kind_text_search_dictionary;
extern const SchemaKind kind_text_search_configuration;
extern const SchemaKind kind_table;
extern const SchemaKind kind_column;
extern const SchemaKind kind_identity;
extern const SchemaKind kind_default;
extern const SchemaKind kind_constraint;
extern const SchemaKind kind_index;
extern const SchemaKind kind_extension;
extern const SchemaKind kind_extension_member;
extern const SchemaKind kind_view;
extern const SchemaKind kind_materialized_view;
extern const SchemaKind kind_view_column;
extern const SchemaKind kind_rule;
extern const SchemaKind kind_trigger;
extern const SchemaKind kind_policy;
extern const SchemaKind kind_statistics;
extern const SchemaKind kind_foreign_data_wrapper;
extern const SchemaKind kind_server;
extern const SchemaKind kind_user_mapping;
extern const SchemaKind kind_foreign_table;
extern const SchemaKind kind_publication;
extern const SchemaKind kind_publication_table;
extern const SchemaKind kind_publication_schema;
extern const SchemaKind kind_subscription;
extern const SchemaKind kind_event_trigger;
extern const SchemaKind kind_inheritance;
extern const SchemaKind kind_partition;
extern const SchemaKind kind_sequence_owner;
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
#define NULL_OID "NULL::pg_catalog.oid"
#define NULL_TEXT "NULL::pg_catalog.text"
#define NULL_NAME "NULL::pg_catalog.name"
#define NULL_ACL "NULL::pg_catalog.aclitem[]"
#define FIXED(oid, subid, parent, parent_subid, schema, name, signature, owner, acl, acl_normal) \
	oid " AS oid, " subid " AS subid, " parent " AS parent, " parent_subid " AS parent_subid,\n" \
	"       " schema " AS schema, " name " AS name, " signature " AS signature,\n" \
	"       " owner " AS owner, " acl " AS acl, " acl_normal " AS acl_normal"
#define FIXED_WITH_OWNER(oid, schema, name, owner, acl, letter) \
	FIXED_WITH_SIGNATURE(oid, schema, name, NULL_TEXT, owner, acl, letter)
#define FIXED_WITH_SIGNATURE(oid, schema, name, signature, owner, acl, letter) \
	FIXED(oid, "0", NULL_OID, "0", schema, name, signature, \
		  "pg_catalog.pg_get_userbyid(" owner ")", acl, \
		  "CASE WHEN " acl " IS NOT NULL THEN pg_catalog.acldefault(" letter ", " owner ") END")
#define FIXED_WITHOUT_ACL(oid, schema, name, signature, owner) \
	FIXED(oid, "0", NULL_OID, "0", schema, name, signature, \
		  "pg_catalog.pg_get_userbyid(" owner ")", NULL_ACL, NULL_ACL)
#define FIXED_WITHOUT_OWNER(oid, schema, name, signature) \
	FIXED(oid, "0", NULL_OID, "0", schema, name, signature, \
		  NULL_NAME, NULL_ACL, NULL_ACL)
#define FIXED_OF_PARENT(oid, subid, parent, parent_subid, name) \
	FIXED(oid, subid, parent, parent_subid, NULL_TEXT, name, NULL_TEXT, \
		  NULL_NAME, NULL_ACL, NULL_ACL)
/* of a column, whose default is to have no privileges */
#define FIXED_OF_COLUMN(a) \
	FIXED(a ".attrelid", a ".attnum", a ".attrelid", "0", NULL_TEXT, \
		  a ".attname", NULL_TEXT, NULL_NAME, a ".attacl", \
		  "'{}'::pg_catalog.aclitem[]")

/*
 * The options of a column as settings_list.c reads them: without the version of
 * it that the server keeps among them.
 */
#define ATTRIBUTE_OPTIONS(a) \
	"pg_catalog.replace(NULLIF(pg_catalog.ltrim(pg_catalog.regexp_replace(" \
	"pg_catalog.array_to_string(" a ".attoptions, ', ')," \
	" '(, )?\\mpg_attver=[0-9]+', ''), ', '), ''), ', ', E'\\n')"

/*
 * Options of foreign data: see options.c.
 */
#define FOREIGN_OPTIONS(column) \
	"CASE WHEN " column " IS NOT NULL THEN\n" \
	"            (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) || ' ' || pg_catalog.quote_literal(o.option_value),\n" \
	"                                          ', ' ORDER BY o.option_name)\n" \
	"               FROM pg_catalog.pg_options_to_table(" column ") AS o) END"

/*
 * The extensions that objects of a catalog are tied to by DEPENDS ON
 * EXTENSION: a subquery of "objid" and "extensions".
 */
#define EXTENSION_TIES(catalog) \
	"(SELECT d.objid, pg_catalog.string_agg(pg_catalog.quote_ident(e.extname), E'\\n' ORDER BY e.extname) AS extensions\n" \
	"          FROM pg_catalog.pg_depend AS d\n" \
	"          JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid\n" \
	"         WHERE d.classid = 'pg_catalog." catalog "'::pg_catalog.regclass\n" \
	"           AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass\n" \
	"           AND d.deptype = 'x'\n" \
	"         GROUP BY d.objid)"

/*
 * What an index and a constraint's index have alike: "i" is its row of
 * pg_index, "c" of pg_class, "s" its tablespace, "p" and "n" the index that it
 * is attached to.
 */
#define INDEX_PROPERTIES \
	"options", "tablespace", "clustered", "replica_identity", "attached_to"
#define INDEX_COLUMNS(i, c, s, p, n) \
	"pg_catalog.array_to_string(" c ".reloptions, E'\\n') AS options,\n" \
	"       " s ".spcname AS tablespace,\n" \
	"       " i ".indisclustered AS clustered,\n" \
	"       " i ".indisreplident AS replica_identity,\n" \
	"       pg_catalog.quote_ident(" n ".nspname) || '.' ||\n" \
	"         pg_catalog.quote_ident(" p ".relname) AS attached_to"
#define INDEX_JOINS(i, c, s, p, n) \
	"  LEFT JOIN pg_catalog.pg_class AS " c " ON " c ".oid = " i ".indexrelid\n" \
	"  LEFT JOIN pg_catalog.pg_tablespace AS " s " ON " s ".oid = " c ".reltablespace\n" \
	"  LEFT JOIN pg_catalog.pg_inherits AS " p "h ON " p "h.inhrelid = " c ".oid AND " c ".relispartition\n" \
	"  LEFT JOIN pg_catalog.pg_class AS " p " ON " p ".oid = " p "h.inhparent\n" \
	"  LEFT JOIN pg_catalog.pg_namespace AS " n " ON " n ".oid = " p ".relnamespace\n"

/* how a sequence counts, of a row of pg_sequence: see sequence_options.c */
#define SEQUENCE_PROPERTIES \
	"type", "increment", "minimum", "maximum", "start", "cache", "cycles"
#define SEQUENCE_REQUIRED \
	"type", "increment", "minimum", "maximum", "start", "cache"
#define SEQUENCE_COLUMNS(s) \
	"pg_catalog.format_type(" s ".seqtypid, NULL) AS type, " s ".seqincrement AS increment,\n" \
	"       " s ".seqmin AS minimum, " s ".seqmax AS maximum, " s ".seqstart AS start,\n" \
	"       " s ".seqcache AS cache, " s ".seqcycle AS cycles"

/* lines.c */
extern size_t unquoted_span(const char *text, const char *stop);
extern List *lines_of(const char *text);
extern bool texts_have(const List *texts, const char *text);

/* settings_list.c */
extern void settings_append(StringInfo text, const SchemaObject *object);
extern List *settings_clauses(const SchemaObject *from, const SchemaObject *to);
extern void settings_alter(Change *change, const SchemaObject *from,
						   const SchemaObject *to);

/* sequence_options.c */
extern void sequence_append_options(StringInfo text, const SchemaObject *object);
extern void sequence_write_move(Change *change, const char *name,
								const SchemaObject *from,
								const SchemaObject *to);
extern uint32 sequence_append_change(StringInfo text, const char *prefix,
									 const SchemaObject *from,
									 const SchemaObject *to);

/* kind_sequence.c */
extern const SchemaObject *sequence_owner_column(const SchemaObject *owner);
extern bool sequence_keeps_table(const SchemaObject *owner);
extern bool sequence_is_untied_first(const SchemaObject *owner);

/* kind_table.c */
extern void table_append_parts(StringInfo text, const SchemaObject *table,
							   bool typed);
extern void table_write_rest_of_parts(Change *change,
									  const SchemaObject *table);
extern const char *tablespace_name(const char *tablespace);

/* kind_inheritance.c */
extern bool object_is_inheritance(const SchemaObject *object);
extern bool inheritance_stays(const SchemaObject *inheritance);
extern SchemaObject *inheritance_source(const SchemaObject *inheritance);
extern SchemaObject *inheritance_find(const SchemaObject *table,
									  const char *source);
extern List *inheritances_from(const SchemaObject *table);
extern bool table_has_heirs(const SchemaObject *table);
extern bool foreign_key_is_left(const SchemaObject *foreign_key);
extern const SchemaObject *inherited_from(const SchemaObject *object);
extern List *parts_of_heirs(const SchemaObject *part, bool staying);
extern bool is_made_or_dropped(const SchemaObject *part);
extern bool is_kept_by_heir(const SchemaObject *part);

/* column_type.c: how the values of a column become those of another type */
typedef enum Conversion
{
	CONVERSION_ASSIGNS,			/* as by assigning them */
	CONVERSION_CASTS,			/* by a cast that has to be written */
	CONVERSION_BY_TEXT,			/* by their texts */
	CONVERSION_NONE
} Conversion;

extern Conversion column_conversion(const SchemaObject *from,
									const SchemaObject *to);
extern uint32 column_type_hazards(const SchemaObject *from,
								  const SchemaObject *to);
extern char column_type_storage(const SchemaObject *column);
extern bool column_type_is_domain(const SchemaObject *column);
extern bool column_type_is_readable(const SchemaObject *column);

/* column_order.c */
extern bool column_order_differs(const SchemaObject *from);
extern bool column_order_changes(const SchemaObject *to);

/* column_storage.c */
extern void column_write_storage(Change *change, const SchemaObject *column);
extern void column_write_compression(Change *change,
									 const SchemaObject *column);
extern void column_write_statistics(Change *change,
									const SchemaObject *column);
extern void column_write_options(Change *change, const SchemaObject *from,
								 const SchemaObject *column);

/* kind_enum.c */
extern bool enum_adds_value_of(const Change *change, const char *text);

/* kind_function.c */
extern bool routine_has_string_body(const SchemaObject *object);
extern const char *routine_body(const char *definition);

/* not_null.c */
extern bool not_null_is_plain(const SchemaObject *column);
extern bool not_null_is_valid(const SchemaObject *column);
extern char *not_null_definition(const SchemaObject *column);
extern const char *not_null_part(const SchemaObject *column);
extern void not_null_add(Change *change, const SchemaObject *column);
extern void not_null_write_comment(Change *change,
								   const SchemaObject *column);
extern void not_null_alter(Change *change, const SchemaObject *from,
						   const SchemaObject *to);

/* kind_column.c */
extern bool column_follows(Change *change, const SchemaObject *to,
						   const char *property);
extern char *column_definition(const SchemaObject *column);
extern void column_write_rest(Change *change, const SchemaObject *column);
extern bool column_is_written(const SchemaObject *column);
extern bool column_comes_by_itself(const SchemaObject *column);

/* kind_identity.c */
extern char *identity_definition(const SchemaObject *identity);
extern void identity_write_rest(Change *change, const SchemaObject *identity);

/* kind_default.c */
extern bool default_is_volatile(const SchemaObject *object);

/* kind_constraint.c */
extern bool constraint_is(const SchemaObject *object, const char *types);
extern bool constraint_is_inherited(const SchemaObject *check);
extern char *constraint_definition(const SchemaObject *constraint);
extern void constraint_write_rest(Change *change,
								  const SchemaObject *constraint);

/* kind_index.c */
extern void index_write_rest(Change *change, const SchemaObject *index);
extern bool index_is_alterable(const SchemaObject *from,
							   const SchemaObject *to);
extern bool index_is_attached(const SchemaObject *object);
extern SchemaObject *index_held_by(const SchemaObject *index);
extern const SchemaObject *index_waits_for(const SchemaObject *index);
extern List *indexes_attached(const SchemaObject *index);
extern void index_alter(Change *change, const SchemaObject *from,
						const SchemaObject *to);

/* options.c */
extern List *options_missing(const char *from, const char *to);
extern char *foreign_options_change(const char *from, const char *to);
extern void foreign_options_append(StringInfo text, const char *options);
extern void foreign_options_alter(Change *change, const SchemaObject *from,
								  const SchemaObject *to);

/* kind_extension.c */
extern void extension_ties_alter(Change *change, const SchemaObject *from,
								 const SchemaObject *to);

/* kind_view_column.c */
extern void view_column_write(Change *change, const SchemaObject *from,
							  const SchemaObject *to);

/* kind_trigger.c */
extern const char *enabled_verb(const char *state);

/* kind_default_privileges.c */
extern const char *default_privileges_objects(const SchemaObject *defaults);
extern bool default_privileges_apply(const SchemaObject *defaults,
									 const char *role,
									 const SchemaObject *object);

#endif							/* MIGRATE_SCHEMA_KINDS_H */

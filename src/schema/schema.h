/*
 * schema.h
 *		The schema as data: snapshots, and what turns one into another.
 */
#ifndef MIGRATE_SCHEMA_H
#define MIGRATE_SCHEMA_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "registry/registry.h"
#include "schema/catalog.h"
#include "schema/change.h"
#include "schema/model.h"
#include "script/script.h"
#include "utils/jsonb.h"

/* What of a database is looked at; NULL or empty: all. */
typedef struct SchemaScope
{
	List	   *schemas;		/* names */
	List	   *include;		/* patterns: "kind:schema.name", with * and ? */
	List	   *exclude;
	List	   *no_extensions;	/* names of extensions that are not */
} SchemaScope;

/* snapshot.c */
extern SchemaSnapshot *snapshot_take(const Catalog *catalog);

/* scope.c */
extern void snapshot_restrict(SchemaSnapshot *snapshot,
							  const SchemaScope *scope);

/* fingerprint.c */
extern char *snapshot_fingerprint(const SchemaSnapshot *snapshot);

/* json.c */
extern Jsonb *snapshot_to_jsonb(const SchemaSnapshot *snapshot);

/* stored.c */
extern bytea *snapshot_store(const SchemaSnapshot *snapshot);
extern SchemaSnapshot *snapshot_restore(bytea *stored);

/* stored_check.c */
extern bool stored_object_is_possible(const SchemaObject *object);

/* diff.c */
typedef struct DiffOptions
{
	bool		owners;
	bool		privileges;
	bool		extensions;
	bool		one_timeline;	/* OIDs tell which object is which */
	List	   *renames;		/* of Rename, as declared */
} DiffOptions;

/* A declared rename. */
typedef struct Rename
{
	const char *kind;			/* NULL: whatever kind */
	Oid			catalog;		/* where its object is; none: wherever */
	const char *key;			/* of the object in the target; may lack the
								 * signature */
	const char *value;			/* of an enum, which key is of; else NULL */
	const char *old_name;
	const char *old_schema;		/* NULL: that of the object in the target */
	const char *old_signature;	/* NULL: whatever it was */
} Rename;

/* the kind of a rename of an enum's value, which is no object */
#define RENAMED_VALUE "enum value"

/* renames.c */
extern List *renames_read(const Script *script);
extern List *renames_of_jsonb(Jsonb *argument);

/* Something that cannot be written as statements. */
typedef struct Refusal
{
	const char *action;			/* create, alter or drop */
	const SchemaObject *object;
	const char *why;			/* a whole sentence */
} Refusal;

/* What turns one snapshot into another, and back. */
typedef struct SchemaDiff
{
	List	   *forth;			/* of SchemaStatement, in order */
	List	   *back;
	List	   *refused;		/* of Refusal: what is missing in forth */
	List	   *refused_back;	/* the same of back */
} SchemaDiff;

extern void diff_check_complete(const SchemaDiff *diff);
extern SchemaDiff *diff_snapshots(SchemaSnapshot *from, SchemaSnapshot *to,
								  const DiffOptions *options);

/* reverse.c */
extern void diff_add_reverses(SchemaDiff *diff, const Comparison *back);

/* unalterable.c */
extern void unalterable_tell(const SchemaSnapshot *from);

/* A schema as a text says it should be. */
typedef struct TargetSchema
{
	struct Scratch *scratch;	/* where the text runs */
	SchemaSnapshot *snapshot;	/* what it makes; NULL before target_read() */
	bool		mentions_owners;
	bool		mentions_privileges;
	bool		mentions_extensions;
	List	   *missing_extensions; /* names of those that only the live
									 * database can have */
	List	   *renames;		/* of Rename */
} TargetSchema;

/* text.c */
extern TargetSchema *target_begin(const char *text, const char *command);
extern void target_read(TargetSchema *target);
extern void target_end(TargetSchema *target);

/* drift.c */
extern void drift_remember(Registry *registry);
extern SchemaDiff *drift_find(QueryView view, const SchemaScope *scope,
							  bool required);

/* refusal.c */
extern char *refusal_text(const Refusal *refusal);
extern void refusals_append(StringInfo script, const List *refusals);
extern void refusals_report(int level, const List *refusals);

/* ddl.c */
extern SchemaDiff *snapshot_ddl(SchemaSnapshot *snapshot);
extern void statements_check_strings(const List *statements);
extern char *statements_script(const List *statements, bool hazards);
extern char *diff_script(const SchemaDiff *diff);
extern const char *hazard_name(Hazard hazard);
#define HAZARDS 6

#endif							/* MIGRATE_SCHEMA_H */

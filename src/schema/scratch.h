/*
 * scratch.h
 *		A database of our own, to find out what a schema text makes by running
 *		it.
 *
 * It is made from template0 with the live database's encoding, locale,
 * default tablespace and extensions, it accepts no connections but ours, and
 * it is dropped when its caller is done with it, or gone. The caller of all
 * this has connected to SPI, and is at a place where a background worker can
 * be started for him (worker/worker.h).
 */
#ifndef MIGRATE_SCRATCH_H
#define MIGRATE_SCRATCH_H

#include "script/script.h"
#include "worker/worker.h"

/* A CREATE EXTENSION of a schema text; the first, of several. */
typedef struct TextExtension
{
	const char *name;
	const char *schema;			/* or NULL */
	const char *version;		/* or NULL */
	bool		cascade;
	int			number;			/* of its statement */
} TextExtension;

/* A COMMENT ON EXTENSION of a schema text. */
typedef struct TextComment
{
	const char *extension;
	const char *comment;		/* or NULL */
	int			number;
} TextComment;

/* A CREATE SCHEMA of a schema text. */
typedef struct TextSchema
{
	const char *name;
	const char *owner;			/* a role's name; NULL: the current one */
	bool		has_elements;
	int			number;
} TextSchema;

/* A DROP ... IF EXISTS of extensions or schemas in a schema text. */
typedef struct TextDrop
{
	bool		of_schemas;
	List	   *names;
	int			number;
} TextDrop;

/* A schema text, split and looked through. */
typedef struct SchemaText
{
	ScriptText	source;
	Script	   *script;
	List	   *extensions;		/* of TextExtension */
	List	   *comments;		/* of TextComment */
	List	   *schemas;		/* of TextSchema */
	List	   *drops;			/* of TextDrop */
	Bitmapset  *locks;			/* numbers of its LOCK statements */
	Bitmapset  *done;			/* numbers of those that are not to run, since
								 * what they say is so already */
	bool		mentions_owners;
	bool		mentions_privileges;
	bool		mentions_extensions;
} SchemaText;

/* An extension of the live database that no other database can have. */
typedef struct MissingExtension
{
	const char *name;
	const char *reason;			/* the server's message */
	bool		named;			/* the text has a CREATE EXTENSION of it */
} MissingExtension;

typedef struct Scratch Scratch;

/* scratch_text.c */
extern SchemaText *schema_text_read(const char *text);
extern const Statement *schema_text_statement(const SchemaText *text,
											  int number);

/* scratch.c */
extern Scratch *scratch_create(SchemaText *text, const char *command);
extern void scratch_run(Scratch *scratch);
extern void scratch_wait(Scratch *scratch);
extern Worker *scratch_worker(Scratch *scratch);
extern List *scratch_missing_extensions(const Scratch *scratch);
extern void scratch_drop(Scratch *scratch);
extern void scratch_end(Scratch *scratch);

/* scratch_extensions.c */

/* One statement of the bootstrap superuser in the new database. */
typedef struct Preparation
{
	const char *sql;
	const char *extension;		/* that it is for */
	int			number;			/* of the statement in the text that asks for
								 * it, or 0 */
	bool		may_fail;		/* as the live database does it too, it is not
								 * the text's fault */
	bool		may_lack;		/* what it is about need not be there */
} Preparation;

extern List *scratch_plan_extensions(SchemaText *text);

/* scratch_privileges.c */
extern List *scratch_plan_privileges(Oid extension, const char *name);

#endif							/* MIGRATE_SCRATCH_H */

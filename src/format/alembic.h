/*
 * alembic.h
 *		What the files that read Alembic's output share with each other.
 *
 * A step is one revision's part of what "alembic upgrade --sql" or "alembic
 * downgrade --sql" prints: the line "-- Running upgrade a -> b", the script,
 * and Alembic's own change of its version table.
 */
#ifndef MIGRATE_ALEMBIC_H
#define MIGRATE_ALEMBIC_H

#include "format/format.h"

/* What a statement is to Alembic. */
typedef enum AlembicKind
{
	ALEMBIC_OTHER,				/* none of its own */
	ALEMBIC_BEGIN,
	ALEMBIC_COMMIT,
	ALEMBIC_CREATE,				/* of the version table */
	ALEMBIC_INSERT,				/* of "to" */
	ALEMBIC_UPDATE,				/* of "from" into "to" */
	ALEMBIC_DELETE,				/* of "from" */
	ALEMBIC_DROP				/* perhaps of the version table */
} AlembicKind;

typedef struct AlembicStatement
{
	AlembicKind kind;
	const char *table;			/* as quote_identifier() spells its parts */
	const char *from;			/* rows of the version table, or NULL */
	const char *to;
	int			start;			/* of its first token */
	int			end;			/* behind its semicolon, or its last token */
	int			line;
	int			semicolon;		/* where a comment swallowed it, or -1 */
} AlembicStatement;

typedef struct AlembicScanner AlembicScanner;

/* alembic_statements.c */
extern AlembicScanner *alembic_scan_begin(const char *text,
										  const LineComments *comments);
extern bool alembic_scan_next(AlembicScanner *scanner,
							  AlembicStatement *statement);
extern void alembic_scan_end(AlembicScanner *scanner);

/* What one text tells of a revision; ids are Alembic's. */
typedef struct AlembicPart
{
	const char *source;			/* the text's name, for faults */
	int			line;
	const char *revision;
	List	   *down_revisions; /* of char *, as declared */
	List	   *depends_on;		/* of char *; from a history, labels too */
	List	   *labels;			/* of char *; only from a history */
	const char *message;		/* only from a history */
	const char *script;			/* only from an upgrade or a downgrade */
	bool		transactional;
} AlembicPart;

/* alembic_steps.c */
extern List *alembic_read_steps(const SourceFile *file, bool down,
								FileRevisions *result);

/* alembic_history.c */
extern List *alembic_read_history(const SourceFile *file,
								  FileRevisions *result);

#endif							/* MIGRATE_ALEMBIC_H */

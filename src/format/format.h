/*
 * format.h
 *		Files of migrations into revisions, and a revision into a file.
 *
 * A layout is how a tool lays its migrations out in files. Each has a reader,
 * which takes the files of a directory and gives revisions, or says what is
 * wrong with which file at which line. A reader goes on after a fault, so that
 * all faults of all files are told at once.
 *
 * Nothing is executed here, no catalog is read, and no file.
 */
#ifndef MIGRATE_FORMAT_H
#define MIGRATE_FORMAT_H

#include "postgres.h"

#include "base/compat.h"
#include "graph/graph.h"
#include "nodes/pg_list.h"
#include "parser/scanner.h"

/* A file: its name below the directory, parts separated by "/", and its text. */
typedef struct SourceFile
{
	const char *name;			/* NULL: a text that came from nowhere */
	const char *text;			/* in the database's encoding, without BOM */
} SourceFile;

/* A revision as a file gives it; NULL is a script that is not there. */
typedef struct FileRevision
{
	const char *source;			/* name of its file, the up script's */
	int			line;			/* where it begins, from 1 */
	RevisionEdges edges;		/* of a linear layout: only the id */
	const char *message;
	const char *created;		/* NULL: unknown; it is told, and not kept */
	const char *up;
	const char *down;
	const char *verify;
	bool		transactional;
	bool		repeatable;
	int			nvariables;
	const char **variables;		/* secrets included */
	int			nsecrets;
	const char **secrets;
} FileRevision;

/* What is wrong with a file. */
typedef struct FileFault
{
	int			sqlerrcode;
	const char *source;			/* NULL as in SourceFile */
	int			line;			/* 0: the file as a whole */
	const char *message;		/* as errmsg: lower case, no full stop */
	const char *hint;			/* NULL: none */
} FileFault;

/* What a reader makes of the files. */
typedef struct FileRevisions
{
	bool		linear;			/* each is on top of the one before it */
	List	   *revisions;		/* of FileRevision *, in the layout's order */
	List	   *faults;			/* of FileFault * */
} FileRevisions;

/* A layout: its name, as the argument "format" has it, and its reader. */
typedef struct Layout
{
	const char *name;

	/* are these files of this layout; by their names and first directives */
	bool		(*recognise) (const SourceFile *files, int nfiles);
	void		(*read) (const SourceFile *files, int nfiles,
						 FileRevisions *result);
} Layout;

/* A "--" comment that a lexer took for white space. */
typedef struct LineComment
{
	int			start;			/* of the "--", bytes from the beginning */
	int			end;			/* where its line ends */
	int			next;			/* where the next line begins */
	int			line;			/* number of its line, from 1 */
	int			ntokens;		/* tokens before it in the text */
	bool		alone;			/* only blanks before it on its line */
} LineComment;

typedef struct LineComments
{
	int			n;
	LineComment *comments;
	int			ntokens;		/* of the whole text */
	int			first_token;	/* where the first begins; -1: there is none */
} LineComments;

/* comments.c */
extern bool comments_find_or_fault(const SourceFile *file,
								   FileRevisions *result,
								   LineComments *comments);
extern int	comments_skip(const char *text, int place);
extern core_yyscan_t lexer_begin(const char *text, core_yy_extra_type *extra);

/* faults.c: the ERRCODE of most is ERRCODE_INVALID_REVISION_FILE */
extern FileFault *fault_add(FileRevisions *result, const char *source, int line,
							const char *hint, const char *format,...) pg_attribute_printf(5, 6);
extern void fault_add_lexer(FileRevisions *result, const SourceFile *file,
							const ErrorData *error);
extern int	faults_count_files(const List *faults);
extern int	line_at(const char *text, int place);
pg_noreturn extern void faults_report(const List *faults, int nfiles);

/* alembic.c: what it prints; downgrade and history may be NULL */
extern void alembic_read(const SourceFile *upgrade,
						 const SourceFile *downgrade,
						 const SourceFile *history, FileRevisions *result);

/* layouts.c */
extern void layouts_read(const SourceFile *files, int nfiles,
						 const char *format, FileRevisions *result);

/* native.c */
extern const Layout layout_native;
extern void native_read_file(const SourceFile *file, FileRevisions *result);

/* dump.c: the text of a file that native_read_file() reads as this revision */
extern char *native_write(const FileRevision *revision);

/* constant.c */
extern bool constant_read(const char *text, const char **value);

#endif							/* MIGRATE_FORMAT_H */

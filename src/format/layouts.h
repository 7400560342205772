/*
 * layouts.h
 *		What the readers of other tools' layouts share.
 *
 * A version is the part of a file's name that a tool orders migrations by; the
 * revision's id is made of it. What follows it is the description, which
 * becomes the message.
 */
#ifndef MIGRATE_LAYOUTS_H
#define MIGRATE_LAYOUTS_H

#include "postgres.h"

#include "format/format.h"

/* A file whose name has been read; the parts point into the name. */
typedef struct NamedFile
{
	const SourceFile *file;
	const char *version;
	int			version_length;
	const char *description;
	int			description_length;
} NamedFile;

/* Files by name. */
typedef struct FileIndex
{
	int			n;
	const SourceFile **files;	/* sorted */
} FileIndex;

/* filenames.c */
extern const char *file_base(const char *name);
extern bool file_is_at_top(const char *name);
extern bool text_has_suffix(const char *text, const char *suffix);
extern int	digits_length(const char *text);
extern int	digits_compare(const char *a, int a_length,
						   const char *b, int b_length);
extern char *id_from_text(const char *text, int length);
extern char *message_from_text(const char *text, int length);
extern FileRevision *revision_from_name(const NamedFile *named,
										FileRevisions *result);
extern void fault_add_same_version(FileRevisions *result,
								   const NamedFile *named,
								   const SourceFile *other);
extern FileIndex files_index(const SourceFile *files, int nfiles);
extern const SourceFile *files_find(const FileIndex *index, const char *name);

/* What a comment says to a tool whose files have sections. */
typedef enum Directive
{
	DIRECTIVE_NONE,				/* a comment like any other */
	DIRECTIVE_UP,
	DIRECTIVE_DOWN,
	DIRECTIVE_BEGIN,			/* of a statement, which the lexer finds too */
	DIRECTIVE_END,
	DIRECTIVE_OPTION,			/* about the file; it has been obeyed */
	DIRECTIVE_FAULT				/* which has been told */
} Directive;

/* A tool that keeps up and down in one file, in sections. */
typedef struct SectionTool
{
	const char *name;
	const char *up;				/* its directives, as they are written */
	const char *down;

	/* Read a comment: its text without "--" and blanks around. */
	Directive	(*read_directive) (const char *text, int line,
								   FileRevision *revision,
								   FileRevisions *result);

	/*
	 * Is this one of the tool's files? Read its name; result is unused for
	 * one in SQL.
	 */
	bool		(*read_name) (const SourceFile *file, NamedFile *named,
							  FileRevisions *result);

	/* The tool's order; 0 only for two files that it takes for one. */
	int			(*compare) (const void *a, const void *b);
} SectionTool;

/* sections.c */
extern bool sections_recognise(const SectionTool *tool,
							   const SourceFile *files, int nfiles,
							   const char *prefix, const char *word);
extern void sections_read(const SectionTool *tool, const SourceFile *files,
						  int nfiles, FileRevisions *result);

/* settings.c */
typedef void (*SettingReader) (void *arg, const char *section, const char *key,
							   const char *value, int line);
extern void settings_read(const SourceFile *file, SettingReader reader,
						  void *arg);
extern bool setting_is(const char *value, const char *expected);

/* sqitch_plan.c */
typedef struct SqitchChange
{
	int			line;			/* of the plan */
	const char *name;
	const char *note;			/* NULL: none */
	const char *id;				/* of the revision */
	int			previous;		/* instance of the same name, or -1 */
	int			next;			/* likewise */
	List	   *tags;			/* of char *, in the plan's order */
	int			ndepends_on;	/* of other projects */
	const char **depends_on;
} SqitchChange;

typedef struct SqitchPlan
{
	int			n;
	SqitchChange *changes;
} SqitchPlan;

extern SqitchPlan sqitch_plan_read(const SourceFile *file,
								   FileRevisions *result);

/* one file each */
extern const Layout layout_dbmate;
extern const Layout layout_goose;
extern const Layout layout_sql_migrate;
extern const Layout layout_golang_migrate;
extern const Layout layout_diesel;
extern const Layout layout_flyway;
extern const Layout layout_sqitch;

#endif							/* MIGRATE_LAYOUTS_H */

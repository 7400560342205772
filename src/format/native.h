/*
 * native.h
 *		What the reader of our own files keeps, and its directives.
 */
#ifndef MIGRATE_NATIVE_H
#define MIGRATE_NATIVE_H

#include "format/format.h"

typedef enum Keyword
{
	KEYWORD_REVISION,
	KEYWORD_REVISES,
	KEYWORD_DEPENDS_ON,
	KEYWORD_LABEL,
	KEYWORD_TRANSACTION,
	KEYWORD_VARIABLES,
	KEYWORD_SECRETS,
	KEYWORD_REPEATABLE,
	KEYWORD_CREATED,
	KEYWORD_MESSAGE,
	/* what follows begins a section each */
	KEYWORD_UP,
	KEYWORD_DOWN,
	KEYWORD_VERIFY,
	KEYWORDS
} Keyword;

typedef struct Directive
{
	Keyword		keyword;
	char	   *value;			/* the rest of its line; "" for none */
	int			line;
	int			start;			/* of its line, bytes from the beginning */
	int			next;			/* where the next line begins */
	int			ntokens;		/* before it */
} Directive;

typedef struct Reader
{
	const SourceFile *file;		/* with line ends as they count */
	FileRevisions *result;
	FileRevision *revision;
	LineComments comments;
	int			lines[KEYWORDS];	/* of each directive; 0: there is none */
	bool		unclear;		/* there is one that nobody knows */
	const Directive *section;	/* the open one; NULL in the header */
} Reader;

/* directives.c */
extern const char *const keyword_names[KEYWORDS];
extern bool is_directive(const Reader *reader, const LineComment *comment);
extern Directive *directive_parse(Reader *reader, const LineComment *comment);
extern void directive_read(Reader *reader, Directive *directive);

#endif							/* MIGRATE_NATIVE_H */

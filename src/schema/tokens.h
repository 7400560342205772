/*
 * tokens.h
 *		Read a text of SQL as the server's lexer does.
 */
#ifndef MIGRATE_SCHEMA_TOKENS_H
#define MIGRATE_SCHEMA_TOKENS_H

#include "postgres.h"

#include "nodes/pg_list.h"

typedef enum TokenKind
{
	TOKEN_NAME,					/* an identifier, or a keyword */
	TOKEN_STRING,
	TOKEN_OTHER
} TokenKind;

typedef struct Token
{
	TokenKind	kind;
	bool		reserved;		/* a keyword that is no name without quotes */
	const char *text;			/* a name or a string without its quotes */
} Token;

extern bool tokens_read(const char *text, List **tokens);

#endif							/* MIGRATE_SCHEMA_TOKENS_H */

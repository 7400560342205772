/*
 * own_names.h
 *		Which names in a text of SQL are its own.
 */
#ifndef MIGRATE_SCHEMA_OWN_NAMES_H
#define MIGRATE_SCHEMA_OWN_NAMES_H

#include "postgres.h"

#include "schema/tokens.h"

/* What a text is of. */
typedef enum TextKind
{
	TEXT_OTHER,
	TEXT_OF_VIEW,				/* the view's columns tell what it gives */
	TEXT_OF_ROUTINE				/* begins with what the routine takes */
} TextKind;

extern const Token *token_at(const List *tokens, int i);
extern bool token_is(const Token *token, const char *text);
extern const char *token_qualifier(const List *tokens, int i);
extern bool is_own_name(TextKind kind, const List *tokens, int i);
extern bool is_own_output(TextKind kind, const List *tokens, int i);

#endif							/* MIGRATE_SCHEMA_OWN_NAMES_H */

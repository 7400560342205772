/*
 * named.h
 *		What a statement of a schema text makes, or a part of it, by name.
 */
#ifndef MIGRATE_SCHEMA_NAMED_H
#define MIGRATE_SCHEMA_NAMED_H

#include "postgres.h"

#include "nodes/nodes.h"

typedef struct Named
{
	const char *kind;			/* or NULL */
	Oid			catalog;		/* or none */
	const char *key;			/* NULL: it has no name */
	const char *value;			/* of an enum; else NULL */
} Named;

extern Named name_statement(const char *path, const Node *statement);
extern Named name_part(const char *path, const Node *statement,
					   const char *text, int place);

#endif							/* MIGRATE_SCHEMA_NAMED_H */

/*
 * definitions.h
 *		Read the definitions whose reading locks relations.
 */
#ifndef MIGRATE_SCHEMA_DEFINITIONS_H
#define MIGRATE_SCHEMA_DEFINITIONS_H

#include "schema/catalog.h"
#include "schema/model.h"

extern void definitions_read(const Catalog *catalog, SchemaSnapshot *snapshot,
							 const SchemaKind *kind);

#endif							/* MIGRATE_SCHEMA_DEFINITIONS_H */

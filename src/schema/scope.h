/*
 * scope.h
 *		Which objects are looked at.
 */
#ifndef MIGRATE_SCHEMA_SCOPE_H
#define MIGRATE_SCHEMA_SCOPE_H

#include "schema/schema.h"

extern bool scope_holds(const SchemaScope *scope, const SchemaObject *object);

#endif							/* MIGRATE_SCHEMA_SCOPE_H */

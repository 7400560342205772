/*
 * taken_names.h
 *		Which names are taken while objects are renamed.
 */
#ifndef MIGRATE_SCHEMA_TAKEN_NAMES_H
#define MIGRATE_SCHEMA_TAKEN_NAMES_H

#include "schema/model.h"

extern void taken_enter(ObjectIndex *taken, SchemaObject *from);
extern void taken_leave(ObjectIndex *taken, const SchemaObject *from);
extern List *taken_by_name(const ObjectIndex *taken, const SchemaObject *from);
extern List *taken_in_place(const ObjectIndex *taken, const SchemaObject *from,
							const SchemaObject *part);
extern List *taken_by_move(const ObjectIndex *taken, const SchemaObject *from);
extern SchemaObject *moves_with(const SchemaObject *from);
extern List *moved_along(const SchemaObject *from);
extern List *renamed_along(const SchemaObject *from);
extern SchemaObject *renamed_with(const SchemaObject *from);

#endif							/* MIGRATE_SCHEMA_TAKEN_NAMES_H */

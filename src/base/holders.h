/*
 * holders.h
 *		Who holds a lock.
 */
#ifndef MIGRATE_HOLDERS_H
#define MIGRATE_HOLDERS_H

#include "postgres.h"

extern const char *holder_of_advisory_lock(uint32 class, uint32 object);
extern const char *holders_of_relations(void);

#endif							/* MIGRATE_HOLDERS_H */

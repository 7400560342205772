/*
 * version.h
 *		The library's version against the catalog's.
 */
#ifndef MIGRATE_VERSION_H
#define MIGRATE_VERSION_H

extern void version_check(void);

#endif							/* MIGRATE_VERSION_H */

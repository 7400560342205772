/*
 * compat.h
 *		The one file that knows PostgreSQL's versions.
 *
 * Callers are written for the newest server; what an older one lacks is
 * given here under its new name, with the upstream commit that brought it.
 */
#ifndef MIGRATE_COMPAT_H
#define MIGRATE_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "migrate builds on PostgreSQL 15 to 18"
#endif

#endif							/* MIGRATE_COMPAT_H */

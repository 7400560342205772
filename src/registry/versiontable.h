/*
 * versiontable.h
 *		Version tables of other tools: which revisions they say are applied.
 */
#ifndef MIGRATE_VERSIONTABLE_H
#define MIGRATE_VERSIONTABLE_H

#include "postgres.h"

#include "registry/registry.h"

/* What a column must be; of exactly these types, and of no domain. */
typedef enum VersionType
{
	VERSION_TEXT,				/* text, varchar */
	VERSION_INTEGER,			/* smallint, integer, bigint */
	VERSION_BOOLEAN,
	VERSION_TIME				/* timestamp, with or without time zone */
} VersionType;

typedef struct VersionColumn
{
	const char *name;			/* NULL: no column */
	VersionType type;
} VersionColumn;

#define VERSION_COLUMNS 4

/* Rows as text: numbers in decimal, "t" or "f", times and nulls NULL. */
typedef struct VersionRow
{
	const char *values[VERSION_COLUMNS];
} VersionRow;

/* versiontable.c */
extern Oid	versiontable_find(const char *name, bool missing_ok);
extern char *versiontable_name(Oid table);
extern void versiontable_check(Oid table);
extern bool versiontable_has(Oid table, const VersionColumn *columns);
extern VersionRow *versiontable_read(Oid table, const VersionColumn *columns,
									 int *n);

/* tools.c */
typedef struct VersionSource
{
	const struct Tool *tool;
	Oid			table;
	const char *name;			/* the tool's */
	const char *table_name;
} VersionSource;

extern VersionSource tools_find(const char *tool, const char *table);
extern bool *tools_read(const VersionSource *source, const Registry *registry);

#endif							/* MIGRATE_VERSIONTABLE_H */

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

#define VERSION_COLUMNS 4

typedef struct VersionColumn
{
	const char *name;			/* NULL: no column */
	VersionType type;
} VersionColumn;

/* A row as text: "t" or "f", numbers in decimal, times in microseconds. */
typedef struct VersionRow
{
	const char *values[VERSION_COLUMNS];	/* NULL for a null */
} VersionRow;

/* A tool's table that has been found. */
typedef struct VersionSource
{
	const struct Tool *tool;
	const char *tool_name;
	Oid			table;
	const char *table_name;		/* with its schema, quoted */
} VersionSource;

/* What a table says. */
typedef struct AppliedVersions
{
	const VersionSource *source;
	List	   *versions;		/* of char *: these are applied */
	const char *baseline;		/* and all up to here; NULL: none */
} AppliedVersions;

typedef void (*RowsReader) (AppliedVersions *applied, VersionRow *rows, int n);

/* A tool that keeps a version table. */
typedef struct Tool
{
	const char *name;
	const char *table;			/* as it is called unless it is configured */
	const char *beside;			/* another table of its schema, or NULL */
	VersionColumn columns[VERSION_COLUMNS];
	bool		implies;		/* are a version's ancestors applied unsaid? */
	RowsReader	read_rows;
} Tool;

/* versiontable.c */
extern Oid	versiontable_find(const char *name, bool missing_ok);
extern Oid	versiontable_find_beside(Oid table, const char *name);
extern char *versiontable_name(Oid table);
extern void versiontable_check(Oid table);
extern bool versiontable_has(Oid table, const VersionColumn *columns);
extern VersionRow *versiontable_read(Oid table, const VersionColumn *columns,
									 int *n);

/* rows.c */
extern void rows_of_list(AppliedVersions *applied, VersionRow *rows, int n);
extern void rows_of_golang_migrate(AppliedVersions *applied, VersionRow *rows,
								   int n);
extern void rows_of_goose(AppliedVersions *applied, VersionRow *rows, int n);
extern void rows_of_flyway(AppliedVersions *applied, VersionRow *rows, int n);
extern void rows_of_sqitch(AppliedVersions *applied, VersionRow *rows, int n);
extern void rows_of_django(AppliedVersions *applied, VersionRow *rows, int n);
extern void rows_of_sql_migrate(AppliedVersions *applied, VersionRow *rows,
								int n);

/* versions.c */
extern bool *versions_read(const VersionSource *source,
						   const Registry *registry);

/* tools.c */
extern VersionSource tools_find(const char *tool, const char *table);

#endif							/* MIGRATE_VERSIONTABLE_H */

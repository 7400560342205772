/*
 * catalog.h
 *		Read catalogs, of this database or, through a worker, of another.
 */
#ifndef MIGRATE_SCHEMA_CATALOG_H
#define MIGRATE_SCHEMA_CATALOG_H

#include "postgres.h"

#include "base/query.h"

/* A setting that a catalog is read with, so that texts are always the same. */
typedef struct CatalogSetting
{
	const char *name;
	const char *value;
} CatalogSetting;

extern const CatalogSetting catalog_settings[]; /* the last has no name */

/* Takes one row; values are texts, NULL for a null, and end with the call. */
typedef void (*CatalogRow) (void *arg, int ncolumns, char **values);

/* Where catalogs are read. */
typedef struct Catalog
{
	void		(*query) (void *source, const char *sql, bool keep,
						  CatalogRow row, void *arg);
	void	   *source;
} Catalog;

extern int	plain_names_begin(void);
extern void plain_names_end(int level);
extern Catalog catalog_here(QueryView view);
extern void catalog_query(const Catalog *catalog, const char *sql,
						  CatalogRow row, void *arg);
extern void catalog_query_once(const Catalog *catalog, const char *sql,
							   CatalogRow row, void *arg);

#endif							/* MIGRATE_SCHEMA_CATALOG_H */

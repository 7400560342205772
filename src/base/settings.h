/*
 * settings.h
 *		The settings migrate.*, as the other floors read them.
 */
#ifndef MIGRATE_SETTINGS_H
#define MIGRATE_SETTINGS_H

typedef enum Verbosity
{
	VERBOSITY_QUIET,			/* nothing but warnings and errors */
	VERBOSITY_NORMAL,			/* a notice a revision */
	VERBOSITY_VERBOSE			/* and one a statement */
} Verbosity;

/* What a schema text is compared by. */
typedef enum CompareSetting
{
	COMPARE_MENTIONED,			/* owners, privileges, extensions: if it
								 * speaks of them */
	COMPARE_ALL
} CompareSetting;

extern int	migrate_verbosity;
extern int	migrate_wait_timeout;
extern bool migrate_track_schema;
extern int	migrate_compare;
extern char *migrate_schemas;
extern char *migrate_include;
extern char *migrate_exclude;

extern void settings_define(void);

#endif							/* MIGRATE_SETTINGS_H */

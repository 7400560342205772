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

extern int	migrate_verbosity;
extern int	migrate_wait_timeout;

extern void settings_define(void);

#endif							/* MIGRATE_SETTINGS_H */

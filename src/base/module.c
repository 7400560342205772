/*
 * module.c
 *		What happens when the server loads the library.
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/settings.h"
#include "fmgr.h"

PG_MODULE_MAGIC_EXT(.name = "migrate", .version = MIGRATE_VERSION);

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	settings_define();
}

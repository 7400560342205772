/*
 * settings.c
 *		Define the settings migrate.*.
 */
#include "postgres.h"

#include <limits.h>

#include "base/settings.h"
#include "utils/guc.h"

static const struct config_enum_entry verbosity_options[] = {
	{"quiet", VERBOSITY_QUIET, false},
	{"normal", VERBOSITY_NORMAL, false},
	{"verbose", VERBOSITY_VERBOSE, false},
	{NULL, 0, false}
};

/* How much of a run the client is told. */
int			migrate_verbosity = VERBOSITY_NORMAL;

/* How long to wait for another migration, in milliseconds; -1 for ever. */
int			migrate_wait_timeout = 60000;

/*
 * Define every setting; called once, when the library is loaded.
 */
void
settings_define(void)
{
	DefineCustomEnumVariable("migrate.verbosity",
							 "How much of a run is told in notices.",
							 "quiet: nothing; normal: each revision; verbose: each statement too.",
							 &migrate_verbosity,
							 VERBOSITY_NORMAL,
							 verbosity_options,
							 PGC_USERSET,
							 0,
							 NULL, NULL, NULL);

	DefineCustomIntVariable("migrate.wait_timeout",
							"How long to wait while another migration runs.",
							"0 gives up at once, -1 waits for ever.",
							&migrate_wait_timeout,
							60000, -1, INT_MAX,
							PGC_USERSET,
							GUC_UNIT_MS,
							NULL, NULL, NULL);

	MarkGUCPrefixReserved("migrate");
}

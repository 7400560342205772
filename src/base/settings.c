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

static const struct config_enum_entry compare_options[] = {
	{"mentioned", COMPARE_MENTIONED, false},
	{"all", COMPARE_ALL, false},
	{NULL, 0, false}
};

/* How much of a run the client is told. */
int			migrate_verbosity = VERBOSITY_NORMAL;

/* How long to wait for another migration, in milliseconds; -1 for ever. */
int			migrate_wait_timeout = 60000;

/* Is the schema remembered after each run? */
bool		migrate_track_schema = true;

/* What a schema text is compared by. */
int			migrate_compare = COMPARE_MENTIONED;

/* Which objects are looked at: lists, separated by commas; empty: all. */
char	   *migrate_schemas = "";
char	   *migrate_include = "";
char	   *migrate_exclude = "";

static void
define_list(const char *name, const char *what, char **variable)
{
	DefineCustomStringVariable(name, what,
							   "A list, separated by commas; empty: all.",
							   variable, "", PGC_USERSET, 0, NULL, NULL, NULL);
}

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
							"How long to wait while another migration runs or the schema is locked.",
							"0 gives up at once, -1 waits for ever.",
							&migrate_wait_timeout,
							60000, -1, INT_MAX,
							PGC_USERSET,
							GUC_UNIT_MS,
							NULL, NULL, NULL);

	DefineCustomBoolVariable("migrate.track_schema",
							 "Remember the schema after each run, for drift().",
							 NULL,
							 &migrate_track_schema,
							 true,
							 PGC_USERSET,
							 0,
							 NULL, NULL, NULL);

	DefineCustomEnumVariable("migrate.compare",
							 "What a schema text is compared by.",
							 "mentioned: owners, privileges and extensions only if the text speaks of them; all: always.",
							 &migrate_compare,
							 COMPARE_MENTIONED,
							 compare_options,
							 PGC_USERSET,
							 0,
							 NULL, NULL, NULL);

	define_list("migrate.schemas", "The schemas that are looked at.",
				&migrate_schemas);
	define_list("migrate.include", "Patterns of the objects that are looked at.",
				&migrate_include);
	define_list("migrate.exclude", "Patterns of objects that are not looked at.",
				&migrate_exclude);

	MarkGUCPrefixReserved("migrate");
}

/*
 * version.c
 *		Refuse to work where the library and the catalog are of different
 *		versions.
 *
 * After a package upgrade the new library meets the old catalog until
 * somebody runs ALTER EXTENSION; after a restore onto an older installation
 * it is the other way round.
 */
#include "postgres.h"

#include "base/query.h"
#include "base/version.h"

static FixedQuery installed_version = {
	"SELECT extversion FROM pg_catalog.pg_extension"
	" WHERE extname OPERATOR(pg_catalog.=) 'migrate'",
	SPI_OK_SELECT
};

/*
 * Raise an error unless catalog and library agree; the caller has connected
 * to SPI.
 */
void
version_check(void)
{
	char	   *installed;

	if (query_run(&installed_version, NULL, NULL, QUERY_AS_CALLER) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("extension \"migrate\" is not installed in this database"),
				 errhint("CREATE EXTENSION migrate;")));

	installed = query_text(0, 1);
	if (strcmp(installed, MIGRATE_VERSION) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("extension \"migrate\" is of another version than its library"),
				 errdetail("The database has version %s, the library is version %s.",
						   installed, MIGRATE_VERSION),
				 errhint("If the library is the newer one: ALTER EXTENSION migrate UPDATE TO '%s'; else install version %s of it on this server, and reconnect.",
						 MIGRATE_VERSION, installed)));
	pfree(installed);
}

/*
 * dump.c
 *		dump: a revision as the text of a file.
 */
#include "postgres.h"

#include "api/api.h"
#include "format/format.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

/*
 * Write a time in UTC, whatever the session's settings are; NULL for one that
 * files cannot tell.
 */
static const char *
utc(TimestampTz time)
{
	struct pg_tm tm;
	fsec_t		fsec;

	if (TIMESTAMP_NOT_FINITE(time) ||
		timestamp2tm(time, NULL, &tm, &fsec, NULL, NULL) != 0 ||
		tm.tm_year < 1)
		return NULL;
	return psprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year, tm.tm_mon,
					tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void
set_file(FileRevision *file, const Registry *registry, int node)
{
	const StoredRevision *stored = registry_stored(registry, node);

	file->edges = registry->edges[node];
	file->message = TextDatumGetCString(registry_message(registry, node));
	file->created = utc(stored->created_at);
	file->up = stored->up;
	file->down = stored->down;
	file->verify = stored->verify;
	file->transactional = stored->transactional;
	file->repeatable = stored->repeatable;
	file->nvariables = stored->nvariables;
	file->variables = stored->variables;
	file->nsecrets = stored->nsecrets;
	file->secrets = stored->secrets;
}

PG_FUNCTION_INFO_V1(migrate_dump);
Datum
migrate_dump(PG_FUNCTION_ARGS)
{
	const char *target = argument_text(fcinfo, 0, "revision");
	FileRevision file = {0};
	Registry   *registry;
	const char *written;

	call_begin();
	registry = registry_load(QUERY_AS_CALLER);
	set_file(&file, registry, registry_resolve_one(registry, target));
	written = native_write(&file);
	return call_end_text(fcinfo, written);
}

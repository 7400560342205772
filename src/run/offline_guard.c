/*
 * offline_guard.c
 *		What stops a text in a database that it was not made for.
 *
 * The guard takes the same locks as upgrade() (src/registry/lock.c), and then
 * looks: does the database stand where the text starts, and does its registry
 * hold the same revisions, as far as it holds them? It runs as whoever runs
 * the text. So that nothing planted is reached, it sets search_path first, and
 * what comes before that has schemas.
 *
 * What is applied is compared by the ids of all applied revisions of the
 * graph, in byte order: as they are, or their digest, where they are many.
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "run/offline.h"
#include "utils/builtins.h"

/* As many bytes of ids as a reader may like to see. */
#define SHOWN_BYTES 400

static const char guard_begin[] =
"\n"
"-- Stop unless the database stands where this text starts, with the same revisions.\n"
"DO $migrate$\n"
"DECLARE\n"
"    planned CONSTANT pg_catalog.jsonb := '{";

static const char guard_locks[] =
"}';\n"
"    path CONSTANT pg_catalog.text := pg_catalog.current_setting('search_path');\n"
"    timeout CONSTANT pg_catalog.text := pg_catalog.current_setting('lock_timeout');\n"
"    wait pg_catalog.text := pg_catalog.current_setting('migrate.wait_timeout', true);\n"
"    ids pg_catalog.text;\n"
"    stands pg_catalog.text;\n"
"BEGIN\n"
"    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);\n"
"    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'migrate') THEN\n"
"        RAISE EXCEPTION USING ERRCODE = '55000', MESSAGE = 'extension \"migrate\" is not installed in this database',\n"
"            HINT = 'CREATE EXTENSION migrate; or, to do without it, make the text with bookkeeping => false.';\n"
"    END IF;\n"
"\n"
"    -- one migration at a time\n"
"    IF NOT pg_try_advisory_xact_lock(1835496052, 0) THEN\n"
"        RAISE NOTICE 'waiting for another migration to end';\n"
"    END IF;\n"
"    BEGIN\n"
"        wait := coalesce(nullif(wait, ''), '60s');\n"
"        PERFORM set_config('lock_timeout', CASE wait WHEN '-1' THEN '0' WHEN '0' THEN '1' ELSE wait END, true);\n"
"        PERFORM pg_advisory_xact_lock(1835496052, 0);\n"
"        LOCK TABLE migrate.applied IN EXCLUSIVE MODE;\n"
"    EXCEPTION WHEN lock_not_available THEN\n"
"        RAISE EXCEPTION USING ERRCODE = 'MG015', MESSAGE = 'could not start while another migration is at work',\n"
"            HINT = 'Try again later, or wait longer: SET migrate.wait_timeout = ''10min'';';\n"
"    END;\n"
"\n"
"    SELECT coalesce(string_agg(a.revision, ' ' ORDER BY a.revision), '') INTO ids\n"
"    FROM migrate.applied AS a\n"
"    WHERE NOT EXISTS (SELECT FROM migrate.revisions AS r WHERE r.revision = a.revision AND r.repeatable);\n";

/* Where it stands, where it should, and the function that makes another text. */
static const char guard_start[] =
"        SELECT coalesce(string_agg(a.revision, ' ' ORDER BY a.revision), 'base') INTO stands\n"
"        FROM migrate.applied AS a JOIN migrate.revisions AS r USING (revision)\n"
"        WHERE NOT r.repeatable\n"
"          AND NOT EXISTS (SELECT FROM migrate.applied JOIN migrate.revisions AS above USING (revision)\n"
"                          WHERE a.revision = ANY (above.down_revisions));\n"
"        RAISE EXCEPTION USING ERRCODE = 'MG004', MESSAGE = 'the database does not stand where this text starts',\n"
"            DETAIL = format('It stands at %%s; the text leads from %%s to %%s.', stands, '%s', '%s'),\n"
"            HINT = CASE stands\n"
"                WHEN '%s' THEN 'Nothing is left to do: it stands where the text leads.'\n"
"                WHEN '%s' THEN 'Other revisions are applied below these than where the text was made.'\n"
"                ELSE format('Make one that starts there: SELECT migrate.%s_sql(%%L);', stands || ':%s') END;\n"
"    END IF;\n";

static const char guard_revisions[] =
"    SELECT string_agg(r.revision, ', ' ORDER BY r.revision) INTO ids\n"
"    FROM migrate.revisions AS r\n"
"    WHERE planned ->> r.revision <> r.checksum AND NOT r.repeatable;\n"
"    IF ids IS NOT NULL THEN\n"
"        RAISE EXCEPTION USING ERRCODE = 'MG011', MESSAGE = 'revisions of this database are not what the text was made from',\n"
"            DETAIL = format('The checksums differ of: %s.', ids),\n"
"            HINT = 'Bring them to what they are where the text was made, or make it here.';\n"
"    END IF;\n"
"    SELECT string_agg(p.key, ', ' ORDER BY p.key) INTO ids\n"
"    FROM jsonb_each_text(planned) AS p\n"
"    WHERE NOT EXISTS (SELECT FROM migrate.revisions AS r WHERE r.revision = p.key AND r.checksum = p.value);\n"
"    IF ids IS NOT NULL AND NOT has_any_column_privilege('migrate.revisions', 'INSERT') THEN\n"
"        RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'this database does not hold all revisions of the text, and you may not add them',\n"
"            DETAIL = format('There is no: %s.', ids),\n"
"            HINT = format('Have them loaded first, or be an author: SELECT migrate.grant_role(%L, ''author'');', current_user);\n"
"    END IF;\n";

static const char guard_applied[] =
"    SELECT string_agg(a.revision, ', ' ORDER BY a.revision) INTO ids\n"
"    FROM migrate.applied AS a\n"
"    WHERE planned ->> a.revision <> a.checksum;\n"
"    IF ids IS NOT NULL THEN\n"
"        RAISE EXCEPTION USING ERRCODE = 'MG011', MESSAGE = 'revisions of this database are not what the text was made from',\n"
"            DETAIL = format('The checksums differ of: %s.', ids),\n"
"            HINT = 'What it undoes is not what was applied here. Make the text here.';\n"
"    END IF;\n";

static const char guard_end[] =
"\n"
"    PERFORM set_config('lock_timeout', timeout, true);\n"
"    PERFORM set_config('search_path', path, true);\n"
"END $migrate$;\n";

/*
 * Return the SHA-256 of a string in hexadecimal.
 */
static char *
digest(const char *string)
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);
	uint8		bytes[PG_SHA256_DIGEST_LENGTH];
	char	   *hex = palloc0(PG_SHA256_DIGEST_STRING_LENGTH);

	if (pg_cryptohash_init(hash) < 0 ||
		pg_cryptohash_update(hash, (const uint8 *) string, strlen(string)) < 0 ||
		pg_cryptohash_final(hash, bytes, sizeof(bytes)) < 0)
		elog(ERROR, "could not compute SHA-256: %s", pg_cryptohash_error(hash));
	pg_cryptohash_free(hash);
	hex_encode((char *) bytes, sizeof(bytes), hex);
	return hex;
}

/*
 * Append the comparison of the ids that are applied with those that should be.
 */
static void
append_comparison(const OfflineText *offline)
{
	const Graph *graph = offline->registry->graph;
	StringInfoData ids;

	initStringInfo(&ids);
	for (int node = 0; node < graph_size(graph); node++)
	{
		if (offline->applied[node])
			appendStringInfo(&ids, "%s%s", ids.len == 0 ? "" : " ",
							 graph_id(graph, node));
	}
	if (ids.len <= SHOWN_BYTES)
		appendStringInfo(offline->text, "    IF ids <> '%s' THEN\n", ids.data);
	else
		appendStringInfo(offline->text,
						 "    IF encode(sha256(convert_to(ids, 'UTF8')), 'hex') <>\n"
						 "       '%s' THEN\n",
						 digest(ids.data));
}

/*
 * Append the guard of a part, given the steps that it is to let pass.
 */
void
offline_guard(OfflineText *offline, OfflineSteps steps)
{
	StringInfo	text = offline->text;
	const char *from = offline_heads(offline);
	bool		first = true;

	appendStringInfoString(text, guard_begin);
	for (int i = 0; i < steps.n; i++)
	{
		if (steps.steps[i].operation == PLAN_UNSTAMP)
			continue;
		appendStringInfo(text, "%s\n        \"%s\": \"%s\"", first ? "" : ",",
						 steps.steps[i].revision, steps.steps[i].checksum);
		first = false;
	}
	appendStringInfoString(text, guard_locks);
	append_comparison(offline);
	appendStringInfo(text, guard_start, from, offline->to, offline->to, from,
					 plan_operation_name(offline->operation), offline->to);
	if (offline->operation == PLAN_DOWNGRADE)
		appendStringInfoString(text, guard_applied);
	else
		appendStringInfoString(text, guard_revisions);
	appendStringInfoString(text, guard_end);
}

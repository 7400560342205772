/*
 * offline_session.c
 *		Variables of psql's that a text uses again and again.
 *
 * They hold statements, so that what is done after each script is written
 * once:
 *
 *	:migrate_begin		before a script: what time it is
 *	:migrate_end		after it: what session.c and deferred.c do
 *	:'migrate_verify'	a block that runs a query and fails if it says false
 *	:migrate_took		how long the script took, as an interval
 *
 * A block becomes the literal of a DO, whatever quotes are in it. What there
 * is to put back is part of :migrate_end itself: a script can lose whatever the
 * session remembers, and cannot reach psql's variables. What is sent runs in
 * the role and with the search_path that the script has left, so every name and
 * operator has its schema until that is safe.
 */
#include "postgres.h"

#include "run/offline.h"

/*
 * Deferred constraints first, as the script's own role: all are set IMMEDIATE
 * and those that are declared so DEFERRED again, by name, for ALL would hold
 * for constraints that are yet to be created. Then role and settings: to what
 * they were, or, if that is what they would be anyway, by RESET.
 */
static const char end_statement[] =
"-- :migrate_end comes after each script, and leaves the session as the script\n"
"-- found it: what is deferred is checked, settings and role are put back, cursors\n"
"-- closed.\n"
"SELECT pg_catalog.format('DO %L;', pg_catalog.format($migrate$\n"
"DECLARE\n"
"    was CONSTANT pg_catalog.jsonb := %L;\n"
"    every pg_catalog.text;\n"
"    deferred pg_catalog.text;\n"
"    cursors pg_catalog.text[];\n"
"    one pg_catalog.text;\n"
"    changed pg_catalog.record;\n"
"BEGIN\n"
"    SELECT pg_catalog.string_agg(c.name, ', '),\n"
"           pg_catalog.string_agg(c.name, ', ') FILTER (WHERE c.deferred)\n"
"    INTO every, deferred\n"
"    FROM (SELECT pg_catalog.concat(connamespace::pg_catalog.regnamespace, '.', pg_catalog.quote_ident(conname)) AS name,\n"
"                 pg_catalog.bool_and(condeferred) AS deferred\n"
"          FROM pg_catalog.pg_constraint\n"
"          WHERE condeferrable AND pg_catalog.has_schema_privilege(connamespace, 'USAGE')\n"
"            AND NOT pg_catalog.pg_is_other_temp_schema(connamespace)\n"
"          GROUP BY connamespace, conname) AS c;\n"
"    IF every IS NOT NULL THEN\n"
"        EXECUTE pg_catalog.concat('SET CONSTRAINTS ', every, ' IMMEDIATE');\n"
"    END IF;\n"
"    IF deferred IS NOT NULL THEN\n"
"        EXECUTE pg_catalog.concat('SET CONSTRAINTS ', deferred, ' DEFERRED');\n"
"    END IF;\n"
"\n"
"    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false);\n"
"    IF current_setting('session_authorization') <> was ->> 'session_authorization' THEN\n"
"        PERFORM set_config('session_authorization', was ->> 'session_authorization', false);\n"
"    END IF;\n"
"    PERFORM set_config('role', was ->> 'role', false);\n"
"    SELECT array_agg(c.name) INTO cursors FROM pg_cursors AS c\n"
"    WHERE c.creation_time >= (was ->> 'at')::timestamptz;\n"
"    FOREACH one IN ARRAY coalesce(cursors, '{}') LOOP\n"
"        EXECUTE concat('CLOSE ', quote_ident(one));\n"
"    END LOOP;\n"
"    FOR changed IN\n"
"        SELECT s.name, was -> 'set' ->> s.name AS value\n"
"        FROM pg_settings AS s\n"
"        WHERE s.setting IS DISTINCT FROM coalesce(was -> 'set' ->> s.name, s.reset_val, '')\n"
"          AND s.context IN ('user', 'superuser')\n"
"          AND s.name NOT IN ('transaction_deferrable', 'transaction_isolation', 'transaction_read_only')\n"
"        ORDER BY s.name = 'search_path'\n"
"    LOOP\n"
"        PERFORM pg_catalog.set_config(changed.name, changed.value, false);\n"
"    END LOOP;\n"
"END\n"
"$migrate$, pg_catalog.jsonb_build_object(\n"
"    'at', pg_catalog.statement_timestamp(),\n"
"    'session_authorization', pg_catalog.current_setting('session_authorization'),\n"
"    'role', pg_catalog.current_setting('role'),\n"
"    'set', (SELECT pg_catalog.jsonb_object_agg(s.name, s.setting) FROM pg_catalog.pg_settings AS s\n"
"            WHERE s.setting OPERATOR(pg_catalog.<>) COALESCE(s.reset_val, ''))))) AS migrate_end\n"
"\\gset\n";

/*
 * A row's text begins with "(f" for the boolean, and for the string 'f'; as
 * JSON they differ.
 */
static const char verify_statement[] =
"\n"
"-- :'migrate_verify' is for verify scripts: a query fails if a row of its result\n"
"-- has false in the first column.\n"
"SELECT $migrate$\n"
"DECLARE\n"
"    answer pg_catalog.record;\n"
"    place pg_catalog.int8 := 0;\n"
"BEGIN\n"
"    FOR answer IN EXECUTE %L LOOP\n"
"        place := place OPERATOR(pg_catalog.+) 1;\n"
"        IF answer::pg_catalog.text OPERATOR(pg_catalog.~) '^[(]f[,)]'\n"
"           AND (SELECT f.value::pg_catalog.text FROM pg_catalog.json_each(pg_catalog.row_to_json(answer)) AS f LIMIT 1)\n"
"               OPERATOR(pg_catalog.=) 'false' THEN\n"
"            RAISE EXCEPTION USING ERRCODE = 'MG014', MESSAGE = 'verification failed',\n"
"                DETAIL = pg_catalog.format('Row %%s has false in its first column.', place);\n"
"        END IF;\n"
"    END LOOP;\n"
"END\n"
"$migrate$ AS migrate_verify\n"
"\\gset\n";

static const char clock_statement[] =
"\n"
"-- :migrate_begin looks at the clock before a script, :migrate_took after it.\n"
"SELECT 'SELECT EXTRACT(epoch FROM pg_catalog.clock_timestamp()) AS migrate_start' AS migrate_begin,\n"
"       'pg_catalog.make_interval(secs => EXTRACT(epoch FROM pg_catalog.clock_timestamp())'\n"
"       ' OPERATOR(pg_catalog.-) :migrate_start)' AS migrate_took\n"
"\\gset\n";

/*
 * Set the variables that the text uses.
 */
void
offline_session(OfflineText *offline)
{
	bool		verifies = false;

	if (offline->nsteps == 0 || offline->operation == PLAN_STAMP)
		return;
	for (int i = 0; i < offline->nsteps; i++)
		verifies |= offline->steps[i].verify != NULL;
	appendStringInfoChar(offline->text, '\n');
	appendStringInfoString(offline->text, end_statement);
	if (verifies)
		appendStringInfoString(offline->text, verify_statement);
	if (offline->bookkeeping)
		appendStringInfoString(offline->text, clock_statement);
}

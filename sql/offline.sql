-- Offline SQL

CREATE FUNCTION migrate.upgrade_sql(target text DEFAULT 'head', vars jsonb DEFAULT NULL,
                                    bookkeeping boolean DEFAULT true) RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_upgrade_sql';
COMMENT ON FUNCTION migrate.upgrade_sql(text, jsonb, boolean) IS
'a text for psql that does what upgrade would do, from here or from the start of a range start:end';

CREATE FUNCTION migrate.downgrade_sql(target text, vars jsonb DEFAULT NULL,
                                      bookkeeping boolean DEFAULT true) RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_downgrade_sql';
COMMENT ON FUNCTION migrate.downgrade_sql(text, jsonb, boolean) IS
'a text for psql that does what downgrade would do, from here or from the start of a range start:end';

CREATE FUNCTION migrate.stamp_sql(targets text) RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_stamp_sql';
COMMENT ON FUNCTION migrate.stamp_sql(text) IS
'a text for psql that does what stamp would do, from here or from the start of a range start:end';


-- The registry: its tables, read and written with the caller's own rights.
--
-- Whatever a constraint or a generated column calls is a function of this
-- extension, or of pg_catalog, and runs as whoever inserts the row.

-- What the constraints call

CREATE FUNCTION migrate.valid_names(names text[]) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'migrate_valid_names';
COMMENT ON FUNCTION migrate.valid_names(text[]) IS
'are these ids or labels: no NULL, none twice, each [A-Za-z0-9_.]+ of at most 255 bytes, and none of head, heads, base, current';

CREATE FUNCTION migrate.valid_variables(names text[]) RETURNS boolean
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'migrate_valid_variables';
COMMENT ON FUNCTION migrate.valid_variables(text[]) IS
'are these names of variables: no NULL, none twice, each [A-Za-z_][A-Za-z0-9_]* of at most 63 bytes';

CREATE FUNCTION migrate.name_points(revision text, branch_labels text[]) RETURNS int8multirange
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN (SELECT pg_catalog.range_agg(pg_catalog.int8range(point, point, '[]'))
            FROM (SELECT pg_catalog.hashtextextended(name COLLATE "C", 0) OPERATOR(pg_catalog.>>) 1
                  FROM pg_catalog.unnest(branch_labels OPERATOR(pg_catalog.||) revision) AS names (name)) AS points (point));
COMMENT ON FUNCTION migrate.name_points(text, text[]) IS
'the names of a revision, its id and labels, as points of a line: how one constraint keeps names unique across ids and labels';

CREATE FUNCTION migrate.checksum(revision text, down_revisions text[], depends_on text[], branch_labels text[],
                                 up text, down text, verify text, transactional boolean,
                                 variables text[] DEFAULT '{}', secrets text[] DEFAULT '{}',
                                 repeatable boolean DEFAULT false) RETURNS text
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
    AS 'MODULE_PATHNAME', 'migrate_checksum';
COMMENT ON FUNCTION migrate.checksum(text, text[], text[], text[], text, text, text, boolean, text[], text[], boolean) IS
'SHA-256 in hexadecimal of what defines a revision; line ends and the last newline of a script do not count';

-- registry: the tables

CREATE TABLE migrate.revisions (
    revision text COLLATE "C" PRIMARY KEY,
    message text NOT NULL DEFAULT '',
    down_revisions text[] COLLATE "C" NOT NULL DEFAULT '{}',
    depends_on text[] COLLATE "C" NOT NULL DEFAULT '{}',
    branch_labels text[] COLLATE "C" NOT NULL DEFAULT '{}',
    up text,
    down text,
    verify text,
    transactional boolean NOT NULL DEFAULT true,
    variables text[] COLLATE "C" NOT NULL DEFAULT '{}',
    secrets text[] COLLATE "C" NOT NULL DEFAULT '{}',
    repeatable boolean NOT NULL DEFAULT false,
    checksum text NOT NULL GENERATED ALWAYS AS
        (migrate.checksum(revision, down_revisions, depends_on, branch_labels, up, down, verify, transactional,
                          variables, secrets, repeatable)) STORED,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    created_by text NOT NULL DEFAULT SESSION_USER,
    source text,
    CONSTRAINT revisions_revision_grammar CHECK (migrate.valid_names(ARRAY[revision])),
    CONSTRAINT revisions_down_revisions_grammar CHECK (migrate.valid_names(down_revisions)),
    CONSTRAINT revisions_depends_on_grammar CHECK (migrate.valid_names(depends_on)),
    CONSTRAINT revisions_branch_labels_grammar CHECK (migrate.valid_names(branch_labels)),
    CONSTRAINT revisions_variables_grammar CHECK (migrate.valid_variables(variables)),
    CONSTRAINT revisions_secrets_are_variables CHECK
        (migrate.valid_variables(secrets) AND secrets OPERATOR(pg_catalog.<@) variables),
    CONSTRAINT revisions_repeatable_without_edges CHECK
        (NOT repeatable OR (down_revisions OPERATOR(pg_catalog.||) depends_on OPERATOR(pg_catalog.||) branch_labels)
                           OPERATOR(pg_catalog.=) '{}' AND down IS NULL),
    CONSTRAINT revisions_no_self_reference CHECK
        (revision OPERATOR(pg_catalog.<>) ALL
            (down_revisions OPERATOR(pg_catalog.||) depends_on OPERATOR(pg_catalog.||) branch_labels)
         AND NOT branch_labels OPERATOR(pg_catalog.&&) (depends_on OPERATOR(pg_catalog.||) down_revisions)),
    CONSTRAINT revisions_names_unique EXCLUDE USING gist
        (migrate.name_points(revision, branch_labels) WITH OPERATOR(pg_catalog.&&))
);
COMMENT ON TABLE migrate.revisions IS 'one row per revision: its place in the graph and its scripts';
COMMENT ON COLUMN migrate.revisions.revision IS 'id: [A-Za-z0-9_.]+, at most 255 bytes, unique among ids and labels';
COMMENT ON COLUMN migrate.revisions.message IS 'what the revision is for, in one line';
COMMENT ON COLUMN migrate.revisions.down_revisions IS 'ids of its parents, in order; none for a base, several for a merge';
COMMENT ON COLUMN migrate.revisions.depends_on IS 'ids or labels of revisions of other branches that must be applied before it';
COMMENT ON COLUMN migrate.revisions.branch_labels IS 'names of the branch that this revision is on';
COMMENT ON COLUMN migrate.revisions.up IS 'script of the upgrade; NULL while it is not written';
COMMENT ON COLUMN migrate.revisions.down IS 'script of the downgrade; NULL where there is no way back';
COMMENT ON COLUMN migrate.revisions.verify IS 'script run after up; an error or a false in it fails the revision';
COMMENT ON COLUMN migrate.revisions.transactional IS 'can its scripts run inside a transaction';
COMMENT ON COLUMN migrate.revisions.variables IS 'names of the variables that its scripts use; each run must give their values';
COMMENT ON COLUMN migrate.revisions.secrets IS 'those of its variables whose values are not logged';
COMMENT ON COLUMN migrate.revisions.repeatable IS 'is it outside the graph, and applied again by each upgrade that finds it changed';
COMMENT ON COLUMN migrate.revisions.checksum IS 'SHA-256 of what defines it; see migrate.checksum';
COMMENT ON COLUMN migrate.revisions.created_at IS 'when the row was made, by the server''s clock';
COMMENT ON COLUMN migrate.revisions.created_by IS 'login role that made the row';
COMMENT ON COLUMN migrate.revisions.source IS 'file that it came from; NULL if it was written in SQL';

CREATE TABLE migrate.applied (
    revision text COLLATE "C" PRIMARY KEY REFERENCES migrate.revisions,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    applied_by text NOT NULL DEFAULT SESSION_USER,
    via text NOT NULL,
    CONSTRAINT applied_via CHECK (via OPERATOR(pg_catalog.=) ANY (ARRAY['upgrade', 'stamp', 'deploy']))
);
COMMENT ON TABLE migrate.applied IS 'one row per applied revision; with a revision, all its ancestors are here';
COMMENT ON COLUMN migrate.applied.revision IS 'id of the revision';
COMMENT ON COLUMN migrate.applied.checksum IS 'the revision''s checksum when it was applied';
COMMENT ON COLUMN migrate.applied.applied_at IS 'when it was applied, by the server''s clock';
COMMENT ON COLUMN migrate.applied.applied_by IS 'login role that applied it';
COMMENT ON COLUMN migrate.applied.via IS 'how: upgrade, stamp or deploy';

-- A run that fails leaves no row, as it is rolled back. The columns for a
-- failure, and via = 'deploy' above, are for deployers that commit step by
-- step and record what went wrong.
CREATE TABLE migrate.log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    operation text NOT NULL,
    revision text COLLATE "C" NOT NULL,
    heads_before text[] COLLATE "C" NOT NULL,
    heads_after text[] COLLATE "C" NOT NULL,
    login_role text NOT NULL DEFAULT SESSION_USER,
    effective_role text NOT NULL DEFAULT CURRENT_USER,
    client_addr inet DEFAULT pg_catalog.inet_client_addr(),
    application_name text DEFAULT pg_catalog.current_setting('application_name'),
    backend_pid integer NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
    transaction_id xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
    statements integer,
    duration interval,
    variables jsonb,
    sqlstate text,
    message text,
    detail text,
    statement_number integer,
    line integer,
    CONSTRAINT log_operation CHECK (operation OPERATOR(pg_catalog.=) ANY (ARRAY['upgrade', 'downgrade', 'stamp', 'unstamp']))
);
COMMENT ON TABLE migrate.log IS 'one row per thing done, never updated; rows commit with what they tell of';
COMMENT ON COLUMN migrate.log.id IS 'number of the row, in the order of writing';
COMMENT ON COLUMN migrate.log.at IS 'when it was done, by the server''s clock';
COMMENT ON COLUMN migrate.log.operation IS 'upgrade, downgrade, stamp (recorded without running) or unstamp (taken off the record without running)';
COMMENT ON COLUMN migrate.log.revision IS 'id of the revision; it may have been removed since';
COMMENT ON COLUMN migrate.log.heads_before IS 'current revisions before';
COMMENT ON COLUMN migrate.log.heads_after IS 'current revisions after';
COMMENT ON COLUMN migrate.log.login_role IS 'role that the session logged in as';
COMMENT ON COLUMN migrate.log.effective_role IS 'role that it acted as';
COMMENT ON COLUMN migrate.log.client_addr IS 'address of the client; NULL on a Unix socket';
COMMENT ON COLUMN migrate.log.application_name IS 'application_name of the session, as the client set it';
COMMENT ON COLUMN migrate.log.backend_pid IS 'process id of the server process';
COMMENT ON COLUMN migrate.log.transaction_id IS 'transaction that did it';
COMMENT ON COLUMN migrate.log.statements IS 'number of statements run; NULL where none could be';
COMMENT ON COLUMN migrate.log.duration IS 'time that the scripts took; NULL where none ran';
COMMENT ON COLUMN migrate.log.variables IS 'values of the revision''s variables, as an object; null for a secret; NULL where it has none';
COMMENT ON COLUMN migrate.log.sqlstate IS 'for a failure that was recorded: its SQLSTATE';
COMMENT ON COLUMN migrate.log.message IS 'for a failure that was recorded: its message';
COMMENT ON COLUMN migrate.log.detail IS 'for a failure that was recorded: its detail';
COMMENT ON COLUMN migrate.log.statement_number IS 'for a failure that was recorded: number of the statement in its script, from 1';
COMMENT ON COLUMN migrate.log.line IS 'for a failure that was recorded: line of the script, from 1';

CREATE TABLE migrate.loads (
    format text COLLATE "C" PRIMARY KEY,
    files text NOT NULL,
    registry text NOT NULL,
    linear boolean NOT NULL
);
COMMENT ON TABLE migrate.loads IS 'one row per format that files were loaded in: how to tell that the same files would change nothing';
COMMENT ON COLUMN migrate.loads.format IS 'format that the call gave';
COMMENT ON COLUMN migrate.loads.files IS 'SHA-256 of the files'' names and contents; see migrate.loaded_files';
COMMENT ON COLUMN migrate.loads.registry IS 'SHA-256 of what was in the registry after the load, as far as a load compares it';
COMMENT ON COLUMN migrate.loads.linear IS 'are they put in an order that depends on what is applied; if so, that is part of registry';

-- The foreign key keeps applied revisions from being deleted. It does not
-- check what is inserted: pg_restore --jobs fills the tables of an extension
-- side by side, and would fail to fill this one. Whoever applies sees to it.
ALTER TABLE migrate.applied DISABLE TRIGGER ALL;

-- The rows are the database's own data: pg_dump takes them along.
SELECT pg_catalog.pg_extension_config_dump('migrate.revisions', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.applied', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.log', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.log_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.loads', '');


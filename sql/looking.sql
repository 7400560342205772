-- Looking

CREATE FUNCTION migrate.current()
    RETURNS TABLE (revision text, message text, branch_labels text[], head boolean,
                   applied_at timestamptz, applied_by text)
    LANGUAGE c STABLE STRICT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_current';
COMMENT ON FUNCTION migrate.current() IS
'the revisions that the database is at';

CREATE FUNCTION migrate.heads()
    RETURNS TABLE (revision text, message text, branch_labels text[], effective_head boolean, applied boolean)
    LANGUAGE c STABLE STRICT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_heads';
COMMENT ON FUNCTION migrate.heads() IS
'the revisions that none is on top of';

CREATE FUNCTION migrate.branches()
    RETURNS TABLE (revision text, message text, branch_labels text[], children text[])
    LANGUAGE c STABLE STRICT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_branches';
COMMENT ON FUNCTION migrate.branches() IS
'the revisions that several are on top of';

CREATE FUNCTION migrate.history(range text DEFAULT NULL)
    RETURNS TABLE (revision text, message text, down_revisions text[], depends_on text[], branch_labels text[],
                   head boolean, current boolean, branch_point boolean, merge_point boolean,
                   applied_at timestamptz, applied_by text, created_at timestamptz, created_by text)
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_history';
COMMENT ON FUNCTION migrate.history(text) IS
'the revisions, newest first, or those of a range start:end';

CREATE FUNCTION migrate.show(revision text)
    RETURNS TABLE (revision text, message text, down_revisions text[], depends_on text[], branch_labels text[],
                   children text[], transactional boolean, variables text[], secrets text[], checksum text,
                   created_at timestamptz, created_by text, source text, applied_at timestamptz, applied_by text, via text, up text, down text, verify text)
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_show';
COMMENT ON FUNCTION migrate.show(text) IS
'all about one or several revisions; the scripts only for who may read them';

CREATE FUNCTION migrate.pending(target text DEFAULT 'heads')
    RETURNS TABLE (revision text, message text, down_revisions text[], depends_on text[], branch_labels text[],
                   created_at timestamptz, created_by text)
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_pending';
COMMENT ON FUNCTION migrate.pending(text) IS
'the revisions that an upgrade to target would apply, in its order';

CREATE FUNCTION migrate.graph(format text DEFAULT 'text') RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_graph';
COMMENT ON FUNCTION migrate.graph(text) IS
'a drawing of the graph, newest first: as text, or for dot or mermaid';


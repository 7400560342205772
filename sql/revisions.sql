-- Writing revisions

CREATE FUNCTION migrate.revision(message text, up text DEFAULT NULL, down text DEFAULT NULL, verify text DEFAULT NULL,
                                 rev_id text DEFAULT NULL, head text DEFAULT 'head', splice boolean DEFAULT false,
                                 branch_label text DEFAULT NULL, depends_on text DEFAULT NULL,
                                 transactional boolean DEFAULT true, variables text DEFAULT NULL,
                                 secrets text DEFAULT NULL) RETURNS text
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_revision';
COMMENT ON FUNCTION migrate.revision(text, text, text, text, text, text, boolean, text, text, boolean, text, text) IS
'add a revision on top of head, return its id';

CREATE FUNCTION migrate.merge(revisions text DEFAULT 'heads', message text DEFAULT NULL, up text DEFAULT NULL,
                              down text DEFAULT NULL, verify text DEFAULT NULL, rev_id text DEFAULT NULL,
                              branch_label text DEFAULT NULL, depends_on text DEFAULT NULL,
                              splice boolean DEFAULT false, variables text DEFAULT NULL,
                              secrets text DEFAULT NULL) RETURNS text
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_merge';
COMMENT ON FUNCTION migrate.merge(text, text, text, text, text, text, text, text, boolean, text, text) IS
'add a revision on top of several, return its id';

CREATE FUNCTION migrate.edit(revision text, message text DEFAULT NULL, up text DEFAULT NULL, down text DEFAULT NULL,
                             verify text DEFAULT NULL, head text DEFAULT NULL, branch_label text DEFAULT NULL,
                             depends_on text DEFAULT NULL, transactional boolean DEFAULT NULL,
                             variables text DEFAULT NULL, secrets text DEFAULT NULL) RETURNS text
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_edit';
COMMENT ON FUNCTION migrate.edit(text, text, text, text, text, text, text, text, boolean, text, text) IS
'change an unapplied revision, return its id; NULL leaves a part as it is';

CREATE FUNCTION migrate.remove(revision text) RETURNS text
    LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_remove';
COMMENT ON FUNCTION migrate.remove(text) IS
'delete an unapplied revision that no other needs, return its id';

CREATE FUNCTION migrate.dump(revision text) RETURNS text
    LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE
    AS 'MODULE_PATHNAME', 'migrate_dump';
COMMENT ON FUNCTION migrate.dump(text) IS
'a revision as the text of a file, which migrate.load() reads as the same revision';

-- Rules.

-- pair: create
-- covers: rule create
-- both
CREATE TABLE t (a int);
CREATE TABLE u (a int);
-- from
-- to
CREATE RULE r AS ON INSERT TO t WHERE NEW.a > 0 DO ALSO INSERT INTO u VALUES (NEW.a);

-- pair: drop
-- covers: rule drop
-- both
CREATE TABLE t (a int);
-- from
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
-- to

-- pair: definition
-- covers: rule definition
-- both
CREATE TABLE t (a int);
-- from
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
COMMENT ON RULE r ON t IS 'kept';
-- to
CREATE RULE r AS ON DELETE TO t WHERE OLD.a > 5 DO INSTEAD NOTHING;
COMMENT ON RULE r ON t IS 'kept';

-- pair: rename
-- covers: rule rename
-- both
CREATE TABLE t (a int);
-- from
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
-- to
-- migrate:renamed-from r
CREATE RULE s AS ON DELETE TO t DO INSTEAD NOTHING;

-- pair: comment
-- covers: rule comment
-- both
CREATE TABLE t (a int);
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
-- from
-- to
COMMENT ON RULE r ON t IS 'why';

-- pair: enabled
-- covers: rule enabled
-- both
CREATE TABLE t (a int);
CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE s AS ON DELETE TO t DO INSTEAD NOTHING;
-- from
ALTER TABLE t ENABLE ALWAYS RULE s;
-- to
ALTER TABLE t DISABLE RULE r;

-- Row security and its policies.

-- pair: enable row security
-- covers: table row security
-- statements
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- from
CREATE TABLE t (a int);
-- to
CREATE TABLE t (a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;

-- pair: disable row security
-- covers: table row security
-- statements
ALTER TABLE t DISABLE ROW LEVEL SECURITY;
-- from
CREATE TABLE t (a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- to
CREATE TABLE t (a int);

-- pair: force row security
-- covers: table force row security
-- from
CREATE TABLE t (a int);
CREATE TABLE u (a int);
ALTER TABLE u FORCE ROW LEVEL SECURITY;
-- to
CREATE TABLE t (a int);
CREATE TABLE u (a int);
ALTER TABLE t FORCE ROW LEVEL SECURITY;

-- pair: create
-- covers: policy create
-- from
CREATE TABLE t (a int, who text);
-- to
CREATE TABLE t (a int, who text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON t USING (who = CURRENT_USER) WITH CHECK (a > 0);
CREATE POLICY "Nobody's" ON t AS RESTRICTIVE FOR DELETE TO regress_writer, "regress Odd" USING (false);

-- pair: drop
-- covers: policy drop
-- statements
DROP POLICY p ON t;
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
-- to
CREATE TABLE t (a int);

-- pair: rename
-- covers: policy rename
-- statements
ALTER POLICY p ON t RENAME TO q;
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
-- to
CREATE TABLE t (a int);
-- migrate:renamed-from p
CREATE POLICY q ON t USING (a > 0);

-- pair: comment
-- covers: policy comment
-- both
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
-- from
-- to
COMMENT ON POLICY p ON t IS 'why';

-- pair: using
-- covers: policy using
-- statements
ALTER POLICY p ON t USING ((a > 1));
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
-- to
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 1);

-- pair: with check
-- covers: policy with check
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0) WITH CHECK (a > 0);
CREATE POLICY q ON t FOR INSERT WITH CHECK (a > 0);
-- to
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0) WITH CHECK (a > 5);
CREATE POLICY q ON t FOR INSERT WITH CHECK (a > 5);

-- pair: with check removed
-- covers: policy with check
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0) WITH CHECK (a > 0);
COMMENT ON POLICY p ON t IS 'kept';
-- to
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
COMMENT ON POLICY p ON t IS 'kept';

-- pair: roles
-- covers: policy roles
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t TO regress_reader USING (true);
CREATE POLICY q ON t USING (true);
-- to
CREATE TABLE t (a int);
CREATE POLICY p ON t TO regress_writer, regress_owner USING (true);
CREATE POLICY q ON t TO "regress Odd" USING (true);

-- pair: roles back to all
-- covers: policy roles
-- statements
ALTER POLICY p ON t TO PUBLIC;
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t TO regress_reader USING (true);
-- to
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (true);

-- pair: command
-- covers: policy command
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t FOR SELECT USING (a > 0);
COMMENT ON POLICY p ON t IS 'kept';
-- to
CREATE TABLE t (a int);
CREATE POLICY p ON t FOR UPDATE USING (a > 0);
COMMENT ON POLICY p ON t IS 'kept';

-- pair: permissive
-- covers: policy permissive
-- from
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
-- to
CREATE TABLE t (a int);
CREATE POLICY p ON t AS RESTRICTIVE USING (a > 0);

-- pair: with a subquery
-- covers: policy using
-- from
CREATE TABLE u (a int);
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (a > 0);
-- to
CREATE TABLE u (a int);
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (EXISTS (SELECT FROM u WHERE u.a = t.a));

-- pair: by a function
-- covers: policy create; function create
-- from
CREATE TABLE t (a int);
-- to
CREATE FUNCTION good(int) RETURNS boolean LANGUAGE sql AS 'SELECT $1 > 0';
CREATE TABLE t (a int);
CREATE POLICY p ON t USING (good(a));

-- pair: on a column of another type
-- covers: dependents policy on column
-- from
CREATE TABLE t (a int);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t TO regress_reader USING (a > 0);
COMMENT ON POLICY p ON t IS 'kept';
-- to
CREATE TABLE t (a bigint);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t TO regress_reader USING (a > 0);
COMMENT ON POLICY p ON t IS 'kept';

-- pair: drops the column it used
-- covers: policy using; column drop
-- from
CREATE TABLE t (a int, b int);
CREATE POLICY p ON t USING (a > 0);
-- to
CREATE TABLE t (b int);
CREATE POLICY p ON t USING (b > 0);

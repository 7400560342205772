-- What the extension consists of, function by function and member by member:
-- a change of the SQL surface shows here.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS migrate;

-- members, but for types and indexes that come with others
SELECT pg_describe_object(classid, objid, 0) AS member, obj_description(objid, classid::regclass::name) AS comment
FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass
  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'migrate') AND deptype = 'e'
  AND classid <> 'pg_proc'::regclass
  AND NOT (classid = 'pg_type'::regclass AND EXISTS
           (SELECT FROM pg_type AS t LEFT JOIN pg_class AS c ON c.oid = t.typrelid
            WHERE t.oid = objid AND (t.typelem <> 0 OR c.relkind <> 'c')))
ORDER BY pg_describe_object(classid, objid, 0) COLLATE "C";

\pset format unaligned
\x on
SELECT format('%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)) AS function,
       pg_get_function_result(p.oid) AS result, l.lanname AS language,
       concat_ws(' ', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
                 CASE WHEN p.proisstrict THEN 'strict' END,
                 'parallel ' || CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END,
                 CASE WHEN p.prosecdef THEN 'SECURITY DEFINER' END,
                 CASE WHEN has_function_privilege('public', p.oid, 'EXECUTE') THEN 'FOR PUBLIC' END) AS attributes,
       obj_description(p.oid, 'pg_proc') AS comment
FROM pg_depend AS d
JOIN pg_proc AS p ON p.oid = d.objid
JOIN pg_language AS l ON l.oid = p.prolang
WHERE d.refclassid = 'pg_extension'::regclass
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'migrate') AND d.deptype = 'e'
  AND d.classid = 'pg_proc'::regclass
ORDER BY p.proname COLLATE "C";
\x off
\pset format aligned

-- no way in for anyone else's rights or code: nothing runs as its owner, and
-- the tables have no trigger but the foreign key's, no rule and no policy
SELECT count(*) FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace AND (prosecdef OR proconfig IS NOT NULL);
SELECT tgrelid::regclass AS "table", tgfoid::regproc AS function, tgisinternal AS of_the_foreign_key
FROM pg_trigger WHERE tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'migrate'::regnamespace)
ORDER BY tgrelid::regclass::text COLLATE "C", tgfoid::regproc::text COLLATE "C";
SELECT count(*) FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM pg_class WHERE relnamespace = 'migrate'::regnamespace);
SELECT count(*) FROM pg_policy WHERE polrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'migrate'::regnamespace);

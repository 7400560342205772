-- Names that have to be quoted, with whatever could end a name, a string, a
-- list, a line or a statement in them.

-- pair: within lists
-- covers: text search mapping; operator family members; publication tables; foreign table options; foreign table column options
-- both
CREATE SCHEMA "own_a""b'c$$;--
(é), d.e = f";
CREATE TEXT SEARCH DICTIONARY "own_a""b'c$$;--
(é), d.e = f"."t""
 WITH (x), y" (TEMPLATE = pg_catalog.simple);
CREATE TYPE "own_a""b'c$$;--
(é), d.e = f"."c""
)" AS (i int);
CREATE FUNCTION "own_a""b'c$$;--
(é), d.e = f"."f""
)"("own_a""b'c$$;--
(é), d.e = f"."c""
)", "own_a""b'c$$;--
(é), d.e = f"."c""
)") RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE "own_a""b'c$$;--
(é), d.e = f"."t""
)" ("i""
), j" int PRIMARY KEY, j int);
CREATE FOREIGN DATA WRAPPER "own_f""
), j";
CREATE SERVER "own_s""
), j" FOREIGN DATA WRAPPER "own_f""
), j";
-- from
CREATE TEXT SEARCH CONFIGURATION own_c (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION own_c ALTER MAPPING FOR word WITH "own_a""b'c$$;--
(é), d.e = f"."t""
 WITH (x), y";
ALTER TEXT SEARCH CONFIGURATION own_c ALTER MAPPING FOR email WITH "own_a""b'c$$;--
(é), d.e = f"."t""
 WITH (x), y", pg_catalog.simple;
CREATE OPERATOR FAMILY own_o USING btree;
ALTER OPERATOR FAMILY own_o USING btree ADD FUNCTION 1 ("own_a""b'c$$;--
(é), d.e = f"."c""
)", "own_a""b'c$$;--
(é), d.e = f"."c""
)") "own_a""b'c$$;--
(é), d.e = f"."f""
)"("own_a""b'c$$;--
(é), d.e = f"."c""
)", "own_a""b'c$$;--
(é), d.e = f"."c""
)");
CREATE PUBLICATION own_p FOR TABLE "own_a""b'c$$;--
(é), d.e = f"."t""
)" ("i""
), j");
CREATE FOREIGN TABLE "own_t""
), j" ("i""
), j" int OPTIONS ("x""
), j" E'1\n'', \\')) SERVER "own_s""
), j" OPTIONS ("x""
), j" E'1\n'', \\');
-- to
CREATE TEXT SEARCH CONFIGURATION own_c (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION own_c ALTER MAPPING FOR word WITH pg_catalog.simple, "own_a""b'c$$;--
(é), d.e = f"."t""
 WITH (x), y";
ALTER TEXT SEARCH CONFIGURATION own_c ALTER MAPPING FOR host WITH "own_a""b'c$$;--
(é), d.e = f"."t""
 WITH (x), y";
ALTER TEXT SEARCH CONFIGURATION own_c DROP MAPPING FOR email;
CREATE OPERATOR FAMILY own_o USING btree;
CREATE PUBLICATION own_p FOR TABLE "own_a""b'c$$;--
(é), d.e = f"."t""
)" ("i""
), j", j) WHERE ("i""
), j" > 5);
CREATE FOREIGN TABLE "own_t""
), j" ("i""
), j" int OPTIONS ("x""
), j" E'2\n'', \\', y 'b')) SERVER "own_s""
), j" OPTIONS ("x""
), j" E'2\n'', \\', y 'b');

-- pair: operators and aggregates
-- covers: operator create; operator class create; operator family create; aggregate grant
-- both
CREATE SCHEMA "own_S 1";
-- from
-- to
CREATE OPERATOR "own_S 1".=== (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = OPERATOR("own_S 1".===));
COMMENT ON OPERATOR "own_S 1".=== (int, int) IS 'it''s';
CREATE OPERATOR FAMILY "own_S 1"."F 1" USING hash;
CREATE OPERATOR CLASS "own_S 1"."C 1" FOR TYPE int USING hash FAMILY "own_S 1"."F 1" AS OPERATOR 1 "own_S 1".===, FUNCTION 1 hashint4(int);
CREATE AGGREGATE "own_S 1"."A 1"(int) (SFUNC = int4pl, STYPE = int);
GRANT EXECUTE ON FUNCTION "own_S 1"."A 1"(int) TO regress_reader;

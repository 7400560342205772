-- Text search: parsers, templates, dictionaries and configurations.

-- pair: create
-- covers: text search create
-- from
-- to
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR asciiword, word WITH d, simple;
CREATE TABLE t (a text, v tsvector GENERATED ALWAYS AS (to_tsvector('c', a)) STORED);

-- pair: create parser and template
-- covers: text search create
-- alone
-- from
-- to
CREATE TEXT SEARCH TEMPLATE te (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH PARSER pa (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);

-- pair: drop
-- covers: text search drop
-- from
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;
-- to

-- pair: mappings and options
-- covers: text search mapping; text search options
-- from
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;
-- to
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH english_stem, d;
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR asciiword WITH simple;

-- pair: rename
-- covers: text search rename
-- from
CREATE TEXT SEARCH CONFIGURATION c (COPY = simple);
-- to
-- migrate:renamed-from c
CREATE TEXT SEARCH CONFIGURATION d (COPY = simple);

-- pair: comment and owner
-- covers: text search comment; text search owner
-- both
CREATE TEXT SEARCH CONFIGURATION c (COPY = simple);
-- from
-- to
COMMENT ON TEXT SEARCH CONFIGURATION c IS 'ours';
ALTER TEXT SEARCH CONFIGURATION c OWNER TO regress_owner;

-- Find products by the words in their name and description
-- migrate:revision 0011_product_search
-- migrate:revises 0010_row_security
-- migrate:label catalog
--
-- The catalog team's branch.

-- migrate:up
ALTER TABLE shop.products
    ADD COLUMN description text NOT NULL DEFAULT '';
ALTER TABLE shop.products
    ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', name), 'A') ||
        setweight(to_tsvector('english', description), 'B')) STORED;
CREATE INDEX products_search_idx ON shop.products USING gin (search);

CREATE FUNCTION shop.find_products(words text)
RETURNS TABLE (product_id bigint, name text, rank real)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.product_id, p.name, ts_rank(p.search, q)
    FROM shop.products p, websearch_to_tsquery('english', words) q
    WHERE p.search @@ q
    ORDER BY 3 DESC, 1;
$$;
COMMENT ON FUNCTION shop.find_products(text) IS
'products matching what a customer typed, the best match first';

-- migrate:down
DROP FUNCTION shop.find_products(text);
ALTER TABLE shop.products
    DROP COLUMN search,
    DROP COLUMN description;

-- migrate:verify
SELECT product_id, name, rank FROM shop.find_products('a kettle') WHERE false;

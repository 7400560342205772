-- Call a product's name its title, as the publishers' feeds do
-- migrate:revision 0012_product_title
-- migrate:revises 0011_product_search

-- migrate:up
-- The generated column follows the rename; the text of a function does not.
ALTER TABLE shop.products RENAME COLUMN name TO title;

DROP FUNCTION shop.find_products(text);
CREATE FUNCTION shop.find_products(words text)
RETURNS TABLE (product_id bigint, title text, rank real)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.product_id, p.title, ts_rank(p.search, q)
    FROM shop.products p, websearch_to_tsquery('english', words) q
    WHERE p.search @@ q
    ORDER BY 3 DESC, 1;
$$;
COMMENT ON FUNCTION shop.find_products(text) IS
'products matching what a customer typed, the best match first';

-- migrate:down
ALTER TABLE shop.products RENAME COLUMN title TO name;

DROP FUNCTION shop.find_products(text);
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

-- migrate:verify
SELECT product_id, title, rank FROM shop.find_products('a kettle') WHERE false;

-- Remember what each product cost when
-- migrate:revision 0019_price_history
-- migrate:revises 0012_product_title

-- migrate:up
-- One price at a time: a range of one product_id lets plain GiST say so,
-- without the extension btree_gist.
CREATE TABLE shop.price_history (
    product_id bigint NOT NULL REFERENCES shop.products ON DELETE CASCADE,
    valid      tstzrange NOT NULL,
    price      shop.amount NOT NULL,
    CONSTRAINT price_history_one_price EXCLUDE USING gist (
        int8range(product_id, product_id, '[]') WITH &&,
        valid WITH &&)
);
CREATE UNIQUE INDEX price_history_current_key
    ON shop.price_history (product_id) WHERE upper_inf(valid);
COMMENT ON TABLE shop.price_history IS
'kept by a trigger on products; the open range is today''s price';

INSERT INTO shop.price_history (product_id, valid, price)
SELECT product_id, tstzrange(created_at, NULL), price
FROM shop.products;

CREATE FUNCTION shop.remember_price() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := clock_timestamp();
BEGIN
    UPDATE shop.price_history h
    SET valid = tstzrange(lower(h.valid), at)
    WHERE h.product_id = NEW.product_id AND upper_inf(h.valid);

    INSERT INTO shop.price_history (product_id, valid, price)
    VALUES (NEW.product_id, tstzrange(at, NULL), NEW.price);
    RETURN NULL;
END;
$$;

CREATE TRIGGER remember_first_price
    AFTER INSERT ON shop.products
    FOR EACH ROW EXECUTE FUNCTION shop.remember_price();
CREATE TRIGGER remember_price
    AFTER UPDATE OF price ON shop.products
    FOR EACH ROW WHEN (OLD.price IS DISTINCT FROM NEW.price)
    EXECUTE FUNCTION shop.remember_price();

-- migrate:down
DROP TRIGGER remember_price ON shop.products;
DROP TRIGGER remember_first_price ON shop.products;
DROP FUNCTION shop.remember_price();
DROP TABLE shop.price_history;

-- migrate:verify
SELECT NOT EXISTS (
    SELECT p.product_id, p.price FROM shop.products p
    EXCEPT
    SELECT h.product_id, h.price FROM shop.price_history h
    WHERE upper_inf(h.valid));

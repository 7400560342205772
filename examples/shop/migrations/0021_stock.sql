-- Count what is in the warehouse, and never sell what is not
-- migrate:revision 0021_stock
-- migrate:revises 0020_product_attributes

-- migrate:up
CREATE TABLE shop.stock (
    product_id bigint PRIMARY KEY REFERENCES shop.products ON DELETE CASCADE,
    on_hand    integer NOT NULL DEFAULT 0,
    CONSTRAINT stock_on_hand_not_negative CHECK (on_hand >= 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE shop.stock IS
'updated at every sale: room is left on each page for HOT updates';

INSERT INTO shop.stock (product_id)
SELECT product_id FROM shop.products;

CREATE FUNCTION shop.take_from_stock(product bigint, quantity integer)
RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    remaining integer;
BEGIN
    UPDATE shop.stock s
    SET on_hand = s.on_hand - quantity
    WHERE s.product_id = product AND s.on_hand >= quantity
    RETURNING s.on_hand INTO remaining;

    IF NOT FOUND THEN
        RAISE EXCEPTION 'product % is short of % pieces', product, quantity
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN remaining;
END;
$$;
COMMENT ON FUNCTION shop.take_from_stock(bigint, integer) IS
'takes the pieces and returns what remains, or takes none and fails';

REVOKE EXECUTE ON FUNCTION shop.take_from_stock(bigint, integer) FROM PUBLIC;

-- migrate:down
DROP FUNCTION shop.take_from_stock(bigint, integer);
DROP TABLE shop.stock;

-- migrate:verify
SELECT count(*) = (SELECT count(*) FROM shop.products) FROM shop.stock;

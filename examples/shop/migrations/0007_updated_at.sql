-- Note when customers, products and orders were last changed
-- migrate:revision 0007_updated_at
-- migrate:revises 0006_order_numbers

-- migrate:up
ALTER TABLE shop.customers ADD COLUMN updated_at timestamptz;
ALTER TABLE shop.products ADD COLUMN updated_at timestamptz;
ALTER TABLE shop.orders ADD COLUMN updated_at timestamptz;

-- Nobody noted it so far: the day of birth is the best that is known.
UPDATE shop.customers SET updated_at = created_at;
UPDATE shop.products SET updated_at = created_at;
UPDATE shop.orders SET updated_at = placed_at;

ALTER TABLE shop.customers
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE shop.products
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE shop.orders
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET NOT NULL;

CREATE FUNCTION shop.touch() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION shop.touch() IS 'keeps updated_at of the row being changed';

CREATE TRIGGER touch BEFORE UPDATE ON shop.customers
    FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER touch BEFORE UPDATE ON shop.products
    FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER touch BEFORE UPDATE ON shop.orders
    FOR EACH ROW EXECUTE FUNCTION shop.touch();

-- migrate:down
DROP TRIGGER touch ON shop.orders;
DROP TRIGGER touch ON shop.products;
DROP TRIGGER touch ON shop.customers;
DROP FUNCTION shop.touch();

ALTER TABLE shop.orders DROP COLUMN updated_at;
ALTER TABLE shop.products DROP COLUMN updated_at;
ALTER TABLE shop.customers DROP COLUMN updated_at;

-- migrate:verify
SELECT count(*) = 3
FROM pg_catalog.pg_trigger
WHERE tgfoid = 'shop.touch()'::regprocedure;

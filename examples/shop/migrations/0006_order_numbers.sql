-- Number the orders, the oldest first, for letters and telephone calls
-- migrate:revision 0006_order_numbers
-- migrate:revises 0005_addresses

-- migrate:up
CREATE SEQUENCE shop.order_number_seq AS bigint START WITH 1001;

ALTER TABLE shop.orders ADD COLUMN order_number bigint;

UPDATE shop.orders o
SET order_number = n.order_number
FROM (SELECT s.order_id, nextval('shop.order_number_seq') AS order_number
      FROM (SELECT order_id FROM shop.orders
            ORDER BY placed_at, order_id) s) n
WHERE n.order_id = o.order_id;

ALTER TABLE shop.orders
    ALTER COLUMN order_number SET DEFAULT nextval('shop.order_number_seq'),
    ALTER COLUMN order_number SET NOT NULL,
    ADD CONSTRAINT orders_order_number_key UNIQUE (order_number);

ALTER SEQUENCE shop.order_number_seq OWNED BY shop.orders.order_number;
COMMENT ON COLUMN shop.orders.order_number IS
'what the customer is told; gaps mean nothing';

-- migrate:down
-- The sequence is owned by the column and goes with it.
ALTER TABLE shop.orders DROP COLUMN order_number;

-- migrate:verify
SELECT count(*) = count(DISTINCT order_number) FROM shop.orders;

-- Move shipping addresses to a table of their own, to reuse them
-- migrate:revision 0005_addresses
-- migrate:revises 0004_orders

-- migrate:up
CREATE TABLE shop.addresses (
    address_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES shop.customers,
    address     text NOT NULL,
    UNIQUE (customer_id, address),
    UNIQUE (customer_id, address_id)
);
COMMENT ON TABLE shop.addresses IS 'where a customer has had parcels sent';

INSERT INTO shop.addresses (customer_id, address)
SELECT DISTINCT customer_id, shipping_address
FROM shop.orders
ORDER BY customer_id, shipping_address;

ALTER TABLE shop.orders ADD COLUMN address_id bigint;

UPDATE shop.orders o
SET address_id = a.address_id
FROM shop.addresses a
WHERE a.customer_id = o.customer_id AND a.address = o.shipping_address;

-- Both columns in the key: an order goes to its own customer's address.
ALTER TABLE shop.orders
    ALTER COLUMN address_id SET NOT NULL,
    ADD CONSTRAINT orders_address_fkey FOREIGN KEY (customer_id, address_id)
        REFERENCES shop.addresses (customer_id, address_id),
    DROP COLUMN shipping_address;

-- migrate:down
ALTER TABLE shop.orders ADD COLUMN shipping_address text;

UPDATE shop.orders o
SET shipping_address = a.address
FROM shop.addresses a
WHERE a.address_id = o.address_id;

ALTER TABLE shop.orders
    ALTER COLUMN shipping_address SET NOT NULL,
    DROP COLUMN address_id;

DROP TABLE shop.addresses;

-- migrate:verify
-- No address was made that no order uses.
SELECT NOT EXISTS (
    SELECT FROM shop.addresses a
    WHERE NOT EXISTS (
        SELECT FROM shop.orders o WHERE o.address_id = a.address_id));

-- Keep customers, one per mail address however it is spelt
-- migrate:revision 0002_customers
-- migrate:revises 0001_schema

-- migrate:up
CREATE TABLE shop.customers (
    customer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email       shop.email NOT NULL,
    full_name   text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT customers_full_name_given CHECK (full_name <> '')
);
CREATE UNIQUE INDEX customers_email_key ON shop.customers (lower(email));

COMMENT ON TABLE shop.customers IS 'who buys';
COMMENT ON COLUMN shop.customers.email IS
'as the customer wrote it; unique without regard to case';

-- migrate:down
DROP TABLE shop.customers;

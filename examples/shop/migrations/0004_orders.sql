-- Take orders
-- migrate:revision 0004_orders
-- migrate:revises 0003_products

-- migrate:up
CREATE TYPE shop.order_status AS ENUM
    ('new', 'paid', 'shipped', 'delivered', 'cancelled');
COMMENT ON TYPE shop.order_status IS 'how far an order has come';

CREATE TABLE shop.orders (
    order_id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id      bigint NOT NULL REFERENCES shop.customers,
    status           shop.order_status NOT NULL DEFAULT 'new',
    placed_at        timestamptz NOT NULL DEFAULT now(),
    shipping_address text NOT NULL
);
CREATE INDEX orders_customer_idx ON shop.orders (customer_id, placed_at DESC);
COMMENT ON TABLE shop.orders IS 'what a customer bought in one go';

CREATE TABLE shop.order_lines (
    order_id   bigint NOT NULL REFERENCES shop.orders ON DELETE CASCADE,
    line_no    smallint NOT NULL,
    product_id bigint NOT NULL REFERENCES shop.products,
    quantity   integer NOT NULL,
    unit_price shop.amount NOT NULL,
    line_total numeric(14,2) NOT NULL
               GENERATED ALWAYS AS (quantity * unit_price) STORED,
    PRIMARY KEY (order_id, line_no),
    CONSTRAINT order_lines_quantity_positive CHECK (quantity > 0)
);
CREATE INDEX order_lines_product_idx
    ON shop.order_lines (product_id) INCLUDE (quantity);

COMMENT ON TABLE shop.order_lines IS 'the products of an order';
COMMENT ON COLUMN shop.order_lines.unit_price IS
'the price when the order was placed';

-- migrate:down
DROP TABLE shop.order_lines;
DROP TABLE shop.orders;
DROP TYPE shop.order_status;

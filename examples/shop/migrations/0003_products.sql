-- Keep products, and the categories the shop opens with
-- migrate:revision 0003_products
-- migrate:revises 0002_customers

-- migrate:up
CREATE TABLE shop.categories (
    category text PRIMARY KEY,
    label    text NOT NULL UNIQUE
);
COMMENT ON TABLE shop.categories IS 'reference data, changed by revisions only';

INSERT INTO shop.categories (category, label) VALUES
    ('books',   'Books'),
    ('garden',  'House and garden'),
    ('kitchen', 'Kitchen'),
    ('toys',    'Toys and games');

CREATE TABLE shop.products (
    product_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku        text NOT NULL,
    name       text NOT NULL,
    category   text NOT NULL REFERENCES shop.categories,
    price      shop.amount NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT products_sku_key UNIQUE (sku)
);
CREATE INDEX products_category_idx ON shop.products (category);

COMMENT ON TABLE shop.products IS 'what is sold';
COMMENT ON COLUMN shop.products.price IS 'today''s price; an order keeps its own';

-- migrate:down
DROP TABLE shop.products;
DROP TABLE shop.categories;

-- migrate:verify
SELECT count(*) = 4 FROM shop.categories;

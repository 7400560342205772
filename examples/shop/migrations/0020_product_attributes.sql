-- Let a product carry attributes that only its category has
-- migrate:revision 0020_product_attributes
-- migrate:revises 0019_price_history

-- migrate:up
ALTER TABLE shop.products
    ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}',
    ADD CONSTRAINT products_attributes_object
        CHECK (jsonb_typeof(attributes) = 'object');
CREATE INDEX products_attributes_idx
    ON shop.products USING gin (attributes jsonb_path_ops);
COMMENT ON COLUMN shop.products.attributes IS
'such as {"isbn": "…"} of a book or {"age": 6} of a toy';

-- migrate:down
ALTER TABLE shop.products DROP COLUMN attributes;

-- Let an order come back
-- migrate:revision 0008_order_returned
-- migrate:revises 0007_updated_at
--
-- PostgreSQL lets nobody use a new enum value before the transaction that
-- added it has committed, and an upgrade is one transaction. So no later
-- revision's script mentions 'returned': the application does.

-- migrate:up
ALTER TYPE shop.order_status ADD VALUE 'returned' AFTER 'delivered';

-- migrate:down
-- An enum value cannot be dropped: the type is made anew without it. What
-- came back was delivered once, and is called that again.
ALTER TYPE shop.order_status RENAME TO order_status_old;

CREATE TYPE shop.order_status AS ENUM
    ('new', 'paid', 'shipped', 'delivered', 'cancelled');
COMMENT ON TYPE shop.order_status IS 'how far an order has come';

ALTER TABLE shop.orders
    ALTER COLUMN status DROP DEFAULT,
    ALTER COLUMN status TYPE shop.order_status
        USING (CASE status::text
               WHEN 'returned' THEN 'delivered'
               ELSE status::text
               END)::shop.order_status,
    ALTER COLUMN status SET DEFAULT 'new';

DROP TYPE shop.order_status_old;

-- migrate:verify
SELECT count(*) = 6
FROM pg_catalog.pg_enum
WHERE enumtypid = 'shop.order_status'::regtype;

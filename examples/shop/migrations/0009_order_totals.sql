-- Add up orders, and find those still to be sent without reading the rest
-- migrate:revision 0009_order_totals
-- migrate:revises 0008_order_returned

-- migrate:up
CREATE INDEX orders_to_send_idx ON shop.orders (placed_at)
    WHERE status IN ('new', 'paid');

-- With its reader's rights, so that row security sees who is asking.
CREATE VIEW shop.order_totals WITH (security_invoker = true) AS
SELECT o.order_id,
       o.order_number,
       o.customer_id,
       o.status,
       count(l.line_no) AS lines,
       coalesce(sum(l.line_total), 0) AS total
FROM shop.orders o
LEFT JOIN shop.order_lines l USING (order_id)
GROUP BY o.order_id;

COMMENT ON VIEW shop.order_totals IS 'one row per order: lines and their sum';

-- migrate:down
DROP VIEW shop.order_totals;
DROP INDEX shop.orders_to_send_idx;

-- migrate:verify
SELECT count(*) = (SELECT count(*) FROM shop.orders) FROM shop.order_totals;

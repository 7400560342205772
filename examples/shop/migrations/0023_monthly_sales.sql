-- Report the sales of each month and category
-- migrate:revision 0023_monthly_sales
-- migrate:revises 0022_release_2

-- migrate:up
CREATE MATERIALIZED VIEW shop.monthly_sales AS
SELECT date_trunc('month', o.placed_at AT TIME ZONE 'UTC')::date AS month,
       p.category,
       count(DISTINCT o.order_id) AS orders,
       sum(l.quantity) AS pieces,
       sum(l.line_total) AS revenue
FROM shop.orders o
JOIN shop.order_lines l USING (order_id)
JOIN shop.products p USING (product_id)
WHERE o.status <> 'cancelled'
GROUP BY 1, 2;

-- REFRESH ... CONCURRENTLY asks for it.
CREATE UNIQUE INDEX monthly_sales_key
    ON shop.monthly_sales (month, category);
COMMENT ON MATERIALIZED VIEW shop.monthly_sales IS 'refreshed every night';

CREATE STATISTICS shop.orders_customer_status (dependencies, mcv)
    ON customer_id, status FROM shop.orders;

-- migrate:down
DROP STATISTICS shop.orders_customer_status;
DROP MATERIALIZED VIEW shop.monthly_sales;

-- migrate:verify
SELECT relispopulated
FROM pg_catalog.pg_class
WHERE oid = 'shop.monthly_sales'::regclass;

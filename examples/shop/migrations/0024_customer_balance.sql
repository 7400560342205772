-- Tell what a customer still owes
-- migrate:revision 0024_customer_balance
-- migrate:revises 0023_monthly_sales

-- migrate:up
CREATE FUNCTION shop.customer_balance(the_customer bigint) RETURNS numeric
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(sum(i.net + i.tax - paid.amount), 0)
    FROM shop.orders o
    JOIN shop.invoices i USING (order_id)
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.amount), 0) AS amount
        FROM shop.payments p
        WHERE p.invoice_id = i.invoice_id) AS paid
    WHERE o.customer_id = the_customer AND i.status IN ('sent', 'settled');
END;
COMMENT ON FUNCTION shop.customer_balance(bigint) IS
'invoiced and not yet paid, over all the customer''s orders';

CREATE VIEW shop.overdue_invoices WITH (security_invoker = true) AS
SELECT i.invoice_id,
       c.customer_id,
       c.full_name,
       c.email,
       i.due_on,
       shop.customer_balance(c.customer_id) AS owes_in_all
FROM shop.invoices i
JOIN shop.orders o USING (order_id)
JOIN shop.customers c USING (customer_id)
WHERE i.status = 'sent' AND i.due_on < current_date;
COMMENT ON VIEW shop.overdue_invoices IS 'whom to remind';

-- migrate:down
DROP VIEW shop.overdue_invoices;
DROP FUNCTION shop.customer_balance(bigint);

-- migrate:verify
SELECT shop.customer_balance(0) = 0;

-- Show each customer only what is theirs
-- migrate:revision 0010_row_security
-- migrate:revises 0009_order_totals

-- migrate:up
CREATE FUNCTION shop.current_customer() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('shop.customer_id', true), '')::bigint;

COMMENT ON FUNCTION shop.current_customer() IS
'the customer the web server set in shop.customer_id, else null';

-- Not FORCEd: the tables' owner, who migrates, goes on seeing every row.
ALTER TABLE shop.customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.order_lines ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_record ON shop.customers
    USING (customer_id = shop.current_customer());
CREATE POLICY own_addresses ON shop.addresses
    USING (customer_id = shop.current_customer());
CREATE POLICY own_orders ON shop.orders FOR SELECT
    USING (customer_id = shop.current_customer());
CREATE POLICY place_own_orders ON shop.orders FOR INSERT
    WITH CHECK (customer_id = shop.current_customer() AND status = 'new');
CREATE POLICY own_order_lines ON shop.order_lines
    USING (EXISTS (SELECT FROM shop.orders o
                   WHERE o.order_id = order_lines.order_id
                     AND o.customer_id = shop.current_customer()));
COMMENT ON POLICY place_own_orders ON shop.orders IS
'customers place orders; only the shop moves them on';

-- migrate:down
DROP POLICY own_order_lines ON shop.order_lines;
DROP POLICY place_own_orders ON shop.orders;
DROP POLICY own_orders ON shop.orders;
DROP POLICY own_addresses ON shop.addresses;
DROP POLICY own_record ON shop.customers;

ALTER TABLE shop.order_lines DISABLE ROW LEVEL SECURITY;
ALTER TABLE shop.orders DISABLE ROW LEVEL SECURITY;
ALTER TABLE shop.addresses DISABLE ROW LEVEL SECURITY;
ALTER TABLE shop.customers DISABLE ROW LEVEL SECURITY;

DROP FUNCTION shop.current_customer();

-- migrate:verify
SELECT relrowsecurity
FROM pg_catalog.pg_class
WHERE oid IN ('shop.customers'::regclass, 'shop.addresses'::regclass,
              'shop.orders'::regclass, 'shop.order_lines'::regclass);

-- Takes the shop's schema up, sells something, takes it down and up again.
--
--     psql -X -d shop -f examples/shop/demo.sql
--
-- Needs the revisions of migrations/ loaded, and a database whose shop may be lost:
-- going down to base drops it.

\set ON_ERROR_STOP on
\pset footer off
\pset null '-'

\echo
\echo '== What is to be done: SELECT * FROM migrate.pending();'
SELECT * FROM migrate.pending();

\echo '== Would it work? All of it is done, reported and rolled back:'
\echo '== SELECT * FROM migrate.upgrade(''head'', dry_run => true);'
SELECT * FROM migrate.upgrade('head', dry_run => true);
SELECT to_regnamespace('shop') AS "the shop after the dry run";

\echo '== In earnest: SELECT * FROM migrate.upgrade(''head'');'
SELECT * FROM migrate.upgrade('head');

\echo '== Where the database stands: SELECT * FROM migrate.current();'
SELECT * FROM migrate.current();

\echo '== How it came there: SELECT * FROM migrate.history();'
SELECT * FROM migrate.history();

\echo '== The branches: SELECT migrate.graph();'
\pset format unaligned
\pset tuples_only on
SELECT migrate.graph();
\pset tuples_only off
\pset format aligned
\echo

\echo '== Is all as it should be? SELECT * FROM migrate.check();'
SELECT * FROM migrate.check();

\echo '== The shop is open: an order of two kettles, billed to Austria and partly paid'
BEGIN;
INSERT INTO shop.customers (email, full_name)
VALUES ('Ada@example.org', 'Ada Example')
RETURNING customer_id \gset
INSERT INTO shop.products (sku, title, category, price)
VALUES ('K-1', 'Copper kettle', 'kitchen', 30.00)
RETURNING product_id \gset
INSERT INTO shop.addresses (customer_id, address)
VALUES (:customer_id, '1 Harbour Lane')
RETURNING address_id \gset
INSERT INTO shop.orders (customer_id, address_id)
VALUES (:customer_id, :address_id)
RETURNING order_id \gset
INSERT INTO shop.order_lines (order_id, line_no, product_id, quantity, unit_price)
VALUES (:order_id, 1, :product_id, 2, 30.00);
SELECT shop.issue_invoice(:order_id, 'AT') AS invoice_id \gset
UPDATE shop.invoices SET status = 'sent' WHERE invoice_id = :invoice_id;
INSERT INTO shop.payments (invoice_id, amount, method)
VALUES (:invoice_id, 50.00, 'card');
COMMIT;

SELECT order_number, status, lines, total,
       shop.customer_balance(customer_id) AS still_owed
FROM shop.order_totals
WHERE order_id = :order_id;

\echo '== All the way back: SELECT * FROM migrate.downgrade(''base'');'
SELECT * FROM migrate.downgrade('base');
SELECT to_regnamespace('shop') AS "the shop at base";

\echo '== And up again: SELECT * FROM migrate.upgrade();'
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.current();

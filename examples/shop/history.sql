-- The history of a small shop, as revisions of the registry.
--
--     psql -X -d shop -f examples/shop/history.sql
--
-- Loads every revision, or none. Nothing of the shop is made yet: that is
-- what migrate.upgrade() is for, and demo.sql shows it.
--
-- The trunk (0001 to 0010) is one line. Then two teams work side by side, on
-- the branches "catalog" and "billing", until 0022 merges them.
--
-- Every name is qualified, so no script depends on a search_path. No down
-- script says CASCADE: each takes back what its up made, and a leftover
-- that somebody hung on it is an error rather than a loss.

\set ON_ERROR_STOP on
\pset format unaligned
\pset tuples_only on

BEGIN;

SELECT migrate.revision('Make the shop''s schema and the domains its columns share',
    rev_id => '0001_schema',
    up => $up$
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'a small shop: customers, products, orders, bills';

CREATE DOMAIN shop.email AS text
    CONSTRAINT email_shape CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');
COMMENT ON DOMAIN shop.email IS
'something@somewhere; whether it can be reached, only a mail can tell';

CREATE DOMAIN shop.amount AS numeric(12,2)
    CONSTRAINT amount_not_negative CHECK (VALUE >= 0);
COMMENT ON DOMAIN shop.amount IS 'money in the shop''s one currency';
$up$,
    down => $down$
DROP DOMAIN shop.amount;
DROP DOMAIN shop.email;
DROP SCHEMA shop;
$down$,
    verify => $verify$
SELECT 'ada@example.org'::shop.email IS NOT NULL AND 9.99::shop.amount > 0;
$verify$);

SELECT migrate.revision('Keep customers, one per mail address however it is spelt',
    rev_id => '0002_customers',
    up => $up$
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
$up$,
    down => $down$
DROP TABLE shop.customers;
$down$);

SELECT migrate.revision('Keep products, and the categories the shop opens with',
    rev_id => '0003_products',
    up => $up$
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
$up$,
    down => $down$
DROP TABLE shop.products;
DROP TABLE shop.categories;
$down$,
    verify => $verify$
SELECT count(*) = 4 FROM shop.categories;
$verify$);

SELECT migrate.revision('Take orders',
    rev_id => '0004_orders',
    up => $up$
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
$up$,
    down => $down$
DROP TABLE shop.order_lines;
DROP TABLE shop.orders;
DROP TYPE shop.order_status;
$down$);

SELECT migrate.revision('Move shipping addresses to a table of their own, to reuse them',
    rev_id => '0005_addresses',
    up => $up$
CREATE TABLE shop.addresses (
    address_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES shop.customers,
    address     text NOT NULL,
    UNIQUE (customer_id, address),
    UNIQUE (customer_id, address_id)
);
COMMENT ON TABLE shop.addresses IS 'where a customer has had parcels sent';

INSERT INTO shop.addresses (customer_id, address)
SELECT DISTINCT customer_id, shipping_address
FROM shop.orders
ORDER BY customer_id, shipping_address;

ALTER TABLE shop.orders ADD COLUMN address_id bigint;

UPDATE shop.orders o
SET address_id = a.address_id
FROM shop.addresses a
WHERE a.customer_id = o.customer_id AND a.address = o.shipping_address;

-- Both columns in the key: an order goes to its own customer's address.
ALTER TABLE shop.orders
    ALTER COLUMN address_id SET NOT NULL,
    ADD CONSTRAINT orders_address_fkey FOREIGN KEY (customer_id, address_id)
        REFERENCES shop.addresses (customer_id, address_id),
    DROP COLUMN shipping_address;
$up$,
    down => $down$
ALTER TABLE shop.orders ADD COLUMN shipping_address text;

UPDATE shop.orders o
SET shipping_address = a.address
FROM shop.addresses a
WHERE a.address_id = o.address_id;

ALTER TABLE shop.orders
    ALTER COLUMN shipping_address SET NOT NULL,
    DROP COLUMN address_id;

DROP TABLE shop.addresses;
$down$,
    verify => $verify$
-- No address was made that no order uses.
SELECT NOT EXISTS (
    SELECT FROM shop.addresses a
    WHERE NOT EXISTS (
        SELECT FROM shop.orders o WHERE o.address_id = a.address_id));
$verify$);

SELECT migrate.revision('Number the orders, the oldest first, for letters and telephone calls',
    rev_id => '0006_order_numbers',
    up => $up$
CREATE SEQUENCE shop.order_number_seq AS bigint START WITH 1001;

ALTER TABLE shop.orders ADD COLUMN order_number bigint;

UPDATE shop.orders o
SET order_number = n.order_number
FROM (SELECT s.order_id, nextval('shop.order_number_seq') AS order_number
      FROM (SELECT order_id FROM shop.orders
            ORDER BY placed_at, order_id) s) n
WHERE n.order_id = o.order_id;

ALTER TABLE shop.orders
    ALTER COLUMN order_number SET DEFAULT nextval('shop.order_number_seq'),
    ALTER COLUMN order_number SET NOT NULL,
    ADD CONSTRAINT orders_order_number_key UNIQUE (order_number);

ALTER SEQUENCE shop.order_number_seq OWNED BY shop.orders.order_number;
COMMENT ON COLUMN shop.orders.order_number IS
'what the customer is told; gaps mean nothing';
$up$,
    down => $down$
-- The sequence is owned by the column and goes with it.
ALTER TABLE shop.orders DROP COLUMN order_number;
$down$,
    verify => $verify$
SELECT count(*) = count(DISTINCT order_number) FROM shop.orders;
$verify$);

SELECT migrate.revision('Note when customers, products and orders were last changed',
    rev_id => '0007_updated_at',
    up => $up$
ALTER TABLE shop.customers ADD COLUMN updated_at timestamptz;
ALTER TABLE shop.products ADD COLUMN updated_at timestamptz;
ALTER TABLE shop.orders ADD COLUMN updated_at timestamptz;

-- Nobody noted it so far: the day of birth is the best that is known.
UPDATE shop.customers SET updated_at = created_at;
UPDATE shop.products SET updated_at = created_at;
UPDATE shop.orders SET updated_at = placed_at;

ALTER TABLE shop.customers
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE shop.products
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE shop.orders
    ALTER COLUMN updated_at SET DEFAULT now(),
    ALTER COLUMN updated_at SET NOT NULL;

CREATE FUNCTION shop.touch() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;
COMMENT ON FUNCTION shop.touch() IS 'keeps updated_at of the row being changed';

CREATE TRIGGER touch BEFORE UPDATE ON shop.customers
    FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER touch BEFORE UPDATE ON shop.products
    FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE TRIGGER touch BEFORE UPDATE ON shop.orders
    FOR EACH ROW EXECUTE FUNCTION shop.touch();
$up$,
    down => $down$
DROP TRIGGER touch ON shop.orders;
DROP TRIGGER touch ON shop.products;
DROP TRIGGER touch ON shop.customers;
DROP FUNCTION shop.touch();

ALTER TABLE shop.orders DROP COLUMN updated_at;
ALTER TABLE shop.products DROP COLUMN updated_at;
ALTER TABLE shop.customers DROP COLUMN updated_at;
$down$,
    verify => $verify$
SELECT count(*) = 3
FROM pg_catalog.pg_trigger
WHERE tgfoid = 'shop.touch()'::regprocedure;
$verify$);

-- PostgreSQL lets nobody use a new enum value before the transaction that
-- added it has committed, and upgrade() is one transaction. So no later
-- revision's script mentions 'returned': the application does.
SELECT migrate.revision('Let an order come back',
    rev_id => '0008_order_returned',
    up => $up$
ALTER TYPE shop.order_status ADD VALUE 'returned' AFTER 'delivered';
$up$,
    down => $down$
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
$down$,
    verify => $verify$
SELECT count(*) = 6
FROM pg_catalog.pg_enum
WHERE enumtypid = 'shop.order_status'::regtype;
$verify$);

SELECT migrate.revision('Add up orders, and find those still to be sent without reading the rest',
    rev_id => '0009_order_totals',
    up => $up$
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
$up$,
    down => $down$
DROP VIEW shop.order_totals;
DROP INDEX shop.orders_to_send_idx;
$down$,
    verify => $verify$
SELECT count(*) = (SELECT count(*) FROM shop.orders) FROM shop.order_totals;
$verify$);

SELECT migrate.revision('Show each customer only what is theirs',
    rev_id => '0010_row_security',
    up => $up$
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
$up$,
    down => $down$
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
$down$,
    verify => $verify$
SELECT relrowsecurity
FROM pg_catalog.pg_class
WHERE oid IN ('shop.customers'::regclass, 'shop.addresses'::regclass,
              'shop.orders'::regclass, 'shop.order_lines'::regclass);
$verify$);

-- The catalog team's branch.

SELECT migrate.revision('Find products by the words in their name and description',
    rev_id => '0011_product_search',
    head => '0010_row_security',
    branch_label => 'catalog',
    up => $up$
ALTER TABLE shop.products
    ADD COLUMN description text NOT NULL DEFAULT '';
ALTER TABLE shop.products
    ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('english', name), 'A') ||
        setweight(to_tsvector('english', description), 'B')) STORED;
CREATE INDEX products_search_idx ON shop.products USING gin (search);

CREATE FUNCTION shop.find_products(words text)
RETURNS TABLE (product_id bigint, name text, rank real)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.product_id, p.name, ts_rank(p.search, q)
    FROM shop.products p, websearch_to_tsquery('english', words) q
    WHERE p.search @@ q
    ORDER BY 3 DESC, 1;
$$;
COMMENT ON FUNCTION shop.find_products(text) IS
'products matching what a customer typed, the best match first';
$up$,
    down => $down$
DROP FUNCTION shop.find_products(text);
ALTER TABLE shop.products
    DROP COLUMN search,
    DROP COLUMN description;
$down$,
    verify => $verify$
SELECT product_id, name, rank FROM shop.find_products('a kettle') WHERE false;
$verify$);

SELECT migrate.revision('Call a product''s name its title, as the publishers'' feeds do',
    rev_id => '0012_product_title',
    head => 'catalog@head',
    up => $up$
-- The generated column follows the rename; the text of a function does not.
ALTER TABLE shop.products RENAME COLUMN name TO title;

DROP FUNCTION shop.find_products(text);
CREATE FUNCTION shop.find_products(words text)
RETURNS TABLE (product_id bigint, title text, rank real)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.product_id, p.title, ts_rank(p.search, q)
    FROM shop.products p, websearch_to_tsquery('english', words) q
    WHERE p.search @@ q
    ORDER BY 3 DESC, 1;
$$;
COMMENT ON FUNCTION shop.find_products(text) IS
'products matching what a customer typed, the best match first';
$up$,
    down => $down$
ALTER TABLE shop.products RENAME COLUMN title TO name;

DROP FUNCTION shop.find_products(text);
CREATE FUNCTION shop.find_products(words text)
RETURNS TABLE (product_id bigint, name text, rank real)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.product_id, p.name, ts_rank(p.search, q)
    FROM shop.products p, websearch_to_tsquery('english', words) q
    WHERE p.search @@ q
    ORDER BY 3 DESC, 1;
$$;
COMMENT ON FUNCTION shop.find_products(text) IS
'products matching what a customer typed, the best match first';
$down$,
    verify => $verify$
SELECT product_id, title, rank FROM shop.find_products('a kettle') WHERE false;
$verify$);

-- The billing team's branch, from the same revision: hence splice.

SELECT migrate.revision('Bill orders',
    rev_id => '0013_invoices',
    head => '0010_row_security',
    splice => true,
    branch_label => 'billing',
    up => $up$
CREATE TYPE shop.invoice_status AS ENUM ('draft', 'sent', 'settled', 'void');

CREATE TABLE shop.invoices (
    invoice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id   bigint NOT NULL REFERENCES shop.orders,
    status     shop.invoice_status NOT NULL DEFAULT 'draft',
    issued_on  date NOT NULL DEFAULT current_date,
    due_on     date NOT NULL GENERATED ALWAYS AS (issued_on + 30) STORED,
    net        shop.amount NOT NULL DEFAULT 0
);
-- A void invoice may be followed by a right one.
CREATE UNIQUE INDEX invoices_order_key ON shop.invoices (order_id)
    WHERE status <> 'void';
CREATE INDEX invoices_open_idx ON shop.invoices (due_on)
    WHERE status = 'sent';
COMMENT ON TABLE shop.invoices IS 'what an order costs and when it is due';

ALTER TABLE shop.invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_invoices ON shop.invoices FOR SELECT
    USING (status <> 'draft'
           AND EXISTS (SELECT FROM shop.orders o
                       WHERE o.order_id = invoices.order_id
                         AND o.customer_id = shop.current_customer()));
$up$,
    down => $down$
DROP TABLE shop.invoices;
DROP TYPE shop.invoice_status;
$down$);

SELECT migrate.revision('Charge the value-added tax of the country an invoice goes to',
    rev_id => '0014_tax_rates',
    head => 'billing@head',
    up => $up$
CREATE TABLE shop.tax_rates (
    country char(2) PRIMARY KEY,
    rate    numeric(5,4) NOT NULL,
    CONSTRAINT tax_rates_country_upper CHECK (country = upper(country)),
    CONSTRAINT tax_rates_rate_sane CHECK (rate >= 0 AND rate < 1)
);
COMMENT ON TABLE shop.tax_rates IS 'the standard rate: 0.19 is 19 per cent';

INSERT INTO shop.tax_rates (country, rate) VALUES
    ('AT', 0.20), ('CH', 0.081), ('DE', 0.19), ('FR', 0.20), ('NL', 0.21);

-- The shop sold in its own country only until now. Once the old invoices
-- have it, a new one has to say its country.
ALTER TABLE shop.invoices
    ADD COLUMN country char(2) NOT NULL DEFAULT 'DE' REFERENCES shop.tax_rates,
    ADD COLUMN tax shop.amount NOT NULL DEFAULT 0;
ALTER TABLE shop.invoices ALTER COLUMN country DROP DEFAULT;

UPDATE shop.invoices i
SET tax = round(i.net * r.rate, 2)
FROM shop.tax_rates r
WHERE r.country = i.country;
$up$,
    down => $down$
ALTER TABLE shop.invoices
    DROP COLUMN tax,
    DROP COLUMN country;
DROP TABLE shop.tax_rates;
$down$,
    verify => $verify$
SELECT i.tax = round(i.net * r.rate, 2)
FROM shop.invoices i JOIN shop.tax_rates r USING (country);
$verify$);

SELECT migrate.revision('Record payments, a partition for each year',
    rev_id => '0015_payments',
    head => 'billing@head',
    up => $up$
CREATE TABLE shop.payments (
    payment_id uuid NOT NULL DEFAULT gen_random_uuid(),
    invoice_id bigint NOT NULL REFERENCES shop.invoices,
    paid_on    date NOT NULL DEFAULT current_date,
    amount     shop.amount NOT NULL,
    method     text NOT NULL,
    PRIMARY KEY (payment_id, paid_on)
) PARTITION BY RANGE (paid_on);
COMMENT ON TABLE shop.payments IS
'a year is detached once the tax office can no longer ask for it';

CREATE TABLE shop.payments_2025 PARTITION OF shop.payments
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE shop.payments_2026 PARTITION OF shop.payments
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE shop.payments_other PARTITION OF shop.payments DEFAULT;

CREATE INDEX payments_invoice_idx ON shop.payments (invoice_id);
CREATE INDEX payments_paid_on_idx ON shop.payments USING brin (paid_on);
$up$,
    down => $down$
DROP TABLE shop.payments;
$down$,
    verify => $verify$
SELECT count(*) = 3
FROM pg_catalog.pg_inherits
WHERE inhparent = 'shop.payments'::regclass;
$verify$);

-- In two steps: the first binds new rows at the price of a short lock, the
-- second reads the old ones while the shop goes on selling.

SELECT migrate.revision('Accept only known ways to pay from now on',
    rev_id => '0016_payment_methods',
    head => 'billing@head',
    up => $up$
ALTER TABLE shop.payments
    ADD CONSTRAINT payments_method_known
        CHECK (method IN ('card', 'transfer', 'cash', 'other')) NOT VALID;
$up$,
    down => $down$
ALTER TABLE shop.payments DROP CONSTRAINT payments_method_known;
$down$);

SELECT migrate.revision('Tidy how old payments were made, and hold them to the same rule',
    rev_id => '0017_payment_methods_checked',
    head => 'billing@head',
    up => $up$
UPDATE shop.payments
SET method = CASE
             WHEN lower(method) IN ('visa', 'mastercard', 'card') THEN 'card'
             WHEN lower(method) IN ('sepa', 'wire', 'transfer') THEN 'transfer'
             WHEN lower(method) = 'cash' THEN 'cash'
             ELSE 'other'
             END
WHERE method NOT IN ('card', 'transfer', 'cash', 'other');

ALTER TABLE shop.payments VALIDATE CONSTRAINT payments_method_known;
$up$,
    down => $down$
-- Validation cannot be taken back, so the rule is made anew, unvalidated.
ALTER TABLE shop.payments
    DROP CONSTRAINT payments_method_known;
ALTER TABLE shop.payments
    ADD CONSTRAINT payments_method_known
        CHECK (method IN ('card', 'transfer', 'cash', 'other')) NOT VALID;
$down$,
    verify => $verify$
SELECT convalidated
FROM pg_catalog.pg_constraint
WHERE conname = 'payments_method_known';
$verify$);

-- An invoice prints titles, which only the catalog branch has.

SELECT migrate.revision('Itemise invoices, and let none be saved that does not add up',
    rev_id => '0018_invoice_lines',
    head => 'billing@head',
    depends_on => '0012_product_title',
    up => $up$
CREATE TABLE shop.invoice_lines (
    invoice_id bigint NOT NULL REFERENCES shop.invoices ON DELETE CASCADE,
    line_no    smallint NOT NULL,
    title      text NOT NULL,
    quantity   integer NOT NULL,
    net        shop.amount NOT NULL,
    PRIMARY KEY (invoice_id, line_no)
);
COMMENT ON COLUMN shop.invoice_lines.title IS
'as printed: a later change of the product leaves the invoice alone';

INSERT INTO shop.invoice_lines (invoice_id, line_no, title, quantity, net)
SELECT i.invoice_id, l.line_no, p.title, l.quantity, l.line_total
FROM shop.invoices i
JOIN shop.order_lines l USING (order_id)
JOIN shop.products p USING (product_id);

CREATE FUNCTION shop.check_invoice_sum() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    invoice bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.invoice_id
                           ELSE NEW.invoice_id END;
BEGIN
    IF EXISTS (SELECT FROM shop.invoices i
               WHERE i.invoice_id = invoice
                 AND i.net <> (SELECT coalesce(sum(l.net), 0)
                               FROM shop.invoice_lines l
                               WHERE l.invoice_id = invoice)) THEN
        RAISE EXCEPTION 'the lines of invoice % do not add up', invoice
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END;
$$;

-- Deferred: an invoice and its lines are written one after another.
CREATE CONSTRAINT TRIGGER invoice_adds_up
    AFTER INSERT OR UPDATE OF net ON shop.invoices
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shop.check_invoice_sum();
CREATE CONSTRAINT TRIGGER invoice_adds_up
    AFTER INSERT OR UPDATE OR DELETE ON shop.invoice_lines
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shop.check_invoice_sum();

CREATE FUNCTION shop.issue_invoice(the_order bigint, to_country text)
RETURNS bigint
LANGUAGE sql
BEGIN ATOMIC
    WITH invoice AS (
        INSERT INTO shop.invoices (order_id, country, net, tax)
        SELECT t.order_id, r.country, t.total, round(t.total * r.rate, 2)
        FROM shop.order_totals t, shop.tax_rates r
        WHERE t.order_id = the_order AND r.country = to_country
        RETURNING invoice_id, order_id
    ), line AS (
        INSERT INTO shop.invoice_lines (invoice_id, line_no, title, quantity, net)
        SELECT i.invoice_id, l.line_no, p.title, l.quantity, l.line_total
        FROM invoice i
        JOIN shop.order_lines l USING (order_id)
        JOIN shop.products p USING (product_id)
    )
    SELECT invoice_id FROM invoice;
END;
COMMENT ON FUNCTION shop.issue_invoice(bigint, text) IS
'drafts the invoice of an order and returns its id';
$up$,
    down => $down$
DROP FUNCTION shop.issue_invoice(bigint, text);
DROP TRIGGER invoice_adds_up ON shop.invoice_lines;
DROP TRIGGER invoice_adds_up ON shop.invoices;
DROP FUNCTION shop.check_invoice_sum();
DROP TABLE shop.invoice_lines;
$down$,
    verify => $verify$
SELECT i.net = coalesce(sum(l.net), 0)
FROM shop.invoices i LEFT JOIN shop.invoice_lines l USING (invoice_id)
GROUP BY i.invoice_id;
$verify$);

-- Meanwhile, in the catalog.

SELECT migrate.revision('Remember what each product cost when',
    rev_id => '0019_price_history',
    head => 'catalog@head',
    up => $up$
-- One price at a time: a range of one product_id lets plain GiST say so,
-- without the extension btree_gist.
CREATE TABLE shop.price_history (
    product_id bigint NOT NULL REFERENCES shop.products ON DELETE CASCADE,
    valid      tstzrange NOT NULL,
    price      shop.amount NOT NULL,
    CONSTRAINT price_history_one_price EXCLUDE USING gist (
        int8range(product_id, product_id, '[]') WITH &&,
        valid WITH &&)
);
CREATE UNIQUE INDEX price_history_current_key
    ON shop.price_history (product_id) WHERE upper_inf(valid);
COMMENT ON TABLE shop.price_history IS
'kept by a trigger on products; the open range is today''s price';

INSERT INTO shop.price_history (product_id, valid, price)
SELECT product_id, tstzrange(created_at, NULL), price
FROM shop.products;

CREATE FUNCTION shop.remember_price() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at timestamptz := clock_timestamp();
BEGIN
    UPDATE shop.price_history h
    SET valid = tstzrange(lower(h.valid), at)
    WHERE h.product_id = NEW.product_id AND upper_inf(h.valid);

    INSERT INTO shop.price_history (product_id, valid, price)
    VALUES (NEW.product_id, tstzrange(at, NULL), NEW.price);
    RETURN NULL;
END;
$$;

CREATE TRIGGER remember_first_price
    AFTER INSERT ON shop.products
    FOR EACH ROW EXECUTE FUNCTION shop.remember_price();
CREATE TRIGGER remember_price
    AFTER UPDATE OF price ON shop.products
    FOR EACH ROW WHEN (OLD.price IS DISTINCT FROM NEW.price)
    EXECUTE FUNCTION shop.remember_price();
$up$,
    down => $down$
DROP TRIGGER remember_price ON shop.products;
DROP TRIGGER remember_first_price ON shop.products;
DROP FUNCTION shop.remember_price();
DROP TABLE shop.price_history;
$down$,
    verify => $verify$
SELECT NOT EXISTS (
    SELECT p.product_id, p.price FROM shop.products p
    EXCEPT
    SELECT h.product_id, h.price FROM shop.price_history h
    WHERE upper_inf(h.valid));
$verify$);

SELECT migrate.revision('Let a product carry attributes that only its category has',
    rev_id => '0020_product_attributes',
    head => 'catalog@head',
    up => $up$
ALTER TABLE shop.products
    ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}',
    ADD CONSTRAINT products_attributes_object
        CHECK (jsonb_typeof(attributes) = 'object');
CREATE INDEX products_attributes_idx
    ON shop.products USING gin (attributes jsonb_path_ops);
COMMENT ON COLUMN shop.products.attributes IS
'such as {"isbn": "…"} of a book or {"age": 6} of a toy';
$up$,
    down => $down$
ALTER TABLE shop.products DROP COLUMN attributes;
$down$);

SELECT migrate.revision('Count what is in the warehouse, and never sell what is not',
    rev_id => '0021_stock',
    head => 'catalog@head',
    up => $up$
CREATE TABLE shop.stock (
    product_id bigint PRIMARY KEY REFERENCES shop.products ON DELETE CASCADE,
    on_hand    integer NOT NULL DEFAULT 0,
    CONSTRAINT stock_on_hand_not_negative CHECK (on_hand >= 0)
) WITH (fillfactor = 70);
COMMENT ON TABLE shop.stock IS
'updated at every sale: room is left on each page for HOT updates';

INSERT INTO shop.stock (product_id)
SELECT product_id FROM shop.products;

CREATE FUNCTION shop.take_from_stock(product bigint, quantity integer)
RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    remaining integer;
BEGIN
    UPDATE shop.stock s
    SET on_hand = s.on_hand - quantity
    WHERE s.product_id = product AND s.on_hand >= quantity
    RETURNING s.on_hand INTO remaining;

    IF NOT FOUND THEN
        RAISE EXCEPTION 'product % is short of % pieces', product, quantity
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN remaining;
END;
$$;
COMMENT ON FUNCTION shop.take_from_stock(bigint, integer) IS
'takes the pieces and returns what remains, or takes none and fails';

REVOKE EXECUTE ON FUNCTION shop.take_from_stock(bigint, integer) FROM PUBLIC;
$up$,
    down => $down$
DROP FUNCTION shop.take_from_stock(bigint, integer);
DROP TABLE shop.stock;
$down$,
    verify => $verify$
SELECT count(*) = (SELECT count(*) FROM shop.products) FROM shop.stock;
$verify$);

-- Together again. The merge itself has nothing to do.

SELECT migrate.merge('catalog@head billing@head',
    message => 'Bring catalog and billing together for release 2',
    rev_id => '0022_release_2');

SELECT migrate.revision('Report the sales of each month and category',
    rev_id => '0023_monthly_sales',
    up => $up$
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
$up$,
    down => $down$
DROP STATISTICS shop.orders_customer_status;
DROP MATERIALIZED VIEW shop.monthly_sales;
$down$,
    verify => $verify$
SELECT relispopulated
FROM pg_catalog.pg_class
WHERE oid = 'shop.monthly_sales'::regclass;
$verify$);

SELECT migrate.revision('Tell what a customer still owes',
    rev_id => '0024_customer_balance',
    up => $up$
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
$up$,
    down => $down$
DROP VIEW shop.overdue_invoices;
DROP FUNCTION shop.customer_balance(bigint);
$down$,
    verify => $verify$
SELECT shop.customer_balance(0) = 0;
$verify$);

COMMIT;

\pset tuples_only off
\pset format aligned

-- Bill orders
-- migrate:revision 0013_invoices
-- migrate:revises 0010_row_security
-- migrate:label billing
--
-- The billing team's branch, from the same revision as the catalog's.

-- migrate:up
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

-- migrate:down
DROP TABLE shop.invoices;
DROP TYPE shop.invoice_status;

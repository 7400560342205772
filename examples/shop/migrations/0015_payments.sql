-- Record payments, a partition for each year
-- migrate:revision 0015_payments
-- migrate:revises 0014_tax_rates

-- migrate:up
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

-- migrate:down
DROP TABLE shop.payments;

-- migrate:verify
SELECT count(*) = 3
FROM pg_catalog.pg_inherits
WHERE inhparent = 'shop.payments'::regclass;

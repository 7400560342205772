-- Charge the value-added tax of the country an invoice goes to
-- migrate:revision 0014_tax_rates
-- migrate:revises 0013_invoices

-- migrate:up
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

-- migrate:down
ALTER TABLE shop.invoices
    DROP COLUMN tax,
    DROP COLUMN country;
DROP TABLE shop.tax_rates;

-- migrate:verify
SELECT i.tax = round(i.net * r.rate, 2)
FROM shop.invoices i JOIN shop.tax_rates r USING (country);

-- Tidy how old payments were made, and hold them to the same rule
-- migrate:revision 0017_payment_methods_checked
-- migrate:revises 0016_payment_methods

-- migrate:up
UPDATE shop.payments
SET method = CASE
             WHEN lower(method) IN ('visa', 'mastercard', 'card') THEN 'card'
             WHEN lower(method) IN ('sepa', 'wire', 'transfer') THEN 'transfer'
             WHEN lower(method) = 'cash' THEN 'cash'
             ELSE 'other'
             END
WHERE method NOT IN ('card', 'transfer', 'cash', 'other');

ALTER TABLE shop.payments VALIDATE CONSTRAINT payments_method_known;

-- migrate:down
-- Validation cannot be taken back, so the rule is made anew, unvalidated.
ALTER TABLE shop.payments
    DROP CONSTRAINT payments_method_known;
ALTER TABLE shop.payments
    ADD CONSTRAINT payments_method_known
        CHECK (method IN ('card', 'transfer', 'cash', 'other')) NOT VALID;

-- migrate:verify
SELECT convalidated
FROM pg_catalog.pg_constraint
WHERE conname = 'payments_method_known';

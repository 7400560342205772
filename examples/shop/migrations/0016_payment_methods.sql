-- Accept only known ways to pay from now on
-- migrate:revision 0016_payment_methods
-- migrate:revises 0015_payments

-- migrate:up
ALTER TABLE shop.payments
    ADD CONSTRAINT payments_method_known
        CHECK (method IN ('card', 'transfer', 'cash', 'other')) NOT VALID;

-- migrate:down
ALTER TABLE shop.payments DROP CONSTRAINT payments_method_known;

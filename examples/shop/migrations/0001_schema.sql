-- Make the shop's schema and the domains its columns share
-- migrate:revision 0001_schema

-- migrate:up
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'a small shop: customers, products, orders, bills';

CREATE DOMAIN shop.email AS text
    CONSTRAINT email_shape CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+$');
COMMENT ON DOMAIN shop.email IS
'something@somewhere; whether it can be reached, only a mail can tell';

CREATE DOMAIN shop.amount AS numeric(12,2)
    CONSTRAINT amount_not_negative CHECK (VALUE >= 0);
COMMENT ON DOMAIN shop.amount IS 'money in the shop''s one currency';

-- migrate:down
DROP DOMAIN shop.amount;
DROP DOMAIN shop.email;
DROP SCHEMA shop;

-- migrate:verify
SELECT 'ada@example.org'::shop.email IS NOT NULL AND 9.99::shop.amount > 0;

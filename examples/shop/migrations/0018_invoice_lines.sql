-- Itemise invoices, and let none be saved that does not add up
-- migrate:revision 0018_invoice_lines
-- migrate:revises 0017_payment_methods_checked
-- migrate:depends-on 0012_product_title
--
-- An invoice prints titles, which only the catalog branch has.

-- migrate:up
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

-- migrate:down
DROP FUNCTION shop.issue_invoice(bigint, text);
DROP TRIGGER invoice_adds_up ON shop.invoice_lines;
DROP TRIGGER invoice_adds_up ON shop.invoices;
DROP FUNCTION shop.check_invoice_sum();
DROP TABLE shop.invoice_lines;

-- migrate:verify
SELECT i.net = coalesce(sum(l.net), 0)
FROM shop.invoices i LEFT JOIN shop.invoice_lines l USING (invoice_id)
GROUP BY i.invoice_id;

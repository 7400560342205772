-- Bring catalog and billing together for release 2
-- migrate:revision 0022_release_2
-- migrate:revises 0021_stock 0018_invoice_lines
--
-- Together again. The merge itself has nothing to do.

-- migrate:up

-- migrate:down

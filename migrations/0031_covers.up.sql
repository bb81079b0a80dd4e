-- In which widths, in pixels, a cover is stored: "128 256 512", the smallest first. Empty
-- where it is as it was uploaded, by a server of the version before; the job
-- "encode-covers" makes the widths of such a one, and writes "-" where it cannot be decoded.
-- cover_key is the object of the last width, so that a server of the version before, while
-- it still runs, goes on serving it.
ALTER TABLE shows ADD COLUMN cover_widths TEXT NOT NULL DEFAULT '';
CREATE INDEX shows_uncoded ON shows (id) WHERE cover_key <> '' AND cover_widths = '' AND deleted_at = 0;

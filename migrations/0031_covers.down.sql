DROP INDEX shows_uncoded;
ALTER TABLE shows DROP COLUMN cover_widths;

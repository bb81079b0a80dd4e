-- Whether a take was cut off, because the page went away while it was spoken. With a
-- default, so that a server of the version before goes on writing takes.
ALTER TABLE takes ADD COLUMN cut BOOLEAN NOT NULL DEFAULT FALSE;

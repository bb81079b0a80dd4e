ALTER TABLE transcripts DROP COLUMN author_id;

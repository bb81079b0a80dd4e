-- Who gave a revision of a text; empty where that was before this version, or by the
-- command line. With a default, so that a server of the version before, while it still
-- runs, goes on writing revisions.
ALTER TABLE transcripts ADD COLUMN author_id TEXT NOT NULL DEFAULT '';

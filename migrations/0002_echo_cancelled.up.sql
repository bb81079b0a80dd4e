-- Whether a take was recorded with echo cancellation on. With a default, so that a server
-- of the version before, while it still runs, goes on writing takes.
ALTER TABLE takes ADD COLUMN echo_cancelled BOOLEAN NOT NULL DEFAULT FALSE;

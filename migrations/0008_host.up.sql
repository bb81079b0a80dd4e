-- A deleted show is hidden; takes of its episodes stay. With a default, so that a server
-- of the version before, while it still runs, goes on writing shows.
ALTER TABLE shows ADD COLUMN deleted_at BIGINT NOT NULL DEFAULT 0;
-- When a host last chose this audio for its episode; 0: never. The audio that was
-- uploaded or chosen last is the one that new texts are timed against.
ALTER TABLE audios ADD COLUMN chosen_at BIGINT NOT NULL DEFAULT 0;

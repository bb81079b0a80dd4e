ALTER TABLE audios DROP COLUMN chosen_at;
ALTER TABLE shows DROP COLUMN deleted_at;

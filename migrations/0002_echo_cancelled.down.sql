ALTER TABLE takes DROP COLUMN echo_cancelled;

DROP INDEX takes_answered;
DROP INDEX takes_sent;
ALTER TABLE takes DROP COLUMN answered;
ALTER TABLE takes DROP COLUMN sent;
ALTER TABLE classes DROP COLUMN queued;
DROP TABLE review_queue;

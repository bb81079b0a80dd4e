ALTER TABLE classes DROP COLUMN queued;
DROP TABLE review_queue;

-- The takes that each class hears, in the order of its review queue, so that a part of the
-- queue and the number that waits are read from an index. The view "heard" alone says who
-- hears what: every reader asks it again, and a row that it does not confirm shows nothing.
-- It is written in the transaction that changes what a class hears.
CREATE TABLE review_queue (
  take_id     TEXT NOT NULL,
  class_id    TEXT NOT NULL REFERENCES classes (id),
  user_id     TEXT NOT NULL,
  arrived_at  BIGINT NOT NULL, -- created_at of the take
  reviewed_at BIGINT NOT NULL, -- updated_at of the review by this class; 0 while it waits
  PRIMARY KEY (take_id, class_id)
);
CREATE INDEX review_queue_waiting ON review_queue (class_id, arrived_at, take_id) WHERE reviewed_at = 0;
CREATE INDEX review_queue_reviewed ON review_queue (class_id, reviewed_at, take_id) WHERE reviewed_at <> 0;
CREATE INDEX review_queue_member_waiting ON review_queue (class_id, user_id, arrived_at, take_id) WHERE reviewed_at = 0;
CREATE INDEX review_queue_member_reviewed ON review_queue (class_id, user_id, reviewed_at, take_id) WHERE reviewed_at <> 0;

-- Whether the rows of a class are there: those of a class that is older than this migration
-- are made by the job "prepare-lists", or when they are first asked for. With a default, so
-- that a server of the version before goes on making classes.
ALTER TABLE classes ADD COLUMN queued BOOLEAN NOT NULL DEFAULT FALSE;

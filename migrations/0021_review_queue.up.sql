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
CREATE INDEX review_queue_member ON review_queue (class_id, user_id, reviewed_at, arrived_at, take_id);

-- Whether the rows of a class are there: those of a class that is older than this migration
-- are made by the job "prepare-lists", or when they are first asked for. With a default, so
-- that a server of the version before goes on making classes.
ALTER TABLE classes ADD COLUMN queued BOOLEAN NOT NULL DEFAULT FALSE;

-- Whether a take was sent to a class, and answered: what a learner filters their takes by.
-- The rows that are there are marked here, for they are as many as submissions and reviews;
-- those that a server of the version before adds meanwhile are marked by the sweep.
ALTER TABLE takes ADD COLUMN sent BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE takes ADD COLUMN answered BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE takes SET sent = TRUE WHERE id IN (SELECT take_id FROM submissions);
UPDATE takes SET answered = TRUE WHERE id IN (SELECT take_id FROM reviews);
CREATE INDEX takes_sent ON takes (user_id, created_at) WHERE sent;
CREATE INDEX takes_answered ON takes (user_id, created_at) WHERE answered;

-- What a member answered to a class that asks for all takes: agreed_at is when they agreed,
-- 0 where they did not; answered_at is when they last said yes or no, and wording the version
-- of the words that they were asked with. With defaults, so that a server of the version
-- before, while it still runs, goes on writing memberships.
ALTER TABLE memberships ADD COLUMN agreed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE memberships ADD COLUMN answered_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE memberships ADD COLUMN wording TEXT NOT NULL DEFAULT '';

-- Every answer, kept for good: who said what to whom, when, and to which words.
CREATE TABLE consents (
  class_id    TEXT NOT NULL REFERENCES classes (id),
  user_id     TEXT NOT NULL REFERENCES users (id),
  answered_at BIGINT NOT NULL,
  teacher_id  TEXT NOT NULL, -- who taught the class at that time
  agreed      BOOLEAN NOT NULL,
  wording     TEXT NOT NULL,
  PRIMARY KEY (class_id, user_id, answered_at)
);

-- Who joined a class while it heard all takes read that before joining: wording 0. Who was a
-- member when it was switched on was not asked, and is from now on.
UPDATE memberships SET agreed_at = joined_at, answered_at = joined_at, wording = '0'
WHERE ended_at = 0 AND EXISTS (
  SELECT 1 FROM classes c WHERE c.id = memberships.class_id AND c.all_takes AND c.all_since <= memberships.joined_at);
INSERT INTO consents (class_id, user_id, answered_at, teacher_id, agreed, wording)
SELECT m.class_id, m.user_id, m.answered_at, c.teacher_id, TRUE, m.wording
FROM memberships m JOIN classes c ON c.id = m.class_id WHERE m.agreed_at <> 0;

-- Who hears what, in one place: the teacher of a class, the takes that an active member sent
-- to it and, where the class asks for all takes, those that arrived after this member agreed,
-- as long as they agreed since they joined and since the class was switched to it.
DROP VIEW heard;
CREATE VIEW heard AS
SELECT c.id AS class_id, c.teacher_id AS teacher_id, t.id AS take_id, t.user_id AS user_id,
  COALESCE(s.sent_at, 0) AS sent_at
FROM classes c
JOIN memberships m ON m.class_id = c.id AND m.ended_at = 0
JOIN takes t ON t.user_id = m.user_id AND t.deleted_at = 0
LEFT JOIN submissions s ON s.take_id = t.id AND s.class_id = c.id
WHERE c.deleted_at = 0
  AND (s.take_id IS NOT NULL
    OR (c.all_takes AND m.agreed_at > 0 AND m.agreed_at >= c.all_since AND m.agreed_at >= m.joined_at AND t.created_at >= m.agreed_at));

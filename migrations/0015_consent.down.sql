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
    OR (c.all_takes AND t.created_at >= m.joined_at AND t.created_at >= c.all_since));
DROP TABLE consents;
ALTER TABLE memberships DROP COLUMN wording;
ALTER TABLE memberships DROP COLUMN answered_at;
ALTER TABLE memberships DROP COLUMN agreed_at;

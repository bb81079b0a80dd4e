-- Who did what to whom, and when: rows are only added. No content is in it: no text, no
-- name, no address beyond its network. The ids lead to names as long as there are accounts.
CREATE TABLE audit (
  id         TEXT PRIMARY KEY,
  at         BIGINT NOT NULL,
  what       TEXT NOT NULL,
  actor_id   TEXT NOT NULL, -- '' for the program itself
  subject_id TEXT NOT NULL, -- whose account or voice it is about; '' for nobody's
  object_id  TEXT NOT NULL, -- the take, class, episode, show or link; '' for none
  detail     TEXT NOT NULL, -- such as the new roles
  address    TEXT NOT NULL  -- its /24 or /48; '' for the program itself
);
CREATE INDEX audit_subject ON audit (subject_id, id);

-- How long a learner listened: for each quarter of an hour, and each page that played, one
-- sum that grows. Days in any time zone are made of quarters, so that a day of the learner
-- is a sum of rows. A page sends its sum again and again; the largest counts.
CREATE TABLE listening_sums (
  id         TEXT PRIMARY KEY, -- made by the client
  user_id    TEXT NOT NULL REFERENCES users (id),
  at         BIGINT NOT NULL, -- when the quarter begins, by the client's clock, not later than arrived_at
  ms         BIGINT NOT NULL,
  arrived_at BIGINT NOT NULL
);
CREATE INDEX listening_sums_user ON listening_sums (user_id, at);

-- Persons, sessions and episodes whose signed grants to play end before their time: every
-- server reads what is younger than a grant can be, once a second. No reference to the rows
-- themselves, which may be gone.
CREATE TABLE revocations (
  subject    TEXT PRIMARY KEY,
  revoked_at BIGINT NOT NULL
);

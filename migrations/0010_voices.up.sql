-- What is known of a person's vocal tract: the warp of the frequency axis under which the
-- phone model fits their speech best, and from how much speech it was estimated.
CREATE TABLE voices (
  user_id    TEXT PRIMARY KEY REFERENCES users (id),
  warp       DOUBLE PRECISION NOT NULL,
  seconds    DOUBLE PRECISION NOT NULL,
  updated_at BIGINT NOT NULL
);

-- The number of the method by which a comparison was made; 0: before it was kept here.
ALTER TABLE comparisons ADD COLUMN method BIGINT NOT NULL DEFAULT 0;

-- The id that a database and its object store have in common, in one row.
CREATE TABLE installation (
  one        BIGINT PRIMARY KEY CHECK (one = 1),
  id         TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- What the newest sweep of the object store did, in one row.
CREATE TABLE last_sweep (
  one        BIGINT PRIMARY KEY CHECK (one = 1),
  began_at   BIGINT NOT NULL,
  ended_at   BIGINT NOT NULL,
  objects    BIGINT NOT NULL, -- seen, without the trash
  removed    BIGINT NOT NULL, -- of rows that were deleted or have expired
  unknown    BIGINT NOT NULL, -- old and without a row
  move_limit BIGINT NOT NULL, -- how many of these may be moved
  trashed    BIGINT NOT NULL, -- of these, moved to the trash
  emptied    BIGINT NOT NULL, -- removed from the trash after their time
  stopped    BOOLEAN NOT NULL -- unknown was above move_limit
);

-- Keys that all servers of this database share, made by the first that needs one.
CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  hex  TEXT NOT NULL
);

DROP TABLE deletions;
DROP TABLE object_hashes;

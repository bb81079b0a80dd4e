-- The code that a class had when its teacher took this member out: that code lets them
-- in no more. Empty for who left by themselves. With a default, so that a server of the
-- version before, while it still runs, goes on writing memberships.
ALTER TABLE memberships ADD COLUMN removed_code TEXT NOT NULL DEFAULT '';

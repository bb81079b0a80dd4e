-- What a row of a list says of a take, beside the take: a comparison has some 6 kB, and a
-- list needs its verdict and its score. judged_state is '' until that is known; a take
-- whose comparison is older than this migration gets it from the job "prepare-lists".
-- With defaults, so that a server of the version before, while it still runs, goes on
-- writing takes.
ALTER TABLE takes ADD COLUMN judged_state TEXT NOT NULL DEFAULT ''; -- ready, failed or pending, of the latest comparison
ALTER TABLE takes ADD COLUMN judged_verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE takes ADD COLUMN judged_score DOUBLE PRECISION NOT NULL DEFAULT 0; -- 0 to 100
ALTER TABLE takes ADD COLUMN judged_equal DOUBLE PRECISION NOT NULL DEFAULT 0; -- scores nearer than this are equal; 0: not known
ALTER TABLE takes ADD COLUMN judged_method BIGINT NOT NULL DEFAULT 0; -- scores of two methods are not to be compared
CREATE INDEX takes_unjudged ON takes (id) WHERE judged_state = '' AND deleted_at = 0;

-- What lists are found by.
CREATE INDEX takes_favourite ON takes (user_id, created_at) WHERE favourite;
CREATE INDEX takes_keyword ON takes (episode_id) WHERE subject = 'keyword';
CREATE INDEX episodes_listed ON episodes (show_id, created_at, id) WHERE deleted_at = 0;
CREATE INDEX episodes_counted ON episodes (show_id, state) WHERE deleted_at = 0;
CREATE INDEX shows_listed ON shows (title, id) WHERE deleted_at = 0;

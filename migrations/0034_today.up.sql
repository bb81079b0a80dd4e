-- Whether a take has an answer of a teacher that its learner has not read: what Today counts
-- among all takes of a learner. The rows that are there are marked here, for they are as many
-- as reviews that nobody read; those that a server of the version before adds meanwhile are
-- marked by the sweep. A mark that is out of date shows nothing: readers look at the reviews.
ALTER TABLE takes ADD COLUMN unread BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE takes SET unread = TRUE WHERE id IN (SELECT take_id FROM reviews WHERE seen_at = 0);
CREATE INDEX takes_unread ON takes (user_id, created_at) WHERE unread;

-- The sentences that a learner said again later are found in this index alone.
CREATE INDEX takes_said ON takes (user_id, cue_id, created_at, episode_id) WHERE subject = 'cue' AND judged_verdict = 'ok' AND deleted_at = 0;

-- Wider than the indexes of the same beginning, which they replace: PostgreSQL finds the
-- newest takes of an episode without sorting them all, and what ratings say stands in the
-- index itself, where they would otherwise be looked up one by one.
CREATE INDEX takes_user_episode_newest ON takes (user_id, episode_id, created_at, id);
DROP INDEX takes_user_episode;
CREATE INDEX rating_events_history ON rating_events (user_id, subject_id, at, id, rating, undoes, arrived_at);
DROP INDEX rating_events_card;
CREATE INDEX rating_events_moments ON rating_events (user_id, at, rating);
DROP INDEX rating_events_user;

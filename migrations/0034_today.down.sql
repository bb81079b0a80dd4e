CREATE INDEX rating_events_user ON rating_events (user_id, at);
DROP INDEX rating_events_moments;
CREATE INDEX rating_events_card ON rating_events (user_id, subject_id);
DROP INDEX rating_events_history;
CREATE INDEX takes_user_episode ON takes (user_id, episode_id, created_at);
DROP INDEX takes_user_episode_newest;
DROP INDEX takes_said;
DROP INDEX takes_unread;
ALTER TABLE takes DROP COLUMN unread;

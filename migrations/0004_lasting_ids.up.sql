-- What became of the ids of cues and keywords that no revision uses any more. takes.cue_id
-- is never rewritten.
CREATE TABLE cue_links (
  from_id    TEXT PRIMARY KEY,
  to_id      TEXT NOT NULL, -- '' where the sentence was removed
  kind       TEXT NOT NULL, -- merged, corrected, removed
  episode_id TEXT NOT NULL REFERENCES episodes (id),
  created_at BIGINT NOT NULL
);
CREATE INDEX cue_links_episode ON cue_links (episode_id);
-- With defaults, so that a server of the version before, while it still runs, goes on
-- writing takes.
ALTER TABLE takes ADD COLUMN subject TEXT NOT NULL DEFAULT 'cue'; -- or keyword, whose id is in cue_id then
ALTER TABLE takes ADD COLUMN best_at BIGINT NOT NULL DEFAULT 0; -- when it was marked best
CREATE INDEX takes_cue ON takes (cue_id);

DROP INDEX takes_cue;
ALTER TABLE takes DROP COLUMN best_at;
ALTER TABLE takes DROP COLUMN subject;
DROP TABLE cue_links;

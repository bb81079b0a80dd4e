-- When the password was last typed again in this session, for what needs that; 0: only at
-- signing in. With a default, so that a server of the version before goes on writing sessions.
ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0;

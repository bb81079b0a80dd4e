-- When the class was last handed over; 0: never. A restore repeats a handing over by it. With
-- a default, so that a server of the version before, while it still runs, goes on writing
-- classes.
ALTER TABLE classes ADD COLUMN teacher_since BIGINT NOT NULL DEFAULT 0;

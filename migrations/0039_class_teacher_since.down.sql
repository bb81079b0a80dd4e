ALTER TABLE classes DROP COLUMN teacher_since;

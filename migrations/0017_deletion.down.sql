DROP TABLE grades;
DROP INDEX users_leaving;
ALTER TABLE users DROP COLUMN deleted_at;
ALTER TABLE users DROP COLUMN delete_by;
ALTER TABLE users DROP COLUMN delete_at;
ALTER TABLE classes DROP COLUMN keep_days;
DROP INDEX takes_expiring;
ALTER TABLE takes DROP COLUMN expires_class;
ALTER TABLE takes DROP COLUMN expires_at;

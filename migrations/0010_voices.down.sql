ALTER TABLE comparisons DROP COLUMN method;
DROP TABLE voices;

ALTER TABLE shows DROP COLUMN owner_since;
DROP TABLE show_editors;

DROP INDEX takes_numbers;
DROP TABLE shown_numbers;
DROP TABLE missed_words;
DROP TABLE practice_visits;
DROP TABLE practised;

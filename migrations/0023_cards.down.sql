DROP TABLE rating_events;
DROP TABLE cards;

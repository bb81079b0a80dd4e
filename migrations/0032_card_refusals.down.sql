DROP TABLE card_refusals;

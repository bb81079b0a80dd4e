DROP TABLE listening_sums;

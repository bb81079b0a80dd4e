DROP TABLE last_sweep;
DROP TABLE installation;

DROP TABLE take_sounds;

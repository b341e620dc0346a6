INSERT INTO invite VALUES ('user-4', zeroblob(32), 1700);

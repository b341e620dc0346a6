INSERT INTO spent_token VALUES (zeroblob(32), 9000);

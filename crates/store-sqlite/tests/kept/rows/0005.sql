INSERT INTO sign_in_test VALUES ('https://acme.okta.com', '0oa1', 1499, 'user-1', 'olga@acme.com', 'made', NULL);

INSERT INTO totp VALUES ('user-1', zeroblob(16), zeroblob(24), x'00FF', 59, 1800, NULL);
INSERT INTO webauthn_credential VALUES (1, 'credential-1', 'user-1', x'0102', 'latchkey.acme.com', 'Key', '{}', 0, 1801, NULL);
INSERT INTO recovery_code VALUES (zeroblob(32), 'user-1');

INSERT INTO organization VALUES (1, 'Acme', 'acme-abcd', 'it@acme.com', 1000);
INSERT INTO setting VALUES (1, '{"publicUrl":"https://latchkey.acme.com"}');
INSERT INTO toolkit VALUES (1, 1001);
INSERT INTO connector VALUES (1, 'okta', 1002);
INSERT INTO passkey (id, hash, last_four, created_at, last_used_at, expires_at) VALUES
    ('passkey-1', zeroblob(32), '7Q2F', 1002, 2000, 3000),
    ('passkey-2', zeroblob(32), '8R3G', 1003, NULL, NULL);
INSERT INTO user (id, user_name, user_name_key, email, email_key, external_id, given_name, family_name, display_name, active,
    deactivation_held_at, access_role, source, managed, created_at, modified_at, last_sign_in_at, password_hash, resource) VALUES
    ('user-1', 'olga@acme.com', 'olga@acme.com', 'olga@acme.com', 'olga@acme.com', NULL, 'Olga', 'Ek', 'Olga Ek', 1,
        NULL, 'EnterpriseAdmin', 'local', '[]', 1000, 1000, 5000, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA',
        '{"userName":"olga@acme.com"}'),
    ('user-2', 'Þóra@Acme.com', 'þóra@acme.com', 'Þóra@Acme.com', 'þóra@acme.com', '00u2', 'Þóra', 'LIND', 'Þóra LIND', 1,
        NULL, 'Admin', 'okta', '["userName"]', 1100, 1200, NULL, NULL, '{"userName":"Þóra@Acme.com"}'),
    ('user-3', 'bo@acme.com', 'bo@acme.com', 'bo@acme.com', 'bo@acme.com', '00u3', 'Bo', 'Lind', 'Bo Lind', 0,
        NULL, NULL, 'okta', '["userName"]', 1101, 1300, NULL, NULL, '{"userName":"bo@acme.com"}'),
    ('user-4', 'cy@acme.com', 'cy@acme.com', 'cy@acme.com', 'cy@acme.com', NULL, 'Cy', 'Lind', 'Cy "C" Lind', 1,
        1400, 'ReadOnly', 'okta', '["userName"]', 1102, 1400, NULL, NULL, '{"userName":"cy@acme.com","title":"it''s"}');
INSERT INTO user_group (id, display_name, display_name_key, external_id, version, created_at, modified_at) VALUES
    ('group-1', 'Staff', 'staff', '00g1', 3, 1100, 1200), ('group-2', 'Nobody', 'nobody', NULL, 1, 1101, 1101);
INSERT INTO membership VALUES (1, 1), (1, 2), (1, 3);
INSERT INTO session VALUES (1, 'session-1', zeroblob(32), 'user-1', 'password', 'portal', 5000, 5000, '127.0.0.1');
INSERT INTO sign_in_policy VALUES (1, 'https://acme.okta.com', '0oa1', 1500, NULL);
INSERT INTO sign_in_test VALUES ('https://acme.okta.com', '0oa1', 1499);
INSERT INTO binding VALUES ('https://acme.okta.com', '00u2', 'user-2', 1600);
INSERT INTO activity (id, at, last_at, count, gather_key, action, outcome, actor_kind, actor_label, actor, target_kind, target_id,
    target_name, reason, detail) VALUES
    ('entry-1', 1000, 1000, 1, NULL, 'organization.set_up', 'changed', 'operator', 'operator', '{"kind":"operator"}',
        'organization', NULL, 'organization', NULL, '{}'),
    ('entry-2', 1002, 1002, 1, NULL, 'connector.added', 'changed', 'operator', 'operator', '{"kind":"operator"}',
        'Okta connector', NULL, 'Okta connector', NULL, '{}'),
    ('entry-3', 1100, 1100, 1, NULL, 'user.created', 'changed', 'okta', 'Okta', '{"kind":"okta"}',
        'user', 'user-2', 'Þóra LIND', NULL, '{"changes":[{"attribute":"userName","before":null,"after":"Þóra@Acme.com"}]}'),
    ('entry-4', 1200, 1200, 1, NULL, 'backup.made', 'changed', 'person', 'Olga Ek', '{"kind":"person","id":"user-1","name":"Olga Ek"}',
        'server', NULL, 'server', 'latchkey.db, 4096 bytes.', '{}'),
    ('entry-5', 1300, 1400, 37, 'wrong', 'scim.refused', 'wrong_passkey', 'unknown', 'unknown caller', '{"kind":"unknown"}',
        'SCIM', NULL, 'SCIM', NULL, '{}');
INSERT INTO recent_read VALUES (1, 1500, '{"method":"GET","path":"/Users"}');

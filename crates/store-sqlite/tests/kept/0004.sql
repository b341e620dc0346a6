PRAGMA foreign_keys = OFF;
PRAGMA application_id = 1280592729;
PRAGMA user_version = 4;
CREATE TABLE organization (
    one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row
    name TEXT NOT NULL,                      -- as people read it
    company_id TEXT NOT NULL,                -- what Okta sends as User Name
    support_contact TEXT,                    -- whom refusal pages name
    created_at INTEGER NOT NULL              -- when it was set up
) STRICT;
CREATE TABLE setting (
    one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row
    document TEXT NOT NULL                   -- the settings as JSON; what is absent has its default
) STRICT;
CREATE TABLE toolkit (
    one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row while Enterprise Toolkit is on, else none
    enabled_at INTEGER NOT NULL              -- since when
) STRICT;
CREATE TABLE connector (
    one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row once a connector was added
    kind TEXT NOT NULL,                      -- "okta"
    added_at INTEGER NOT NULL                -- when
) STRICT;
CREATE TABLE passkey (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,             -- the order of making
    id TEXT NOT NULL UNIQUE,                           -- also its name in the keychain
    hash BLOB NOT NULL CHECK (length(hash) = 32),      -- SHA-256 of the clear text
    last_four TEXT NOT NULL,                           -- what the connector page shows of it
    created_at INTEGER NOT NULL,                       -- when it was made
    last_used_at INTEGER,                              -- when Okta last got in with it
    expires_at INTEGER                                 -- when its grace period ends, once rotated out
) STRICT;
CREATE TABLE user (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,             -- the order of coming; a removed user's place is never reused
    id TEXT NOT NULL UNIQUE,                           -- UUID
    user_name TEXT NOT NULL,                           -- as it was sent
    user_name_key TEXT NOT NULL UNIQUE,                -- caseless user_name
    email TEXT NOT NULL,                               -- the address that counts
    email_key TEXT NOT NULL UNIQUE,                    -- caseless email
    external_id TEXT UNIQUE,                           -- Okta's id of the person; several users may have none
    given_name TEXT NOT NULL,                          -- given name
    family_name TEXT NOT NULL,                         -- family name
    display_name TEXT NOT NULL,                        -- the name to show
    active INTEGER NOT NULL CHECK (active IN (0, 1)),  -- whether they may sign in at all
    deactivation_held_at INTEGER,                      -- while a deactivation waits for an admin: since when
    access_role TEXT,                                  -- the role's name; null is app access only
    source TEXT NOT NULL,                              -- "okta" or "local"
    managed TEXT NOT NULL,                             -- the leaves that Okta manages, as a JSON array of names
    created_at INTEGER NOT NULL,                       -- when they came
    modified_at INTEGER NOT NULL,                      -- when they last changed
    last_sign_in_at INTEGER,                           -- when they last signed in
    password_hash TEXT,                                -- argon2id hash of a local password, as a PHC string
    resource TEXT NOT NULL                             -- the SCIM resource without groups and meta, as JSON; last,
                                                       -- for its length
) STRICT;
CREATE TABLE user_group (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,             -- the order of coming
    id TEXT NOT NULL UNIQUE,                           -- UUID
    display_name TEXT NOT NULL,                        -- as it was sent
    display_name_key TEXT NOT NULL UNIQUE,             -- caseless display_name
    external_id TEXT,                                  -- the provisioning client's own identifier
    version INTEGER NOT NULL,                          -- counts changes, for the entity tag
    created_at INTEGER NOT NULL,                       -- when it was made
    modified_at INTEGER NOT NULL                       -- when it or its membership last changed
) STRICT;
CREATE TABLE membership (
    group_seq INTEGER NOT NULL REFERENCES user_group (seq) ON DELETE CASCADE, -- which group
    user_seq INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,        -- who is a member
    PRIMARY KEY (group_seq, user_seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE session (
    seq INTEGER PRIMARY KEY,                                             -- the order of beginning
    id TEXT NOT NULL UNIQUE,                                             -- UUID; no secret
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),     -- SHA-256 of the token
    user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,        -- whose
    method TEXT NOT NULL,                                                -- "okta" or "password"
    surface TEXT NOT NULL,                                               -- "portal" or "app"
    created_at INTEGER NOT NULL,                                         -- when it began
    last_seen_at INTEGER NOT NULL,                                       -- when it was last used, to the minute
    from_address TEXT                                                    -- the address that it began from
) STRICT;
CREATE TABLE sign_in_policy (
    one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row while Okta sign-on is required, else none
    issuer TEXT NOT NULL,                    -- Issuer URL, exactly as configured
    client_id TEXT NOT NULL,                 -- Client ID
    saved_at INTEGER NOT NULL,               -- when it was saved
    tested_at INTEGER                        -- when a test sign-in last passed with these values
) STRICT;
CREATE TABLE sign_in_test (
    issuer TEXT NOT NULL,                    -- Issuer URL that was tested
    client_id TEXT NOT NULL,                 -- Client ID that was tested
    at INTEGER NOT NULL,                     -- when a test sign-in last passed
    PRIMARY KEY (issuer, client_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE binding (
    issuer TEXT NOT NULL,                                         -- the ID token's iss
    subject TEXT NOT NULL,                                        -- the ID token's sub
    user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE, -- whose
    bound_at INTEGER NOT NULL,                                    -- when it was made
    PRIMARY KEY (issuer, subject),
    UNIQUE (user_id, issuer)
) STRICT, WITHOUT ROWID;
CREATE TABLE activity (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,   -- the order of writing; never reused, so that a reader can follow
    id TEXT NOT NULL UNIQUE,                 -- UUID
    at INTEGER NOT NULL,                     -- when; of a gathered entry, the first time
    last_at INTEGER NOT NULL,                -- of a gathered entry, the last time; else the same
    count INTEGER NOT NULL,                  -- how many it stands for
    gather_key TEXT UNIQUE,                  -- what it is gathered under; null for an entry of its own
    action TEXT NOT NULL,                    -- thing.verb
    outcome TEXT NOT NULL,                   -- "changed", "unchanged", "refused", "wrong_passkey", "read", "notice"
    actor_kind TEXT NOT NULL,                -- "okta", "unknown", "person", "operator", "latchkey"
    actor_label TEXT NOT NULL,               -- the actor's name, as it was then
    actor TEXT NOT NULL,                     -- the whole actor, as JSON
    target_kind TEXT NOT NULL,               -- "user", "group" …; empty for nothing in particular
    target_id TEXT,                          -- the target's id, which may be gone by now
    target_name TEXT NOT NULL,               -- the target's name, as it was then
    reason TEXT,                             -- why it was refused, or what else there is to say
    detail TEXT NOT NULL                     -- changes, left_out and call, as JSON; what is empty is absent
) STRICT;
CREATE TABLE recent_read (
    seq INTEGER PRIMARY KEY,                 -- the order of arrival
    at INTEGER NOT NULL,                     -- when
    call TEXT NOT NULL                       -- the call, as JSON
) STRICT;
CREATE TABLE listed_user (
    seq INTEGER PRIMARY KEY REFERENCES user (seq) ON DELETE CASCADE, -- whose
    name_key TEXT NOT NULL,                            -- caseless display_name
    email_key TEXT NOT NULL,                           -- caseless email
    role_rank INTEGER NOT NULL,                        -- 0 app access only, 1 ReadOnly … 4 EnterpriseAdmin
    active INTEGER NOT NULL CHECK (active IN (0, 1)),  -- as in user
    from_okta INTEGER NOT NULL CHECK (from_okta IN (0, 1)), -- the source: 1 Okta, 0 local
    last_sign_in_at INTEGER,                           -- as in user
    modified_at INTEGER NOT NULL,                      -- as in user
    haystack TEXT NOT NULL                             -- caseless name, both names, user name, email, external id
) STRICT;
CREATE TABLE invite (
    user_id TEXT PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE, -- for whom; one at a time
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32), -- SHA-256 of the token in the link
    made_at INTEGER NOT NULL                                         -- when; it runs out after seven days
) STRICT, WITHOUT ROWID;
CREATE TABLE logo (
    one INTEGER PRIMARY KEY CHECK (one = 1), -- there is one row while a logo is set, else none
    png BLOB NOT NULL,                       -- the file
    width INTEGER NOT NULL,                  -- pixels across
    height INTEGER NOT NULL                  -- pixels down
) STRICT;
CREATE TABLE seat_day (
    day TEXT PRIMARY KEY,                    -- a day in UTC, as 2026-11-01
    active INTEGER NOT NULL                  -- how many users were active when it was last looked at
) STRICT, WITHOUT ROWID;
INSERT INTO "organization" VALUES (1, 'Acme', 'acme-abcd', 'it@acme.com', 1000);
INSERT INTO "setting" VALUES (1, '{"publicUrl":"https://latchkey.acme.com"}');
INSERT INTO "toolkit" VALUES (1, 1001);
INSERT INTO "connector" VALUES (1, 'okta', 1002);
INSERT INTO "passkey" VALUES (1, 'passkey-1', X'0000000000000000000000000000000000000000000000000000000000000000', '7Q2F', 1002, 2000, 3000);
INSERT INTO "passkey" VALUES (2, 'passkey-2', X'0000000000000000000000000000000000000000000000000000000000000000', '8R3G', 1003, NULL, NULL);
INSERT INTO "user" VALUES (1, 'user-1', 'olga@acme.com', 'olga@acme.com', 'olga@acme.com', 'olga@acme.com', NULL, 'Olga', 'Ek', 'Olga Ek', 1, NULL, 'EnterpriseAdmin', 'local', '[]', 1000, 1000, 5000, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', '{"userName":"olga@acme.com"}');
INSERT INTO "user" VALUES (2, 'user-2', 'Þóra@Acme.com', 'þóra@acme.com', 'Þóra@Acme.com', 'þóra@acme.com', '00u2', 'Þóra', 'LIND', 'Þóra LIND', 1, NULL, 'Admin', 'okta', '["userName"]', 1100, 1200, NULL, NULL, '{"userName":"Þóra@Acme.com"}');
INSERT INTO "user" VALUES (3, 'user-3', 'bo@acme.com', 'bo@acme.com', 'bo@acme.com', 'bo@acme.com', '00u3', 'Bo', 'Lind', 'Bo Lind', 0, NULL, NULL, 'okta', '["userName"]', 1101, 1300, NULL, NULL, '{"userName":"bo@acme.com"}');
INSERT INTO "user" VALUES (4, 'user-4', 'cy@acme.com', 'cy@acme.com', 'cy@acme.com', 'cy@acme.com', NULL, 'Cy', 'Lind', 'Cy "C" Lind', 1, 1400, 'ReadOnly', 'okta', '["userName"]', 1102, 1400, NULL, NULL, '{"userName":"cy@acme.com","title":"it''s"}');
INSERT INTO "user_group" VALUES (1, 'group-1', 'Staff', 'staff', '00g1', 3, 1100, 1200);
INSERT INTO "user_group" VALUES (2, 'group-2', 'Nobody', 'nobody', NULL, 1, 1101, 1101);
INSERT INTO "membership" VALUES (1, 1);
INSERT INTO "membership" VALUES (1, 2);
INSERT INTO "membership" VALUES (1, 3);
INSERT INTO "session" VALUES (1, 'session-1', X'0000000000000000000000000000000000000000000000000000000000000000', 'user-1', 'password', 'portal', 5000, 5000, '127.0.0.1');
INSERT INTO "sign_in_policy" VALUES (1, 'https://acme.okta.com', '0oa1', 1500, NULL);
INSERT INTO "sign_in_test" VALUES ('https://acme.okta.com', '0oa1', 1499);
INSERT INTO "binding" VALUES ('https://acme.okta.com', '00u2', 'user-2', 1600);
INSERT INTO "activity" VALUES (1, 'entry-1', 1000, 1000, 1, NULL, 'organization.set_up', 'changed', 'operator', 'operator', '{"kind":"operator"}', 'organization', NULL, 'organization', NULL, '{}');
INSERT INTO "activity" VALUES (2, 'entry-2', 1002, 1002, 1, NULL, 'connector.added', 'changed', 'operator', 'operator', '{"kind":"operator"}', 'connector', NULL, 'Okta connector', NULL, '{}');
INSERT INTO "activity" VALUES (3, 'entry-3', 1100, 1100, 1, NULL, 'user.created', 'changed', 'okta', 'Okta', '{"kind":"okta"}', 'user', 'user-2', 'Þóra LIND', NULL, '{"changes":[{"attribute":"userName","before":null,"after":"Þóra@Acme.com"}]}');
INSERT INTO "activity" VALUES (4, 'entry-4', 1200, 1200, 1, NULL, 'backup.made', 'changed', 'person', 'Olga Ek', '{"kind":"person","id":"user-1","name":"Olga Ek"}', 'server', NULL, 'server', 'latchkey.db, 4096 bytes.', '{}');
INSERT INTO "activity" VALUES (5, 'entry-5', 1300, 1400, 37, 'wrong', 'scim.refused', 'wrong_passkey', 'unknown', 'unknown caller', '{"kind":"unknown"}', 'scim', NULL, 'SCIM', NULL, '{}');
INSERT INTO "recent_read" VALUES (1, 1500, '{"method":"GET","path":"/Users"}');
INSERT INTO "listed_user" VALUES (1, 'olga ek', 'olga@acme.com', 4, 1, 0, 5000, 1000, 'olga ek
olga ek
olga@acme.com
olga@acme.com
');
INSERT INTO "listed_user" VALUES (2, 'þóra lind', 'þóra@acme.com', 3, 1, 1, NULL, 1200, 'þóra lind
þóra lind
þóra@acme.com
þóra@acme.com
00u2');
INSERT INTO "listed_user" VALUES (3, 'bo lind', 'bo@acme.com', 0, 0, 1, NULL, 1300, 'bo lind
bo lind
bo@acme.com
bo@acme.com
00u3');
INSERT INTO "listed_user" VALUES (4, 'cy "c" lind', 'cy@acme.com', 1, 1, 1, NULL, 1400, 'cy "c" lind
cy lind
cy@acme.com
cy@acme.com
');
INSERT INTO "invite" VALUES ('user-4', X'0000000000000000000000000000000000000000000000000000000000000000', 1700);
INSERT INTO "logo" VALUES (1, X'89504E47', 64, 64);
INSERT INTO "seat_day" VALUES ('2026-05-01', 3);
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('activity', 5);
INSERT INTO "sqlite_sequence" VALUES ('passkey', 2);
INSERT INTO "sqlite_sequence" VALUES ('user', 4);
INSERT INTO "sqlite_sequence" VALUES ('user_group', 2);
CREATE INDEX user_in_order ON user (seq);
CREATE INDEX user_by_active ON user (active);
CREATE INDEX user_with_access_role ON user (access_role, active) WHERE access_role IS NOT NULL;
CREATE INDEX user_group_by_external_id ON user_group (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX membership_by_user ON membership (user_seq, group_seq);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX activity_by_target ON activity (target_id, seq) WHERE target_id IS NOT NULL;
CREATE INDEX activity_by_action ON activity (action, last_at);
CREATE INDEX listed_user_by_name ON listed_user (name_key);
CREATE INDEX listed_user_by_email ON listed_user (email_key);
CREATE INDEX listed_user_by_role ON listed_user (role_rank, name_key);
CREATE INDEX listed_user_by_active ON listed_user (active, name_key);
CREATE INDEX listed_user_by_last_sign_in ON listed_user (last_sign_in_at);
CREATE INDEX listed_user_by_modified ON listed_user (modified_at);
CREATE INDEX activity_by_outcome ON activity (outcome, seq);
CREATE INDEX activity_by_actor ON activity (actor_kind, seq);
CREATE INDEX activity_by_kind ON activity (target_kind, seq);
CREATE INDEX activity_by_action_in_order ON activity (action, seq);
CREATE INDEX activity_by_time ON activity (last_at, actor_kind, outcome);
CREATE INDEX user_seats ON user (access_role, active, last_sign_in_at);
CREATE INDEX user_never_signed_in ON user (created_at) WHERE last_sign_in_at IS NULL AND active = 1 AND external_id IS NOT NULL;
CREATE INDEX user_held ON user (deactivation_held_at) WHERE deactivation_held_at IS NOT NULL;

-- The people list of the screens, and invites.
-- caseless() is the program's own (latchkey_scim::text::caseless); it is there while migrations run.

-- What people are searched, filtered and sorted by, apart from their long rows: a narrow table is scanned in
-- milliseconds where a text stands in the middle of a name. Written with the row in "user".
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
INSERT INTO listed_user (seq, name_key, email_key, role_rank, active, from_okta, last_sign_in_at, modified_at, haystack)
SELECT seq, caseless(display_name), email_key,
    CASE access_role WHEN 'ReadOnly' THEN 1 WHEN 'User' THEN 2 WHEN 'Admin' THEN 3 WHEN 'EnterpriseAdmin' THEN 4 ELSE 0 END,
    active, source = 'okta', last_sign_in_at, modified_at,
    caseless(display_name || char(10) || given_name || ' ' || family_name || char(10) || user_name || char(10) || email
        || char(10) || coalesce(external_id, ''))
FROM user;
-- Each ends in seq by itself, which keeps equals in the order of their coming.
CREATE INDEX listed_user_by_name ON listed_user (name_key);
CREATE INDEX listed_user_by_email ON listed_user (email_key);
CREATE INDEX listed_user_by_role ON listed_user (role_rank, name_key);
CREATE INDEX listed_user_by_active ON listed_user (active, name_key);
CREATE INDEX listed_user_by_last_sign_in ON listed_user (last_sign_in_at);
CREATE INDEX listed_user_by_modified ON listed_user (modified_at);

CREATE TABLE invite (
    user_id TEXT PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE, -- for whom; one at a time
    token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32), -- SHA-256 of the token in the link
    made_at INTEGER NOT NULL                                         -- when; it runs out after seven days
) STRICT, WITHOUT ROWID;

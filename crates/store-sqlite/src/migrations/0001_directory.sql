-- The first version: everything of an installation.
-- Times are INTEGER milliseconds since 1970 UTC. Ids are UUIDs as TEXT. "_key" columns hold the caseless, composed
-- form that uniqueness and lookups go by; the program computes it (latchkey_scim::text::caseless).

PRAGMA application_id = 0x4C544B59; -- "LTKY"

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
-- Narrow, so that counting and finding the nth user does not walk the rows themselves.
CREATE INDEX user_in_order ON user (seq);
CREATE INDEX user_by_active ON user (active);
CREATE INDEX user_with_access_role ON user (access_role, active) WHERE access_role IS NOT NULL;

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
CREATE INDEX user_group_by_external_id ON user_group (external_id) WHERE external_id IS NOT NULL;

CREATE TABLE membership (
    group_seq INTEGER NOT NULL REFERENCES user_group (seq) ON DELETE CASCADE, -- which group
    user_seq INTEGER NOT NULL REFERENCES user (seq) ON DELETE CASCADE,        -- who is a member
    PRIMARY KEY (group_seq, user_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_user ON membership (user_seq, group_seq);

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
CREATE INDEX session_by_user ON session (user_id);

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
CREATE INDEX activity_by_target ON activity (target_id, seq) WHERE target_id IS NOT NULL;
CREATE INDEX activity_by_action ON activity (action, last_at);

CREATE TABLE recent_read (
    seq INTEGER PRIMARY KEY,                 -- the order of arrival
    at INTEGER NOT NULL,                     -- when
    call TEXT NOT NULL                       -- the call, as JSON
) STRICT;

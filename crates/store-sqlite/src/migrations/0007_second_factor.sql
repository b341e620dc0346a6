-- The second factor of a local sign-in. Nothing here opens anything by itself: a secret is locked with its owner's
-- password, a passkey is a public key, a recovery code is hashed.

CREATE TABLE totp (
    user_id TEXT PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE, -- whose; one at a time
    salt BLOB NOT NULL CHECK (length(salt) = 16),    -- by which argon2id makes the key of the password
    nonce BLOB NOT NULL CHECK (length(nonce) = 24),  -- of XChaCha20-Poly1305, used once with that key
    sealed BLOB NOT NULL,                            -- the authenticator app's secret, encrypted
    last_step INTEGER NOT NULL,                      -- the 30 seconds since 1970 whose code was taken last
    added_at INTEGER NOT NULL,                       -- when it was added
    last_used_at INTEGER                             -- when a code was last taken
) STRICT, WITHOUT ROWID;

CREATE TABLE webauthn_credential (
    seq INTEGER PRIMARY KEY,                                      -- the order of adding
    id TEXT NOT NULL UNIQUE,                                      -- UUID; no secret
    user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE, -- whose
    credential_id BLOB NOT NULL UNIQUE,                           -- the authenticator's name for it
    rp_id TEXT NOT NULL,                                          -- the host that it belongs to
    name TEXT NOT NULL,                                           -- what its owner calls it
    document TEXT NOT NULL,                                       -- the public key and its properties, as JSON
    counter INTEGER NOT NULL,                                     -- the authenticator's count; 0 where it has none
    added_at INTEGER NOT NULL,                                    -- when it was added
    last_used_at INTEGER                                          -- when it last signed its owner in
) STRICT;
CREATE INDEX webauthn_credential_by_user ON webauthn_credential (user_id);

CREATE TABLE recovery_code (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),              -- SHA-256 of owner and code; gone once it was used
    user_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE  -- whose
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_code_by_user ON recovery_code (user_id);

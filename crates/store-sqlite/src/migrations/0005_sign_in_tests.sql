-- Whose Okta account a test sign-in was made with; and a word for what was done without changing anything stored.

-- A test counts for an hour only, so earlier ones are not carried over.
DROP TABLE sign_in_test;
CREATE TABLE sign_in_test (
    issuer TEXT NOT NULL,                    -- Issuer URL that was tested
    client_id TEXT NOT NULL,                 -- Client ID that was tested
    at INTEGER NOT NULL,                     -- when a test sign-in last passed
    tester TEXT NOT NULL,                    -- the id of the admin who made it, who may be gone by now
    account TEXT NOT NULL,                   -- the Okta account, by the name that its owner signs in with there
    link TEXT NOT NULL,                      -- the tester's link to it: "made", "kept", "not_made"
    belongs_to TEXT,                         -- the id of another person here whose Okta account it is
    PRIMARY KEY (issuer, client_id)
) STRICT, WITHOUT ROWID;

-- "unchanged" is for what is so already. The outcome "done" is new.
UPDATE activity SET outcome = 'done' WHERE outcome IN ('changed', 'unchanged') AND action IN
    ('passkey.revealed', 'people.exported', 'rehearsal.started', 'rehearsal.cancelled', 'backup.made', 'sign_in.tested');

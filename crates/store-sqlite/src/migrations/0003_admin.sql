-- What admins' screens need: the record by outcome, by who, about what and by time; the logo; seats over time.

CREATE INDEX activity_by_outcome ON activity (outcome, seq);
CREATE INDEX activity_by_actor ON activity (actor_kind, seq);
CREATE INDEX activity_by_kind ON activity (target_kind, seq);
CREATE INDEX activity_by_action_in_order ON activity (action, seq);
CREATE INDEX activity_by_time ON activity (last_at, actor_kind, outcome);

-- One word a kind; before, a target of which there is one had its name as kind.
UPDATE activity SET target_kind = CASE target_kind
    WHEN 'Okta connector' THEN 'connector'
    WHEN 'Enterprise Toolkit' THEN 'toolkit'
    WHEN 'sign-in policy' THEN 'sign_in_policy'
    WHEN 'sign-in' THEN 'sign_in'
    WHEN 'SCIM' THEN 'scim'
    ELSE target_kind
END;

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

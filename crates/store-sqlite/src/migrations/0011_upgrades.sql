-- By which program the database was brought to a version: what an older one names that meets it.
CREATE TABLE upgrade (
    version INTEGER PRIMARY KEY, -- as PRAGMA user_version counts them
    program TEXT NOT NULL        -- the version of the Latchkey that brought it there, such as "0.2.0"
) STRICT;

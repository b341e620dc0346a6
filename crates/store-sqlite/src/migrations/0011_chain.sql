-- The record as a chain (tables/chain.rs says how), and how far it was trimmed.
-- Entries from before stand outside of the chain, which begins behind the newest of them: a salt and a digest for each would
-- mean to write every one of them anew, minutes for a million, and nothing vouches for what they were until today.

-- Last in the row, for their length; what was sent and answered stood in "detail" before, and of older entries does still.
ALTER TABLE activity ADD COLUMN salt BLOB;          -- 16 random bytes in the entry's digest; null of older ones
ALTER TABLE activity ADD COLUMN bodies_digest BLOB; -- once the bodies were trimmed: what they had in the entry's digest
ALTER TABLE activity ADD COLUMN bodies_salt BLOB;   -- 16 random bytes in that; they go with the bodies
ALTER TABLE activity ADD COLUMN bodies TEXT;        -- what was sent and answered, as JSON; null where there is neither

CREATE TABLE activity_link (
    seq INTEGER PRIMARY KEY,                              -- the entry's place in activity
    digest BLOB NOT NULL CHECK (length(digest) = 32),     -- SHA-256 of its salt and all that it says
    link BLOB NOT NULL CHECK (length(link) = 32),         -- SHA-256 of the link before, seq and digest
    gone TEXT CHECK (gone IN ('gathered', 'erased'))      -- why there is no such entry any more: it grew, and stands at a
                                                          -- later place; or it was erased with a person. Else null
) STRICT;

CREATE TABLE activity_checkpoint (
    one INTEGER PRIMARY KEY CHECK (one = 1),              -- there is one row
    seq INTEGER NOT NULL,                                 -- the first link follows upon this place
    link BLOB NOT NULL CHECK (length(link) = 32),         -- the link at that place; zeros where the chain begins
    began_behind INTEGER NOT NULL,                        -- entries up to here are older than the chain
    trimmed INTEGER NOT NULL,                             -- how many entries were trimmed in all
    trimmed_at INTEGER,                                   -- when that was last; null before the first time
    trimmed_to INTEGER NOT NULL,                          -- what is here or before was old enough, and stays for a reason
    bodies_to INTEGER NOT NULL                            -- up to here the bodies were trimmed
) STRICT;
INSERT INTO activity_checkpoint (one, seq, link, began_behind, trimmed, trimmed_at, trimmed_to, bodies_to)
SELECT 1, coalesce(max(seq), 0), zeroblob(32), coalesce(max(seq), 0), 0, NULL, 0, 0 FROM sqlite_sequence
WHERE name = 'activity';

-- Where a search of the people list has to look: tables/grams.rs says how. runs() is the program's own, like caseless().

CREATE TABLE listed_block (
    block INTEGER PRIMARY KEY, -- which 32 places: user.seq divided by 32
    runs BLOB NOT NULL         -- a bit for each run of one to three letters that stands in a haystack there
) STRICT;

-- What says the same twice is in a haystack once: most people's name to show is their two names, their user name their email.
UPDATE listed_user SET haystack = (
    SELECT caseless(display_name
        || CASE WHEN display_name = given_name || ' ' || family_name THEN '' ELSE char(10) || given_name || ' ' || family_name END
        || char(10) || user_name
        || CASE WHEN email = user_name THEN '' ELSE char(10) || email END
        || char(10) || coalesce(external_id, ''))
    FROM user WHERE user.seq = listed_user.seq
);
INSERT INTO listed_block (block, runs) SELECT seq / 32, runs(haystack) FROM listed_user GROUP BY seq / 32;

-- How many users there are, and where the nth stands, without a look at each: counted by ranges of their places, in the
-- transaction that adds or removes one. A range is a hundred-odd ranges of the level below it, so that the way to a place
-- among a million is some hundred short steps, and the counts of all a few dozen.

CREATE TABLE user_count (
    level INTEGER NOT NULL,  -- 0: ranges of 128 places; 1: of 16,384
    range INTEGER NOT NULL,  -- which of them: the place (user.seq) divided by their length
    users INTEGER NOT NULL,  -- how many users stand in it
    active INTEGER NOT NULL, -- how many of them are active
    PRIMARY KEY (level, range)
) STRICT, WITHOUT ROWID;
INSERT INTO user_count (level, range, users, active)
SELECT 0, seq / 128, count(*), sum(active) FROM user GROUP BY seq / 128;
INSERT INTO user_count (level, range, users, active)
SELECT 1, range / 128, sum(users), sum(active) FROM user_count WHERE level = 0 GROUP BY range / 128;

-- By the database itself, so that no way of writing a user can forget it.
CREATE TRIGGER user_came AFTER INSERT ON user BEGIN
    INSERT INTO user_count (level, range, users, active)
    VALUES (0, new.seq / 128, 1, new.active), (1, new.seq / 16384, 1, new.active)
    ON CONFLICT (level, range) DO UPDATE SET users = users + 1, active = active + excluded.active;
END;
CREATE TRIGGER user_went AFTER DELETE ON user BEGIN
    UPDATE user_count SET users = users - 1, active = active - old.active WHERE level = 0 AND range = old.seq / 128;
    UPDATE user_count SET users = users - 1, active = active - old.active WHERE level = 1 AND range = old.seq / 16384;
END;
CREATE TRIGGER user_turned AFTER UPDATE OF active ON user WHEN old.active <> new.active BEGIN
    UPDATE user_count SET active = active + new.active - old.active WHERE level = 0 AND range = new.seq / 128;
    UPDATE user_count SET active = active + new.active - old.active WHERE level = 1 AND range = new.seq / 16384;
END;

-- What these were for is counted now; each was one more tree to write to with every user.
DROP INDEX user_in_order;
DROP INDEX user_by_active;

-- A group's members are counted in the same way: adding one to a hundred thousand looks at none of them.
ALTER TABLE user_group ADD COLUMN members INTEGER NOT NULL DEFAULT 0; -- how many users are in it
UPDATE user_group SET members = (SELECT count(*) FROM membership WHERE group_seq = user_group.seq);
CREATE TRIGGER member_joined AFTER INSERT ON membership BEGIN
    UPDATE user_group SET members = members + 1 WHERE seq = new.group_seq;
END;
CREATE TRIGGER member_left AFTER DELETE ON membership BEGIN
    UPDATE user_group SET members = members - 1 WHERE seq = old.group_seq;
END;

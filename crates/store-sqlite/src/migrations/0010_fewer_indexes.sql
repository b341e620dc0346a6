-- Each index is one more tree that a create writes to, and a page of each goes to the log with every commit.

-- A prefix of user_seats.
DROP INDEX user_with_access_role;

-- The last one of an action is the last in order; by time only the deactivations are looked for.
DROP INDEX activity_by_action;
CREATE INDEX activity_of_deactivations ON activity (last_at) WHERE action = 'user.deactivated';

-- Nearly every entry is Okta's, and of a user: these are found by walking, the others by an index of their own.
DROP INDEX activity_by_actor;
CREATE INDEX activity_by_actor ON activity (actor_kind, seq) WHERE actor_kind <> 'okta';
DROP INDEX activity_by_kind;
CREATE INDEX activity_by_kind ON activity (target_kind, seq) WHERE target_kind <> 'user';

-- Seats by role and state, counted without a look at the rows themselves; who never signed in; whose deactivation is held.
CREATE INDEX user_seats ON user (access_role, active, last_sign_in_at);
CREATE INDEX user_never_signed_in ON user (created_at) WHERE last_sign_in_at IS NULL AND active = 1 AND external_id IS NOT NULL;
CREATE INDEX user_held ON user (deactivation_held_at) WHERE deactivation_held_at IS NOT NULL;

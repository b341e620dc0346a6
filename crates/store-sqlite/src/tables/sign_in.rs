//! The tables `sign_in_policy`, `sign_in_test` and `binding`.

use std::ops::ControlFlow;

use latchkey_app::ports::store::{SignInReads, SignInState, SignInWrites, StoreError, Tie};
use latchkey_domain::sign_in::{Binding, Policy, SignInTest};
use rusqlite::{Row, params};

use super::Tables;
use super::columns::{millis, optional_millis, optional_time, optional_word, time, word};

fn binding(row: &Row<'_>) -> rusqlite::Result<Binding> {
    Ok(Binding {
        user_id: row.get(0)?,
        issuer: row.get(1)?,
        subject: row.get(2)?,
        bound_at: time(row, 3)?,
    })
}

impl SignInReads for Tables<'_> {
    fn sign_in_policy(&self) -> Result<Option<Policy>, StoreError> {
        self.one(
            "SELECT issuer, client_id, saved_at, tested_at FROM sign_in_policy",
            [],
            |row| {
                Ok(Policy {
                    issuer: row.get(0)?,
                    client_id: row.get(1)?,
                    saved_at: time(row, 2)?,
                    tested_at: optional_time(row, 3)?,
                })
            },
        )
    }

    fn sign_in_test(
        &self,
        issuer: &str,
        client_id: &str,
    ) -> Result<Option<SignInTest>, StoreError> {
        self.one(
            "SELECT issuer, client_id, at, tester, account, link, belongs_to FROM sign_in_test \
             WHERE issuer = ?1 AND client_id = ?2",
            [issuer, client_id],
            |row| {
                Ok(SignInTest {
                    issuer: row.get(0)?,
                    client_id: row.get(1)?,
                    at: time(row, 2)?,
                    tester: row.get(3)?,
                    account: row.get(4)?,
                    link: word(row, 5)?,
                    belongs_to: row.get(6)?,
                })
            },
        )
    }

    fn find_binding(&self, issuer: &str, subject: &str) -> Result<Option<Binding>, StoreError> {
        self.one(
            "SELECT user_id, issuer, subject, bound_at FROM binding WHERE issuer = ?1 AND subject = ?2",
            [issuer, subject],
            binding,
        )
    }

    fn walk_sign_in_states(
        &self,
        issuer: &str,
        each: &mut dyn FnMut(SignInState) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.walk(
            "SELECT user.id, display_name, access_role, external_id IS NOT NULL, binding.user_id IS NOT NULL, \
             password_hash IS NOT NULL, deactivation_held_at IS NOT NULL FROM user \
             LEFT JOIN binding ON binding.user_id = user.id AND binding.issuer = ?1 \
             WHERE active = 1 ORDER BY display_name, user.seq",
            [issuer],
            |row| {
                Ok(each(SignInState {
                    user_id: row.get(0)?,
                    name: row.get(1)?,
                    access_role: optional_word(row, 2)?,
                    tie: match (row.get(4)?, row.get(3)?) {
                        (true, _) => Tie::Linked,
                        (false, true) => Tie::Provisioned,
                        (false, false) => Tie::None,
                    },
                    has_password: row.get(5)?,
                    held: row.get(6)?,
                }))
            },
        )
    }

    fn binding_of(&self, user_id: &str, issuer: &str) -> Result<Option<Binding>, StoreError> {
        self.one(
            "SELECT user_id, issuer, subject, bound_at FROM binding WHERE user_id = ?1 AND issuer = ?2",
            [user_id, issuer],
            binding,
        )
    }

    fn bindings_of(&self, user_id: &str) -> Result<Vec<Binding>, StoreError> {
        self.many(
            "SELECT user_id, issuer, subject, bound_at FROM binding WHERE user_id = ?1 ORDER BY bound_at DESC",
            [user_id],
            binding,
        )
    }
}

impl SignInWrites for Tables<'_> {
    fn put_sign_in_policy(&mut self, policy: Option<&Policy>) -> Result<(), StoreError> {
        let Some(policy) = policy else {
            self.run("DELETE FROM sign_in_policy", [])?;
            return Ok(());
        };
        self.run(
            "INSERT OR REPLACE INTO sign_in_policy (one, issuer, client_id, saved_at, tested_at) \
             VALUES (1, ?1, ?2, ?3, ?4)",
            params![
                policy.issuer,
                policy.client_id,
                millis(policy.saved_at),
                optional_millis(policy.tested_at)
            ],
        )?;
        Ok(())
    }

    fn remove_sign_in_tests(&mut self) -> Result<(), StoreError> {
        self.run("DELETE FROM sign_in_test", []).map(drop)
    }

    fn put_sign_in_test(&mut self, test: &SignInTest) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO sign_in_test (issuer, client_id, at, tester, account, link, belongs_to) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                test.issuer,
                test.client_id,
                millis(test.at),
                test.tester,
                test.account,
                test.link.as_str(),
                test.belongs_to
            ],
        )?;
        Ok(())
    }

    fn add_binding(&mut self, binding: &Binding) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO binding (issuer, subject, user_id, bound_at) VALUES (?1, ?2, ?3, ?4)",
            params![
                binding.issuer,
                binding.subject,
                binding.user_id,
                millis(binding.bound_at)
            ],
        )?;
        Ok(())
    }

    fn remove_bindings_of(&mut self, user_id: &str) -> Result<u64, StoreError> {
        self.run("DELETE FROM binding WHERE user_id = ?1", [user_id])
    }
}

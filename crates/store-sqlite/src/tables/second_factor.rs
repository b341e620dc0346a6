//! The tables `totp`, `webauthn_credential` and `recovery_code`.

use jiff::Timestamp;
use latchkey_app::ports::store::{
    AdminWithoutSecondFactor, SecondFactorReads, SecondFactorWrites, StoreError,
};
use latchkey_domain::second_factor::{Credential, SealedTotp};
use rusqlite::{Row, named_params, params};

use super::Tables;
use super::columns::{millis, optional_millis, optional_time, signed, time, unsigned};

fn totp(row: &Row<'_>) -> rusqlite::Result<SealedTotp> {
    Ok(SealedTotp {
        user_id: row.get(0)?,
        salt: row.get(1)?,
        nonce: row.get(2)?,
        sealed: row.get(3)?,
        last_step: unsigned(row, 4)?,
        added_at: time(row, 5)?,
        last_used_at: optional_time(row, 6)?,
    })
}

fn credential(row: &Row<'_>) -> rusqlite::Result<Credential> {
    Ok(Credential {
        id: row.get(0)?,
        user_id: row.get(1)?,
        credential_id: row.get(2)?,
        rp_id: row.get(3)?,
        name: row.get(4)?,
        document: row.get(5)?,
        counter: row.get(6)?,
        added_at: time(row, 7)?,
        last_used_at: optional_time(row, 8)?,
    })
}

impl SecondFactorReads for Tables<'_> {
    fn totp_of(&self, user_id: &str) -> Result<Option<SealedTotp>, StoreError> {
        self.one(
            "SELECT user_id, salt, nonce, sealed, last_step, added_at, last_used_at FROM totp WHERE user_id = ?1",
            [user_id],
            totp,
        )
    }

    fn credentials_of(&self, user_id: &str) -> Result<Vec<Credential>, StoreError> {
        self.many(
            "SELECT id, user_id, credential_id, rp_id, name, document, counter, added_at, last_used_at \
             FROM webauthn_credential WHERE user_id = ?1 ORDER BY seq",
            [user_id],
            credential,
        )
    }

    fn count_recovery_codes(&self, user_id: &str) -> Result<u64, StoreError> {
        self.count(
            "SELECT count(*) FROM recovery_code WHERE user_id = ?1",
            [user_id],
        )
    }

    fn has_recovery_code(&self, user_id: &str, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let found = self.count(
            "SELECT count(*) FROM recovery_code WHERE user_id = ?1 AND hash = ?2",
            params![user_id, hash.as_slice()],
        )?;
        Ok(found > 0)
    }

    fn has_second_factor(&self, user_id: &str) -> Result<bool, StoreError> {
        let found = self.count(
            "SELECT EXISTS (SELECT 1 FROM totp WHERE user_id = ?1) \
             OR EXISTS (SELECT 1 FROM webauthn_credential WHERE user_id = ?1)",
            [user_id],
        )?;
        Ok(found > 0)
    }

    fn admins_without_second_factor(&self) -> Result<Vec<AdminWithoutSecondFactor>, StoreError> {
        self.many(
            "SELECT id, display_name FROM user \
             WHERE access_role IN ('Admin', 'EnterpriseAdmin') AND active = 1 AND password_hash IS NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM totp WHERE totp.user_id = user.id) \
             AND NOT EXISTS (SELECT 1 FROM webauthn_credential WHERE webauthn_credential.user_id = user.id) \
             ORDER BY display_name, seq",
            [],
            |row| {
                Ok(AdminWithoutSecondFactor {
                    id: row.get(0)?,
                    name: row.get(1)?,
                })
            },
        )
    }
}

impl SecondFactorWrites for Tables<'_> {
    fn put_totp(&mut self, totp: &SealedTotp) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO totp (user_id, salt, nonce, sealed, last_step, added_at, last_used_at) \
             VALUES (:user_id, :salt, :nonce, :sealed, :last_step, :added_at, :last_used_at)",
            named_params! {
                ":user_id": totp.user_id,
                ":salt": totp.salt.as_slice(),
                ":nonce": totp.nonce.as_slice(),
                ":sealed": totp.sealed,
                ":last_step": signed(totp.last_step),
                ":added_at": millis(totp.added_at),
                ":last_used_at": optional_millis(totp.last_used_at),
            },
        )?;
        Ok(())
    }

    fn use_totp_step(
        &mut self,
        user_id: &str,
        step: u64,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let used = self.run(
            "UPDATE totp SET last_step = ?2, last_used_at = ?3 WHERE user_id = ?1 AND last_step < ?2",
            params![user_id, signed(step), millis(at)],
        )?;
        Ok(used > 0)
    }

    fn remove_totp_of(&mut self, user_id: &str) -> Result<bool, StoreError> {
        Ok(self.run("DELETE FROM totp WHERE user_id = ?1", [user_id])? > 0)
    }

    fn add_credential(&mut self, credential: &Credential) -> Result<(), StoreError> {
        let taken = self.count(
            "SELECT EXISTS (SELECT 1 FROM webauthn_credential WHERE credential_id = ?1)",
            [credential.credential_id.as_slice()],
        )?;
        if taken > 0 {
            return Err(StoreError::Taken("passkey".to_owned()));
        }
        self.run(
            "INSERT INTO webauthn_credential (id, user_id, credential_id, rp_id, name, document, counter, added_at, \
             last_used_at) VALUES (:id, :user_id, :credential_id, :rp_id, :name, :document, :counter, :added_at, \
             :last_used_at)",
            named_params! {
                ":id": credential.id,
                ":user_id": credential.user_id,
                ":credential_id": credential.credential_id,
                ":rp_id": credential.rp_id,
                ":name": credential.name,
                ":document": credential.document,
                ":counter": credential.counter,
                ":added_at": millis(credential.added_at),
                ":last_used_at": optional_millis(credential.last_used_at),
            },
        )?;
        Ok(())
    }

    fn rename_credential(
        &mut self,
        user_id: &str,
        id: &str,
        name: &str,
    ) -> Result<bool, StoreError> {
        let renamed = self.run(
            "UPDATE webauthn_credential SET name = ?3 WHERE user_id = ?1 AND id = ?2",
            [user_id, id, name],
        )?;
        Ok(renamed > 0)
    }

    fn use_credential(
        &mut self,
        id: &str,
        document: &str,
        counter: u32,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let used = self.run(
            "UPDATE webauthn_credential SET document = ?2, counter = ?3, last_used_at = ?4 \
             WHERE id = ?1 AND (counter < ?3 OR (counter = 0 AND ?3 = 0))",
            params![id, document, counter, millis(at)],
        )?;
        Ok(used > 0)
    }

    fn remove_credential(&mut self, user_id: &str, id: &str) -> Result<bool, StoreError> {
        let removed = self.run(
            "DELETE FROM webauthn_credential WHERE user_id = ?1 AND id = ?2",
            [user_id, id],
        )?;
        Ok(removed > 0)
    }

    fn remove_credentials_of(&mut self, user_id: &str) -> Result<u64, StoreError> {
        self.run(
            "DELETE FROM webauthn_credential WHERE user_id = ?1",
            [user_id],
        )
    }

    fn put_recovery_codes(&mut self, user_id: &str, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
        self.run("DELETE FROM recovery_code WHERE user_id = ?1", [user_id])?;
        for hash in hashes {
            self.run(
                "INSERT INTO recovery_code (hash, user_id) VALUES (?1, ?2)",
                params![hash.as_slice(), user_id],
            )?;
        }
        Ok(())
    }

    fn use_recovery_code(&mut self, user_id: &str, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let used = self.run(
            "DELETE FROM recovery_code WHERE user_id = ?1 AND hash = ?2",
            params![user_id, hash.as_slice()],
        )?;
        Ok(used > 0)
    }
}

//! Codes of an authenticator app (RFC 6238): SHA-1, six digits, 30 seconds, one step to either side, for that is what
//! every app does.

use jiff::Timestamp;
use latchkey_domain::{Refusal, RefusalCode};
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use totp_rs::{Builder, Secret, Totp};

use crate::failure::Failure;
use crate::ports::store::StoreError;

/// 160 bits, as RFC 4226 §4 recommends.
pub(crate) type TotpSecret = SecretBox<[u8; 20]>;

/// A secret that waits to be put into an app.
#[derive(Debug)]
pub struct NewTotp {
    /// For typing, in base32.
    pub secret: SecretString,
    /// For a QR code: `otpauth://totp/…`.
    pub uri: SecretString,
}

fn totp(secret: &TotpSecret, organization: &str, account: &str) -> Result<Totp, Failure> {
    // A colon stands between the two in the label, so neither may have one.
    let without_colon = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_secret(Secret::new_stack(*secret.expose_secret()))
        .with_issuer(Some(format!("Latchkey {}", without_colon(organization))))
        .with_account_name(without_colon(account))
        .build()
        .map_err(|fault| StoreError::Fault(format!("TOTP: {fault}")).into())
}

/// How it is put into an app.
pub(super) fn shown(
    secret: &TotpSecret,
    organization: &str,
    account: &str,
) -> Result<NewTotp, Failure> {
    let uri = totp(secret, organization, account)?
        .to_url()
        .map_err(|fault| StoreError::Fault(format!("TOTP: {fault}")))?;
    Ok(NewTotp {
        secret: SecretString::from(Secret::new_stack(*secret.expose_secret()).to_base32()),
        uri: SecretString::from(uri),
    })
}

/// The 30 seconds whose code this is, with blanks wherever the app shows them; `None` if it is none of now.
pub(super) fn step_of(
    secret: &TotpSecret,
    typed: &SecretString,
    now: Timestamp,
) -> Result<Option<u64>, Failure> {
    let plain: String = typed
        .expose_secret()
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .take(7)
        .collect();
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    Ok(totp(secret, "", "check")?.check(&plain, seconds))
}

/// Whatever is wrong with a code.
pub(super) fn wrong() -> Refusal {
    Refusal::new(
        RefusalCode::WrongSecondFactor,
        "That is not the code that the authenticator app shows now. Nothing was changed. Type the newest one; if it stays \
         so, set the phone's clock by its network.",
    )
}

/// RFC 6238 §5.2: one time only.
pub(super) fn used() -> Refusal {
    Refusal::new(
        RefusalCode::WrongSecondFactor,
        "This code was used already, and each works once. Wait for the next one, which comes within 30 seconds.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, Appendix B, the last six of its eight digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let secret = TotpSecret::new(Box::new(*b"12345678901234567890"));
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            let step = step_of(&secret, &SecretString::from(code), now).unwrap();
            assert_eq!(step, u64::try_from(second / 30).ok(), "{code}");
            let spaced = SecretString::from(format!(" {} {}\n", &code[..3], &code[3..]));
            assert_eq!(step_of(&secret, &spaced, now).unwrap(), step, "{code}");
        }
    }

    #[test]
    fn one_step_to_either_side_counts_and_no_more() {
        let secret = TotpSecret::new(Box::new(*b"12345678901234567890"));
        let code = SecretString::from("081804");
        let home = 1_111_111_109_i64 / 30;
        for (away, found) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let now = Timestamp::from_second((home + away) * 30).unwrap();
            let step = step_of(&secret, &code, now).unwrap();
            assert_eq!(step.is_some(), found, "{away}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        let secret = TotpSecret::new(Box::new([7; 20]));
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        for typed in ["", "12345", "1234567", "+12345", "１２３４５６", "abcdef"] {
            let typed = SecretString::from(typed);
            assert_eq!(step_of(&secret, &typed, now).unwrap(), None);
        }
    }

    #[test]
    fn the_address_names_organization_and_account_and_no_colon_moves_them() {
        let secret = TotpSecret::new(Box::new([0; 20]));
        let shown = shown(&secret, "Acme: Widgets", "owner@acme.com").unwrap();
        assert_eq!(shown.secret.expose_secret(), "A".repeat(32));
        assert_eq!(
            shown.uri.expose_secret(),
            format!(
                "otpauth://totp/Latchkey%20Acme%20%20Widgets:owner%40acme.com?secret={}&issuer=Latchkey%20Acme%20%20Widgets",
                "A".repeat(32)
            )
        );
    }
}

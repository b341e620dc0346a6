//! ID tokens: each is right but for one thing.

use anyhow::{Result, ensure};
use latchkey_rehearsal::issuer::{Behaviour, IdTokenFlaw};
use latchkey_testkit::browser::Browser;

use crate::stage::Stage;
use crate::{app, browser};

fn with(flaw: IdTokenFlaw) -> Behaviour {
    Behaviour {
        id_token: Some(flaw),
        ..Behaviour::default()
    }
}

/// One line a flaw: refused by both ways in, and by the server where an app hands the token in unlooked at.
macro_rules! refused {
    ($($name:ident: $flaw:expr => $code:literal;)*) => { $(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_the_browser() -> Result<()> {
                browser::is_refused(with($flaw), $code).await
            }

            #[tokio::test]
            async fn in_the_app() -> Result<()> {
                app::refuses(with($flaw), $code).await.map(drop)
            }

            #[tokio::test]
            async fn handed_in_unchecked() -> Result<()> {
                app::is_refused_by_the_server(with($flaw), $code).await
            }
        }
    )* };
}

/// The same where there is nothing that could be handed in, or nothing that the server could see it by.
macro_rules! refused_before {
    ($($name:ident: $flaw:expr => $code:literal;)*) => { $(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_the_browser() -> Result<()> {
                browser::is_refused(with($flaw), $code).await
            }

            #[tokio::test]
            async fn in_the_app() -> Result<()> {
                app::refuses(with($flaw), $code).await.map(drop)
            }
        }
    )* };
}

/// On the right side of the line: skew is allowed for two minutes.
macro_rules! taken {
    ($($name:ident: $flaw:expr;)*) => { $(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_the_browser() -> Result<()> {
                browser::is_let_in(with($flaw)).await.map(drop)
            }

            #[tokio::test]
            async fn in_the_app() -> Result<()> {
                let stage = Stage::against(with($flaw)).await?;
                let came = stage.in_the_app().await?;
                let app::Came::HandedIn(status, answer) = came else {
                    anyhow::bail!("the app did not take it");
                };
                ensure!(status == 201, "{status} {answer}");
                Ok(())
            }
        }
    )* };
}

refused! {
    nonce_other: IdTokenFlaw::NonceOther => "id_token_nonce_differs";
    nonce_missing: IdTokenFlaw::NonceMissing => "id_token_nonce_missing";
    iss_other: IdTokenFlaw::IssuerOther => "id_token_issuer";
    iss_with_a_slash: IdTokenFlaw::IssuerWithSlash => "id_token_issuer";
    aud_other: IdTokenFlaw::AudienceOther => "id_token_audience";
    many_aud_without_azp: IdTokenFlaw::AudiencesWithoutAzp => "id_token_authorized_party";
    many_aud_with_another_azp: IdTokenFlaw::AudiencesWithOtherAzp => "id_token_authorized_party";
    azp_other: IdTokenFlaw::AzpOther => "id_token_authorized_party";
    expired: IdTokenFlaw::ExpiredSince(121) => "id_token_expired";
    not_yet_valid: IdTokenFlaw::ValidIn(121) => "id_token_not_yet_valid";
    iat_ahead: IdTokenFlaw::IssuedIn(121) => "id_token_issued_in_future";
    iat_long_ago: IdTokenFlaw::IssuedSince(721) => "id_token_issued_too_long_ago";
    alg_none: IdTokenFlaw::AlgNone => "id_token_unsigned";
    signature_missing: IdTokenFlaw::SignatureMissing => "id_token_signature";
    hs256_with_the_public_key: IdTokenFlaw::Hs256WithPublicKey => "id_token_algorithm";
    signed_by_another_key: IdTokenFlaw::SignedByAnotherKey => "id_token_signature";
    key_in_its_own_header: IdTokenFlaw::KeyInHeader => "id_token_signature";
    kid_unknown: IdTokenFlaw::KeyUnknown => "id_token_unknown_key";
    kid_missing_beside_many_keys: IdTokenFlaw::KeyUnnamed => "id_token_no_key_named";
    changed_after_signing: IdTokenFlaw::ChangedAfterSigning => "id_token_signature";
    sub_missing: IdTokenFlaw::SubjectMissing => "id_token_subject";
    sub_empty: IdTokenFlaw::SubjectEmpty => "id_token_subject";
    sub_no_text: IdTokenFlaw::SubjectNumber => "id_token_malformed";
    sub_too_long: IdTokenFlaw::SubjectTooLong => "id_token_subject";
    no_token: IdTokenFlaw::NoToken => "id_token_malformed";
}

refused_before! {
    // Without the access token nobody can tell, and an app hands in the ID token alone.
    at_hash_other: IdTokenFlaw::AtHashOther => "id_token_access_token_hash";
    absent: IdTokenFlaw::Absent => "issuer_misbehaved";
}

taken! {
    expired_within_the_skew: IdTokenFlaw::ExpiredSince(118);
    not_yet_valid_within_the_skew: IdTokenFlaw::ValidIn(118);
    iat_ahead_within_the_skew: IdTokenFlaw::IssuedIn(118);
    iat_as_long_ago_as_a_sign_in_may_take: IdTokenFlaw::IssuedSince(718);
}

/// The token of the sign-in before, as far as its nonce goes.
mod nonce_replayed {
    use super::*;

    #[tokio::test]
    async fn in_the_browser() -> Result<()> {
        let stage = Stage::fair().await?;
        let mut first = Browser::new()?;
        stage.sign_in(&mut first).await?;
        stage.is_ana(&mut first).await?;
        stage.issuer.behave(with(IdTokenFlaw::NonceReplayed));
        let mut second = Browser::new()?;
        let page = stage.sign_in(&mut second).await?;
        ensure!(page.status == 403, "{}: {}", page.status, page.html);
        ensure!(second.cookie("latchkey_session").is_none());
        let reason = stage.refusals(1).await?[0]
            .reason
            .clone()
            .unwrap_or_default();
        ensure!(reason.ends_with("(id_token_nonce_differs)"), "{reason}");
        // Whoever was in stays in.
        stage.is_ana(&mut first).await
    }

    #[tokio::test]
    async fn in_the_app() -> Result<()> {
        let stage = Stage::fair().await?;
        // Somebody's sign-in at the issuer, for its nonce.
        stage.token_for(&stage.challenge().await?).await?;
        stage.issuer.behave(with(IdTokenFlaw::NonceReplayed));
        app::refuses_here(&stage, "id_token_nonce_differs").await
    }

    #[tokio::test]
    async fn handed_in_unchecked() -> Result<()> {
        let stage = Stage::fair().await?;
        let earlier = stage.challenge().await?;
        let token = stage.token_for(&earlier).await?;
        // A good token, with the challenge of another sign-in.
        let later = stage.challenge().await?;
        stage
            .refuses_token(&later, &token, "id_token_nonce_differs")
            .await
    }
}

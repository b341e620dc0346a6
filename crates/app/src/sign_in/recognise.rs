//! From a verified identity to a user, linked where rule 5 says so, inside a unit of work.

use latchkey_domain::session::Surface;
use latchkey_domain::settings::MatchBy;
use latchkey_domain::sign_in::{
    Binding, Candidates, Claims, Recognition, RefusedSignIn, recognise,
};
use latchkey_domain::user::User;
use latchkey_oidc::Identity;
use latchkey_scim::text::caseless;

use super::SignInRefused;
use crate::App;
use crate::failure::Failure;
use crate::ports::store::{Reads, Writes};
use crate::record::{Record, change};

impl App {
    /// The user that the identity belongs to, if they may enter. Nothing is created; a link is, for whoever gets in.
    pub(super) fn recognised(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        identity: &Identity,
        surface: Surface,
    ) -> Result<Result<User, SignInRefused>, Failure> {
        let claims = Claims {
            subject: identity.subject.clone(),
            preferred_username: identity.preferred_username.clone(),
            verified_email: identity.email.clone().filter(|_| identity.email_verified),
        };
        let match_by = store.settings()?.match_by;
        let candidates = candidates(store, &identity.issuer, &claims)?;
        let who = claims
            .preferred_username
            .clone()
            .or(identity.email.clone())
            .unwrap_or_else(|| claims.subject.clone());
        let (user, is_new) = match recognise(candidates, match_by) {
            Recognition::Known(user) => (user, false),
            Recognition::Link(user) => {
                if let Some(other) = store.binding_of(&user.id, &identity.issuer)? {
                    return Ok(Err(not_provisioned(&who).recorded_as(format!(
                        "{} is linked to the Okta user {} already, and {} signed in.",
                        user.name(),
                        other.subject,
                        claims.subject
                    ))));
                }
                (user, true)
            }
            Recognition::Nobody => {
                let hint = match match_by {
                    MatchBy::ExternalId => "no externalId is the sub",
                    MatchBy::UserName => "no provisioned userName is the preferred_username",
                };
                return Ok(Err(not_provisioned(&who).recorded_as(format!(
                    "Okta signed in {who} ({}), but nobody here matches: {hint}.",
                    claims.subject
                ))));
            }
            Recognition::NotLinked(user) => {
                return Ok(Err(SignInRefused::new(
                    RefusedSignIn::NotLinked,
                    format!(
                        "Okta signed you in as {who}, but the admin account of that name is not linked to Okta yet."
                    ),
                    "Sign in here with your local password and make a test sign-in, or have the operator run \
                     \"latchkey user link\" on the host.",
                )
                .about(&who)
                .naming(&user)
                .recorded_as(format!(
                    "{} has the role Admin or above and no external id, so a name alone does not open the account (sub {}).",
                    user.name(),
                    claims.subject
                ))));
            }
        };
        if !user.may_sign_in() {
            return Ok(Err(SignInRefused::new(
                RefusedSignIn::Deactivated,
                format!("{} is deactivated in Latchkey.", user.name()),
                "Ask an admin to assign you to the app in Okta again, then try again.",
            )
            .about(&who)
            .of(&user)));
        }
        if surface == Surface::Portal && user.access_role.is_none() {
            return Ok(Err(app_access_only(user.name()).of(&user)));
        }
        if is_new {
            store.add_binding(&Binding {
                user_id: user.id.clone(),
                issuer: identity.issuer.clone(),
                subject: claims.subject.clone(),
                bound_at: self.now(),
            })?;
            record.changes(vec![change(
                "link",
                serde_json::Value::Null,
                format!("{} at {}", claims.subject, identity.issuer),
            )]);
        }
        Ok(Ok(user))
    }
}

fn not_provisioned(who: &str) -> SignInRefused {
    SignInRefused::new(
        RefusedSignIn::NotProvisioned,
        format!("Okta signed you in, but Latchkey has no account for {who}."),
        "Ask an admin to assign you to the provisioning app in Okta, then try again.",
    )
    .about(who)
}

/// Product.md's table: the portal needs a role.
fn app_access_only(name: &str) -> SignInRefused {
    SignInRefused::new(
        RefusedSignIn::AppAccessOnly,
        format!("{name} has app access only, and the web portal needs an access role."),
        "Use the Latchkey app instead, or ask an admin for the access role ReadOnly or more.",
    )
    .about(name)
}

fn candidates(store: &dyn Reads, issuer: &str, claims: &Claims) -> Result<Candidates, Failure> {
    let bound = match store.find_binding(issuer, &claims.subject)? {
        Some(binding) => store.get_user(&binding.user_id)?,
        None => None,
    };
    let by_user_name = match &claims.preferred_username {
        Some(name) => store.find_user_by_user_name(&caseless(name))?,
        None => None,
    };
    let by_email = match &claims.verified_email {
        Some(email) => store.find_user_by_email(&caseless(email))?,
        None => None,
    };
    Ok(Candidates {
        bound,
        by_external_id: store.find_user_by_external_id(&claims.subject)?,
        by_user_name,
        by_email,
    })
}

//! Whether those who were provisioned are assigned to the app that signs them in.

use jiff::{SignedDuration, Timestamp};

use super::check::{Check, CheckState};
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::ports::store::Reads;

pub(super) fn check(
    store: &dyn Reads,
    evidence: &Evidence,
    now: Timestamp,
) -> Result<Check, Failure> {
    let fix = "Assign the same groups to the sign-on app in Okta: Applications → the OIDC app → Assignments.";
    if let Some(refused) = evidence.not_assigned() {
        return Ok(Check::new(
            "oidc_assignment",
            CheckState::Failed,
            "Okta refused the newest sign-in: the person is not assigned to the OIDC app.",
        )
        .fix(fix)
        .shown_by(refused));
    }
    if evidence.policy.is_none() {
        return Ok(Check::new(
            "oidc_assignment",
            CheckState::Unknown,
            "Okta sign-on is not required yet, so nobody has to be assigned for it.",
        ));
    }
    let week_ago = now
        .checked_sub(SignedDuration::from_hours(7 * 24))
        .unwrap_or(Timestamp::MIN);
    let never = store.count_provisioned_never_signed_in(week_ago)?;
    Ok(if never > 0 {
        Check::new(
            "oidc_assignment",
            CheckState::Warning,
            format!("{never} people were provisioned more than a week ago and never signed in."),
        )
        .fix(fix)
    } else {
        Check::new(
            "oidc_assignment",
            CheckState::Ok,
            "Everyone who was provisioned more than a week ago has signed in.",
        )
    })
}

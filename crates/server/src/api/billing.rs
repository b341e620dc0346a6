//! `/api/v1/billing`: the plan, the seats, and Enterprise Toolkit.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use latchkey_app::billing::Billing;
use latchkey_domain::AccessRole;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::views::access_role;
use super::who::Person;
use crate::state::ServerState;

/// What the page shows.
#[derive(Serialize, ToSchema)]
#[schema(as = Billing)]
pub struct BillingJson {
    plan: BillingPlan,
    toolkit: Toolkit,
    seats: Seats,
    /// 90 days at most, the oldest first.
    history: Vec<SeatDayJson>,
}

/// The plan.
#[derive(Serialize, ToSchema)]
pub struct BillingPlan {
    name: &'static str,
    sentence: &'static str,
}

/// Enterprise Toolkit.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Toolkit {
    /// Null while it is off.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    enabled_at: Option<Timestamp>,
    /// Whether a connector waits for it.
    connector_suspended: bool,
}

/// The seats.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seats {
    active: u64,
    deactivated: u64,
    /// The active ones, app access only first; roles that nobody has are left out.
    by_role: Vec<RoleSeats>,
}

/// Active users of a role.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleSeats {
    #[schema(required, schema_with = access_role)]
    access_role: Option<AccessRole>,
    active: u64,
}

/// A day's seats.
#[derive(Serialize, ToSchema)]
#[schema(as = SeatDay)]
pub struct SeatDayJson {
    /// In UTC.
    #[schema(format = Date)]
    day: String,
    active: u64,
}

/// Whether Enterprise Toolkit is to be on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToolkitSwitch {
    enabled: bool,
}

impl From<Billing> for BillingJson {
    fn from(billing: Billing) -> Self {
        let count = |active: bool| {
            billing
                .seats
                .iter()
                .filter(|seats| seats.active == active)
                .map(|seats| seats.users)
                .sum()
        };
        let mut by_role: Vec<RoleSeats> = billing
            .seats
            .iter()
            .filter(|seats| seats.active)
            .map(|seats| RoleSeats {
                access_role: seats.access_role,
                active: seats.users,
            })
            .collect();
        by_role.sort_by_key(|seats| seats.access_role);
        Self {
            plan: BillingPlan {
                name: "Self-hosted",
                sentence: "Seats are counted and shown. Nobody is refused for their number.",
            },
            toolkit: Toolkit {
                enabled_at: billing.toolkit,
                connector_suspended: billing.connector_suspended,
            },
            seats: Seats {
                active: count(true),
                deactivated: count(false),
                by_role,
            },
            history: billing
                .history
                .into_iter()
                .map(|day| SeatDayJson {
                    day: day.day,
                    active: day.active,
                })
                .collect(),
        }
    }
}

/// Billing.
#[utoipa::path(get, path = "/billing", operation_id = "get_billing", responses(
    (status = 200, body = BillingJson, description = "The page"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<BillingJson>, Problem> {
    Ok(Json(state.app.billing(&person.caller)?.into()))
}

/// Switches Enterprise Toolkit. Off suspends the connector; nothing is deleted.
#[utoipa::path(put, path = "/billing/toolkit", operation_id = "put_toolkit", request_body = ToolkitSwitch, responses(
    (status = 200, body = BillingJson, description = "The page afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn put_toolkit(
    State(state): State<ServerState>,
    person: Person,
    Given(switch): Given<ToolkitSwitch>,
) -> Result<Json<BillingJson>, Problem> {
    let caller = person.caller.clone();
    if switch.enabled {
        state.app.enable_toolkit(caller).await?;
    } else {
        state.app.disable_toolkit(caller).await?;
    }
    Ok(Json(state.app.billing(&person.caller)?.into()))
}

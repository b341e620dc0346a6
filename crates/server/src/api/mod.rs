//! `/api/v1`: what our own screens speak. Described by OpenAPI ([`document`]), from which the UI's types are made.

pub mod about;
pub mod activity;
pub mod activity_export;
pub mod billing;
pub mod checklist;
pub mod connectors;
mod csv;
pub mod deactivations;
pub mod entry;
pub mod groups;
pub mod home;
pub mod input;
pub mod invites;
mod live;
pub mod me;
pub mod organization;
pub mod passkeys;
pub mod problem;
pub mod reach;
pub mod rehearsal;
pub mod second_factors;
pub mod second_step;
pub mod session;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod sign_in_policy;
pub mod troubleshooting;
pub mod users;
pub mod views;
pub mod webhooks;
pub mod who;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use latchkey_app::Failure;
use latchkey_app::ports::store::StoreError;
use latchkey_domain::{Refusal, RefusalCode};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::ServerState;
use problem::Problem;

#[derive(OpenApi)]
#[openapi(info(
    title = "Latchkey",
    description = "What Latchkey's own screens speak.",
    license(name = "MIT OR Apache-2.0")
))]
struct Document;

/// What is there before anything is set up.
fn of_the_first_run() -> OpenApiRouter<ServerState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(about::get))
        .routes(routes!(setup::create))
}

/// What needs an organization.
fn described() -> OpenApiRouter<ServerState> {
    OpenApiRouter::new()
        .routes(routes!(session::get, session::create, session::delete))
        .routes(routes!(session::challenge))
        .routes(routes!(session::give_up))
        .routes(routes!(second_step::pass))
        .routes(routes!(second_step::begin_totp))
        .routes(routes!(second_step::begin_passkey))
        .routes(routes!(second_step::enrol))
        .routes(routes!(sign_in::get))
        .routes(routes!(sign_in::test))
        .routes(routes!(sign_in::finish_native_test))
        .routes(routes!(me::sessions, me::end_others))
        .routes(routes!(me::end_session))
        .routes(routes!(me::password))
        .routes(routes!(me::change))
        .routes(routes!(second_factors::get_own))
        .routes(routes!(
            second_factors::begin_totp,
            second_factors::remove_totp
        ))
        .routes(routes!(second_factors::begin_passkey))
        .routes(routes!(
            second_factors::rename,
            second_factors::remove_passkey
        ))
        .routes(routes!(second_factors::confirm))
        .routes(routes!(second_factors::make_recovery_codes))
        .routes(routes!(second_factors::get_of, second_factors::reset))
        .routes(routes!(users::list, users::add))
        .routes(routes!(users::export::export))
        .routes(routes!(users::bulk::act))
        .routes(routes!(
            users::person::get,
            users::person::change,
            users::person::remove
        ))
        .routes(routes!(users::person::deactivate))
        .routes(routes!(users::person::reactivate))
        .routes(routes!(users::why::get))
        .routes(routes!(users::invite::create))
        .routes(routes!(users::sessions::list, users::sessions::end_all))
        .routes(routes!(users::sessions::end))
        .routes(routes!(groups::list))
        .routes(routes!(groups::get))
        .routes(routes!(invites::get, invites::accept))
        .routes(routes!(sign_in_policy::check))
        .routes(routes!(
            sign_in_policy::get,
            sign_in_policy::put,
            sign_in_policy::lift
        ))
        .routes(routes!(sign_in_policy::preview))
        .routes(routes!(sign_in_policy::tested))
        .routes(routes!(organization::get, organization::update))
        .routes(routes!(
            organization::get_logo,
            organization::put_logo,
            organization::delete_logo
        ))
        .routes(routes!(connectors::list, connectors::add))
        .routes(routes!(
            connectors::get,
            connectors::update,
            connectors::remove
        ))
        .routes(routes!(passkeys::rotate))
        .routes(routes!(passkeys::reveal))
        .routes(routes!(passkeys::retire))
        .routes(routes!(checklist::get))
        .routes(routes!(home::get))
        .routes(routes!(deactivations::bring_back))
        .routes(routes!(deactivations::allow_held))
        .routes(routes!(deactivations::settle_waiting))
        .routes(routes!(billing::get))
        .routes(routes!(billing::put_toolkit))
        .routes(routes!(troubleshooting::get))
        .routes(routes!(troubleshooting::check))
        .routes(routes!(settings::get, settings::update))
        .routes(routes!(settings::back_up))
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::get, webhooks::update, webhooks::remove))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhooks::test))
        .routes(routes!(webhooks::send_again))
        .routes(routes!(rehearsal::start, rehearsal::get, rehearsal::cancel))
        .routes(routes!(reach::get))
        .routes(routes!(reach::test))
        .routes(routes!(activity::list))
        .routes(routes!(activity::reads))
        .routes(routes!(activity_export::export))
        .routes(routes!(activity::get))
}

/// The routes below `/api/v1`.
pub fn routes(state: &ServerState) -> Router<ServerState> {
    let (first_run, _) = of_the_first_run().split_for_parts();
    let (router, _) = described().split_for_parts();
    router
        .route_layer(from_fn_with_state(state.clone(), about::gate))
        .merge(first_run)
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
}

/// Runs what reads much on a thread that serves no requests.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(panic) => Err(Failure::Store(StoreError::Fault(panic.to_string())).into()),
    }
}

/// The OpenAPI document, with absolute paths.
pub fn document() -> utoipa::openapi::OpenApi {
    let nested = OpenApiRouter::new().nest("/api/v1", of_the_first_run().merge(described()));
    let mut document = nested.split_for_parts().1;
    document.info = Document::openapi().info;
    document
}

async fn unknown() -> Problem {
    Problem::from(Refusal::new(
        RefusalCode::NotFound,
        "There is nothing at this address of the API.",
    ))
}

async fn wrong_method() -> Problem {
    let mut problem = Problem::from(Refusal::new(
        RefusalCode::NotFound,
        "This address of the API does not know that method.",
    ));
    problem.status = StatusCode::METHOD_NOT_ALLOWED;
    problem
}

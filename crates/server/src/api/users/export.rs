//! `/api/v1/users/export.csv`: the people list as a file, sent piece by piece so that its length costs no memory.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::stream;
use latchkey_app::ports::store::{ListedPerson, Place};
use latchkey_app::sign_in::session::SignedIn;
use latchkey_app::{App, Failure};
use latchkey_domain::AccessRole;
use latchkey_domain::user::Source;

use super::PeopleParams;
use crate::api::csv;
use crate::api::input::Asked;
use crate::api::problem::{Problem, ProblemBody};
use crate::api::who::Person;
use crate::state::ServerState;

/// People that are read at once.
const PAGE: usize = 500;

const HEADINGS: &str =
    "Id,User name,Name,Email,Access role,Status,Source,Last sign-in,Added,Changed\r\n";

/// The people list as a file, with the same filters.
#[utoipa::path(get, path = "/users/export.csv", operation_id = "export_users", params(PeopleParams), responses(
    (status = 200, body = String, content_type = "text/csv", description = "The file"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn export(
    State(state): State<ServerState>,
    person: Person,
    Asked(params): Asked<PeopleParams>,
) -> Result<Response, Problem> {
    let (filter, order) = (params.filter(&state.app)?, params.order()?);
    let places = state
        .app
        .export_people(person.caller, filter, order)
        .await?;
    let pieces = Pieces {
        app: state.app.clone(),
        signed_in: person.signed_in,
        places,
        next: 0,
    };
    let body = stream::try_unfold(pieces, async |mut pieces| {
        let read = tokio::task::spawn_blocking(move || {
            let piece = pieces.piece();
            piece.map(|piece| piece.map(|piece| (piece, pieces)))
        });
        read.await
            .map_err(std::io::Error::other)?
            .map_err(std::io::Error::other)
    });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"latchkey-people.csv\""),
    );
    Ok(response)
}

struct Pieces {
    app: App,
    signed_in: SignedIn,
    places: Vec<Place>,
    next: usize,
}

impl Pieces {
    /// The next piece of the file; the headings are in front of the first.
    fn piece(&mut self) -> Result<Option<Bytes>, Failure> {
        let mut text = String::new();
        if self.next == 0 {
            text.push_str(HEADINGS);
        } else if self.next >= self.places.len() {
            return Ok(None);
        } else {
            // A file breaks off with the session of whoever asked for it.
            self.app.demand_session(&self.signed_in)?;
        }
        let end = self.places.len().min(self.next + PAGE);
        for person in self.app.people_at(&self.places[self.next..end])? {
            row(&mut text, &person);
        }
        // An empty list has its headings, and ends after them.
        self.next = end.max(1);
        Ok(Some(text.into()))
    }
}

fn row(text: &mut String, person: &ListedPerson) {
    let status = if person.active {
        "active"
    } else {
        "deactivated"
    };
    let source = match person.source {
        Source::Okta => "Okta",
        Source::Local => "local",
    };
    let last = person
        .last_sign_in_at
        .map_or_else(|| "never".to_owned(), |at| at.to_string());
    let cells = [
        person.id.as_str(),
        &person.user_name,
        &person.display_name,
        &person.email,
        AccessRole::label(person.access_role),
        status,
        source,
        &last,
        &person.created_at.to_string(),
        &person.modified_at.to_string(),
    ];
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        csv::push(text, cell);
    }
    text.push_str("\r\n");
}

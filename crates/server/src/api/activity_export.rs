//! `/api/v1/activity/export`: the record as a file, sent page by page so that its length costs no memory.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures_util::stream;
use latchkey_app::ports::store::ActivityQuery;
use latchkey_app::{App, Failure};
use latchkey_domain::{Refusal, RefusalCode};
use serde::Deserialize;
use utoipa::IntoParams;

use super::activity::Filter;
use super::entry::EntryJson;
use super::input::Asked;
use super::problem::{Problem, ProblemBody};
use super::who::Person;
use crate::state::ServerState;

/// Entries that are read at once.
const PAGE: u64 = 500;

/// In which form.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AsFile {
    /// "csv" or "json"; csv when nobody says.
    format: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
}

/// The record as a file, the newest first.
#[utoipa::path(get, path = "/activity/export", operation_id = "export_activity", params(Filter, AsFile), responses(
    (status = 200, body = String, content_type = "text/csv", description = "The file; with format=json a list of entries"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn export(
    State(state): State<ServerState>,
    person: Person,
    Asked(filter): Asked<Filter>,
    Asked(form): Asked<AsFile>,
) -> Result<Response, Problem> {
    let format = match form.format.as_deref() {
        None | Some("csv") => Format::Csv,
        Some("json") => Format::Json,
        Some(other) => {
            let shown: String = other.chars().take(80).collect();
            return Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                format!("There is no format \"{shown}\"; Latchkey exports csv and json."),
            )
            .into());
        }
    };
    let query = ActivityQuery {
        limit: PAGE,
        after: None,
        ..filter.query()?
    };
    // The first page is read before anything is sent, so that a refusal is an answer and not a broken file.
    let first = state.app.activity_page(&person.caller, &query)?;
    let pages = Pages {
        app: state.app.clone(),
        person,
        query,
        ready: Some(first),
        format,
        began: false,
    };
    let body = stream::try_unfold(Some(pages), async |pages| match pages {
        Some(pages) => pages.next().map_err(std::io::Error::other),
        None => Ok(None),
    });
    let mut response = Response::new(Body::from_stream(body));
    let (kind, disposition) = match format {
        Format::Csv => (
            "text/csv; charset=utf-8",
            "attachment; filename=\"latchkey-activity.csv\"",
        ),
        Format::Json => (
            "application/json",
            "attachment; filename=\"latchkey-activity.json\"",
        ),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static(disposition),
    );
    Ok(response)
}

struct Pages {
    app: App,
    person: Person,
    query: ActivityQuery,
    ready: Option<Vec<latchkey_app::activity::Placed>>,
    format: Format,
    began: bool,
}

impl Pages {
    /// The next piece of the file, and what comes after it.
    fn next(mut self) -> Result<Option<(Bytes, Option<Self>)>, Failure> {
        let page = if let Some(page) = self.ready.take() {
            page
        } else {
            // A file breaks off with the session of whoever asked for it.
            self.app.demand_session(&self.person.signed_in)?;
            self.app.activity_page(&self.person.caller, &self.query)?
        };
        let last = (page.len() as u64) < PAGE;
        self.query.before = page.last().map(|(sequence, _)| *sequence);
        let mut text = String::new();
        if !self.began {
            text.push_str(match self.format {
                Format::Csv => HEADINGS,
                Format::Json => "[",
            });
        }
        for placed in page {
            let entry = EntryJson::from(placed);
            match self.format {
                Format::Csv => row(&mut text, &entry),
                Format::Json => {
                    text.push_str(if self.began { ",\n" } else { "\n" });
                    // Strings, numbers and maps of them always have a JSON form.
                    text.push_str(&serde_json::to_string(&entry).unwrap_or_default());
                }
            }
            self.began = true;
        }
        self.began = true;
        if last && self.format == Format::Json {
            text.push_str("\n]\n");
        }
        Ok(Some((Bytes::from(text), (!last).then_some(self))))
    }
}

const HEADINGS: &str = "time,last time,count,actor,action,target kind,target,target id,outcome,reason,method,path,from,status,ms,request id\r\n";

fn row(text: &mut String, entry: &EntryJson) {
    let call = entry.call.as_ref();
    let cells = [
        format!("{:.3}", entry.at),
        format!("{:.3}", entry.last_at),
        entry.count.to_string(),
        entry.actor.name.clone(),
        entry.action.clone(),
        entry.target.kind.clone(),
        entry.target.name.clone(),
        entry.target.id.clone().unwrap_or_default(),
        entry.outcome.as_str().to_owned(),
        entry.reason.clone().unwrap_or_default(),
        call.map(|call| call.method.clone()).unwrap_or_default(),
        call.map(|call| call.path.clone()).unwrap_or_default(),
        call.and_then(|call| call.from.clone()).unwrap_or_default(),
        call.map(|call| call.status.to_string()).unwrap_or_default(),
        call.map(|call| (call.micros / 1000).to_string())
            .unwrap_or_default(),
        call.map(|call| call.request_id.clone()).unwrap_or_default(),
    ];
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        super::csv::push(text, cell);
    }
    text.push_str("\r\n");
}

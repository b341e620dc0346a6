//! A whole import, page by page: by index as Okta does it, and by cursor (RFC 9865) where the server advertises it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::endpoint::in_query;
use crate::figures::{Ratio, count, median, millis, whole};
use crate::report::{Line, Report, Wanted};
use crate::served::Served;
use crate::wire::Connection;

/// An import that takes longer is broken off, and its last pages are asked for by themselves.
const PATIENCE: Duration = Duration::from_mins(5);

/// So many pages at either end are looked at, at most.
const ENDS: usize = 50;

/// Measures imports with the pages that Okta asks for.
pub(crate) async fn measure(served: &Served, report: &mut Report) -> Result<()> {
    let mut lines = Vec::new();
    for size in [100, 200] {
        lines.push(by_index(served, size).await?);
    }
    if offers_cursors(served).await? {
        for size in [100, 200] {
            lines.push(by_cursor(served, size).await?);
        }
    } else {
        report.leave_out("imports by cursor, which the server does not advertise".to_owned());
    }
    report.add("A whole import, one page after the other", lines);
    Ok(())
}

/// Pages by number, in milliseconds each.
struct Import {
    pages: Vec<f64>,
    /// How many people it has brought.
    people: usize,
    took: Duration,
}

async fn by_index(served: &Served, size: usize) -> Result<Line> {
    let mut connection = Connection::open(served.address()).await?;
    let path = |page: usize| format!("/Users?startIndex={}&count={size}", page * size + 1);
    let mut import = Import {
        pages: Vec::new(),
        people: 0,
        took: Duration::ZERO,
    };
    let total = total(served).await?;
    let wanted = total.div_ceil(size);
    let started = Instant::now();
    let mut page = 0;
    let mut skipped = false;
    while page < wanted {
        if !skipped && started.elapsed() > PATIENCE && page + ENDS < wanted {
            page = wanted - ENDS;
            skipped = true;
        }
        let (millis, list) = one(&mut connection, &served.scim.get(&path(page))).await?;
        import.pages.push(millis);
        import.people += resources(&list);
        page += 1;
    }
    import.took = started.elapsed();
    ensure!(
        skipped || import.people >= total,
        "the import brought {} of {total} people",
        import.people
    );
    let note = if skipped {
        ", broken off: the last pages only"
    } else {
        ""
    };
    Ok(line(
        format!("by startIndex, pages of {size}"),
        &import,
        size,
        note,
    ))
}

async fn by_cursor(served: &Served, size: usize) -> Result<Line> {
    let mut connection = Connection::open(served.address()).await?;
    let mut import = Import {
        pages: Vec::new(),
        people: 0,
        took: Duration::ZERO,
    };
    let total = total(served).await?;
    let started = Instant::now();
    let mut cursor = String::new();
    loop {
        // RFC 9865 §2.1: the first page is asked for by a cursor without a value.
        let path = if cursor.is_empty() {
            format!("/Users?cursor&count={size}")
        } else {
            format!("/Users?cursor={}&count={size}", in_query(&cursor))
        };
        let (millis, list) = one(&mut connection, &served.scim.get(&path)).await?;
        import.pages.push(millis);
        import.people += resources(&list);
        match list["nextCursor"].as_str() {
            Some(next) if started.elapsed() < PATIENCE => next.clone_into(&mut cursor),
            Some(_) => break,
            None => {
                ensure!(
                    import.people >= total,
                    "the import brought {} of {total} people",
                    import.people
                );
                break;
            }
        }
    }
    import.took = started.elapsed();
    Ok(line(
        format!("by cursor, pages of {size}"),
        &import,
        size,
        "",
    ))
}

async fn one(connection: &mut Connection, message: &[u8]) -> Result<(f64, Value)> {
    let sent = Instant::now();
    let status = connection.send(message).await?;
    let took = millis(sent.elapsed());
    ensure!(status == 200, "a page was answered with {status}");
    let list = serde_json::from_slice(connection.body()).context("a page that is no JSON")?;
    Ok((took, list))
}

fn resources(list: &Value) -> usize {
    list["Resources"].as_array().map_or(0, Vec::len)
}

/// How many users there are.
async fn total(served: &Served) -> Result<usize> {
    let list = served
        .scim
        .ask(&served.scim.get("/Users?count=0"), 200)
        .await?;
    let total = list["totalResults"].as_u64().context("no totalResults")?;
    Ok(usize::try_from(total)?)
}

async fn offers_cursors(served: &Served) -> Result<bool> {
    let config = served.scim.get("/ServiceProviderConfig");
    let config = served.scim.ask(&config, 200).await?;
    Ok(config["pagination"]["cursor"] == true)
}

fn line(name: String, import: &Import, size: usize, note: &str) -> Line {
    // The last page may be a short one.
    let full = &import.pages[..import.pages.len().saturating_sub(1)];
    let ends = (full.len() / 4).clamp(1, ENDS).min(full.len());
    let first = median(&full[..ends]);
    let last = median(&full[full.len() - ends..]);
    let ratio = last / first;
    Line {
        name,
        ours: format!(
            "{} people in {:.2} s, {} a second{note}; the last {ends} pages {last:.2} ms each",
            whole(count(import.people)),
            import.took.as_secs_f64(),
            whole(count(import.people) / import.took.as_secs_f64()),
        ),
        beside: format!("the first {ends} pages of {size}: {first:.2} ms each"),
        ratio: Some(Ratio {
            middle: ratio,
            lowest: ratio,
            highest: ratio,
        }),
        wanted: Some(Wanted::at_most(1.2, ratio, "1.2 at most")),
    }
}

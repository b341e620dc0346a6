//! What the server takes after all that was asked of it, and how soon it answers when it is started.

use anyhow::Result;

use crate::figures::{count, largest, median, millis, whole};
use crate::processes;
use crate::report::{Line, Report, Wanted};
use crate::served::Served;

/// So often the server is killed and started.
const STARTS: usize = 5;

/// Memory of a server; `most` is what it may take.
pub(crate) fn measure(served: &Served, most: f64) -> Result<Line> {
    let memory = processes::memory(served.process()?)?;
    let proportional = memory.proportional.map_or_else(
        || "shown to root alone".to_owned(),
        |mebibytes| format!("{mebibytes:.1} MiB"),
    );
    Ok(Line {
        wanted: Some(Wanted::at_most(
            most,
            memory.resident,
            &format!("under {most:.0} MB resident"),
        )),
        ..Line::alone(
            format!(
                "memory with {} users, after all of it",
                whole(count(served.ids.len()))
            ),
            format!("{:.1} MiB resident; Pss {proportional}", memory.resident),
        )
    })
}

/// Starts the server several times, and adds its lines to those of memory.
pub(crate) async fn starts(
    mut served: Served,
    mut lines: Vec<Line>,
    report: &mut Report,
) -> Result<Served> {
    let mut took = Vec::new();
    for _ in 0..STARTS {
        let (again, time) = served.start_again().await?;
        served = again;
        took.push(millis(time));
    }
    let middle = median(&took);
    lines.push(Line {
        wanted: Some(Wanted::at_most(100.0, middle, "within 100 ms")),
        ..Line::alone(
            format!(
                "from start to the first answer, {} users",
                whole(count(served.ids.len()))
            ),
            format!(
                "{middle:.0} ms after a kill, {:.0} ms at most of {STARTS}",
                largest(&took)
            ),
        )
    });
    report.add("Memory and start", lines);
    Ok(served)
}

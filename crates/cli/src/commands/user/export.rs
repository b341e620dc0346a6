//! Everything that is kept of one person, as one JSON document; activity is written as it is read.

use std::io::{self, Write as _};

use latchkey_app::App;
use latchkey_app::directory::people::export::entry;
use latchkey_app::record::Caller;
use latchkey_domain::user::User;

use crate::commands::Context;

pub(crate) async fn run(context: &Context<'_>, app: &App, user: &User) -> anyhow::Result<()> {
    let kept = app.export_person(Caller::operator(), &user.id).await?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut before = '{';
    for (name, value) in &kept {
        write!(out, "{before}{}:{value}", serde_json::to_string(name)?)?;
        before = ',';
    }
    write!(out, "{before}\"activity\":[")?;
    let mut entries: u64 = 0;
    let mut after = None;
    loop {
        let part = app.activity_of_person(&Caller::operator(), &user.id, after)?;
        let Some((last, _)) = part.last() else { break };
        after = Some(*last);
        for (_, one) in &part {
            let comma = if entries == 0 { "" } else { "," };
            write!(out, "{comma}\n{}", entry(one))?;
            entries += 1;
        }
    }
    writeln!(out, "]}}")?;
    out.flush()?;
    context.terminal.say(&format!(
        "This is everything that is kept of {}, with {entries} entries of activity. It is on record that it was exported.",
        user.name()
    ));
    Ok(())
}

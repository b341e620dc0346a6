//! The same requests in a small directory and in a large one, turn by turn; what only a large one has is in [`crate::paging`]
//! and [`crate::looking`].

use anyhow::Result;

use crate::Plan;
use crate::figures::{Ratio, whole};
use crate::load::Requests;
use crate::reads;
use crate::report::{Line, Report, Wanted};
use crate::rounds::{Side, turns};
use crate::served::Served;
use crate::writes;

/// Measures each kind of request on both.
pub(crate) async fn measure(
    plan: Plan,
    small: &Served,
    large: &Served,
    report: &mut Report,
) -> Result<()> {
    type Asks = fn(&Served) -> Requests;
    let kinds: [(&str, u16, Asks); 4] = [
        (reads::BY_ID, 200, reads::by_id),
        (reads::BY_NAME, 200, reads::by_name),
        (writes::CREATE, 201, writes::creates),
        ("PATCH a user", 200, writes::patches),
    ];
    let mut lines = Vec::new();
    for (name, status, asks) in kinds {
        let sides = [large, small].map(|served| Side {
            target: served.target(),
            requests: asks(served),
        });
        let series = turns(plan, status, &sides).await?;
        if status == 201 {
            writes::remove_the_new(small).await?;
            writes::remove_the_new(large).await?;
        }
        let [large, small] = &series[..] else {
            continue;
        };
        let ratio = Ratio::of(&large.rates(), &small.rates());
        lines.push(Line {
            name: name.to_owned(),
            ours: large.told(),
            beside: format!(
                "with {} users: {} a second",
                plan.users,
                whole(small.rate())
            ),
            ratio: Some(ratio),
            wanted: Some(Wanted::at_least(0.8, ratio.middle, "0.8 at least")),
        });
    }
    let title = format!(
        "{} users, {} connections",
        whole(crate::figures::count(plan.people)),
        plan.connections
    );
    report.add(title, lines);
    Ok(())
}

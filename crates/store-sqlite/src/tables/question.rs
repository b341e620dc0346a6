//! The statements of the people list, put together from what is asked.

use latchkey_app::ports::store::{PeopleFilter, PeopleOrder, PeopleSort, StoreError};
use latchkey_domain::AccessRole;
use latchkey_domain::user::Source;
use rusqlite::types::Value;

use super::columns::{millis, to_json};
use super::grams::BLOCK;

/// A role's place in the order of roles.
pub(super) fn rank(role: Option<AccessRole>) -> i64 {
    match role {
        None => 0,
        Some(AccessRole::ReadOnly) => 1,
        Some(AccessRole::User) => 2,
        Some(AccessRole::Admin) => 3,
        Some(AccessRole::EnterpriseAdmin) => 4,
    }
}

/// `FROM` and `WHERE` of a filter, with the values that it is bound to.
pub(super) struct Question {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Question {
    /// As an order is walked, or a whole table read.
    pub(super) fn of(filter: &PeopleFilter) -> Self {
        Self::over(" FROM listed_user l", filter)
    }

    /// In the blocks in which every word may stand.
    pub(super) fn in_blocks(filter: &PeopleFilter) -> Self {
        let from = format!(
            " FROM listed_block b CROSS JOIN listed_user l ON l.seq >= b.block * {BLOCK} AND l.seq < (b.block + 1) * {BLOCK}"
        );
        let mut question = Self::over(&from, filter);
        for word in &filter.words {
            let word = question.bind(word.clone());
            question.and(&format!("may_hold(b.runs, {word})"));
        }
        question
    }

    fn over(from: &str, filter: &PeopleFilter) -> Self {
        let mut question = Self {
            sql: from.to_owned(),
            values: Vec::new(),
        };
        if let Some(group) = &filter.group {
            // The group leads: it has fewer members than the directory has people.
            let group = question.bind(group.clone());
            question.sql = format!(
                " FROM membership m CROSS JOIN listed_user l ON l.seq = m.user_seq \
                 WHERE m.group_seq = (SELECT seq FROM user_group WHERE id = {group})"
            );
        } else {
            question.sql.push_str(" WHERE 1");
        }
        if let Some(roles) = &filter.roles {
            let ranks: Vec<String> = roles.iter().map(|role| rank(*role).to_string()).collect();
            question.and(&format!("l.role_rank IN ({})", ranks.join(", ")));
        }
        if let Some(active) = filter.active {
            question.and(&format!("l.active = {}", i64::from(active)));
        }
        if let Some(source) = filter.source {
            question.and(&format!(
                "l.from_okta = {}",
                i64::from(source == Source::Okta)
            ));
        }
        if filter.never_signed_in {
            // Not by the index: so many never did that jumping to each takes longer than reading all.
            question.and("+l.last_sign_in_at IS NULL");
        }
        if let Some(since) = filter.dormant_since {
            let since = question.bind(millis(since));
            // The row in "user" is looked up only of those whom the narrow table cannot tell.
            let came = "(SELECT created_at FROM user WHERE seq = l.seq)";
            question.and(&format!(
                "CASE l.active WHEN 1 THEN coalesce(l.last_sign_in_at, {came}) < {since} ELSE {came} < {since} \
                 AND (SELECT id FROM user WHERE seq = l.seq) NOT IN (SELECT target_id FROM activity \
                 INDEXED BY activity_of_deactivations \
                 WHERE action = 'user.deactivated' AND outcome = 'changed' AND last_at >= {since} \
                 AND target_id IS NOT NULL) END"
            ));
        }
        for word in &filter.words {
            let word = question.bind(word.clone());
            question.and(&format!("instr(l.haystack, {word})"));
        }
        question
    }

    /// Those at these places.
    pub(super) fn of_places(places: &[i64]) -> Result<Self, StoreError> {
        Ok(Self {
            sql: " FROM json_each(?1) p CROSS JOIN listed_user l ON l.seq = p.value".to_owned(),
            values: vec![to_json(&places)?.into()],
        })
    }

    /// The name of a new parameter.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn and(&mut self, condition: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
    }
}

/// Whether to walk the order's index, looking at each row until there are enough; else all rows are read through, and
/// those that match are sorted. Few matches make the walk long, many make the sorting long. A step of the walk jumps to
/// a row: it takes as long as reading ten rows in their own order, or sorting two (the example `crowd` measures both).
pub(super) fn is_walked(everyone: u64, matching: u64, wanted: u64) -> bool {
    let wanted = wanted.min(matching).max(1);
    let steps = wanted.saturating_mul(everyone) / matching.max(1);
    let walk = steps.saturating_mul(10);
    let read_through = everyone.saturating_add(matching.saturating_mul(5));
    matching == everyone || (matching > 0 && walk < read_through)
}

/// `ORDER BY`. A plus keeps `SQLite` from going by an index.
pub(super) fn order(order: PeopleOrder, walked: bool) -> String {
    let columns: &[&str] = match order.sort {
        PeopleSort::Name => &["l.name_key", "l.seq"],
        PeopleSort::Email => &["l.email_key"],
        PeopleSort::Role => &["l.role_rank", "l.name_key", "l.seq"],
        PeopleSort::Status => &["l.active", "l.name_key", "l.seq"],
        PeopleSort::LastSignIn => &["l.last_sign_in_at", "l.seq"],
        PeopleSort::Created => &["l.seq"],
        PeopleSort::Modified => &["l.modified_at", "l.seq"],
    };
    let direction = if order.descending { " DESC" } else { "" };
    let plus = if walked { "" } else { "+" };
    let columns: Vec<String> = columns
        .iter()
        .map(|column| format!("{plus}{column}{direction}"))
        .collect();
    columns.join(", ")
}

#[cfg(test)]
mod tests {
    use super::is_walked;

    #[test]
    fn few_matches_are_read_through_and_many_are_walked_to() {
        assert!(!is_walked(100_000, 0, 100));
        assert!(!is_walked(100_000, 1, 100));
        assert!(!is_walked(100_000, 400, 100));
        assert!(is_walked(100_000, 20_000, 100));
        assert!(!is_walked(100_000, 20_000, 19_000));
        assert!(is_walked(100_000, 100_000, 100_000));
    }
}

//! The people list of the screens: searched, filtered and sorted over 100,000 rows while someone types.

use std::collections::BTreeSet;

use jiff::Timestamp;
use latchkey_domain::AccessRole;
use latchkey_domain::group::Group;
use latchkey_domain::user::Source;

use super::StoreError;

/// Who is to be listed; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Words that each stand somewhere in the name, user name, email or external id; caseless
    /// (`latchkey_scim::text::caseless`).
    pub words: Vec<String>,
    /// Any of these roles; `None` in the set is app access only.
    pub roles: Option<BTreeSet<Option<AccessRole>>>,
    /// Active ones, or deactivated ones.
    pub active: Option<bool>,
    /// From Okta, or added here.
    pub source: Option<Source>,
    /// Members of this group.
    pub group: Option<String>,
    /// Those who never signed in.
    pub never_signed_in: bool,
    /// Those who were there before this moment and from it on neither signed in, if they are active, nor were
    /// deactivated, if they are not.
    pub dormant_since: Option<Timestamp>,
}

/// By what people are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleSort {
    /// The name to show.
    #[default]
    Name,
    /// The email that counts.
    Email,
    /// The access role, app access only first; then the name.
    Role,
    /// Deactivated ones first; then the name.
    Status,
    /// The last sign-in, those without one first.
    LastSignIn,
    /// The order of coming.
    Created,
    /// The last change.
    Modified,
}

/// In which order. Equals stand in the order of their coming, so that pages never overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeopleOrder {
    /// By what.
    pub sort: PeopleSort,
    /// From the end.
    pub descending: bool,
}

/// The place of a person, or a group, in the order of coming: what a long list is kept as, while its rows are read by and by,
/// and where its next page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub i64);

impl Place {
    /// Before all.
    pub const START: Self = Self(0);
}

/// What a filter finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPeople {
    /// How many in all, as far as they were counted.
    pub matching: u64,
    /// Whether there are more than that. Only what a text finds is counted no further than to a number that nobody reads
    /// through, and never less far than to the end of what is asked for.
    pub more: bool,
    /// The places of those that were asked for, in order.
    pub places: Vec<Place>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPerson {
    /// UUID.
    pub id: String,
    /// userName.
    pub user_name: String,
    /// The name to show.
    pub display_name: String,
    /// The address that counts.
    pub email: String,
    /// What they may do.
    pub access_role: Option<AccessRole>,
    /// Whether they may sign in at all.
    pub active: bool,
    /// Where they came from.
    pub source: Source,
    /// When they last signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// When they came.
    pub created_at: Timestamp,
    /// When they last changed.
    pub modified_at: Timestamp,
}

/// A row of the list of groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedGroup {
    /// The group.
    pub group: Group,
    /// How many members it has.
    pub members: u64,
}

/// Reads.
pub trait PeopleReads {
    /// How many people the filter finds, and the places of `limit` of them from the `offset`th on.
    fn find_people(
        &self,
        filter: &PeopleFilter,
        order: PeopleOrder,
        offset: u64,
        limit: u64,
    ) -> Result<FoundPeople, StoreError>;
    /// The rows at these places, in this order; who is gone meanwhile is left out.
    fn people_at(&self, places: &[Place]) -> Result<Vec<ListedPerson>, StoreError>;

    /// How many groups have every word in their name.
    fn count_groups_named(&self, words: &[String]) -> Result<u64, StoreError>;
    /// `limit` of them from the `offset`th on, by name.
    fn list_groups_named(
        &self,
        words: &[String],
        offset: u64,
        limit: u64,
    ) -> Result<Vec<ListedGroup>, StoreError>;
}

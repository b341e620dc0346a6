//! The people of the stand-in tenant, invented from a seed so that a run can be repeated.

mod names;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// Someone in the stand-in tenant, as Okta knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Okta's id, `00u` and 17 letters or digits: `externalId` in SCIM and `sub` in the ID token.
    pub okta_id: String,
    /// What the person signs in with; Okta's format "Email Address" makes it the email.
    pub user_name: String,
    /// Given name, in any script.
    pub given_name: String,
    /// Family name, or two of them.
    pub family_name: String,
    /// The primary email, unique in the tenant, in the domain atko.com.
    pub email: String,
    /// The name as people read it.
    pub display_name: String,
    /// The access role on the application's user profile, as Okta sends it.
    pub role: Option<String>,
    /// Whether the person is assigned to the application for sign-on.
    pub assigned: bool,
}

/// The people of a tenant, in a stable order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People(Vec<Person>);

impl People {
    /// Nobody.
    pub fn nobody() -> Self {
        Self::default()
    }

    /// `count` plausible people with names of many scripts and lengths, all assigned, without a role.
    ///
    /// The same seed gives the same people on every machine and in every version. Two seeds share no
    /// email: any seed but 0 leaves its mark in each address, so that a server that was rehearsed with
    /// before meets new people.
    pub fn invent(count: usize, seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mark = match seed {
            0 => String::new(),
            _ => format!(".r{}", base36(seed)),
        };
        let mut emails = HashSet::new();
        let mut ids = HashSet::new();
        let mut people = Vec::with_capacity(count);
        while people.len() < count {
            let (given_name, given_ascii) = names::GIVEN[dice.below(names::GIVEN.len())];
            let (family_name, family_ascii) = names::FAMILY[dice.below(names::FAMILY.len())];
            let local = format!("{given_ascii}.{family_ascii}{mark}");
            let mut email = format!("{local}@atko.com");
            let mut namesakes = 1;
            while !emails.insert(email.clone()) {
                namesakes += 1;
                email = format!("{local}.{namesakes}@atko.com");
            }
            let mut okta_id = dice.okta_id();
            while !ids.insert(okta_id.clone()) {
                okta_id = dice.okta_id();
            }
            people.push(Person {
                okta_id,
                user_name: email.clone(),
                given_name: given_name.to_owned(),
                family_name: family_name.to_owned(),
                display_name: format!("{given_name} {family_name}"),
                email,
                role: None,
                assigned: true,
            });
        }
        Self(people)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everyone, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Person> {
        self.0.iter()
    }

    /// The person who signs in with this name, whatever its case.
    pub fn find_by_user_name(&self, user_name: &str) -> Option<&Person> {
        let wanted = user_name.to_lowercase();
        self.0
            .iter()
            .find(|person| person.user_name.to_lowercase() == wanted)
    }

    /// The person with this Okta id.
    pub fn get(&self, okta_id: &str) -> Option<&Person> {
        self.0.iter().find(|person| person.okta_id == okta_id)
    }

    /// Adds the person, or puts the newer record in the place of the one with the same Okta id.
    pub fn put(&mut self, person: Person) {
        match self
            .0
            .iter_mut()
            .find(|known| known.okta_id == person.okta_id)
        {
            Some(known) => *known = person,
            None => self.0.push(person),
        }
    }

    /// Sets whether the person is assigned to the application; false when there is no such person.
    pub fn set_assigned(&mut self, okta_id: &str, assigned: bool) -> bool {
        match self.0.iter_mut().find(|known| known.okta_id == okta_id) {
            Some(known) => {
                known.assigned = assigned;
                true
            }
            None => false,
        }
    }
}

impl From<Vec<Person>> for People {
    fn from(people: Vec<Person>) -> Self {
        Self(people)
    }
}

impl FromIterator<Person> for People {
    fn from_iter<I: IntoIterator<Item = Person>>(people: I) -> Self {
        Self(people.into_iter().collect())
    }
}

impl IntoIterator for People {
    type Item = Person;
    type IntoIter = std::vec::IntoIter<Person>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a People {
    type Item = &'a Person;
    type IntoIter = std::slice::Iter<'a, Person>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// `SplitMix64`. The generators of a random number crate may change between versions; the people of a seed must not.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    fn okta_id(&mut self) -> String {
        const LETTERS: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let mut id = String::from("00u");
        for _ in 0..17 {
            id.push(char::from(LETTERS[self.below(LETTERS.len())]));
        }
        id
    }
}

fn base36(mut number: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    while number > 0 {
        let digit = usize::try_from(number % 36).unwrap_or(0);
        digits.push(char::from(DIGITS[digit]));
        number /= 36;
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_invented_when_none_are_asked_for() {
        assert!(People::invent(0, 1).is_empty());
    }

    #[test]
    fn ids_and_emails_are_unique_even_with_many_more_people_than_names() {
        let people = People::invent(5_000, 3);
        let ids: HashSet<_> = people.iter().map(|person| &person.okta_id).collect();
        let emails: HashSet<_> = people
            .iter()
            .map(|person| person.email.to_lowercase())
            .collect();
        assert_eq!((ids.len(), emails.len()), (5_000, 5_000));
    }

    #[test]
    fn two_seeds_share_no_email() {
        let first: HashSet<_> = People::invent(300, 0)
            .into_iter()
            .map(|person| person.email)
            .collect();
        assert!(
            People::invent(300, 77)
                .iter()
                .all(|person| !first.contains(&person.email))
        );
    }

    #[test]
    fn a_seed_gives_the_same_people_again() {
        assert_eq!(People::invent(40, 9), People::invent(40, 9));
        assert_ne!(People::invent(40, 9), People::invent(40, 10));
    }

    #[test]
    fn okta_ids_and_addresses_have_oktas_form() {
        for person in &People::invent(200, 5) {
            assert_eq!(person.okta_id.len(), 20, "{}", person.okta_id);
            assert!(person.okta_id.starts_with("00u"));
            assert!(
                person
                    .okta_id
                    .chars()
                    .all(|letter| letter.is_ascii_alphanumeric())
            );
            assert!(person.email.ends_with("@atko.com"));
            assert!(person.email.is_ascii(), "{}", person.email);
            assert_eq!(person.user_name, person.email);
        }
    }

    #[test]
    fn the_names_reach_beyond_ascii() {
        let all: String = People::invent(400, 0)
            .iter()
            .map(|person| person.display_name.as_str())
            .collect();
        for letter in ["é", "ñ", "Ł", "李", "Ó", "’", "'", "ø", "Ж"] {
            assert!(all.contains(letter), "nobody has {letter} in the name");
        }
    }
}

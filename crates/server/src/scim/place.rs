//! What lies where below `/scim/v2` (RFC 7644, section 3.2).

/// An endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// All users.
    Users,
    /// A search among them.
    UsersSearch,
    /// One user.
    User,
    /// All groups.
    Groups,
    /// A search among them.
    GroupsSearch,
    /// One group.
    Group,
    /// A search among all resources.
    Search,
    /// Many operations in one request.
    Bulk,
    /// What the server can do.
    ServiceProviderConfig,
    /// What it has resources of.
    ResourceTypes,
    /// One of these.
    ResourceType,
    /// What the resources are made of.
    Schemas,
    /// One of these.
    Schema,
    /// The user who asks.
    Me,
}

/// Path, place, and the methods that it knows. A segment in braces stands for any one. The first that fits counts.
const PLACES: [(&str, Place, &str); 14] = [
    ("/Users", Place::Users, "GET,HEAD,POST"),
    ("/Users/.search", Place::UsersSearch, "POST"),
    ("/Users/{id}", Place::User, "GET,HEAD,PUT,PATCH,DELETE"),
    ("/Groups", Place::Groups, "GET,HEAD,POST"),
    ("/Groups/.search", Place::GroupsSearch, "POST"),
    ("/Groups/{id}", Place::Group, "GET,HEAD,PUT,PATCH,DELETE"),
    ("/.search", Place::Search, "POST"),
    ("/Bulk", Place::Bulk, "POST"),
    (
        "/ServiceProviderConfig",
        Place::ServiceProviderConfig,
        "GET,HEAD",
    ),
    ("/ResourceTypes", Place::ResourceTypes, "GET,HEAD"),
    ("/ResourceTypes/{name}", Place::ResourceType, "GET,HEAD"),
    ("/Schemas", Place::Schemas, "GET,HEAD"),
    ("/Schemas/{urn}", Place::Schema, "GET,HEAD"),
    ("/Me", Place::Me, ""),
];

impl Place {
    /// The place at a path without a slash at its end, and what stands where the table has braces.
    pub fn of(path: &str) -> Option<(Self, &str)> {
        PLACES.iter().find_map(|(known, place, _)| {
            let Some((known, _)) = known.split_once('{') else {
                return (path == *known).then_some((*place, ""));
            };
            path.strip_prefix(known)
                .filter(|rest| !rest.is_empty() && !rest.contains('/'))
                .map(|rest| (*place, rest))
        })
    }

    /// What an `Allow` header says of it (RFC 9110, section 10.2.1).
    pub fn methods(self) -> &'static str {
        PLACES
            .iter()
            .find(|(_, place, _)| *place == self)
            .map_or("", |(_, _, methods)| methods)
    }

    /// Every path, for whoever holds a list against it.
    pub fn paths() -> impl Iterator<Item = &'static str> {
        PLACES.iter().map(|(path, _, _)| *path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nowhere_is_nowhere() {
        for path in [
            "",
            "/",
            "/users",
            "/Users/",
            "/Users/a/b",
            "/Users//",
            "/Group",
            "/Schemas/a/b",
            "Users",
            "/Bulk/x",
        ] {
            assert_eq!(Place::of(path), None, "{path}");
        }
    }

    #[test]
    fn a_fixed_name_comes_before_an_id() {
        assert_eq!(Place::of("/Users/.search"), Some((Place::UsersSearch, "")));
        assert_eq!(
            Place::of("/Users/.searching"),
            Some((Place::User, ".searching"))
        );
        assert_eq!(Place::of("/Groups/7"), Some((Place::Group, "7")));
        assert_eq!(
            Place::of("/Schemas/urn:ietf:params:scim:schemas:core:2.0:User"),
            Some((Place::Schema, "urn:ietf:params:scim:schemas:core:2.0:User"))
        );
    }
}

//! The core User schema (RFC 7643 §4.1).

use super::model::{Attribute, Kind, Schema};
use crate::urn;

/// The roles that a person can have in Latchkey.
pub(super) const ACCESS_ROLES: &[&str] = &["ReadOnly", "User", "Admin", "EnterpriseAdmin"];

pub(super) static SCHEMA: Schema = Schema {
    id: urn::USER,
    name: "User",
    description: "A person.",
    attributes: ATTRIBUTES,
};

/// RFC 7643 asks for `userName` alone. Okta's judges and its schema import rely on the others being
/// called required where the server does require them.
const ATTRIBUTES: &[Attribute] = &[
    Attribute::string(
        "userName",
        "The name to sign in with, unique without regard to case, returned as it was sent.",
    )
    .required()
    .unique(),
    Attribute::complex("name", NAME, "The parts of the person's name.").required(),
    Attribute::string("displayName", "The name to show."),
    Attribute::string("nickName", "What the person is called by friends."),
    Attribute::reference("profileUrl", &["external"], "A page about the person."),
    Attribute::string("title", "The person's title, such as “Vice President”."),
    Attribute::string(
        "userType",
        "The relation to the organization, such as “Contractor”.",
    ),
    Attribute::string(
        "preferredLanguage",
        "The languages the person prefers, as in Accept-Language.",
    ),
    Attribute::string(
        "locale",
        "How to write dates and numbers for the person, such as “en-US”.",
    ),
    Attribute::string(
        "timezone",
        "The person's time zone, such as “Europe/Paris”.",
    ),
    Attribute::boolean("active", "Whether the person may sign in.").required(),
    Attribute::complex("emails", EMAILS, "Email addresses.")
        .list()
        .required(),
    Attribute::complex("phoneNumbers", PHONE_NUMBERS, "Telephone numbers.").list(),
    Attribute::complex("ims", IMS, "Instant messaging addresses.").list(),
    Attribute::complex("photos", PHOTOS, "Pictures of the person.").list(),
    Attribute::complex("addresses", ADDRESSES, "Postal addresses.").list(),
    Attribute::complex(
        "groups",
        GROUPS,
        "The groups that the person is in; changed through the groups.",
    )
    .list()
    .read_only(),
    Attribute::complex("entitlements", ENTITLEMENTS, "Things that the person has.").list(),
    Attribute::complex(
        "roles",
        ROLES,
        "The access role, in the form in which the client keeps it.",
    )
    .list(),
    Attribute::complex(
        "x509Certificates",
        X509_CERTIFICATES,
        "Certificates issued to the person.",
    )
    .list(),
];

const NAME: &[Attribute] = &[
    Attribute::string("formatted", "The whole name, ready to show."),
    Attribute::string("familyName", "The family name.").required(),
    Attribute::string("givenName", "The given name.").required(),
    Attribute::string("middleName", "The middle names."),
    Attribute::string(
        "honorificPrefix",
        "What stands before the name, such as “Dr”.",
    ),
    Attribute::string(
        "honorificSuffix",
        "What stands after the name, such as “III”.",
    ),
];

const DISPLAY: Attribute = Attribute::string("display", "A name for the value, to show.");
const PRIMARY: Attribute = Attribute::boolean(
    "primary",
    "Whether it is the preferred one; true for one value at most.",
);

const fn kind_of(values: &'static [&'static str]) -> Attribute {
    Attribute::string("type", "What the value is for.").values(values)
}

const EMAILS: &[Attribute] = &[
    Attribute::string("value", "The email address.").required(),
    DISPLAY,
    kind_of(&["work", "home", "other"]),
    PRIMARY,
];

const PHONE_NUMBERS: &[Attribute] = &[
    Attribute::string("value", "The telephone number."),
    DISPLAY,
    kind_of(&["work", "home", "mobile", "fax", "pager", "other"]),
    PRIMARY,
];

const IMS: &[Attribute] = &[
    Attribute::string("value", "The address."),
    DISPLAY,
    kind_of(&["aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"]),
    PRIMARY,
];

const PHOTOS: &[Attribute] = &[
    Attribute::reference("value", &["external"], "The URL of the picture."),
    DISPLAY,
    kind_of(&["photo", "thumbnail"]),
    PRIMARY,
];

const ADDRESSES: &[Attribute] = &[
    Attribute::string(
        "formatted",
        "The whole address, ready to print; it may hold line breaks.",
    ),
    Attribute::string(
        "streetAddress",
        "Street and number; it may hold line breaks.",
    ),
    Attribute::string("locality", "City or town."),
    Attribute::string("region", "State or region."),
    Attribute::string("postalCode", "Postal code."),
    Attribute::string("country", "Country, as an ISO 3166-1 code."),
    kind_of(&["work", "home", "other"]),
    PRIMARY,
];

const GROUPS: &[Attribute] = &[
    Attribute::string("value", "The id of the group.")
        .exact()
        .read_only(),
    Attribute::reference("$ref", &["Group"], "The URL of the group.").read_only(),
    Attribute::string("display", "The name of the group.").read_only(),
    Attribute::string("type", "How the membership came about.")
        .values(&["direct", "indirect"])
        .read_only(),
];

const ENTITLEMENTS: &[Attribute] = &[
    Attribute::string("value", "The entitlement."),
    DISPLAY,
    Attribute::string("type", "What the value is for."),
    PRIMARY,
];

const ROLES: &[Attribute] = &[
    Attribute::string("value", "The role.").values(ACCESS_ROLES),
    DISPLAY,
    Attribute::string("type", "What the value is for."),
    PRIMARY,
];

const X509_CERTIFICATES: &[Attribute] = &[
    Attribute::new("value", Kind::Binary, "The certificate: DER, in base64.").exact(),
    DISPLAY,
    Attribute::string("type", "What the value is for."),
    PRIMARY,
];

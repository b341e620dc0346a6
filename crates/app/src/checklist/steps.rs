//! The words of each step, after the guide.

use latchkey_domain::AccessRole;
use latchkey_scim::urn;

use super::{StepValue, Values, Way};

pub(super) struct Words {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) place: &'static str,
    pub(super) text: &'static str,
}

const TOOLKIT: Words = Words {
    id: "toolkit",
    title: "Enable Enterprise Toolkit",
    place: "Latchkey: Billing",
    text: "It unlocks the connectors. Nothing changes for anyone by it.",
};
const CONNECTOR: Words = Words {
    id: "connector",
    title: "Add the Okta connector",
    place: "Latchkey: Organization Setup → External User Authentication & Provisioning → Add Connector",
    text: "Choose Okta. The page is saved and shows the values for the steps below.",
};
const ROLE_ATTRIBUTE: Words = Words {
    id: "role_attribute",
    title: "Define the role attribute",
    place: "Okta: Directory → Profile Editor → the provisioning app's user → Add Attribute",
    text: "Okta sends an access role only if the app's profile has an attribute for it. Without one everyone gets app access \
           only. Tick \"Define enumerated list of values\" and enter the four values; an attribute without the external \
           namespace is silently not sent.",
};
const IMPORT: Words = Words {
    id: "import_settings",
    title: "Set the import and the user name",
    place: "Okta: the provisioning app → Provisioning → To Okta → Edit; Sign On → Edit",
    text: "Schedule Import: never. Okta username format, and Application username format: Email. Profile Master stays off.",
};
const TO_APP: Words = Words {
    id: "to_app",
    title: "Tick Create, Update and Deactivate under To App",
    place: "Okta: the provisioning app → Provisioning → To App → Edit",
    text: "Create Users, Update User Attributes and Deactivate Users on; Sync Password off. Okta does not report ticked boxes: \
           this ticks itself at the first create.",
};
const ASSIGN: Words = Words {
    id: "assign",
    title: "Assign people to the provisioning app",
    place: "Okta: the provisioning app → Assignments → Assign",
    text: "People who were assigned before provisioning was on are not sent until you choose Provision User.",
};
const UPDATE: Words = Words {
    id: "update_seen",
    title: "See an update arrive",
    place: "Okta: Directory → People → a person → Profile → Edit",
    text: "Change something of a person who is assigned, a title say. It arrives within a minute.",
};
const DEACTIVATE: Words = Words {
    id: "deactivate_seen",
    title: "See a deactivation arrive",
    place: "Okta: the provisioning app → Assignments",
    text: "Take a test person's assignment away. They are deactivated here at once, and come back under the same id when you \
           assign them again.",
};
const TEST: Words = Words {
    id: "sign_in_test",
    title: "Make a test sign-in",
    place: "Latchkey: Organization Setup → Okta → Manage Users with Okta",
    text: "Paste the Issuer URL and the Client ID, then choose Test sign-in. It links your own account too.",
};
const SAVE: Words = Words {
    id: "sign_in_save",
    title: "Save the Issuer URL and the Client ID",
    place: "Latchkey: Organization Setup → Okta → Manage Users with Okta",
    text: "From then on everyone signs in with Okta. To get back in without Okta, run \"latchkey sign-in disable\" on the host.",
};

const TWO: [Words; 15] = [
    TOOLKIT,
    CONNECTOR,
    Words {
        id: "oidc_app",
        title: "Create the OpenID Connect app",
        place: "Okta: Applications → Create App Integration → OIDC - OpenID Connect → Native Application",
        text: "Name it Latchkey; the logo of the sign-in page can be saved as an image. Enter every Login Redirect URI, and \
               leave Logout Redirect URIs blank. Okta does not report this: it ticks itself at the first sign-in.",
    },
    Words {
        id: "oidc_settings",
        title: "Look at its general settings",
        place: "Okta: the OIDC app → General; Sign On",
        text: "Grant type: Authorization Code only. Client authentication: None, with PKCE required. Federation Broker Mode: \
               off. Note the Client ID, and under Sign On the Issuer.",
    },
    Words {
        id: "oidc_assign",
        title: "Assign people to the OpenID Connect app",
        place: "Okta: the OIDC app → Assignments → Assign",
        text: "Whoever is to sign in must be assigned to this app too: use the same groups for both apps.",
    },
    TEST,
    SAVE,
    Words {
        id: "scim_app",
        title: "Create the provisioning app",
        place: "Okta: Applications → Browse App Catalog → SCIM 2.0 Test App (Basic Auth), or an app of your own with SCIM",
        text: "Okta cannot put SCIM on an OpenID Connect app of the classic kind, so provisioning has an app of its own. \
               Leave its sign-on settings as they are, then Next.",
    },
    Words {
        id: "credentials",
        title: "Enter the credentials and test them",
        place: "Okta: the provisioning app → Provisioning → Integration → Configure API Integration",
        text: "Tick Enable API integration, paste the three values, then choose Test API Credentials. Unique identifier field: \
               userName. Save.",
    },
    IMPORT,
    TO_APP,
    ROLE_ATTRIBUTE,
    ASSIGN,
    UPDATE,
    DEACTIVATE,
];

const ONE: [Words; 13] = [
    TOOLKIT,
    CONNECTOR,
    Words {
        id: "oidc_app",
        title: "Create the app with the integration wizard",
        place: "Okta: Applications → Create App Integration → OIDC - OpenID Connect → Native Application, with SCIM provisioning",
        text: "Name it Latchkey, enter every Login Redirect URI, leave Logout Redirect URIs blank. Grant type: Authorization \
               Code only, with PKCE. Note the Client ID and the Issuer.",
    },
    Words {
        id: "credentials",
        title: "Enter the credentials and test them",
        place: "Okta: the app → Provisioning → Integration",
        text: "Authentication: Header, with the Password alone as its value. Tick PATCH for updates. Then choose Test API \
               Credentials.",
    },
    IMPORT,
    TO_APP,
    ROLE_ATTRIBUTE,
    ASSIGN,
    Words {
        id: "oidc_assign",
        title: "See an assigned person sign in",
        place: "Latchkey: the sign-in page",
        text: "One assignment gives both here: who is provisioned may sign in.",
    },
    TEST,
    SAVE,
    UPDATE,
    DEACTIVATE,
];

pub(super) fn of(way: Way) -> &'static [Words] {
    match way {
        Way::Two => &TWO,
        Way::One => &ONE,
    }
}

/// What is pasted at a step.
pub(super) fn values(id: &str, values: &Values) -> Vec<StepValue> {
    let value = |label: &str, value: &str| StepValue {
        label: label.to_owned(),
        value: value.to_owned(),
        copyable: true,
    };
    match id {
        "oidc_app" => {
            let mut pasted = vec![value("Application name", "Latchkey")];
            pasted.extend(
                values
                    .redirect_uris
                    .iter()
                    .map(|uri| value("Login Redirect URI", uri)),
            );
            pasted
        }
        "credentials" => {
            let passkey = values.passkey.as_deref().map_or_else(
                || "None yet: rotate it on this page.".to_owned(),
                |last| format!("Ends in {last}. Copy or reveal it under Copy into Okta."),
            );
            vec![
                value("SCIM Url (Base URL)", &values.scim_url),
                value("User Name (Company ID)", &values.user_name),
                StepValue {
                    copyable: false,
                    ..value("Password (Integration Passkey)", &passkey)
                },
                value("Unique identifier field for users", "userName"),
            ]
        }
        "role_attribute" => {
            let mut pasted = vec![
                value("Data type", "string"),
                value("Display name", "Access role"),
                value("Variable name", "accessRole"),
                value("External name", "accessRole"),
                value("External namespace", urn::LATCHKEY_USER),
            ];
            pasted.extend(AccessRole::ALL.map(|role| value("Value", role.name())));
            pasted
        }
        _ => Vec::new(),
    }
}

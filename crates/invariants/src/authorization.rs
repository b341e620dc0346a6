//! The `Authorization` header of a SCIM call: what anybody can send before anybody knows who they are.
//!
//! Each line of the input is one header of that name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_app::credentials::Credentials;
use secrecy::ExposeSecret as _;

/// Longer ones are not read, however they go on.
const LONGEST: usize = 4 * 1024;

/// The headers mean one thing, which can be said again, or nothing.
pub fn holds(input: &[u8]) {
    // A line that no header can carry is one that axum does not pass on as text.
    let headers: Vec<Option<&str>> = input
        .split(|byte| *byte == b'\n')
        .map(|line| {
            let line = str::from_utf8(line).ok()?;
            line.bytes()
                .all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte))
                .then_some(line)
        })
        .collect();
    let read = Credentials::read(headers.iter().copied());
    let said = match (&read, headers.as_slice()) {
        (Credentials::None, _) => return,
        (_, [Some(header)]) => *header,
        (_, headers) => panic!("credentials were read from {} headers", headers.len()),
    };
    assert!(said.len() <= LONGEST, "{} bytes were read", said.len());
    prints_no_secret(&read);
    match &read {
        Credentials::None => {}
        Credentials::Passkey(passkey) => {
            let passkey = passkey.expose_secret();
            assert_eq!(passkey.trim(), passkey);
            assert!(said.ends_with(passkey) || said.trim().ends_with(passkey));
            again(&format!("Bearer {passkey}"), &read);
            if !passkey.is_empty() && !passkey.contains(' ') {
                again(passkey, &read);
            }
        }
        Credentials::Basic {
            user_name,
            password,
        } => {
            // RFC 7617, section 2: the user-id holds no colon; the password may.
            assert!(!user_name.contains(':'));
            let pair = format!("{user_name}:{}", password.expose_secret());
            let header = format!("Basic {}", STANDARD.encode(pair));
            if header.len() <= LONGEST {
                again(&header, &read);
            }
        }
    }
}

fn again(header: &str, read: &Credentials) {
    if header.len() > LONGEST {
        return;
    }
    let same = match (Credentials::read([Some(header)]), read) {
        (Credentials::Passkey(a), Credentials::Passkey(b)) => {
            a.expose_secret() == b.expose_secret()
        }
        (
            Credentials::Basic {
                user_name: user_a,
                password: a,
            },
            Credentials::Basic {
                user_name: user_b,
                password: b,
            },
        ) => user_a == *user_b && a.expose_secret() == b.expose_secret(),
        _ => false,
    };
    assert!(same, "it reads otherwise when it is said again");
}

/// Whatever the secret, the print is the same.
fn prints_no_secret(read: &Credentials) {
    let another = match read {
        Credentials::None => Credentials::None,
        Credentials::Passkey(_) => Credentials::Passkey("another".into()),
        Credentials::Basic { user_name, .. } => Credentials::Basic {
            user_name: user_name.clone(),
            password: "another".into(),
        },
    };
    assert_eq!(format!("{read:?}"), format!("{another:?}"));
}

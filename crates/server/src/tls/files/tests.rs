use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use latchkey_testkit::certificates::{Authority, Issued, write_key};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use tempfile::TempDir;

use super::*;

const NOW: &str = "2026-03-01T00:00:00Z";
const END: &str = "2026-06-01T00:00:00Z";
const URL: &str = "https://latchkey.acme.com";

/// A key of nobody's: to make one takes seconds.
const RSA: &str = "\
    MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDE37p2qAjOH8T0+lO3cvi1g83pcUuDIHqoqFW0EQsXBVXFN6Rd\
    V2yX4pVnfgOJrU7fCZ1uuxMrACUfk3HYUxHsH57zoS1il6M9lBDddBMonkj4cyogOD8BlkIxL7SbW6gBt1gMFOq9RQ+Y58P1LQwq\
    WvAxqyaADpoSSDYJwqH/yAl+qp12LygsGtv661PCbBQz/DbGa6wg/YFDx+UQeLW5MqseebENQmhsM3VJh2pFPNSd5IWr3EfZvdAQ\
    UVAHoDlcPGO5vNbeSl8/LE54n2qojd68rc5KETLaKxerxDQmRci7EoUMoH8b07UBHNo94a86lY/BWuPz6rfHAiH2bBrJAgMBAAEC\
    ggEAN1s/J1kFLMwjCc0PWBBEXWmDrwWTuXma86xteLWoHB98Z/lGxpYr6yMjZle47+/isvUVpsqET715MsE3LB/jdLTJcXCa/dNs\
    a4akHVijgHLNSsq7CBc4pB4XW5Qx4NMrUNw4LiF9hZ2TDqfwYhJ6DrjGO/kHWM+CQ+y5ARKQkYYz19a5yIqavtRcg9S6c7hUpxzP\
    4sm2T+KfPPDt1JB6AYsbnAOBhzf8uC5YmVKRTHF1Hw3VVyXoTu0b6A9e0ZkUJW/pMcumoetz/V3XkhdyA/hDpf4MAUeh9p5FxaJd\
    iuFYV3/guJVAu8qgO1ohvsz/QSDHe8A0YGOnaNLaWIVHJwKBgQDmAGbBKTqjVOeV1waUvv9sn0LDZKkJbFTLVH6BnLQlJm0pT0jZ\
    +xs0DQssD6RtfyHyi0aXwjJX+H22yngtPGtaH1emBWN1LWc17QUGW+Wv3m8v1mECFKn3qsEBL6ADY2EctP1+p+AyTGG4jKmKql1E\
    KIQJFlKNCHI1fcwVe3x65wKBgQDbILThJvmnsoCZv4vU5Pm/EtbKjfbT1ZsBFYloRBea2K0G2NnsKAFnj/savX4tJ1AMRv3O8nYM\
    ysKK6Ms5d2ccLRcbDQE//oe1tHUiiNXDRZ5LydwaggYyemwoyEh19JEQrOzk4QSantE5b3N7r2cTtQ1e5qmexPX+ZmGbC2g2zwKB\
    gQCQlYQCvVY9QqxqR0e9zetnbx5bEjYo1E7hmvYDqGyeRe+tXkffr7jEGccCJbspkhfXDrKLx+o53t24QMMXPLoHZ1iD5zNEgAw3\
    nA3il3Zl/iBLJCrLUg4ewNqfUj72okxz7VrFeea398geaV5S6xHCPO3zgHLYcYzKD5BxmLUB1QKBgBBbVKUp36Dg9jCD19BAd1QH\
    9/iOuEn/u95M2UDrNEfevKuyLDIwmko8uSW5111Pfe4srm1wM9eomvT7g4/6lbvIsdzXD6zTNxYdLlExnaNB4xsNKlzgL848zS4O\
    JTqI0vtHrTc4hLt193AuHZSx9yPFdAYNecPcN/CRe9+y7kiJAoGBANRlq8fc1OmgHwf16SFFHPRqs5YkTCauC/wB6O//qglgj0aj\
    N7ds7NgUYs9wzWUIrIjVyvC6AvS1yMHVqxt6s3Q9c524djsKWt1ToLVKvUVv8wUiVbrVh/fQ3R9Q0SvG83nrd/JzZZnT+ypROLEA\
    EdJWPnwhFLr4K1IOBmf1wZ51";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn issued() -> Issued {
    Authority::new()
        .unwrap()
        .issue(&["latchkey.acme.com", "127.0.0.1"], at(END))
        .unwrap()
}

fn loaded(issued: &Issued) -> Result<Certificate, TlsFault> {
    let folder = TempDir::new().unwrap();
    load(&issued.write(folder.path()).unwrap(), URL, at(NOW))
}

fn pem(kind: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {kind}-----\n{}\n-----END {kind}-----\n",
        STANDARD.encode(der)
    )
}

#[test]
fn each_fault_names_the_file_and_what_is_wrong() {
    let good = issued();
    let other = issued();
    let with_key = |key: &str| Issued {
        key: key.to_owned(),
        ..good.clone()
    };
    let with_certificate = |certificate: &str| Issued {
        certificate: certificate.to_owned(),
        ..good.clone()
    };
    let encrypted = pem("ENCRYPTED PRIVATE KEY", &[1; 40]);
    let old_encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n\
                         -----END RSA PRIVATE KEY-----\n";
    let half = &good.certificate[..good.certificate.len() / 3];
    let mut certificates = good
        .certificate
        .split_inclusive("-----END CERTIFICATE-----\n");
    let (own, issuers) = (certificates.next().unwrap(), certificates.next().unwrap());
    let turned = format!("{issuers}{own}");
    for (issued, file, said) in [
        (with_certificate(""), "cert.pem", "has no certificate in it"),
        (
            with_certificate(&good.key),
            "cert.pem",
            "has no certificate in it",
        ),
        (with_certificate(half), "cert.pem", "no END line"),
        (
            with_certificate(&pem("CERTIFICATE", b"not a certificate")),
            "cert.pem",
            "is broken",
        ),
        (
            with_certificate(&turned),
            "cert.pem",
            "belongs to certificate 2",
        ),
        (with_key(""), "key.pem", "has no private key in it"),
        (
            with_key(&good.certificate),
            "key.pem",
            "has no private key in it",
        ),
        (with_key(&encrypted), "key.pem", "is encrypted"),
        (with_key(old_encrypted), "key.pem", "is encrypted"),
        (
            with_key(&pem("PRIVATE KEY", b"no key")),
            "key.pem",
            "cannot be used",
        ),
        (
            with_key(&other.key),
            "key.pem",
            "does not belong to the certificate",
        ),
    ] {
        let fault = loaded(&issued).expect_err(said).to_string();
        assert!(
            fault.contains(file) && fault.contains(said),
            "{said}: {fault}"
        );
    }
}

#[test]
fn a_fault_never_repeats_what_the_key_file_holds() {
    let good = issued();
    let secret = good.key.lines().nth(1).unwrap().to_owned();
    for broken in [
        good.key.replace("-----END", "-----EDN"),
        good.key.replace('M', "*"),
        good.key.replace("PRIVATE KEY", "CERTIFICATE"),
        secret.clone(),
    ] {
        let fault = loaded(&Issued {
            key: broken,
            ..good.clone()
        })
        .expect_err("it is broken");
        for told in [fault.to_string(), format!("{fault:?}")] {
            assert!(!told.contains(&secret[..20]), "{told}");
        }
    }
}

#[test]
fn a_missing_file_a_folder_and_a_large_one_are_told_apart() {
    let folder = TempDir::new().unwrap();
    let files = issued().write(folder.path()).unwrap();
    let with_key = |key: PathBuf| TlsFiles {
        key,
        ..files.clone()
    };
    let fault = load(&with_key(folder.path().join("gone.pem")), URL, at(NOW)).expect_err("gone");
    assert!(
        fault.to_string().contains("gone.pem could not be read"),
        "{fault}"
    );
    let fault = load(&with_key(folder.path().to_owned()), URL, at(NOW)).expect_err("a folder");
    assert!(fault.to_string().contains("is no file"), "{fault}");
    let large = folder.path().join("large.pem");
    write_key(&large, &"x".repeat(2_000_000)).unwrap();
    let fault = load(&with_key(large), URL, at(NOW)).expect_err("too large");
    assert!(fault.to_string().contains("larger than 1 MiB"), "{fault}");
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_is_refused_with_what_to_do() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let files = issued().write(folder.path()).unwrap();
    for mode in [0o644, 0o604, 0o660] {
        fs::set_permissions(&files.key, fs::Permissions::from_mode(mode)).unwrap();
        let fault = load(&files, URL, at(NOW))
            .expect_err("it is open")
            .to_string();
        assert!(fault.contains(&format!("mode is {mode:o}")), "{fault}");
        assert!(fault.contains("chmod 600"), "{fault}");
    }
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o400)).unwrap();
    load(&files, URL, at(NOW)).unwrap();
}

#[test]
fn an_ended_certificate_is_refused_and_a_young_one_is_not() {
    let folder = TempDir::new().unwrap();
    let files = issued().write(folder.path()).unwrap();
    let fault = load(&files, URL, at("2026-06-01T00:00:01Z")).expect_err("it ended");
    assert!(
        fault.to_string().contains("ended on 1 June 2026"),
        "{fault}"
    );
    let soon = load(&files, URL, at("2026-05-20T00:00:00Z")).unwrap();
    assert_eq!(
        soon.outlook(at("2026-05-20T00:00:00Z")),
        Outlook::EndsSoon(12)
    );
}

#[test]
fn it_says_whom_it_is_for_and_whether_the_public_url_is_among_them() {
    let folder = TempDir::new().unwrap();
    let files = issued().write(folder.path()).unwrap();
    let certificate = load(&files, URL, at(NOW)).unwrap();
    assert_eq!(certificate.names, ["latchkey.acme.com", "127.0.0.1"]);
    assert_eq!(certificate.issuer, "Test Authority");
    assert_eq!(certificate.ends_at, at(END));
    assert_eq!(certificate.stranger, None);
    for (url, stranger) in [
        ("https://127.0.0.1:8765", None),
        ("https://[::1]:8765", Some("::1")),
        ("https://other.acme.com", Some("other.acme.com")),
    ] {
        let found = load(&files, url, at(NOW)).unwrap().stranger;
        assert_eq!(found.as_deref(), stranger, "{url}");
    }
}

#[test]
fn every_form_and_kind_of_key_is_read() {
    let authority = Authority::new().unwrap();
    let issue = |key: &KeyPair| {
        authority
            .issue_with(&["latchkey.acme.com"], at(END), key)
            .unwrap()
    };
    for kind in [
        &PKCS_ECDSA_P256_SHA256,
        &PKCS_ECDSA_P384_SHA384,
        &PKCS_ED25519,
    ] {
        loaded(&issue(&KeyPair::generate_for(kind).unwrap())).unwrap();
    }

    // SEC 1 is the last octet string of a P-256 key in PKCS #8: 0x6d octets (RFC 5915 §3).
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let pkcs8 = key.serialize_der();
    let sec1 = Issued {
        key: pem("EC PRIVATE KEY", &pkcs8[pkcs8.len() - 0x6d..]),
        ..issue(&key)
    };
    loaded(&sec1).unwrap();

    let der = STANDARD.decode(RSA).unwrap();
    let rsa = KeyPair::from_pem(&pem("PRIVATE KEY", &der)).unwrap();
    loaded(&issue(&rsa)).unwrap();
    // PKCS #1 is what stands in PKCS #8 behind 26 octets that say that it is RSA.
    let pkcs1 = Issued {
        key: pem("RSA PRIVATE KEY", &der[26..]),
        ..issue(&rsa)
    };
    loaded(&pkcs1).unwrap();
}

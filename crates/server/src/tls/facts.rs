//! What a certificate says of itself (RFC 5280 §4).

use std::net::IpAddr;

use jiff::Timestamp;
use latchkey_app::certificate::Certificate;
use latchkey_domain::settings::TlsFiles;
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::server::ParsedCertificate;
use url::{Host, Url};
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;
use x509_parser::x509::X509Name;

/// So many names are told; a certificate of a content network has hundreds.
const MOST: usize = 20;

/// Reads it; what cannot be read is a clause.
pub(super) fn of(
    certificate: &CertificateDer<'_>,
    files: &TlsFiles,
    public_url: &str,
) -> Result<Certificate, String> {
    let (_, parsed) = parse_x509_certificate(certificate)
        .map_err(|fault| format!("it cannot be read ({fault})"))?;
    let time = |seconds: i64| {
        Timestamp::from_second(seconds).map_err(|_| "it ends at no time that there is".to_owned())
    };
    let mut names: Vec<String> = match parsed.subject_alternative_name() {
        Ok(Some(extension)) => extension
            .value
            .general_names
            .iter()
            .filter_map(named)
            .collect(),
        Ok(None) => Vec::new(),
        Err(fault) => return Err(format!("its names cannot be read ({fault})")),
    };
    names.truncate(MOST);
    Ok(Certificate {
        names,
        issuer: in_words(parsed.issuer()),
        begins_at: time(parsed.validity().not_before.timestamp())?,
        ends_at: time(parsed.validity().not_after.timestamp())?,
        certificate_file: files.certificate.display().to_string(),
        key_file: files.key.display().to_string(),
        stranger: stranger(certificate, public_url),
    })
}

/// Who made a certificate, and until when it counts; what cannot be read is a clause.
pub(crate) fn issuer_and_end(
    certificate: &CertificateDer<'_>,
) -> Result<(String, Timestamp), String> {
    let (_, parsed) = parse_x509_certificate(certificate)
        .map_err(|fault| format!("the certificate cannot be read ({fault})"))?;
    let end = Timestamp::from_second(parsed.validity().not_after.timestamp())
        .map_err(|_| "the certificate ends at no time that there is".to_owned())?;
    Ok((in_words(parsed.issuer()), end))
}

fn named(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes)
                .ok()
                .map(|bytes| IpAddr::from(bytes).to_string()),
            _ => <[u8; 16]>::try_from(*bytes)
                .ok()
                .map(|bytes| IpAddr::from(bytes).to_string()),
        },
        _ => None,
    }
}

/// The common name, else the organization, else all of it.
fn in_words(name: &X509Name<'_>) -> String {
    name.iter_common_name()
        .chain(name.iter_organization())
        .find_map(|attribute| attribute.as_str().ok())
        .map_or_else(|| name.to_string(), str::to_owned)
}

/// The public URL's host, if the certificate is not for it (RFC 9525, as rustls's clients check it).
fn stranger(certificate: &CertificateDer<'_>, public_url: &str) -> Option<String> {
    let url = Url::parse(public_url).ok()?;
    let (shown, host) = match url.host()? {
        Host::Domain(name) => (name.to_owned(), ServerName::try_from(name.to_owned()).ok()?),
        Host::Ipv4(address) => (
            address.to_string(),
            ServerName::IpAddress(IpAddr::from(address).into()),
        ),
        Host::Ipv6(address) => (
            address.to_string(),
            ServerName::IpAddress(IpAddr::from(address).into()),
        ),
    };
    let parsed = ParsedCertificate::try_from(certificate).ok()?;
    verify_server_name(&parsed, &host).err().map(|_| shown)
}

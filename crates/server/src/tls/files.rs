//! A certificate and its key, read from two files and tried before they are used. Whatever is wrong with them is a
//! sentence that names the file.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use latchkey_app::certificate::{Certificate, Outlook};
use latchkey_domain::settings::TlsFiles;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{InconsistentKeys, ServerConfig};
use secrecy::zeroize::Zeroizing;
use sha2::{Digest as _, Sha256};

use super::facts;

/// Larger files hold something else.
const LARGEST: u64 = 1024 * 1024;

/// Why a certificate and its key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// There is no such file, or it may not be read.
    #[error("{what} {path} could not be read: {cause}.", path = path.display())]
    Unreadable {
        /// "The certificate" or "The private key".
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// It is no file of that kind.
    #[error("{path} is {found}, so it holds no certificate and no key. Name the PEM file.", path = path.display())]
    NotThat {
        /// Which file.
        path: PathBuf,
        /// What it is instead.
        found: &'static str,
    },
    /// Others can read the key.
    #[error(
        "Others on this machine can read the private key {path} (its mode is {mode:03o}). Run \"chmod 600 {path}\"; a file \
         that belongs to root may have 640.",
        path = path.display()
    )]
    KeyIsOpen {
        /// Which file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// There is none in the file.
    #[error(
        "{path} has no certificate in it. It is to hold the server's own first and those of its issuers behind it, each \
         between BEGIN CERTIFICATE and END CERTIFICATE (PEM).",
        path = path.display()
    )]
    NoCertificate {
        /// Which file.
        path: PathBuf,
    },
    /// What is in the file is no certificate.
    #[error("A certificate in {path} is broken: {why}.", path = path.display())]
    BrokenCertificate {
        /// Which file.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// There is none in the file.
    #[error(
        "{path} has no private key in it. It is to hold one between BEGIN PRIVATE KEY and END PRIVATE KEY (PKCS #8; RSA \
         PRIVATE KEY and EC PRIVATE KEY are read, too).",
        path = path.display()
    )]
    NoKey {
        /// Which file.
        path: PathBuf,
    },
    /// The key needs a passphrase.
    #[error(
        "The private key in {path} is encrypted, and nobody is there to type its passphrase when the server starts. Write \
         it without: openssl pkey -in {path} -out NEW, with NEW at mode 600.",
        path = path.display()
    )]
    KeyIsEncrypted {
        /// Which file.
        path: PathBuf,
    },
    /// The key cannot be used.
    #[error(
        "The private key in {path} cannot be used: {why}. Take an RSA key of 2048 bits or more, P-256, P-384 or Ed25519.",
        path = path.display()
    )]
    BrokenKey {
        /// Which file.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// Two files that do not belong together.
    #[error(
        "The private key in {key} does not belong to the certificate in {certificate}. Name the two that were made \
         together.",
        key = key.display(), certificate = certificate.display()
    )]
    NotAPair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's.
        key: PathBuf,
    },
    /// The right certificate stands in the wrong place.
    #[error(
        "The private key in {key} belongs to certificate {place} in {certificate}. The server's own is to stand first, its \
         issuers' behind it.",
        key = key.display(), certificate = certificate.display()
    )]
    WrongOrder {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's.
        key: PathBuf,
        /// Which certificate it belongs to, counted from 1.
        place: usize,
    },
    /// It counts no more.
    #[error(
        "The certificate in {path} ended on {day}. Neither Okta nor browsers would accept it. Renew it.",
        path = path.display(), day = at.strftime("%-d %B %Y")
    )]
    Ended {
        /// Which file.
        path: PathBuf,
        /// When.
        at: Timestamp,
    },
}

/// The two files as they are at one moment.
pub(super) struct Contents {
    certificate: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
}

/// A pair that was tried.
pub(super) struct Pair {
    pub(super) config: Arc<ServerConfig>,
    pub(super) certificate: Certificate,
    pub(super) print: Print,
}

/// Tells what two files hold from what they held before; nobody learns the key from it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Print([u8; 32]);

/// Reads the two files and tries them, for whoever does not serve with them: what they hold, or what is wrong.
pub fn load(files: &TlsFiles, public_url: &str, now: Timestamp) -> Result<Certificate, TlsFault> {
    Ok(read(files)?.pair(files, public_url, now)?.certificate)
}

/// Reads the two files, no more.
pub(super) fn read(files: &TlsFiles) -> Result<Contents, TlsFault> {
    Ok(Contents {
        certificate: bytes("The certificate", &files.certificate, |_| Ok(()))?,
        key: Zeroizing::new(bytes("The private key", &files.key, closed_to_others)?),
    })
}

fn bytes(
    what: &'static str,
    path: &Path,
    allowed: impl FnOnce(&fs::Metadata) -> Result<(), u32>,
) -> Result<Vec<u8>, TlsFault> {
    let unreadable = |cause| TlsFault::Unreadable {
        what,
        path: path.to_owned(),
        cause,
    };
    let not_that = |found| TlsFault::NotThat {
        path: path.to_owned(),
        found,
    };
    // Before it is opened: whoever opens a pipe waits for its other end.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(not_that("no file"));
    }
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    allowed(&metadata).map_err(|mode| TlsFault::KeyIsOpen {
        path: path.to_owned(),
        mode,
    })?;
    if metadata.len() > LARGEST {
        return Err(not_that("larger than 1 MiB"));
    }
    // All at once: a buffer that grows would leave pieces of a key behind.
    let room = usize::try_from(metadata.len()).unwrap_or_default() + 1;
    let mut bytes = Vec::with_capacity(room);
    file.take(LARGEST)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    Ok(bytes)
}

/// As PostgreSQL and OpenSSH have it: a key that others can read is refused.
#[cfg(unix)]
fn closed_to_others(metadata: &fs::Metadata) -> Result<(), u32> {
    use std::os::unix::fs::MetadataExt as _;

    use latchkey_domain::private_file::is_open_to_others;
    if is_open_to_others(metadata.mode(), metadata.uid()) {
        return Err(metadata.mode() & 0o777);
    }
    Ok(())
}

#[cfg(not(unix))]
fn closed_to_others(_: &fs::Metadata) -> Result<(), u32> {
    Ok(())
}

impl Contents {
    pub(super) fn print(&self) -> Print {
        let mut hash = Sha256::new();
        hash.update(Sha256::digest(&self.certificate));
        hash.update(Sha256::digest(&self.key));
        Print(hash.finalize().into())
    }

    /// Tries them.
    pub(super) fn pair(
        &self,
        files: &TlsFiles,
        public_url: &str,
        now: Timestamp,
    ) -> Result<Pair, TlsFault> {
        let provider = Arc::new(ring::default_provider());
        let key = self.certified_key(files, &provider)?;
        let broken = |why: String| TlsFault::BrokenCertificate {
            path: files.certificate.clone(),
            why,
        };
        let own = key
            .end_entity_cert()
            .map_err(|fault| broken(fault.to_string()))?;
        let certificate = facts::of(own, files, public_url).map_err(broken)?;
        if certificate.outlook(now) == Outlook::Ended {
            return Err(TlsFault::Ended {
                path: files.certificate.clone(),
                at: certificate.ends_at,
            });
        }
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|fault| broken(fault.to_string()))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(key)));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Pair {
            config: Arc::new(config),
            certificate,
            print: self.print(),
        })
    }

    fn certified_key(
        &self,
        files: &TlsFiles,
        provider: &CryptoProvider,
    ) -> Result<CertifiedKey, TlsFault> {
        let chain = self.chain(&files.certificate)?;
        let key = self.private_key(&files.key)?;
        let broken = |fault: rustls::Error| TlsFault::BrokenKey {
            path: files.key.clone(),
            why: fault.to_string(),
        };
        let signing = provider
            .key_provider
            .load_private_key(key)
            .map_err(broken)?;
        let belongs = |chain: Vec<CertificateDer<'static>>| {
            let key = CertifiedKey::new(chain, Arc::clone(&signing));
            let fits = key.keys_match();
            (key, fits)
        };
        match belongs(chain.clone()) {
            (key, Ok(()) | Err(rustls::Error::InconsistentKeys(InconsistentKeys::Unknown))) => {
                Ok(key)
            }
            (_, Err(rustls::Error::InconsistentKeys(_))) => {
                let place = chain
                    .iter()
                    .position(|one| belongs(vec![one.clone()]).1.is_ok());
                let (certificate, key) = (files.certificate.clone(), files.key.clone());
                Err(match place {
                    Some(place) => TlsFault::WrongOrder {
                        certificate,
                        key,
                        place: place + 1,
                    },
                    None => TlsFault::NotAPair { certificate, key },
                })
            }
            (_, Err(fault)) => Err(TlsFault::BrokenCertificate {
                path: files.certificate.clone(),
                why: fault.to_string(),
            }),
        }
    }

    fn chain(&self, path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsFault> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(&self.certificate)
            .collect::<Result<_, _>>()
            .map_err(|fault| TlsFault::BrokenCertificate {
                path: path.to_owned(),
                why: in_words(&fault),
            })?;
        if chain.is_empty() {
            return Err(TlsFault::NoCertificate {
                path: path.to_owned(),
            });
        }
        Ok(chain)
    }

    fn private_key(&self, path: &Path) -> Result<PrivateKeyDer<'static>, TlsFault> {
        let path = path.to_owned();
        let has = |mark: &[u8]| self.key.windows(mark.len()).any(|part| part == mark);
        // RFC 7468 §11, and the older form of RFC 1421 §4.6.1.1.
        if has(b"-----BEGIN ENCRYPTED PRIVATE KEY-----") || has(b"Proc-Type: 4,ENCRYPTED") {
            return Err(TlsFault::KeyIsEncrypted { path });
        }
        PrivateKeyDer::from_pem_slice(&self.key).map_err(|fault| match fault {
            pem::Error::NoItemsFound => TlsFault::NoKey { path },
            fault => TlsFault::BrokenKey {
                path,
                why: in_words(&fault),
            },
        })
    }
}

/// Without what was read: it may be of a key.
fn in_words(fault: &pem::Error) -> String {
    match fault {
        pem::Error::MissingSectionEnd { .. } => "it has a BEGIN line and no END line",
        pem::Error::IllegalSectionStart { .. } => "its BEGIN line is not written as PEM has it",
        pem::Error::Base64Decode(_) => "what stands between BEGIN and END is not base64",
        _ => "it is not PEM",
    }
    .to_owned()
}

#[cfg(test)]
mod tests;

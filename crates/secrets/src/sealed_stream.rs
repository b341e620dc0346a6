//! A stream of any length that only a passphrase opens: argon2id (RFC 9106) makes the key, XChaCha20-Poly1305 seals it in
//! pieces by the STREAM construction (<https://eprint.iacr.org/2015/189.pdf>).
//!
//! The first piece is empty and says whether the passphrase is right; the last one is sealed as the last, so that a stream that
//! was cut short is not taken for a whole one. Nothing larger than a piece is in memory.

use std::io::{self, BufRead as _, BufReader, Read, Write};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Payload;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::seal::{Cost, Key};

const KDF: &str = "argon2id";
const CIPHER: &str = "XChaCha20-Poly1305 STREAM-BE32";
/// In the clear.
const PIECE: usize = 64 * 1024;
/// What the cipher adds to each.
const TAG: usize = 16;

/// With what a stream is sealed: rests in the clear beside it, so that a later program can take other figures and still open it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sealing {
    kdf: String,
    cost: Cost,
    salt: String,
    cipher: String,
    nonce: String,
}

/// Why a stream was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Another passphrase, or what it is bound to was changed: the two cannot be told apart.
    #[error("another passphrase")]
    WrongPassphrase,
    /// The end is missing.
    #[error("cut short")]
    CutShort,
    /// A piece is not what was sealed.
    #[error("changed")]
    Changed,
    /// The figures are none that this program takes.
    #[error("sealed in a way that is not known")]
    Unknown,
}

impl NotOpened {
    /// What a failed read of an [`Opener`] was about, if it was about the seal.
    pub fn of(fault: &io::Error) -> Option<Self> {
        fault.get_ref()?.downcast_ref().copied()
    }
}

impl From<NotOpened> for io::Error {
    fn from(why: NotOpened) -> Self {
        Self::new(io::ErrorKind::InvalidData, why)
    }
}

impl Sealing {
    /// For a new stream, with random bytes that are used for no other.
    pub fn new(salt: [u8; 16], nonce: [u8; 19]) -> Self {
        Self {
            kdf: KDF.to_owned(),
            cost: Cost::USUAL,
            salt: STANDARD.encode(salt),
            cipher: CIPHER.to_owned(),
            nonce: STANDARD.encode(nonce),
        }
    }

    /// The cipher and the nonce. Takes its time and its memory: a guesser needs the same.
    fn unlock(
        &self,
        passphrase: &SecretString,
    ) -> Result<(XChaCha20Poly1305, [u8; 19]), NotOpened> {
        if self.kdf != KDF || self.cipher != CIPHER || !self.cost.is_bearable() {
            return Err(NotOpened::Unknown);
        }
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| NotOpened::Unknown);
        let salt = bytes(&self.salt)?
            .try_into()
            .map_err(|_| NotOpened::Unknown)?;
        let nonce = bytes(&self.nonce)?
            .try_into()
            .map_err(|_| NotOpened::Unknown)?;
        let cipher = Key::make(passphrase, salt, self.cost)
            .and_then(|key| key.cipher())
            .ok_or(NotOpened::Unknown)?;
        Ok((cipher, nonce))
    }
}

/// Seals what is written to it. Nothing is whole before [`finish`](Self::finish).
pub struct Sealer<W> {
    inner: W,
    stream: EncryptorBE32<XChaCha20Poly1305>,
    bound: [u8; 32],
    piece: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    /// Around `inner`. The stream is bound to `bound`, the digest of what stands before it.
    pub fn new(
        inner: W,
        sealing: &Sealing,
        passphrase: &SecretString,
        bound: [u8; 32],
    ) -> io::Result<Self> {
        let (cipher, nonce) = sealing.unlock(passphrase)?;
        let mut sealer = Self {
            inner,
            stream: EncryptorBE32::from_aead(cipher, &nonce.into()),
            bound,
            piece: Vec::with_capacity(PIECE),
        };
        sealer.seal_piece()?;
        Ok(sealer)
    }

    fn seal_piece(&mut self) -> io::Result<()> {
        let payload = Payload {
            msg: &self.piece,
            aad: &self.bound,
        };
        let sealed = self
            .stream
            .encrypt_next(payload)
            .map_err(|_| io::Error::other("the stream is too long to be sealed"))?;
        self.piece.clear();
        self.inner.write_all(&sealed)
    }

    /// Seals the last piece and gives back what was written to.
    pub fn finish(mut self) -> io::Result<W> {
        let payload = Payload {
            msg: &self.piece,
            aad: &self.bound,
        };
        let sealed = self
            .stream
            .encrypt_last(payload)
            .map_err(|_| io::Error::other("the stream is too long to be sealed"))?;
        self.inner.write_all(&sealed)?;
        Ok(self.inner)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Only when more comes: the last piece is sealed otherwise.
        if self.piece.len() == PIECE {
            self.seal_piece()?;
        }
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece
            .extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Opens what it reads. A failed read tells by [`NotOpened::of`] what is wrong with the seal.
pub struct Opener<R> {
    inner: BufReader<R>,
    /// None once the last piece is open.
    stream: Option<DecryptorBE32<XChaCha20Poly1305>>,
    bound: [u8; 32],
    clear: Vec<u8>,
    at: usize,
}

impl<R: Read> Opener<R> {
    /// Around `inner`; a wrong passphrase is known here.
    pub fn new(
        inner: R,
        sealing: &Sealing,
        passphrase: &SecretString,
        bound: [u8; 32],
    ) -> io::Result<Self> {
        let (cipher, nonce) = sealing.unlock(passphrase)?;
        let mut stream = DecryptorBE32::from_aead(cipher, &nonce.into());
        let mut inner = BufReader::with_capacity(PIECE + TAG, inner);
        let mut first = [0; TAG];
        inner.read_exact(&mut first).map_err(|fault| {
            if fault.kind() == io::ErrorKind::UnexpectedEof {
                NotOpened::CutShort.into()
            } else {
                fault
            }
        })?;
        let payload = Payload {
            msg: &first,
            aad: &bound,
        };
        stream
            .decrypt_next(payload)
            .map_err(|_| NotOpened::WrongPassphrase)?;
        Ok(Self {
            inner,
            stream: Some(stream),
            bound,
            clear: Vec::new(),
            at: 0,
        })
    }

    fn open_piece(&mut self) -> io::Result<()> {
        let mut sealed = Vec::with_capacity(PIECE + TAG);
        (&mut self.inner)
            .take((PIECE + TAG) as u64)
            .read_to_end(&mut sealed)?;
        let is_last = self.inner.fill_buf()?.is_empty();
        let payload = Payload {
            msg: &sealed,
            aad: &self.bound,
        };
        self.at = 0;
        self.clear = if is_last {
            match self.stream.take() {
                // What does not open as the last piece at the end of the file lacks its end.
                Some(stream) => stream
                    .decrypt_last(payload)
                    .map_err(|_| NotOpened::CutShort)?,
                None => Vec::new(),
            }
        } else {
            match &mut self.stream {
                Some(stream) => stream
                    .decrypt_next(payload)
                    .map_err(|_| NotOpened::Changed)?,
                None => Vec::new(),
            }
        };
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.clear.len() {
            if self.stream.is_none() {
                return Ok(0);
            }
            self.open_piece()?;
        }
        let rest = self.clear.get(self.at..).unwrap_or_default();
        let taken = rest.len().min(into.len());
        let (to, _) = into.split_at_mut(taken);
        to.copy_from_slice(rest.split_at(taken).0);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: [u8; 32] = [3; 32];

    fn sealing() -> Sealing {
        Sealing {
            cost: Cost::LEAST,
            ..Sealing::new([7; 16], [9; 19])
        }
    }

    fn sealed(bytes: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(
            Vec::new(),
            &sealing(),
            &"the right passphrase".into(),
            BOUND,
        )
        .expect("a sealer");
        sealer.write_all(bytes).expect("written");
        sealer.finish().expect("sealed")
    }

    fn open(stream: &[u8], passphrase: &str, bound: [u8; 32]) -> Result<Vec<u8>, NotOpened> {
        let mut clear = Vec::new();
        Opener::new(stream, &sealing(), &passphrase.into(), bound)
            .and_then(|mut opener| opener.read_to_end(&mut clear))
            .map_err(|fault| NotOpened::of(&fault).expect("it is about the seal"))?;
        Ok(clear)
    }

    #[test]
    fn another_passphrase_and_another_beginning_open_nothing() {
        let stream = sealed(b"text");
        for (passphrase, bound) in [
            ("the wrong passphrase", BOUND),
            ("the right passphrase", [4; 32]),
        ] {
            assert_eq!(
                open(&stream, passphrase, bound),
                Err(NotOpened::WrongPassphrase)
            );
        }
    }

    #[test]
    fn a_stream_that_is_cut_anywhere_is_not_taken_for_a_whole_one() {
        let stream = sealed(&vec![1; 3 * PIECE]);
        for length in [
            0,
            5,
            TAG,
            TAG + 10,
            TAG + PIECE + TAG,
            stream.len() - TAG,
            stream.len() - 1,
        ] {
            assert_eq!(
                open(&stream[..length], "the right passphrase", BOUND),
                Err(NotOpened::CutShort),
                "{length}"
            );
        }
    }

    #[test]
    fn pieces_that_were_changed_or_changed_places_are_noticed() {
        let stream = sealed(&vec![1; 3 * PIECE]);
        let mut flipped = stream.clone();
        flipped[TAG + 100] ^= 1;
        let mut swapped = stream[..TAG].to_vec();
        let piece = PIECE + TAG;
        swapped.extend(&stream[TAG + piece..TAG + 2 * piece]);
        swapped.extend(&stream[TAG..TAG + piece]);
        swapped.extend(&stream[TAG + 2 * piece..]);
        for other in [flipped, swapped] {
            assert_eq!(
                open(&other, "the right passphrase", BOUND),
                Err(NotOpened::Changed)
            );
        }
    }

    #[test]
    fn figures_that_cost_too_much_or_are_not_known_are_refused_before_any_work() {
        let other = Sealing {
            kdf: "md5".to_owned(),
            ..sealing()
        };
        let opened = Opener::new(&[][..], &other, &"the right passphrase".into(), BOUND);
        let fault = opened.err().expect("it is refused");
        assert_eq!(NotOpened::of(&fault), Some(NotOpened::Unknown));
    }

    #[test]
    fn what_was_sealed_is_read_again_whatever_its_length() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
            assert_eq!(
                open(&sealed(&bytes), "the right passphrase", BOUND),
                Ok(bytes),
                "{length}"
            );
        }
    }
}

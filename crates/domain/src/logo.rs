//! The organization's logo: a PNG that the sign-in page shows and that people save as an image.

/// The most that a logo may weigh, in bytes. Okta takes no more for an app's logo.
pub const MOST_BYTES: usize = 1_000_000;

/// Wider or higher than this is no logo.
const MOST_PIXELS: u32 = 4_096;

const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n'];

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// The file.
    pub png: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Why a file is no logo.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLogo {
    /// Too many bytes.
    #[error(
        "The logo has {0} bytes, and at most {MOST_BYTES} are taken. Save it smaller. Nothing was changed."
    )]
    TooLarge(usize),
    /// Not a PNG, or not a whole one.
    #[error("This file is not a whole PNG image. Save the logo as PNG. Nothing was changed.")]
    NotPng,
    /// Too many pixels.
    #[error(
        "The logo is {width} × {height} pixels, and at most {MOST_PIXELS} × {MOST_PIXELS} are taken. Save it smaller. \
         Nothing was changed."
    )]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
}

impl Logo {
    /// Takes a file that is a PNG from its first to its last byte: nothing else can hide behind the image.
    pub fn read(png: Vec<u8>) -> Result<Self, NoLogo> {
        if png.len() > MOST_BYTES {
            return Err(NoLogo::TooLarge(png.len()));
        }
        let (width, height) = size(&png).ok_or(NoLogo::NotPng)?;
        if width > MOST_PIXELS || height > MOST_PIXELS {
            return Err(NoLogo::TooManyPixels { width, height });
        }
        Ok(Self { png, width, height })
    }
}

/// Walks the chunks (PNG specification, 5.3): length, type, data, checksum; IHDR first, IEND last.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let mut rest = png.strip_prefix(&SIGNATURE)?;
    let mut size = None;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let data = after.get(..length)?;
        rest = after.get(length.checked_add(4)?..)?;
        if kind == b"IHDR" {
            let (width, data) = data.split_first_chunk::<4>()?;
            let (height, _) = data.split_first_chunk::<4>()?;
            let found = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
            size = Some(found).filter(|(width, height)| *width > 0 && *height > 0);
        }
        size?;
        if kind == b"IEND" {
            return size.filter(|_| rest.is_empty());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: &[u8] = include_bytes!("../../../icons/32x32.png");

    #[test]
    fn what_is_no_whole_png_is_refused() {
        assert_eq!(Logo::read(Vec::new()), Err(NoLogo::NotPng));
        assert_eq!(Logo::read(b"<svg/>".to_vec()), Err(NoLogo::NotPng));
        let cut = MARK[..MARK.len() - 5].to_vec();
        assert_eq!(Logo::read(cut), Err(NoLogo::NotPng));
        let mut longer = MARK.to_vec();
        longer.extend_from_slice(b"<script>");
        assert_eq!(Logo::read(longer), Err(NoLogo::NotPng));
        let large = vec![0; MOST_BYTES + 1];
        assert_eq!(Logo::read(large), Err(NoLogo::TooLarge(MOST_BYTES + 1)));
        let mut wide = MARK.to_vec();
        wide[16..20].copy_from_slice(&5_000_u32.to_be_bytes());
        assert!(matches!(
            Logo::read(wide),
            Err(NoLogo::TooManyPixels { .. })
        ));
    }

    #[test]
    fn a_png_is_taken_with_its_size() {
        let logo = Logo::read(MARK.to_vec()).unwrap();
        assert_eq!((logo.width, logo.height), (32, 32));
    }
}

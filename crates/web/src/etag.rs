//! Versions and strong ETags: `"v3"`, or `"v3-1f2e3d4c"` where derived state is shown too; and the preconditions that
//! name them (RFC 9110, section 13.1).

use std::fmt;
use std::str::FromStr;

use actix_web::http::header::EntityTag;
use sha2::{Digest, Sha256};

/// The version of a mutable resource, counting from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(pub i64);

/// A strong ETag: the version, and a mark of every derived state shown with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etag {
    version: i64,
    mark: Option<u32>,
}

impl Etag {
    /// The ETag of a version.
    pub const fn of(version: i64) -> Self {
        Self { version, mark: None }
    }

    /// The ETag of a version shown together with derived state (an expiry, a lapsed supplier): a change
    /// of either changes the ETag, while `If-Match` compares the version alone.
    pub fn with_derived(version: i64, derived: &(impl AsRef<[u8]> + ?Sized)) -> Self {
        let digest = Sha256::digest(derived);
        let mark = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
        Self { version, mark: Some(mark) }
    }

    /// The version part.
    pub fn version(&self) -> Version {
        Version(self.version)
    }
}

impl fmt::Display for Etag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mark {
            None => write!(f, "\"v{}\"", self.version),
            Some(mark) => write!(f, "\"v{}-{mark:08x}\"", self.version),
        }
    }
}

/// An `If-Match` that none of our ETags could equal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one strong ETag such as \"v3\"")]
pub struct EtagError;

impl FromStr for Etag {
    type Err = EtagError;

    fn from_str(text: &str) -> Result<Self, EtagError> {
        let text = text.trim();
        let inner = text.strip_prefix("\"v").and_then(|rest| rest.strip_suffix('"')).ok_or(EtagError)?;
        let (version, mark) = match inner.split_once('-') {
            None => (inner, None),
            Some((version, mark)) => (version, Some(u32::from_str_radix(mark, 16).map_err(|_| EtagError)?)),
        };
        let etag = Self { version: version.parse().map_err(|_| EtagError)?, mark };
        // Strong ETags are compared sign by sign: another spelling of the same figures is another ETag.
        if etag.to_string() == text { Ok(etag) } else { Err(EtagError) }
    }
}

/// What a gateway adds to the tag of an answer that it compressed.
const CODINGS: &[&str] = &["gzip", "zstd", "br", "deflate"];

/// The ETags that `If-Match` or `If-None-Match` names.
///
/// A gateway that compresses makes `"v1"` into `"v1-gzip"` or `W/"v1"`: the client has seen our `"v1"` all the same, so
/// both are read as that, for `If-Match` too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tags {
    /// `*`: whatever there is.
    Any,
    /// Those of the list that can be ours; none where the list names others only.
    These(Vec<Etag>),
}

impl Tags {
    /// Reads the value of a header, several of them joined by commas.
    pub fn read(text: &str) -> Self {
        if text.trim() == "*" {
            return Self::Any;
        }
        Self::These(text.split(',').filter_map(|one| ours(one.trim())).collect())
    }

    /// Whether the version is one of those named: what `If-Match` asks. Derived state does not count, so that an expiry
    /// overnight takes nobody's change away.
    pub fn name_version(&self, current: &Etag) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|tag| tag.version == current.version),
        }
    }

    /// Whether exactly this is named: what `If-None-Match` asks.
    pub fn name(&self, current: &Etag) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.contains(current),
        }
    }
}

/// Our ETag as a client got it, perhaps through a gateway.
fn ours(text: &str) -> Option<Etag> {
    let given: EntityTag = text.parse().ok()?;
    let plain = CODINGS.iter().find_map(|coding| given.tag().strip_suffix(coding));
    let plain = plain.and_then(|plain| plain.strip_suffix(['-', ';', ':'])).unwrap_or(given.tag());
    format!("\"{}\"", plain.trim_end_matches('-')).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preconditions_are_read_as_rfc_9110_says_and_as_gateways_write_them() {
        let current = Etag::with_derived(3, "lapsed");
        let mark = current.to_string().trim_matches('"').to_owned();
        for (text, version, exactly) in [
            ("*".to_owned(), true, true),
            (format!("\"{mark}\""), true, true),
            (format!("W/\"{mark}\""), true, true),
            (format!("\"{mark}-gzip\""), true, true),
            (format!("\"{mark}--gzip\""), true, true),
            (format!("\"{mark};br\""), true, true),
            (format!("W/\"{mark}-zstd\""), true, true),
            (format!("\"other\", \"v1\" , \"{mark}\""), true, true),
            ("\"v3\"".to_owned(), true, false),
            ("W/\"v3-br\"".to_owned(), true, false),
            ("\"v3-00000000\"".to_owned(), true, false),
            ("\"v2\", \"v4\"".to_owned(), false, false),
            ("v3".to_owned(), false, false),
            ("\"v03\"".to_owned(), false, false),
            ("\"v3-lzma\"".to_owned(), false, false),
            ("w/\"v3\"".to_owned(), false, false),
            ("\"*\"".to_owned(), false, false),
            (String::new(), false, false),
        ] {
            let tags = Tags::read(&text);
            assert_eq!((tags.name_version(&current), tags.name(&current)), (version, exactly), "{text}");
        }
    }

    #[test]
    fn an_etag_reads_back_what_it_wrote() {
        for etag in [Etag::of(1), Etag::with_derived(7, "lapsed")] {
            assert_eq!(etag.to_string().parse(), Ok(etag));
        }
        for bad in [
            "*",
            "v1",
            "W/\"v1\"",
            "\"v\"",
            "\"v-1\"",
            "\"v1-zz\"",
            "\"v01\"",
            "\"v+1\"",
            "\"v1-+1f2e3d4\"",
            "\"v1-1F2E3D4C\"",
            "\"v1\",\"v2\"",
            "\"v99999999999999999999\"",
        ] {
            assert_eq!(bad.parse::<Etag>(), Err(EtagError), "{bad}");
        }
    }
}

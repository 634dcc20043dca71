//! When a client certificate ends: the one thing that a 401 does not say.
//!
//! Reads just as much of the DER as leads to the validity; a certificate that looks different has no known end.

use std::fs;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use kube::config::AuthInfo;

/// Returns when the client certificate of this user ends.
pub(super) fn end_of(auth: &AuthInfo) -> Option<Timestamp> {
    let pem = match (&auth.client_certificate_data, &auth.client_certificate) {
        (Some(data), _) => BASE64_STANDARD.decode(data).ok()?,
        (None, Some(path)) => fs::read(path).ok()?,
        (None, None) => return None,
    };
    end(&der(&String::from_utf8(pem).ok()?)?)
}

/// Returns the first certificate of a PEM text.
fn der(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN CERTIFICATE-----")?;
    let (body, _) = rest.split_once("-----END")?;
    BASE64_STANDARD.decode(body.split_ascii_whitespace().collect::<String>()).ok()
}

/// RFC 5280: Certificate { tbsCertificate { [0] version?, serial, algorithm, issuer, validity { from, to }, .. } .. }
fn end(certificate: &[u8]) -> Option<Timestamp> {
    let (_, certificate, _) = element(certificate)?;
    let (_, mut fields, _) = element(certificate)?;
    let (first, _, after) = element(fields)?;
    if first == VERSION {
        fields = after;
    }
    for _ in ["serial", "algorithm", "issuer"] {
        fields = element(fields)?.2;
    }
    let (_, validity, _) = element(fields)?;
    let (_, _, rest) = element(validity)?;
    let (tag, text, _) = element(rest)?;
    time(tag, std::str::from_utf8(text).ok()?)
}

const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// Splits off the first element: its tag, its content, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, mut rest) = rest.split_first()?;
    let mut length = usize::from(first);
    if first & 0x80 != 0 {
        let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
        length = bytes.iter().try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add((*byte).into()))?;
        rest = after;
    }
    let (content, after) = rest.split_at_checked(length)?;
    Some((tag, content, after))
}

fn time(tag: u8, text: &str) -> Option<Timestamp> {
    let text = match tag {
        // RFC 5280, 4.1.2.5.1: two digits of the year, 50 and above are the last century.
        UTC_TIME if text.get(..2)? >= "50" => format!("19{text}"),
        UTC_TIME => format!("20{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let time = DateTime::strptime("%Y%m%d%H%M%SZ", &text).ok()?;
    time.to_zoned(TimeZone::UTC).ok().map(|time| time.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let mut element = vec![tag, 0x82];
        element.extend_from_slice(&u16::try_from(content.len()).unwrap().to_be_bytes());
        element.extend(content);
        element
    }

    #[test]
    fn finds_the_end_of_the_validity() {
        let times = [wrap(UTC_TIME, &[b"250101000000Z"]), wrap(UTC_TIME, &[b"261124022011Z"])];
        let validity = wrap(0x30, &[&times[0], &times[1]]);
        let empty = wrap(0x30, &[]);
        let fields = wrap(0x30, &[&wrap(VERSION, &[]), &wrap(2, &[&[1]]), &empty, &empty, &validity, &empty]);
        let certificate = wrap(0x30, &[&fields, &empty]);
        assert_eq!(end(&certificate), "2026-11-24T02:20:11Z".parse().ok());
        assert_eq!(end(&certificate[..20]), None);
    }
}

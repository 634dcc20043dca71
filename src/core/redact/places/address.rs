//! IP addresses, also as they stand in names of hosts; versions, times and object identifiers are none.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    ops::Range,
};

use crate::core::redact::{Class, Find};

pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let mut finds = Vec::new();
    let mut read = 0;
    for at in memchr::memchr3_iter(b'.', b'-', b':', bytes) {
        if at < read {
            continue;
        }
        let found = if bytes[at] == b':' { version_6(text, at) } else { version_4(text, at) };
        if let Some(range) = found {
            read = range.end;
            finds.push(self::found(range));
        }
    }
    finds
}

/// An address that has its first sign at an offset.
fn version_4(text: &str, sign: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let digits = bytes[..sign].iter().rev().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits == 4 || !bytes.get(sign + 1).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let start = sign - digits;
    let (length, sign) = four_numbers(&bytes[start..])?;
    let range = start..start + length;
    let is_hidden = if sign == b'.' { is_dotted(text, &range) } else { is_dashed(text, &range) };
    is_hidden.then_some(range)
}

fn found(range: Range<usize>) -> Find {
    Find::new(range, Class::Address, "is an IP address")
}

/// Four numbers up to 255 with one sign between them, and no fifth.
fn four_numbers(bytes: &[u8]) -> Option<(usize, u8)> {
    let mut at = 0;
    let mut sign = None;
    for part in 0..4 {
        if part > 0 {
            let found = *bytes.get(at).filter(|byte| matches!(byte, b'.' | b'-'))?;
            if *sign.get_or_insert(found) != found {
                return None;
            }
            at += 1;
        }
        let digits = bytes[at..].iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        let number = bytes[at..at + digits].iter().fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'));
        if digits == 0 || number > 255 || (digits > 1 && bytes[at] == b'0') {
            return None;
        }
        at += digits;
    }
    let sign = sign?;
    let next = bytes.get(at + 1..).unwrap_or_default().iter().take(6).take_while(|byte| byte.is_ascii_digit()).count();
    // `tcpdump` puts the port behind a fourth dot: too large for one more number.
    let is_port = sign == b'.' && (next == 4 || next == 5);
    let goes_on = bytes.get(at) == Some(&sign) && next > 0 && !is_port;
    (!goes_on).then_some((at, sign))
}

fn is_dotted(text: &str, range: &Range<usize>) -> bool {
    let (before, behind) = (&text[..range.start], &text[range.end..]);
    let Ok(address) = text[range.clone()].parse::<Ipv4Addr>() else {
        return false;
    };
    let is_own = address.is_private() || is_shared(address);
    let is_common =
        address.is_loopback() || address.is_unspecified() || address.octets()[0] == 255 || address.is_link_local();
    if is_common || behind.starts_with(|c: char| c.is_alphanumeric() && c != 'x' || c == '_') {
        return false;
    }
    // `198.51.100.10-198.51.100.20`
    let is_range = behind.strip_prefix('-').is_some_and(|rest| four_numbers(rest.as_bytes()).is_some())
        || before.strip_suffix('-').is_some_and(ends_with_address);
    // `v1.2.3.4`, `app-1.2.3.4`, `Chrome/120.0.0.0`, `1.2.3.4-rc1`: versions, unless the numbers are those of a network.
    let is_version = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.')
        || (!is_own
            && !is_range
            && (before.ends_with(is_joint) || is_product(before) || behind.starts_with(['-', '+'])));
    // The tag of an image.
    let is_tag = !is_own
        && before.strip_suffix(':').is_some_and(|name| {
            let start = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "-_.".contains(c)).len();
            name[..start].ends_with('/') && !name[..start].ends_with("//")
        });
    let is_version = is_version || is_tag;
    let is_object_id = matches!(address.octets(), [2, 5, ..]) || is_numbered(before);
    !is_version && (is_own || !is_object_id)
}

fn ends_with_address(text: &str) -> bool {
    let start = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    text[start..].parse::<Ipv4Addr>().is_ok()
}

/// `section 3.2.1.4`, `OID 1.2.3.4`
fn is_numbered(before: &str) -> bool {
    const WORDS: [&str; 8] = ["section", "version", "release", "chapter", "oid", "extension", "rfc", "build"];
    before.strip_suffix(' ').is_some_and(|before| WORDS.iter().any(|word| ends_with(before, word)))
}

fn is_joint(c: char) -> bool {
    c == '-'
}

/// A word and a slash: `Chrome/`, `curl/`; not the end of a URL's scheme.
fn is_product(before: &str) -> bool {
    let Some(word) = before.strip_suffix('/') else {
        return ends_with(before.trim_end_matches([' ', '"', ':', '=', '\'']), "version");
    };
    word.ends_with(|c: char| c.is_ascii_alphabetic())
}

/// Tells whether a text ends with a word in any case.
fn ends_with(text: &str, word: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= word.len() && bytes[bytes.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
}

/// The numbers of a network that a provider shares out: `100.64.0.0/10`.
fn is_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    first == 100 && (64..128).contains(&second)
}

/// `ip-10-1-2-3`, `dhcp-192-168-0-66`, `10-244-1-5.web.pod.cluster.local`.
fn is_dashed(text: &str, range: &Range<usize>) -> bool {
    let Ok(address) = text[range.clone()].replace('-', ".").parse::<Ipv4Addr>() else {
        return false;
    };
    let before = &text[..range.start];
    let named = ["ip-", "dhcp-", "host-", "ec2-", "node-", "worker-", "vm-"].iter().any(|name| before.ends_with(name));
    let is_word = !before.ends_with(|c: char| c.is_alphanumeric());
    let behind = &text[range.end..];
    let ends = !behind.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
    ends && is_word && (named || ((address.is_private() || is_shared(address)) && !before.ends_with(['-', '_'])))
}

/// Leaves out the port that `tcpdump` puts behind a dot.
fn without_port(written: &str) -> &str {
    let port = written.rsplit_once('.').filter(|(address, port)| {
        !address.contains('.') && !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
    });
    port.map_or(written, |(address, _)| address)
}

/// An address that has its first colon at an offset.
fn version_6(text: &str, colon: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if !bytes.get(colon + 1).is_some_and(|next| *next == b':' || next.is_ascii_hexdigit()) {
        return None;
    }
    // Two colons together, or another one behind the next number.
    let next = bytes[colon + 1..].iter().take(5).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if next > 4 || (next > 0 && bytes.get(colon + 1 + next) != Some(&b':')) {
        return None;
    }
    let is_part = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let start = colon - bytes[..colon].iter().rev().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let length = bytes[start..].iter().take(46).take_while(|byte| is_part(byte)).count();
    let written = text[start..start + length].trim_end_matches('.');
    // A network ends with two colons, and so does a field of a file.
    let is_network = || {
        text[start + written.len()..]
            .strip_prefix('/')
            .is_some_and(|width| width.starts_with(|c: char| c.is_ascii_digit()))
    };
    let written = if written.ends_with("::") && is_network() { written } else { written.trim_end_matches(':') };
    let is_dumped = ["IP6 ", "> "].iter().any(|lead| text[..start].ends_with(lead));
    let written = if is_dumped { without_port(written) } else { written };
    // A time has too few colons, and a code's path no digits.
    if !written.contains("::") && written.bytes().filter(|byte| *byte == b':').count() != 7 {
        return None;
    }
    let is_whole = !text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.'));
    let behind = &text[start + written.len()..];
    if !is_whole || behind.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    // A serial number, a fingerprint: every number has two digits.
    if written.split(':').all(|part| part.len() == 2) {
        return None;
    }
    // A port may follow without brackets; then the number before it belongs to the address all the same.
    let address: Ipv6Addr = written.parse().ok()?;
    let is_common = address.is_loopback() || address.is_unspecified();
    let has_digit = written.bytes().any(|byte| byte.is_ascii_digit());
    let is_code = written.len() < 6 && !has_digit;
    (!is_common && !is_code).then_some(start..start + written.len())
}

//! A name server that knows no name.
//!
//! A registry whose name does not resolve thus fails in the same words on every machine, with a network or without, and
//! no name that a test makes up is asked for outside. Speaks as much of RFC 1035 as saying no takes, over UDP.

use std::net::{Ipv4Addr, UdpSocket};
use std::thread;

use anyhow::{Context, Result};

const PORT: u16 = 53;
/// A question over UDP has at most this many bytes (RFC 1035, 4.2.1), and more with EDNS, which is cut off here.
const LIMIT: usize = 512;
const HEADER: usize = 12;
/// This is an answer. What was asked of it, such as recursion, stays as it was.
const IS_ANSWER: u8 = 0x80;
/// Recursion is available; there is no such name.
const NO_SUCH_NAME: u8 = 0x83;

/// Listens at an address and answers until the process ends.
pub(super) fn serve(address: Ipv4Addr) -> Result<()> {
    let socket = UdpSocket::bind((address, PORT)).with_context(|| format!("cannot listen at {address}:{PORT}"))?;
    thread::spawn(move || {
        let mut question = [0; LIMIT];
        loop {
            let Ok((length, client)) = socket.recv_from(&mut question) else { continue };
            if let Some(answer) = answer(&question[..length]) {
                let _ = socket.send_to(&answer, client);
            }
        }
    });
    Ok(())
}

/// Returns the question with the answer in its header; nothing for what is no question.
fn answer(message: &[u8]) -> Option<Vec<u8>> {
    let (header, rest) = message.split_at_checked(HEADER)?;
    let question = rest.get(..question_length(rest)?)?;
    let asked = header[2] & !IS_ANSWER;
    let counts = [0, 1, 0, 0, 0, 0, 0, 0];
    Some([&header[..2], &[IS_ANSWER | asked, NO_SUCH_NAME], &counts, question].concat())
}

/// A name is a row of labels, each behind its length, and an empty one at the end; type and class take four bytes.
fn question_length(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match rest.get(at)? {
            0 => return Some(at + 1 + 4),
            length => at += 1 + usize::from(*length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn says_no_to_a_question_and_leaves_extensions_out() {
        let question = b"\x04here\x00\x00\x01\x00\x01";
        let header = b"\xab\xcd\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01";
        let extension = b"\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00";
        let said = answer(&[&header[..], question, extension].concat()).unwrap();
        assert_eq!(said, [&b"\xab\xcd\x81\x83\x00\x01\x00\x00\x00\x00\x00\x00"[..], question].concat());
    }

    #[test]
    fn is_silent_at_what_is_no_question() {
        for message in
            [&b""[..], b"\xab\xcd\x01", &[0; 12], b"\xab\xcd\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\xffshort"]
        {
            assert_eq!(answer(message), None, "{message:?}");
        }
    }
}

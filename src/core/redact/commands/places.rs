//! Commands whose credential stands at a fixed place: a row for each.

use std::ops::Range;

use super::values;

/// The first words of a command, each as one of several, and where its credential stands.
struct Row {
    lead: &'static [&'static [&'static str]],
    /// How many words behind the first.
    place: usize,
    part: Part,
}

/// What of the word there is the credential.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    /// The whole, if it looks like a key.
    Key,
    /// What stands behind the first of these signs.
    Behind(char),
}

use Part::{Behind, Key, Whole};

const fn row(lead: &'static [&'static [&'static str]], place: usize, part: Part) -> Row {
    Row { lead, place, part }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row(&[&["rabbitmqctl"], &["change_password", "add_user", "authenticate_user"]], 3, Whole),
    row(&[&["vault"], &["operator"], &["unseal"]], 3, Whole),
    row(&[&["vault"], &["login"]], 2, Whole),
    row(&[&["net"], &["user"]], 3, Whole),
    // The id of the key comes first.
    row(&[&["mc"], &["alias"], &["set"]], 5, Key),
    row(&[&["mc"], &["alias"], &["set"]], 6, Whole),
    row(&[&["mc"], &["config"], &["host"]], 6, Key),
    row(&[&["mc"], &["config"], &["host"]], 7, Whole),
    row(&[&["mosquitto_passwd"], &["-b"]], 4, Whole),
    row(&[&["mkpasswd"]], 1, Whole),
    row(&[&["rclone"], &["obscure"]], 2, Whole),
    row(&[&["ConvertTo-SecureString"]], 1, Whole),
    row(&[&["ConvertTo-SecureString"], &["-String"]], 2, Whole),
    // What a shell is told in base64 is of use to nobody who reads it.
    row(&[&["-enc", "-EncodedCommand", "-encodedcommand", "-Enc", "-encodedCommand"]], 1, Key),
    row(&[&["mc"], &["admin"], &["user"], &["add"]], 6, Whole),
    row(&[&["tacacs-server", "radius-server"], &["key"]], 2, Whole),
    row(&[&["sentinel"], &["auth-pass"]], 3, Whole),
    row(&[&["MONITOR"]], 4, Whole),
    row(&[&["lftp"], &["-u"]], 2, Behind(',')),
    row(&[&["reset-admin-password", "reset-password"]], 1, Key),
    row(&[&["radtest"]], 2, Whole),
    row(&[&["radtest"]], 5, Whole),
    row(&[&["bundle"], &["config"]], 3, Behind(':')),
    row(&[&["etcdctl"], &["user"], &["add"]], 3, Behind(':')),
    row(&[&["microk8s"], &["join"]], 2, Behind('/')),
];

/// Returns where a command that begins with a word has its credentials; the word may have a path before it.
pub(super) fn find<'w>(
    text: &'w str,
    words: &'w [Range<usize>],
    at: usize,
) -> impl Iterator<Item = Range<usize>> + use<'w> {
    let written = move |at: usize| words.get(at).map_or("", |word| &text[word.clone()]);
    let name = written(at).rsplit('/').next().unwrap_or_default();
    let fits = move |row: &&Row| {
        row.lead[0].contains(&name)
            && row.lead.iter().enumerate().skip(1).all(|(next, words)| words.contains(&written(at + next)))
    };
    ROWS.iter().filter(fits).filter_map(move |row| {
        let word = words.get(at + row.place)?;
        match row.part {
            Whole => Some(word.clone()),
            Key => values::is_key(&text[word.clone()]).then(|| word.clone()),
            Behind(sign) => Some(word.start + text[word.clone()].find(sign)? + sign.len_utf8()..word.end),
        }
    })
}

//! Tokens that are known by their form: a maker's prefix, or the three parts of a JWT.

use super::{Class, Find, values};

/// Prefixes of one kind of credential, and how many bytes at least follow them.
struct Family {
    class: Class,
    least: usize,
    prefixes: &'static [&'static str],
}

#[rustfmt::skip]
const KNOWN: &[Family] = &[
    Family {
        class: Class::Token,
        least: 10,
        prefixes: &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xapp-", "tskey-"],
    },
    Family {
        class: Class::Token,
        least: 16,
        prefixes: &[
            "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glimt-", "glagent-",
            "dckr_pat_", "dckr_oat_", "hvs.", "hvb.", "hvr.", "glc_", "glsa_", "sntrys_", "sntryu_", "dop_v1_",
            "doo_v1_", "dor_v1_", "dp.pt.", "dp.st.", "lin_api_", "rubygems_", "figd_", "pscale_tkn_",
            "pscale_pw_", "ATATT3", "ATCTT3", "sha256~", "shpat_", "shpca_", "shppa_", "shpss_", "sq0atp-",
            "sq0csp-", "PMAK-", "CCIPAT_", "k8s-aws-v1.", "ya29.",
        ],
    },
    Family {
        class: Class::Token,
        least: 20,
        prefixes: &[
            "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "npm_", "pypi-", "hf_", "sbp_", "squ_",
            "sqp_", "sqa_",
        ],
    },
    Family { class: Class::Token, least: 30, prefixes: &["r8_", "nfp_", "ntn_", "gsk_", "xai-", "ops_", "AKCp"] },
    Family {
        class: Class::Key,
        least: 16,
        prefixes: &[
            "AKIA", "ASIA", "ABIA", "ACCA", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "NRAK-", "LTAI",
        ],
    },
    Family { class: Class::Key, least: 20, prefixes: &["sk-", "AGE-SECRET-KEY-1"] },
    Family { class: Class::Key, least: 30, prefixes: &["AIza", "SG.", "pplx-"] },
];

/// The bytes with which a prefix or a JWT begins: at most other places nothing has to be compared.
const FIRST: [bool; 256] = {
    let mut first = [false; 256];
    first[b'e' as usize] = true;
    let mut family = 0;
    while family < KNOWN.len() {
        let mut prefix = 0;
        while prefix < KNOWN[family].prefixes.len() {
            first[KNOWN[family].prefixes[prefix].as_bytes()[0] as usize] = true;
            prefix += 1;
        }
        family += 1;
    }
    first
};

/// Finds them wherever no letter or digit stands before.
pub(super) fn find(text: &str) -> Vec<Find> {
    let bytes = text.as_bytes();
    let starts = (0..bytes.len()).filter(|at| FIRST[usize::from(bytes[*at])] && starts_word(bytes, *at));
    starts.filter_map(|at| known(text, at).or_else(|| jwt(text, at))).collect()
}

fn known(text: &str, at: usize) -> Option<Find> {
    let rest = &text[at..];
    let (family, prefix) = KNOWN.iter().find_map(|family| {
        let prefix = family.prefixes.iter().find(|prefix| rest.starts_with(**prefix))?;
        Some((family, prefix))
    })?;
    let length = run_len(rest);
    let body = rest.get(prefix.len()..length)?;
    let is_real = body.len() >= family.least && !values::is_reference(body) && has_code(body);
    is_real.then(|| Find::new(at..at + length, family.class, "begins as a known kind of token does"))
}

/// Two or more parts of base64 of which the first is JSON; the end may be cut off.
fn jwt(text: &str, at: usize) -> Option<Find> {
    let rest = &text[at..];
    let run = rest.strip_prefix("eyJ").map(|_| &rest[..run_len(rest)])?;
    let (head, body) = run.split_once('.')?;
    let is_real = head.len() >= 10 && body.len() >= 10;
    is_real.then(|| Find::new(at..at + run.len(), Class::Token, "is a JSON web token"))
}

/// Tells whether a word begins here. The letter that ends a colour code is not part of one.
fn starts_word(bytes: &[u8], at: usize) -> bool {
    match bytes[..at] {
        [.., before] if !before.is_ascii_alphanumeric() => true,
        [ref code @ .., b'm'] => {
            let digits = code.iter().rev().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
            code[..code.len() - digits].ends_with(b"\x1b[")
        }
        ref before => before.is_empty(),
    }
}

/// Returns the length of a token without the full stop or the dash that ends its sentence.
fn run_len(text: &str) -> usize {
    let run = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.~=".contains(byte)).count();
    text[..run].trim_end_matches(['.', '-']).len()
}

/// Tells a token from a name made of words: `sk-learn-model-server`, `sk-some-service-account`.
fn has_code(body: &str) -> bool {
    body.bytes().any(|byte| byte.is_ascii_digit()) || body.bytes().any(|byte| byte.is_ascii_uppercase())
}

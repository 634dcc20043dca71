//! Addresses that are a credential as a whole: who knows one may post to it.

use std::{iter, sync::LazyLock};

use memchr::memmem;

use super::{Class, Find, near, values, words::Words};

/// A part of an address behind which everything up to its query is secret, and how many parts of the path are left out.
const PLACES: &[(&str, usize)] = &[
    ("hooks.slack.com/services/", 0),
    ("hooks.slack.com/workflows/", 0),
    ("hooks.slack.com/triggers/", 0),
    ("discord.com/api/webhooks/", 1),
    ("discordapp.com/api/webhooks/", 1),
    ("office.com/webhookb2/", 0),
    ("outlook.office.com/webhook/", 0),
    ("office365.com/webhook/", 0),
    ("hooks.zapier.com/hooks/catch/", 1),
    ("hook.eu1.make.com/", 0),
    ("hook.eu2.make.com/", 0),
    ("hook.us1.make.com/", 0),
    ("hook.integromat.com/", 0),
    ("open.feishu.cn/open-apis/bot/v2/hook/", 0),
    ("open.larksuite.com/open-apis/bot/v2/hook/", 0),
    ("hc-ping.com/", 0),
    ("maker.ifttt.com/use/", 0),
    ("/with/key/", 0),
    ("api.telegram.org/bot", 0),
    ("alert.victorops.com/integrations/generic/", 2),
    ("events.pagerduty.com/integration/", 0),
    ("uptime.betterstack.com/api/v1/heartbeat/", 0),
    ("cronitor.link/", 0),
    ("loggly.com/inputs/", 0),
    ("ntfy.sh/", 0),
    ("/hooks/catch/", 1),
    ("/api/webhooks/", 1),
    ("qyapi.weixin.qq.com/cgi-bin/webhook/send?key=", 0),
    ("/v1/input/", 0),
    ("/integrations/v1/", 1),
    ("teams://", 0),
    ("tgram://", 0),
    ("pbul://", 0),
    ("pushbullet://", 0),
    ("ifttt://", 0),
    ("gotify://", 1),
    ("mattermost://", 1),
    ("rocketchat://", 1),
    ("opsgenie://", 1),
    ("webhook.site/", 0),
    ("pipedream.net/", 0),
];

/// Parts of a path behind which a word in no order is secret.
const HOOKS: [&str; 5] = ["/hooks/", "/webhook/", "/webhooks/", "/webhook-test/", "/hook/"];

/// The shortest secret part of a path in bytes.
const SHORTEST: usize = 12;

/// Both, in the order of the lists.
static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let places = PLACES.iter().map(|(place, _)| *place);
    Words::new(&places.chain(HOOKS).collect::<Vec<&str>>())
});

/// Finds the secret part of each.
pub(super) fn find(text: &str) -> Vec<Find> {
    let mut finds = Vec::new();
    // Few texts hold any of them.
    if memmem::find(text.as_bytes(), b"hook").is_none() && memmem::find(text.as_bytes(), b"://").is_none() {
        return finds;
    }
    for (word, place) in WORDS.find(text) {
        let before = finds.len();
        if let Some((_, skipped)) = PLACES.get(word) {
            finds.extend(rest(text, place.end, *skipped));
        }
        if finds.len() == before {
            finds.extend(part(text, place.end));
        }
    }
    finds
}

/// The path behind an offset without its first parts, up to the query; words in it stay, and the method of a bot.
fn rest(text: &str, start: usize, skipped: usize) -> Vec<Find> {
    let length = text[start..]
        .find(|c: char| c.is_whitespace() || "?#\"'`<>()[],;|\\".contains(c))
        .unwrap_or(text.len() - start);
    let path = text[start..start + length].trim_end_matches(['/', '.']);
    // What is asked for comes last: `/enqueue`.
    let is_verb = |part: &str| part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let path = path.rsplit_once('/').filter(|(_, last)| is_verb(last)).map_or(path, |(path, _)| path);
    let Some((from, _)) =
        iter::once((0, "")).chain(path.match_indices('/').map(|(at, sign)| (at + 1, sign))).nth(skipped)
    else {
        return Vec::new();
    };
    let is_of_bot = ["/bot", "tgram://"].iter().any(|lead| text[..start].ends_with(lead));
    let to = if is_of_bot { path.find('/').unwrap_or(path.len()) } else { path.len() };
    let secrets = path.get(from..to).unwrap_or_default().split("/IncomingWebhook/");
    let is_hidden = |secret: &&str| {
        secret.len() >= 6
            && !values::is_reference(secret)
            && secret.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
    };
    let found = |secret| Find::new(near::range_of(text, secret), Class::Token, REASON);
    secrets.filter(is_hidden).map(found).collect()
}

const REASON: &str = "is the secret part of a webhook's address";

/// One part of a path, if it is no word.
fn part(text: &str, start: usize) -> Option<Find> {
    let length = text[start..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte)).count();
    let part = &text[start..start + length];
    let letters = part.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_code = part.bytes().any(|byte| byte.is_ascii_digit()) && letters > 0 && values::is_key(part)
        || (part.len() == 26
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && part.bytes().any(|b| b.is_ascii_digit()));
    (part.len() >= SHORTEST && is_code).then(|| Find::new(start..start + length, Class::Token, REASON))
}

//! Making many records from one, without a tree of values for each.
//!
//! A stamp is a record in whose texts certain words are open. Printing it with other words costs about as much
//! as copying the text, so that ten thousand pods are there at once.

use std::sync::{Arc, OnceLock};

use super::Record;
use crate::demo::{record::Owner, table::Cell};

#[derive(Debug)]
pub(crate) struct Stamp {
    record: Arc<Record>,
    words: Vec<String>,
    metadata: Pattern,
    rest: Pattern,
}

impl Stamp {
    /// Takes a record and the words that will be replaced; a longer word goes before one that is part of it.
    pub(crate) fn new(record: &Arc<Record>, words: Vec<String>) -> Self {
        let text = String::from_utf8_lossy(&record.body).into_owned();
        let (metadata, rest) = text.split_at(record.metadata_end);
        Self {
            metadata: Pattern::new(metadata, &words),
            rest: Pattern::new(rest, &words),
            record: Arc::clone(record),
            words,
        }
    }

    /// Returns the record with these words in the place of its own.
    pub(crate) fn print(&self, values: &[String], version: u64) -> Record {
        let fill = |text: &str| {
            let mut filled = String::new();
            Pattern::new(text, &self.words).append(values, &mut filled);
            filled
        };
        let own = &self.record;
        let mut body = String::with_capacity(own.size());
        self.metadata.append(values, &mut body);
        let metadata_end = body.len();
        self.rest.append(values, &mut body);
        // Spare room would be kept for as long as the record.
        body.shrink_to_fit();
        Record {
            kind: own.kind,
            namespace: fill(&own.namespace),
            name: fill(&own.name),
            uid: fill(&own.uid),
            version,
            created: own.created,
            terminating: own.terminating,
            labels: own.labels.iter().map(|(key, value)| (key.clone(), fill(value))).collect(),
            fields: own.fields.iter().map(|field| fill(field)).collect(),
            owner: own.owner.as_ref().map(|owner| Owner {
                kind: owner.kind.clone(),
                name: fill(&owner.name),
                uid: fill(&owner.uid),
            }),
            requests: own.requests,
            cells: own.cells.iter().map(|cell| fill_cell(cell, &fill)).collect(),
            body: body.into(),
            metadata_end,
            tree: OnceLock::new(),
        }
    }
}

fn fill_cell(cell: &Cell, fill: &impl Fn(&str) -> String) -> Cell {
    match cell {
        Cell::Text(text) => Cell::Text(fill(text)),
        other => other.clone(),
    }
}

/// A text with open places.
#[derive(Debug)]
struct Pattern {
    /// The text before each open place, and which word it takes.
    pieces: Vec<(String, usize)>,
    end: String,
}

impl Pattern {
    fn new(text: &str, words: &[String]) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((at, word)) = first(rest, words) {
            pieces.push((rest[..at].to_owned(), word));
            rest = &rest[at + words[word].len()..];
        }
        Self { pieces, end: rest.to_owned() }
    }

    fn append(&self, values: &[String], text: &mut String) {
        for (before, word) in &self.pieces {
            text.push_str(before);
            text.push_str(&values[*word]);
        }
        text.push_str(&self.end);
    }
}

/// Returns where the first of the words begins, and which it is; of two at one place the earlier in the list.
fn first(text: &str, words: &[String]) -> Option<(usize, usize)> {
    let found = words.iter().enumerate().filter_map(|(index, word)| Some((text.find(word.as_str())?, index)));
    found.min()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::demo::kinds;

    #[test]
    fn every_text_of_a_record_takes_the_new_words() {
        let object = json!({"metadata": {"name": "app-1", "namespace": "a", "labels": {"app": "app"}},
                            "spec": {"nodeName": "host"}, "status": {"phase": "Running"}});
        let words = ["app", "host"].map(str::to_owned).to_vec();
        let stamp = Stamp::new(&Arc::new(Record::new(kinds::named("pods"), &object)), words);
        let printed = stamp.print(&["web".to_owned(), "node-7".to_owned()], 9);
        assert_eq!(printed.name, "web-1");
        assert_eq!(printed.field("spec.nodeName"), Some("node-7"));
        assert_eq!(printed.view()["metadata"]["name"], "web-1");
        assert_eq!(printed.view()["spec"]["nodeName"], "node-7");
    }
}

//! Rows as the server computes them for `kubectl get`: the whole list of pods at some 150 bytes a pod.
//!
//! Asked for with `includeObject=None`, a row holds its cells and nothing else, so namespace and uid are not in it. The
//! order of the columns is the server's business; they are found by name.

use serde::Deserialize;
use serde_json::Value;

use super::slim::{ListMeta, or_empty};

/// An answer to a request for a table. A server that makes none sends the list instead, which has no rows.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Table {
    #[serde(default, deserialize_with = "or_empty")]
    pub(super) metadata: ListMeta,
    #[serde(default, deserialize_with = "or_empty")]
    column_definitions: Vec<Column>,
    #[serde(default)]
    rows: Option<Vec<Row>>,
}

#[derive(Debug, Deserialize)]
struct Column {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Row {
    #[serde(default, deserialize_with = "or_empty")]
    cells: Vec<Value>,
}

/// A pod as a row tells it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PodRow {
    pub(super) name: String,
    pub(super) fine: bool,
}

impl Table {
    /// Returns the pods; `None` when a column that is needed is missing.
    pub(super) fn pods(&self) -> Option<Vec<PodRow>> {
        let name = self.column("Name")?;
        let status = self.column("Status")?;
        let ready = self.column("Ready")?;
        let gates = self.column("Readiness Gates");
        let rows = self.rows.iter().flatten().filter_map(|row| {
            let gates = gates.and_then(|gates| row.text(gates)).unwrap_or_default();
            let fine = is_fine(row.text(status)?, row.text(ready)?, gates);
            Some(PodRow { name: row.text(name)?.to_owned(), fine })
        });
        Some(rows.collect())
    }

    /// Returns the names of the objects, whatever they are.
    pub(super) fn names(&self) -> Option<Vec<String>> {
        let name = self.column("Name")?;
        Some(self.rows.iter().flatten().filter_map(|row| row.text(name).map(str::to_owned)).collect())
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.column_definitions.iter().position(|column| column.name.eq_ignore_ascii_case(name))
    }
}

impl Row {
    fn text(&self, column: usize) -> Option<&str> {
        self.cells.get(column)?.as_str()
    }
}

/// Says whether a row leaves nothing to ask. Mirrors `printPod` in `pkg/printers/internalversion/printers.go`, of which
/// `Running` with all containers ready is the one healthy case among running pods.
fn is_fine(status: &str, ready: &str, gates: &str) -> bool {
    match status {
        "Completed" | "Succeeded" => true,
        "Running" => is_complete(ready) && (gates.is_empty() || gates == "<none>" || is_complete(gates)),
        _ => false,
    }
}

/// Reads `2/2`.
fn is_complete(ready: &str) -> bool {
    ready.split_once('/').is_some_and(|(ready, of)| ready == of && of != "0")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_are_found_by_name_and_odd_rows_are_asked_about() {
        let table: Table = serde_json::from_value(json!({
            "columnDefinitions": [{ "name": "Status" }, { "name": "Name" }, { "name": "Ready" }, { "name": "Readiness Gates" }],
            "rows": [
                { "cells": ["Running", "a", "2/2", "<none>"] }, { "cells": ["Running", "b", "1/2", "<none>"] },
                { "cells": ["ImagePullBackOff", "c", "0/1", "<none>"] }, { "cells": ["Completed", "d", "0/1", "<none>"] },
                { "cells": ["Running", "e", "1/1", "0/1"] }, { "cells": ["Init:0/1", "f", "0/1", "<none>"] },
                { "cells": ["Terminating", "g", "1/1", "<none>"] }, { "cells": ["Evicted", "h", "0/1", "<none>"] },
                { "cells": ["OutOfcpu", "i", "0/1", "<none>"] }, { "cells": ["Init:CrashLoopBackOff", "j", "0/1", "<none>"] },
                { "cells": ["ContainerStatusUnknown", "k", "0/1", "<none>"] },
            ],
        })).unwrap();
        let fine: Vec<_> = table.pods().unwrap().into_iter().filter(|row| row.fine).map(|row| row.name).collect();
        assert_eq!(fine, ["a", "d"]);
    }

    #[test]
    fn a_list_is_not_taken_for_an_empty_table() {
        let table: Table = serde_json::from_value(json!({ "kind": "PodList", "items": [] })).unwrap();
        assert_eq!(table.pods(), None);
    }

    #[test]
    fn null_is_empty() {
        let table: Table = serde_json::from_str(r#"{"metadata":null,"columnDefinitions":null,"rows":null}"#).unwrap();
        assert_eq!(table.names(), None);
        let table = r#"{"columnDefinitions":[{"name":"Name"}],"rows":[{"cells":null}]}"#;
        assert_eq!(serde_json::from_str::<Table>(table).unwrap().names(), Some(Vec::new()));
    }
}

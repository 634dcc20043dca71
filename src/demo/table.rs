//! Server-side tables: the columns and cells that `kubectl get` shows, computed where the objects are.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    kinds::Kind,
    object::{list, number, text, time},
    record::Record,
};

mod age;
mod pod;

pub(crate) use age::human;

/// A cell of a row; ages are worked out when the table is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(i64),
    Age(Option<Timestamp>),
    Restarts(i64, Option<Timestamp>),
}

/// What a row of a table carries of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Include {
    None,
    Metadata,
    Object,
}

/// Name, type, and priority of a column: 0 is always shown, 1 only in wide output.
struct Column(&'static str, &'static str, u8);

const NAME: Column = Column("Name", "string", 0);
const AGE: Column = Column("Age", "string", 0);

fn columns(kind: &Kind) -> &'static [Column] {
    match kind.plural {
        "pods" => pod::COLUMNS,
        "deployments" => &[
            NAME,
            Column("Ready", "string", 0),
            Column("Up-to-date", "string", 0),
            Column("Available", "string", 0),
            AGE,
        ],
        "replicasets" => &[
            NAME,
            Column("Desired", "integer", 0),
            Column("Current", "integer", 0),
            Column("Ready", "integer", 0),
            AGE,
        ],
        "namespaces" => &[NAME, Column("Status", "string", 0), AGE],
        "nodes" => &[NAME, Column("Status", "string", 0), AGE, Column("Version", "string", 0)],
        "secrets" => &[NAME, Column("Type", "string", 0), Column("Data", "string", 0), AGE],
        "serviceaccounts" => &[NAME, Column("Secrets", "string", 0), AGE],
        "events" => &[
            Column("Last Seen", "string", 0),
            Column("Type", "string", 0),
            Column("Reason", "string", 0),
            Column("Object", "string", 0),
            Column("Message", "string", 0),
            Column("Count", "string", 1),
            Column("Name", "string", 1),
        ],
        _ => &[NAME, AGE],
    }
}

/// Computes the cells of an object.
pub(crate) fn cells(kind: &Kind, object: &Value) -> Vec<Cell> {
    let name = Cell::Text(text(object, "/metadata/name").to_owned());
    let age = Cell::Age(time(object, "/metadata/creationTimestamp"));
    let read = |pointer: &str| Cell::Text(text(object, pointer).to_owned());
    let count = |pointer: &str| Cell::Number(number(object, pointer));
    match kind.plural {
        "pods" => pod::cells(object, name, age),
        "deployments" => {
            let ready = number(object, "/status/readyReplicas");
            let wanted = number(object, "/spec/replicas");
            let ready = Cell::Text(format!("{ready}/{wanted}"));
            vec![name, ready, count("/status/updatedReplicas"), count("/status/availableReplicas"), age]
        }
        "replicasets" => {
            let (desired, current) = (count("/spec/replicas"), count("/status/replicas"));
            vec![name, desired, current, count("/status/readyReplicas"), age]
        }
        "namespaces" => vec![name, read("/status/phase"), age],
        "nodes" => vec![name, Cell::Text("Ready".to_owned()), age, read("/status/nodeInfo/kubeletVersion")],
        "secrets" => {
            let data = object["data"].as_object().map_or(0, serde_json::Map::len);
            vec![name, read("/type"), Cell::Number(i64::try_from(data).unwrap_or(0)), age]
        }
        "serviceaccounts" => {
            let secrets = list(object, "/secrets").len();
            vec![name, Cell::Number(i64::try_from(secrets).unwrap_or(0)), age]
        }
        "events" => event(object, name),
        _ => vec![name, age],
    }
}

fn event(object: &Value, name: Cell) -> Vec<Cell> {
    let kind = text(object, "/involvedObject/kind").to_lowercase();
    let about = format!("{kind}/{}", text(object, "/involvedObject/name"));
    let read = |pointer: &str| Cell::Text(text(object, pointer).to_owned());
    vec![
        Cell::Age(time(object, "/lastTimestamp").or_else(|| time(object, "/eventTime"))),
        read("/type"),
        read("/reason"),
        Cell::Text(about),
        Cell::Text(text(object, "/message").trim().to_owned()),
        Cell::Number(number(object, "/count")),
        name,
    ]
}

/// Returns the column definitions of a kind.
pub(crate) fn definitions(kind: &Kind) -> Value {
    let definition = |column: &Column| {
        let Column(name, value_type, priority) = column;
        let format = if *name == "Name" { "name" } else { "" };
        let description = format!("{name} of the {}.", kind.singular);
        json!({
            "name": name, "type": value_type, "format": format,
            "description": description, "priority": priority,
        })
    };
    columns(kind).iter().map(definition).collect()
}

/// Appends the row of an object.
pub(crate) fn write_row(record: &Record, include: Include, now: Timestamp, out: &mut Vec<u8>) {
    let cells: Vec<Value> = record.cells.iter().map(|cell| cell.value(now)).collect();
    out.extend_from_slice(b"{\"cells\":");
    out.extend_from_slice(Value::Array(cells).to_string().as_bytes());
    out.extend_from_slice(b",\"object\":");
    match include {
        Include::None => out.extend_from_slice(b"null"),
        Include::Metadata => record.write_metadata(out),
        Include::Object => record.write_full(out),
    }
    out.push(b'}');
}

impl Cell {
    fn value(&self, now: Timestamp) -> Value {
        let ago = |time: &Timestamp| human(now.duration_since(*time).as_secs());
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number) => json!(number),
            Self::Age(None) => json!("<unknown>"),
            Self::Age(Some(time)) => json!(ago(time)),
            Self::Restarts(count, Some(last)) if *count > 0 => json!(format!("{count} ({} ago)", ago(last))),
            Self::Restarts(count, _) => json!(count.to_string()),
        }
    }
}

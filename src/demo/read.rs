//! Lists and single objects, in the three forms that clients ask for.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{
    call::{Accept, Call, Resource, include},
    record::Record,
    refusal::Refusal,
    reply::Reply,
    selector::Selector,
    store::Key,
    table,
    world::World,
};

/// Answers with one object.
pub(crate) fn get(world: &World, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
    let key = Key::new(resource.kind.plural, &resource.namespace, &resource.name);
    let record = world.store.get(&key).ok_or_else(|| Refusal::not_found(resource.kind, &resource.name))?;
    let mut body = Vec::with_capacity(record.size() + 256);
    match call.accept {
        Accept::Table => {
            let page = Page { records: vec![record], next: None, left: 0 };
            write_table(world, call, resource, &page, &record.version.to_string(), &mut body);
        }
        Accept::Metadata => record.write_metadata(&mut body),
        _ => record.write_full(&mut body),
    }
    Ok(Reply::bytes(200, body))
}

/// Answers with the objects of a kind, in one namespace or in all.
pub(crate) fn list(world: &World, call: &Call, resource: &Resource) -> Result<Reply, Refusal> {
    let selector = Selector::parse(resource.kind, call.query.get("labelSelector"), call.query.get("fieldSelector"))?;
    let version = wanted_version(world, call)?;
    let page = page(world, call, resource, &selector, version)?;
    let version = version.to_string();
    let size: usize = page.records.iter().map(|record| record.size() + 64).sum();
    let mut body = Vec::with_capacity(if call.accept == Accept::Json { size } else { size / 4 });
    match call.accept {
        Accept::Table => write_table(world, call, resource, &page, &version, &mut body),
        Accept::Metadata => {
            let head = json!({"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1"});
            write_list(head, &version, &page, Record::write_metadata, &mut body);
        }
        _ => {
            let kind = format!("{}List", resource.kind.kind);
            let head = json!({"kind": kind, "apiVersion": resource.kind.api_version()});
            write_list(head, &version, &page, Record::write_item, &mut body);
        }
    }
    Ok(Reply::bytes(200, body))
}

/// One page of a list.
struct Page<'a> {
    records: Vec<&'a Record>,
    /// The token for the next page.
    next: Option<String>,
    left: usize,
}

/// Returns the version that the answer carries: that of its first page, so that a watch misses nothing.
fn wanted_version(world: &World, call: &Call) -> Result<u64, Refusal> {
    let current = world.store.version();
    let asked: u64 = match call.query.get("resourceVersion") {
        "" => 0,
        text => text.parse().map_err(|_| {
            Refusal::bad_request(format!("resourceVersion: Invalid value: \"{text}\": strconv.ParseUint"))
        })?,
    };
    if asked > current {
        return Err(Refusal::version_too_large(asked, current));
    }
    match Token::of(call)? {
        Some(token) if token.version < world.store.compacted() => Err(Refusal::expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list \
             without the continue parameter, or use the continue token in this response to retrieve the remainder of \
             the results.",
        )),
        Some(token) => Ok(token.version),
        None => Ok(current),
    }
}

fn page<'a>(
    world: &'a World,
    call: &Call,
    resource: &Resource,
    selector: &Selector,
    version: u64,
) -> Result<Page<'a>, Refusal> {
    let token = Token::of(call)?;
    let last = token.as_ref().map(|token| (token.namespace.as_str(), token.name.as_str()));
    let all = world.store.list_after(resource.kind, &resource.namespace, last);
    let mut matching = all.map(AsRef::as_ref).filter(|record| selector.matches(record));
    let records: Vec<&Record> = matching.by_ref().take(limit(call)).collect();
    let left = matching.count();
    let next = records.last().filter(|_| left > 0).map(|record| Token::after(record, version).encode());
    Ok(Page { records, next, left })
}

/// A list at version 0 comes from the watch cache, which does not know of pages.
fn limit(call: &Call) -> usize {
    if call.query.get("resourceVersion") == "0" {
        return usize::MAX;
    }
    call.query.get("limit").parse().ok().filter(|limit| *limit > 0).unwrap_or(usize::MAX)
}

/// What a continue token holds: the version of the first page and the last object of the page before.
struct Token {
    version: u64,
    namespace: String,
    name: String,
}

impl Token {
    fn of(call: &Call) -> Result<Option<Self>, Refusal> {
        let text = call.query.get("continue");
        if text.is_empty() {
            return Ok(None);
        }
        let decoded = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        let value: Option<Value> = decoded.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let token = value.and_then(|value| {
            let (namespace, name) = value["start"].as_str()?.split_once('/')?;
            Some(Self { version: value["rv"].as_u64()?, namespace: namespace.to_owned(), name: name.to_owned() })
        });
        token.map(Some).ok_or_else(|| Refusal::bad_request("continue key is not valid"))
    }

    fn after(record: &Record, version: u64) -> Self {
        Self { version, namespace: record.namespace.clone(), name: record.name.clone() }
    }

    fn encode(&self) -> String {
        let value =
            json!({"v": "meta.k8s.io/v1", "rv": self.version, "start": format!("{}/{}", self.namespace, self.name)});
        BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
    }
}

fn metadata(version: &str, page: &Page) -> Value {
    let mut metadata = json!({"resourceVersion": version});
    if let Some(next) = &page.next {
        metadata["continue"] = json!(next);
        metadata["remainingItemCount"] = json!(page.left);
    }
    metadata
}

fn write_list(mut head: Value, version: &str, page: &Page, write: fn(&Record, &mut Vec<u8>), out: &mut Vec<u8>) {
    head["metadata"] = metadata(version, page);
    open(&head, "items", out);
    separated(page, out, write);
    out.extend_from_slice(b"]}");
}

fn write_table(world: &World, call: &Call, resource: &Resource, page: &Page, version: &str, out: &mut Vec<u8>) {
    let head = json!({
        "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata(version, page),
        "columnDefinitions": table::definitions(resource.kind),
    });
    open(&head, "rows", out);
    let (include, now) = (include(&call.query), world.now);
    separated(page, out, |record, out| table::write_row(record, include, now, out));
    out.extend_from_slice(b"]}");
}

/// Writes an object up to the list that ends it.
fn open(head: &Value, list: &str, out: &mut Vec<u8>) {
    let head = head.to_string();
    out.extend_from_slice(head.strip_suffix('}').unwrap_or(&head).as_bytes());
    out.extend_from_slice(format!(",\"{list}\":[").as_bytes());
}

fn separated(page: &Page, out: &mut Vec<u8>, write: impl Fn(&Record, &mut Vec<u8>)) {
    for (index, record) in page.records.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(record, out);
    }
}

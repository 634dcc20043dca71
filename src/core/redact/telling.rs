//! Which values of a Secret can be hidden wherever they stand: a Secret holds names too, and where the database is called
//! as the workload is, the workload would vanish from the screen. Common words the redactor leaves by itself.

/// The last words of keys under which there is a name or a place.
const NAMES: [&str; 19] = [
    "user",
    "username",
    "login",
    "name",
    "host",
    "hostname",
    "server",
    "port",
    "database",
    "db",
    "dbname",
    "schema",
    "namespace",
    "region",
    "bucket",
    "endpoint",
    "email",
    "crt",
    "env",
];

/// Tells whether what stands under a key of a Secret is more than a name.
pub(super) fn is_telling(key: &str) -> bool {
    let last = key.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    !NAMES.contains(&last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places_are_left() {
        for key in ["username", "DB_HOST", "POSTGRES_DB", "ca.crt", "smtp-user"] {
            assert!(!is_telling(key), "{key}");
        }
        for key in ["password", "note", ".dockerconfigjson", "tls.key", ""] {
            assert!(is_telling(key), "{key}");
        }
    }
}

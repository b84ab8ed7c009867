//! How other servers are reached: the options of foreign data, as in `OPTIONS (host 'a')`, and connection strings. A
//! secret among them dies here: no catalog, file or report has it.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::sql::{quote_identifier, quote_literal};

/// What stands in a statement where a secret was. A person puts the secret there, or sets it later.
const SECRET: &str = "put the secret here";

/// Whether a statement has the placeholder for a secret.
pub(crate) fn leaves_out_secret(sql: &str) -> bool {
    sql.contains(SECRET) || sql.contains(&in_url())
}

fn in_url() -> String {
    SECRET.replace(' ', "%20")
}

/// Options by name; their order means nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct ForeignOptions(BTreeMap<String, String>);

impl ForeignOptions {
    /// The names of those whose value is left out.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.0.iter().filter(|(_, value)| *value == SECRET).map(|(name, _)| name.clone()).collect()
    }

    /// ` OPTIONS (host 'a')`; empty for none.
    pub(crate) fn clause(&self) -> String {
        self.changes(&ForeignOptions::default(), "").map(|changes| format!(" {changes}")).unwrap_or_default()
    }

    /// `OPTIONS (ADD host 'a', DROP port)`, which makes `self` of `old`; none where they are the same.
    pub(crate) fn changes_from(&self, old: &ForeignOptions) -> Option<String> {
        self.changes(old, "ADD ")
    }

    fn changes(&self, old: &ForeignOptions, add: &str) -> Option<String> {
        let said =
            |verb: &str, name: &str, value: &str| format!("{verb}{} {}", quote_identifier(name), quote_literal(value));
        let mut parts: Vec<String> = Vec::new();
        for (name, value) in &self.0 {
            match old.0.get(name) {
                None => parts.push(said(add, name, value)),
                Some(old) if old != value => parts.push(said("SET ", name, value)),
                Some(_) => {}
            }
        }
        let gone = old.0.keys().filter(|name| !self.0.contains_key(*name));
        parts.extend(gone.map(|name| format!("DROP {}", quote_identifier(name))));
        (!parts.is_empty()).then(|| format!("OPTIONS ({})", parts.join(", ")))
    }
}

impl From<Vec<String>> for ForeignOptions {
    /// Reads `name=value`, as the catalog has them.
    fn from(options: Vec<String>) -> ForeignOptions {
        let pairs = options.iter().map(|option| {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            let value = if is_secret(name, value) { SECRET } else { value };
            (name.to_owned(), value.to_owned())
        });
        ForeignOptions(pairs.collect())
    }
}

impl From<ForeignOptions> for Vec<String> {
    fn from(options: ForeignOptions) -> Vec<String> {
        options.0.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
    }
}

/// A connection string of libpq's, without its passwords.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "String")]
pub struct Conninfo(String);

impl std::ops::Deref for Conninfo {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Conninfo {
    fn from(text: String) -> Conninfo {
        let mut secrets = conninfo_secrets(&text);
        secrets.sort_by_key(|range| std::cmp::Reverse(range.start));
        let mut without = text.clone();
        for range in secrets {
            let replacement = match without.contains("://") {
                true => in_url(),
                false => quote_literal(SECRET),
            };
            without.replace_range(range, &replacement);
        }
        Conninfo(without)
    }
}

impl Conninfo {
    pub(crate) fn has_secret(&self) -> bool {
        !conninfo_secrets(&self.0).is_empty()
    }
}

/// The bytes of the values of passwords, with their quotes (libpq's `conninfo_parse` and `conninfo_uri_parse`).
fn conninfo_secrets(text: &str) -> Vec<Range<usize>> {
    if text.contains("://") {
        let mut secrets: Vec<_> = url_password(text).into_iter().collect();
        let mut start = text.find('?').map_or(text.len(), |mark| mark + 1);
        for parameter in text[start..].split('&') {
            if let Some((name, value)) = parameter.split_once('=')
                && is_secret(name, "")
            {
                let at = start + name.len() + 1;
                secrets.push(at..at + value.len());
            }
            start += parameter.len() + 1;
        }
        return secrets;
    }
    let mut secrets = Vec::new();
    let mut characters = text.char_indices().peekable();
    loop {
        let name: String =
            std::iter::from_fn(|| characters.next_if(|(_, one)| *one != '=')).map(|(_, one)| one).collect();
        if characters.next().is_none() {
            return secrets;
        }
        while characters.next_if(|(_, one)| one.is_whitespace()).is_some() {}
        let start = characters.peek().map_or(text.len(), |(at, _)| *at);
        let is_quoted = characters.next_if(|(_, one)| *one == '\'').is_some();
        let mut end = text.len();
        while let Some((at, one)) = characters.next() {
            if one == '\\' {
                characters.next();
            } else if is_quoted && one == '\'' {
                end = at + 1;
                break;
            } else if !is_quoted && one.is_whitespace() {
                end = at;
                break;
            }
        }
        if is_secret(name.trim(), "") {
            secrets.push(start..end);
        }
    }
}

/// Whether an option keeps a secret, by its name or because a connection string in it does. Wrappers name their options
/// themselves: `password_required` is none, `sslpassword` and `aws_secret_access_key` are.
fn is_secret(name: &str, value: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "password",
        "passwd",
        "pwd",
        "passphrase",
        "passfile",
        "secret",
        "token",
        "credential",
        "credentials",
        "api_key",
        "apikey",
        "access_key",
        "private_key",
        "account_key",
        "secret_key",
    ];
    let (name, value) = (name.to_lowercase(), value.to_lowercase());
    let mentions_password = ["password=", "password =", "pwd="].iter().any(|word| value.contains(word));
    ENDINGS.iter().any(|ending| name.ends_with(ending)) || mentions_password || url_password(&value).is_some()
}

/// The bytes of the password in `scheme://user:password@host`.
fn url_password(url: &str) -> Option<Range<usize>> {
    let start = url.find("://")? + 3;
    let end = start + url[start..].find(['/', '?', '#']).unwrap_or(url.len() - start);
    let at = start + url[start..end].rfind('@')?;
    let colon = start + url[start..at].find(':')?;
    (colon + 1 < at).then_some(colon + 1..at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_gets_in() {
        for option in [
            "password=x",
            "sslpassword=x",
            "AWS_SECRET_ACCESS_KEY=x",
            "odbc_connection=DSN=a;PWD=x",
            "address=https://joe:x@host/path",
        ] {
            let options = ForeignOptions::from(vec![option.to_owned()]);
            assert_eq!(options.secrets().len(), 1, "{option}");
        }
        for option in ["password_required=false", "user=joe", "address=https://host:80/a:b@c", "sslkey=/a/b"] {
            let options = ForeignOptions::from(vec![option.to_owned()]);
            assert_eq!(Vec::from(options), [option]);
        }
    }

    #[test]
    fn a_connection_string_keeps_all_but_its_passwords() {
        for (text, without) in [
            ("host=a password=x user=b", "host=a password='put the secret here' user=b"),
            (r"password = 'it\'s x' host=a", "password = 'put the secret here' host=a"),
            (r"host=a sslpassword=a\ b", "host=a sslpassword='put the secret here'"),
            (
                "postgresql://joe:x@h/d?sslpassword=y&port=1",
                "postgresql://joe:put%20the%20secret%20here@h/d?sslpassword=put%20the%20secret%20here&port=1",
            ),
            ("host=a dbname='b c'", "host=a dbname='b c'"),
            ("", ""),
        ] {
            let conninfo = Conninfo::from(text.to_owned());
            assert_eq!(&*conninfo, without);
            assert_eq!(conninfo.has_secret(), text != without);
            assert_eq!(Conninfo::from(without.to_owned()), conninfo);
        }
    }

    #[test]
    fn only_what_differs_is_said() {
        let options =
            |list: &[&str]| ForeignOptions::from(list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        let (old, new) = (options(&["a=1", "b=2", "Order=3"]), options(&["b=2", "a=it's", "c=4"]));
        assert_eq!(new.changes_from(&old).as_deref(), Some(r#"OPTIONS (SET a 'it''s', ADD c '4', DROP "Order")"#));
        assert_eq!(new.changes_from(&new), None);
        assert_eq!(old.clause(), r#" OPTIONS ("Order" '3', a '1', b '2')"#);
    }
}

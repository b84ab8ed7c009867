//! Connection strings taken apart into libpq's parameters: `postgres://…` and `host=… dbname=…`.
//!
//! No error text holds any part of the string itself but parameter names, because a password may stand anywhere in it.

use std::collections::BTreeMap;

use crate::error::{Error, Result};

/// Parameters by libpq's name (`host`, `dbname`, `sslmode` …), decoded.
pub type Parameters = BTreeMap<String, String>;

/// What we act upon. The manual's chapter "Parameter Key Words" says what each one means.
const HONOURED: &[&str] = &[
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "options",
    "passfile",
    "password",
    "port",
    "service",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "user",
];

/// What makes no difference to us: fall-backs, encodings (always UTF-8) and Kerberos, which we don't speak.
const HARMLESS: &[&str] = &[
    "client_encoding",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "keepalives_count",
    "keepalives_interval",
    "krbsrvname",
    "sslcompression",
    "sslnegotiation",
    "sslsni",
    "tcp_user_timeout",
];

/// The parameters of a URL or a keyword string. An empty text has none.
pub fn parse(text: &str) -> Result<Parameters> {
    let text = text.trim();
    let parameters = match text.split_once("://") {
        // A keyword string may hold `://` too, in a password; but then something with `=` comes first.
        Some((scheme, rest)) if !scheme.contains('=') => parse_url(scheme, rest)?,
        _ => parse_keywords(text)?,
    };
    supported(&parameters)?;
    Ok(parameters)
}

/// Refuses what we'd have to heed and don't know how.
pub fn supported(parameters: &Parameters) -> Result<()> {
    for name in parameters.keys() {
        if !HONOURED.contains(&name.as_str()) && !HARMLESS.contains(&name.as_str()) {
            return Err(Error::Usage {
                message: format!("the connection parameter `{}` is not supported", shown_name(name)),
                hint: Some(format!("these are: {}", HONOURED.join(", "))),
            });
        }
    }
    if parameters.get("gssencmode").is_some_and(|mode| mode == "require") {
        return Err(Error::usage("`gssencmode=require` is not supported: connections are not encrypted by Kerberos"));
    }
    if parameters.get("sslnegotiation").is_some_and(|how| how != "postgres") {
        return Err(Error::usage("`sslnegotiation=direct` is not supported: encryption begins as it did before 17"));
    }
    Ok(())
}

/// A parameter's name if it looks like one; otherwise it may be a piece of a password.
fn shown_name(name: &str) -> &str {
    let plain = name.len() <= 40 && name.chars().all(|character| character.is_ascii_lowercase() || character == '_');
    if plain { name } else { "…" }
}

/// `[user[:password]@][host[:port]][,…][/database][?name=value&…]`, as libpq's conninfo_uri_parse reads it.
fn parse_url(scheme: &str, rest: &str) -> Result<Parameters> {
    let (base, driver) = scheme.split_once('+').map_or((scheme, None), |(base, driver)| (base, Some(driver)));
    // SQLAlchemy's name for what it connects by, which makes no difference to us: psycopg2, asyncpg, pg8000 …
    let is_driver = |name: &str| name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if !matches!(base, "postgres" | "postgresql") || !driver.is_none_or(is_driver) {
        return Err(Error::Usage {
            message: "the database URL is not one of PostgreSQL".to_owned(),
            hint: Some("it starts with postgres:// or postgresql://".to_owned()),
        });
    }
    let mut parameters = Parameters::new();
    let (rest, query) = rest.split_once('?').map_or((rest, ""), |(rest, query)| (rest, query));
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    // The last `@` is the border, so that a password with an unencoded one does what its owner meant.
    let hosts = match authority.rsplit_once('@') {
        Some((login, hosts)) => {
            let (user, password) = login.split_once(':').map_or((login, None), |(user, text)| (user, Some(text)));
            insert(&mut parameters, "user", user)?;
            insert(&mut parameters, "password", password.unwrap_or_default())?;
            hosts
        }
        None => authority,
    };
    parse_hosts(hosts, &mut parameters)?;
    insert(&mut parameters, "dbname", path)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            Error::usage("the database URL has a query parameter without `=`; a `?` in a password is written %3F")
        })?;
        match (decode(name)?.as_str(), value) {
            // asyncpg's name for sslmode, and JDBC's.
            ("ssl", "true") => insert(&mut parameters, "sslmode", "require")?,
            ("ssl", "false") => insert(&mut parameters, "sslmode", "disable")?,
            ("ssl", value) => insert(&mut parameters, "sslmode", value)?,
            (name, value) => insert(&mut parameters, name, value)?,
        }
    }
    Ok(parameters)
}

/// Reads `host[:port],…`; IPv6 addresses stand in brackets. Several hosts keep their places in both lists.
fn parse_hosts(text: &str, parameters: &mut Parameters) -> Result<()> {
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for place in text.split(',') {
        let (host, port) = match place.strip_prefix('[') {
            Some(rest) => {
                let (host, after) =
                    rest.split_once(']').ok_or_else(|| Error::usage("the database URL has a `[` without its `]`"))?;
                (host, after.strip_prefix(':').unwrap_or(after))
            }
            None => place.split_once(':').unwrap_or((place, "")),
        };
        hosts.push(decode(host)?);
        ports.push(decode(port)?);
    }
    if hosts.iter().any(|host| !host.is_empty()) {
        parameters.insert("host".to_owned(), hosts.join(","));
    }
    if ports.iter().any(|port| !port.is_empty()) {
        parameters.insert("port".to_owned(), ports.join(","));
    }
    Ok(())
}

fn insert(parameters: &mut Parameters, name: &str, encoded: &str) -> Result<()> {
    if !encoded.is_empty() {
        parameters.insert(name.to_owned(), decode(encoded)?);
    }
    Ok(())
}

/// Undoes percent-encoding. A `+` stays a plus, as in libpq.
fn decode(text: &str) -> Result<String> {
    let wrong =
        || Error::usage("the database URL has a `%` that doesn't start a valid code; a plain `%` is written %25");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16)).ok_or_else(wrong);
        let value = digit()? * 16 + digit()?;
        bytes.push(u8::try_from(value).expect("two hexadecimal digits fit in a byte"));
    }
    if bytes.contains(&0) {
        return Err(wrong());
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

/// `name = value …`, values quoted with `'` where they hold spaces, `\` escaping one character.
fn parse_keywords(text: &str) -> Result<Parameters> {
    let mut parameters = Parameters::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or_else(|| Error::Usage {
            message: "the database is neither a URL nor a string of `name=value`".to_owned(),
            hint: Some("write postgres://user@host/database".to_owned()),
        })?;
        let (value, after) = keyword_value(after.trim_start())?;
        if !value.is_empty() {
            parameters.insert(name.trim().to_owned(), value);
        }
        rest = after.trim_start();
    }
    Ok(parameters)
}

/// One value and what follows it.
fn keyword_value(text: &str) -> Result<(String, &str)> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            '\'' if quoted => return Ok((value, &text[at + 1..])),
            character if !quoted && character.is_whitespace() => return Ok((value, &text[at..])),
            character => value.push(character),
        }
    }
    if quoted {
        return Err(Error::usage("a quoted value in the connection string has no end"));
    }
    Ok((value, ""))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let parameters = parse(text).expect("the text is a connection string");
        let found: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_url_is_decoded_piece_by_piece() {
        check(
            "postgresql+psycopg://me:p%40s%3As@h:5433/my%20db?sslmode=require",
            &[
                ("dbname", "my db"),
                ("host", "h"),
                ("password", "p@s:s"),
                ("port", "5433"),
                ("sslmode", "require"),
                ("user", "me"),
            ],
        );
    }

    #[test]
    fn several_hosts_keep_their_ports() {
        check("postgres://a:1,[::1]:2,c/d", &[("dbname", "d"), ("host", "a,::1,c"), ("port", "1,2,")]);
    }

    #[test]
    fn a_socket_directory_is_a_host() {
        check("postgres://%2Frun%2Fpg/d", &[("dbname", "d"), ("host", "/run/pg")]);
        check("postgres:///d?host=/run/pg", &[("dbname", "d"), ("host", "/run/pg")]);
    }

    #[test]
    fn keywords_may_be_quoted() {
        check(r"host=h password = 'a b\'c' user=x\ y", &[("host", "h"), ("password", "a b'c"), ("user", "x y")]);
    }

    #[test]
    fn no_error_shows_the_text() {
        for text in
            ["postgres://u:hush@h/d?hush", "postgres://u:%zzhush@h", "hush", "password='hush", "mysql://u:hush@h"]
        {
            let error = parse(text).expect_err("the text is no connection string");
            assert!(!format!("{error:?}").contains("hush"), "{error:?}");
        }
    }
}

/// A URI in the form in which two spellings of it are alike (RFC 3986 §6.2.2 and §6.2.3), without query or fragment (RFC
/// 9449 §4.3): scheme and host in lower case, no default port, unreserved characters as themselves, no dot segments.
/// Nothing for what is no `http` or `https` URI with a plain authority.
pub(crate) fn normalized(uri: &str) -> Option<String> {
    let uri = uri.split(['?', '#']).next()?;
    let (scheme, rest) = uri.split_once("://")?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "https" => ":443",
        "http" => ":80",
        _ => return None,
    };
    let authority = unescaped(authority)?.to_ascii_lowercase();
    let host = authority.strip_suffix(default_port).or(authority.strip_suffix(':')).unwrap_or(&authority);
    let is_plain = !host.is_empty() && !host.contains(['@', '%', '\\']);
    is_plain.then_some(())?;
    Some(format!("{scheme}://{host}{}", without_dots(&unescaped(path)?)))
}

/// The text with unreserved characters as themselves, and other escapes in upper case; nothing when an escape is
/// malformed.
fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut plain = parts.next()?.to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        let byte = digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(digits)?;
        let letter = char::from(u8::from_str_radix(byte, 16).ok()?);
        if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_' | '~') {
            plain.push(letter);
        } else {
            plain.push('%');
            plain.push_str(&digits.to_ascii_uppercase());
        }
        plain.push_str(rest);
    }
    Some(plain)
}

/// The path without its dot segments (RFC 3986 §5.2.4); an empty one is the root.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            other => kept.push(other),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests;

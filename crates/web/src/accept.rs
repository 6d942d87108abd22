use http::{HeaderMap, header};

/// Whether the caller accepts `media_type` (RFC 9110 §12.5.1). The most specific range that matches decides.
pub(crate) fn accepts(headers: &HeaderMap, media_type: &str) -> bool {
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .peekable();
    if ranges.peek().is_none() {
        return true;
    }
    ranges
        .filter_map(|range| matching(range, media_type))
        .max_by_key(|(precision, _)| *precision)
        .is_some_and(|(_, wanted)| wanted)
}

/// How precisely `range` names `media_type`, and whether it wants it (`q` above zero); nothing when it does not match.
fn matching(range: &str, media_type: &str) -> Option<(u8, bool)> {
    let mut parts = range.split(';').map(str::trim);
    let pattern = parts.next()?.to_ascii_lowercase();
    let family = media_type.split('/').next()?;
    let precision = match pattern.as_str() {
        "*/*" => 0,
        pattern if pattern == media_type => 2,
        pattern if pattern.strip_suffix("/*") == Some(family) => 1,
        _ => return None,
    };
    let refused = parts
        .filter_map(|parameter| parameter.split_once('='))
        .any(|(name, q)| name.eq_ignore_ascii_case("q") && q.trim().parse::<f32>().is_ok_and(|q| q <= 0.0));
    Some((precision, !refused))
}

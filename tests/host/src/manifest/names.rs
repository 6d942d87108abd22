//! What a name may look like.

/// Whether `id` names a component: kebab-case words, each all lowercase or all uppercase.
pub fn is_component_id(id: &str) -> bool {
    words(id, '-', true)
}

/// Whether `name` names a variable: lowercase words joined by single underscores.
pub fn is_variable_name(name: &str) -> bool {
    words(name, '_', false)
}

/// Whether `label` names a store or a database: kebab-case or snake_case.
pub fn is_label(label: &str) -> bool {
    words(label, '-', true) || words(label, '_', true)
}

fn words(text: &str, separator: char, uppercase: bool) -> bool {
    text.split(separator).all(|word| is_word(word, uppercase))
}

fn is_word(word: &str, uppercase: bool) -> bool {
    let lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && (word.chars().all(lower) || (uppercase && word.chars().all(upper)))
}

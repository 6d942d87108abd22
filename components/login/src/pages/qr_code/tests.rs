use super::QrDrawing;

/// Reads the drawing as a telephone does, at four points a module.
fn scan(drawing: &QrDrawing) -> String {
    let mut dark = vec![false; drawing.size * drawing.size];
    for module in drawing.path.split('z').filter(|module| !module.is_empty()) {
        let place = module.strip_prefix('M').unwrap().strip_suffix("h1v1h-1").unwrap();
        let (x, y) = place.split_once(' ').unwrap();
        dark[y.parse::<usize>().unwrap() * drawing.size + x.parse::<usize>().unwrap()] = true;
    }
    let side = drawing.size * 4;
    let shade = |x: usize, y: usize| if dark[y / 4 * drawing.size + x / 4] { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, shade);
    let found = image.detect_grids();
    assert_eq!(found.len(), 1);
    found[0].decode().unwrap().1
}

#[test]
fn a_telephone_reads_what_was_drawn() {
    let longest = format!(
        "otpauth://totp/Mon%20Compte%20Partenaire:{}%40exemple.fr?secret={}&issuer=Mon%20Compte%20Partenaire",
        "a".repeat(240),
        "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U"
    );
    for text in ["otpauth://totp/x?secret=MFRGGZDF", &longest] {
        assert_eq!(scan(&QrDrawing::of(text).unwrap()), text);
    }
}

#[test]
fn nothing_is_drawn_that_is_too_long() {
    assert!(QrDrawing::of(&"a".repeat(3000)).is_none());
}

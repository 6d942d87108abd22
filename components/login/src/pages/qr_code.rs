use qrcode::{Color, EcLevel, QrCode};

/// The margin that scanners need, in modules.
const MARGIN: usize = 4;

/// A QR code as the path of an inline SVG, whose unit is a module.
pub(super) struct QrDrawing {
    pub(super) size: usize,
    pub(super) path: String,
}

impl QrDrawing {
    /// Draws `text`; none when it is too long for a QR code.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let width = code.width();
        let colors = code.to_colors();
        let dark = colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark);
        let module = |(index, _)| format!("M{} {}h1v1h-1z", index % width + MARGIN, index / width + MARGIN);
        Some(Self { size: width + 2 * MARGIN, path: dark.map(module).collect() })
    }
}

#[cfg(test)]
mod tests;

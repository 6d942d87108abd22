use anyhow::{Context as _, Result};
use serde_json::Value;

/// The text of the QR code in this picture: its width, its height and the grey of each point.
pub(crate) fn read(picture: &Value) -> Result<String> {
    let side = |name: &str| picture.get(name).and_then(Value::as_u64).context("the picture has no size");
    let (width, height) = (usize::try_from(side("width")?)?, usize::try_from(side("height")?)?);
    let greys = picture.get("greys").and_then(Value::as_array).context("the picture is empty")?;
    let grey = |x: usize, y: usize| {
        let grey = greys.get(y * width + x).and_then(Value::as_u64).unwrap_or_default();
        u8::try_from(grey).unwrap_or_default()
    };
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    let grids = prepared.detect_grids();
    let (_, text) = grids.first().context("the page shows no QR code")?.decode()?;
    Ok(text)
}

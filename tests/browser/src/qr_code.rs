use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::web_driver::WebDriver;

/// Reads the greys of a picture (PNG, base64), so that no other decoder is needed.
const GREYS: &str = "
    const [base64, done] = arguments;
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    createImageBitmap(new Blob([bytes], { type: 'image/png' })).then((picture) => {
        const { width, height } = picture;
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context.drawImage(picture, 0, 0);
        const points = context.getImageData(0, 0, width, height).data;
        done({ width, height, greys: Array.from(points).filter((_, index) => index % 4 === 0) });
    });
";

/// The text of the QR code that the page shows, read from a screenshot.
pub(crate) async fn photograph(driver: &WebDriver) -> Result<String> {
    let shot = driver.get("/screenshot").await?;
    let picture = driver.post("/execute/async", json!({"script": GREYS, "args": [shot]})).await?;
    read(&picture)
}

/// The text of the QR code in this picture: its width, its height and the grey of each point.
fn read(picture: &Value) -> Result<String> {
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

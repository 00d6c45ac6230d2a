//! A picture that a device enrols by: ODK Collect and KoboCollect read their settings from a QR code.
//!
//! Base64 of the zlib form of a JSON object, as ODK's page on configuring Collect by QR code has it (docs.getodk.org, collect-import-export).

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use qrcode::render::{svg, unicode};
use qrcode::{EcLevel, QrCode};

use crate::problem::Problem;

/// Settings for a client of the form server at this address, as a QR code.
pub(crate) struct Enrolment(QrCode);

impl Enrolment {
    /// With name and key where the device shows itself by them.
    pub(crate) fn new(address: &str, (name, key): (&str, &str), mission: &str) -> Result<Enrolment, Problem> {
        let settings = serde_json::json!({
            "general": {
                "protocol": "odk_default",
                "server_url": address,
                "username": name,
                "password": key,
                // Forms are those of the agreement as it stands, fetched and sent without anybody's asking.
                "form_update_mode": "match_exactly",
                "autosend": "wifi_and_cellular",
            },
            "admin": {},
            "project": { "name": mission },
        });
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        packed.write_all(settings.to_string().as_bytes())?;
        let text = STANDARD.encode(packed.finish()?);
        let code = QrCode::with_error_correction_level(text, EcLevel::L);
        code.map(Enrolment).map_err(|error| Problem::AtFault(format!("the address makes no QR code: {error}")))
    }

    /// For a terminal of any colours: light on dark would not be read.
    pub(crate) fn on_terminal(&self) -> String {
        let text = self.0.render::<unicode::Dense1x2>().build();
        text.lines().map(|line| format!("\u{1b}[30;47m{line}\u{1b}[0m\n")).collect()
    }

    /// The picture as an element of a page.
    pub(crate) fn svg_element(&self) -> String {
        let whole = self.svg();
        whole.find("<svg").map_or_else(String::new, |at| whole[at..].to_owned())
    }

    pub(crate) fn svg(&self) -> String {
        self.0.render::<svg::Color<'_>>().min_dimensions(400, 400).build()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn another_reader_finds_the_settings_in_the_picture() {
        let address = format!("https://truce.example.org/odk/{}", "a1B2".repeat(11));
        let enrolment = Enrolment::new(&address, ("", ""), "بعثة الوادي").unwrap();
        let (width, colors) = (enrolment.0.width(), enrolment.0.to_colors());
        let (pixels, margin) = (4, 16);
        let side = width * pixels + 2 * margin;
        let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            let inside = |at: usize| at.checked_sub(margin).map(|at| at / pixels).filter(|at| *at < width);
            let color = inside(x).zip(inside(y)).map(|(x, y)| colors[y * width + x]);
            if color == Some(qrcode::Color::Dark) { 0 } else { 255 }
        });
        let grids = picture.detect_grids();
        let (_, text) = grids[0].decode().unwrap();
        let mut settings = String::new();
        let packed = STANDARD.decode(text).unwrap();
        flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_string(&mut settings).unwrap();
        let settings: serde_json::Value = serde_json::from_str(&settings).unwrap();
        assert_eq!(settings["general"]["server_url"], address);
        assert_eq!(settings["project"]["name"], "بعثة الوادي");
        assert!(enrolment.svg().contains("<svg") && enrolment.on_terminal().lines().count() > 20);
    }
}

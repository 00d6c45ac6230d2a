//! Pictures without what a camera or a program wrote into them: where, when, with which device, by whom, and the small picture of what
//! was there before it was cut. The picture itself is not touched, and stays the right way up.

use std::io::Cursor;

use exif::{In, Reader, Tag};
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF};

/// Parts of a PNG that say how it looks, and nothing else.
const PNG_CHUNKS: [&[u8; 4]; 12] =
    [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"bKGD", b"pHYs"];
/// Parts of a WebP that are the picture.
const WEBP_CHUNKS: [&[u8; 4]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// A working copy of a JPEG, PNG or WebP picture; the error says why there is none.
pub fn working_copy(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let broken = |error: img_parts::Error| format!("the picture cannot be taken apart: {error}");
    let given = Bytes::copy_from_slice(bytes);
    let mut out = Vec::with_capacity(bytes.len());
    let written = match bytes {
        [0xff, 0xd8, ..] => {
            let jpeg = plain_jpeg(bytes, given).map_err(broken)?;
            let n_rest = jpeg.segments().last().map_or(0, |scan| scan.len_with_entropy() - scan.len());
            let written = jpeg.encoder().write_to(&mut out);
            let rest = out.split_off(out.len().saturating_sub(n_rest));
            out.extend(to_the_end(&rest));
            written
        }
        [0x89, b'P', b'N', b'G', ..] => {
            let mut png = Png::from_bytes(given).map_err(broken)?;
            png.chunks_mut().retain(|chunk| PNG_CHUNKS.contains(&&chunk.kind()));
            png.encoder().write_to(&mut out)
        }
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            let mut webp = WebP::from_bytes(given).map_err(broken)?;
            webp.set_exif(None);
            webp.chunks_mut().retain(|chunk| WEBP_CHUNKS.contains(&&chunk.id()));
            webp.encoder().write_to(&mut out)
        }
        _ => return Err("it is no JPEG, PNG or WebP picture: nothing is known of what is written into it".to_owned()),
    };
    written.map_err(|error| format!("the copy cannot be made: {error}"))?;
    Ok(out)
}

fn plain_jpeg(bytes: &[u8], given: Bytes) -> Result<Jpeg, img_parts::Error> {
    let turned = turned(bytes);
    let mut jpeg = Jpeg::from_bytes(given)?;
    jpeg.segments_mut().retain(|segment| match segment.marker() {
        // How the colours are to be taken, and nothing else.
        markers::APP0 => segment.contents().starts_with(b"JFIF\0"),
        markers::APP2 => segment.contents().starts_with(b"ICC_PROFILE\0"),
        markers::APP14 => segment.contents().starts_with(b"Adobe"),
        marker => !(markers::APP0..=markers::APP15).contains(&marker) && marker != markers::COM,
    });
    if let Some(turned) = turned {
        let segment = JpegSegment::new_with_contents(markers::APP1, Bytes::from(turned_exif(turned)));
        jpeg.segments_mut().insert(0, segment);
    }
    Ok(jpeg)
}

/// Scans up to the end of the picture (ITU-T T.81, annex B): tables and scans stay, what a program wrote between them and what is
/// behind the end goes.
fn to_the_end(rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rest.len());
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        let marker = rest.get(at + 1).copied().unwrap_or(markers::EOI);
        // Bytes of a scan, restarts, and fill before a marker.
        if *byte != markers::P || marker == 0 || (0xd0..=0xd7).contains(&marker) {
            let n_bytes = if *byte == markers::P { 2 } else { 1 };
            out.extend(&rest[at..(at + n_bytes).min(rest.len())]);
            at += n_bytes;
        } else if marker == markers::P {
            at += 1;
        } else if marker == markers::EOI {
            break;
        } else {
            let length = rest.get(at + 2..at + 4).map_or(2, |two| usize::from(two[0]) << 8 | usize::from(two[1]));
            let end = (at + 2 + length).min(rest.len());
            if !(markers::APP0..=markers::APP15).contains(&marker) && marker != markers::COM {
                out.extend(&rest[at..end]);
            }
            at = end;
        }
    }
    out.extend([markers::P, markers::EOI]);
    out
}

/// How the camera was held, where the picture is to be turned for it.
fn turned(bytes: &[u8]) -> Option<u16> {
    // What else is wrong in it is of no interest.
    let read = Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(bytes));
    let exif = read.or_else(|error| error.distill_partial_result(|_| {})).ok()?;
    let turned = exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)?;
    u16::try_from(turned).ok().filter(|turned| (2..=8).contains(turned))
}

/// EXIF (CIPA DC-008) that says how the picture is turned, and no more.
fn turned_exif(turned: u16) -> Vec<u8> {
    let mut out = b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    out.extend(turned.to_le_bytes());
    out.extend([0, 0, 0, 0, 0, 0]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLIDAY: &[u8] = include_bytes!("../tests/samples/pictures/turned.jpg");
    const DRAWN: &[u8] = include_bytes!("../tests/samples/pictures/drawn.png");
    const SMALL: &[u8] = include_bytes!("../tests/samples/pictures/small.webp");

    fn holds(bytes: &[u8], words: &[u8]) -> bool {
        bytes.windows(words.len()).any(|window| window == words)
    }

    #[test]
    fn nothing_of_place_device_or_words_is_left() {
        for (name, picture) in [("jpeg", HOLIDAY), ("png", DRAWN), ("webp", SMALL)] {
            let copy = working_copy(picture).unwrap();
            assert!(holds(picture, b"SECRET"), "{name}: the sample has something to hide");
            for words in [&b"SECRET"[..], b"GPS", b"Photoshop", b"http://ns.adobe.com"] {
                assert!(!holds(&copy, words), "{name}: {words:?}");
            }
            // Done once more it is the same; a WebP loses its frame for what was taken out.
            let again = working_copy(&copy).unwrap();
            assert!(again == copy || name == "webp", "{name}");
        }
    }

    #[test]
    fn a_picture_stays_the_right_way_up() {
        let copy = working_copy(HOLIDAY).unwrap();
        assert_eq!(turned(HOLIDAY), Some(6));
        let exif = Reader::new().read_from_container(&mut Cursor::new(&copy)).unwrap();
        assert_eq!(exif.fields().count(), 1);
        assert_eq!(turned(&copy), Some(6));
    }

    #[test]
    fn what_is_behind_the_picture_goes_too() {
        let mut with_film = HOLIDAY.to_vec();
        with_film.extend(b"....ftypmp42 the film that a phone hangs on");
        assert!(!holds(&working_copy(&with_film).unwrap(), b"ftypmp42"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for bytes in [&b""[..], b"GIF89a", b"\xff\xd8 not one", b"\x89PNG", b"RIFF\0\0\0\0WEBP"] {
            assert!(working_copy(bytes).is_err(), "{bytes:?}");
        }
    }
}

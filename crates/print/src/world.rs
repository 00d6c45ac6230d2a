//! All that the typesetter sees: one document, one way to draw it, and the fonts that lie beside it.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const DRAWING: &str = include_str!("document.typ");

/// Noto, by Google, under the SIL Open Font License (`fonts/LICENSE.txt`).
const FONTS: [&[u8]; 7] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSans-Italic.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Regular.ttf"),
    include_bytes!("../fonts/NotoSansHebrew-Bold.ttf"),
];

struct Sheet {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    drawing: Source,
    document: (FileId, Bytes),
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.drawing.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.drawing.id() { Ok(self.drawing.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.document.0 { Ok(self.document.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn id(name: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(name).map_err(|error| format!("{name}: {error:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn sheet(document: Vec<u8>) -> Result<Sheet, String> {
    let fonts: Vec<Font> = FONTS.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
    Ok(Sheet {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        drawing: Source::new(id("document.typ")?, DRAWING.to_owned()),
        document: (id("document.json")?, Bytes::new(document)),
    })
}

/// The document as PDF. What is wrong is told line by line.
pub(crate) fn printed(document: Vec<u8>) -> Result<Vec<u8>, String> {
    let sheet = sheet(document)?;
    let drawn = typst::compile::<PagedDocument>(&sheet);
    for warning in &drawn.warnings {
        eprintln!("remark: {}", said(warning));
    }
    let told = |faults: &[SourceDiagnostic]| faults.iter().map(said).collect::<Vec<_>>().join("\n");
    let pages = crate::marks::apart(&drawn.output.map_err(|faults| told(&faults))?);
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let standards = standards.map_err(|fault| fault.message().to_string())?;
    let options = PdfOptions { standards, creator: Smart::Custom(Some("Truce".into())), ..PdfOptions::default() };
    typst_pdf::pdf(&pages, &options).map_err(|faults| told(&faults))
}

fn said(fault: &SourceDiagnostic) -> String {
    let hints = fault.hints.iter().map(|hint| format!("\n  hint: {}", hint.v));
    std::iter::once(fault.message.to_string()).chain(hints).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Vec<u8> {
        let text = text.replace('"', "\\\"");
        format!(
            "{{\"language\":\"he\",\"direction\":\"rtl\",\"title\":\"-\",\"lines\":[],\"marking\":null,\"foot\":\"\",\"day\":[2030,3,31],\
             \"contents\":null,\"blocks\":[{{\"kind\":\"paragraph\",\"runs\":[{{\"is\":\"text\",\"text\":\"{text}\"}}]}}]}}"
        )
        .into_bytes()
    }

    /// Letters for which the glyphs of a page stand, sorted.
    fn letters(pages: &PagedDocument) -> String {
        fn of_frame(frame: &typst::layout::Frame, out: &mut Vec<char>) {
            for (_, item) in frame.items() {
                match item {
                    typst::layout::FrameItem::Group(group) => of_frame(&group.frame, out),
                    typst::layout::FrameItem::Text(text) => {
                        out.extend(text.glyphs.iter().flat_map(|glyph| text.text[glyph.range()].chars()));
                    }
                    _ => {}
                }
            }
        }
        let mut out = Vec::new();
        pages.pages().iter().for_each(|page| of_frame(&page.frame, &mut out));
        out.retain(|c| !c.is_ascii());
        out.sort_unstable();
        out.into_iter().collect()
    }

    #[test]
    fn a_letter_with_marks_is_read_once() {
        for text in ["يُعرف", "حكماً حكماً", "مَدَّ", "مُدَّعى", "الأمن", "שָׁלוֹם", "يُثبِت ويُغيَّر"]
        {
            let sheet = sheet(document(text)).unwrap();
            let pages = typst::compile::<PagedDocument>(&sheet).output.unwrap();
            let mut wanted: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
            wanted.sort_unstable();
            let wanted: String = wanted.into_iter().collect();
            assert_eq!(letters(&crate::marks::apart(&pages)), wanted, "{text}");
        }
        // Without it they are read twice, or the test would hold whatever is done.
        let sheet = sheet(document("يُعرف")).unwrap();
        let pages = typst::compile::<PagedDocument>(&sheet).output.unwrap();
        assert!(letters(&pages).chars().count() > "يُعرف".chars().count());
    }

    #[test]
    fn what_is_no_document_is_said() {
        assert!(printed(b"no JSON".to_vec()).unwrap_err().contains("JSON"));
        assert!(printed(b"{\"title\": 1}".to_vec()).is_err());
        // A figure needs words for those who do not see it.
        let figure = br#"{"kind":"figure","svg":"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>","alt":null,"caption":"-"}"#;
        let document = String::from_utf8(document("x")).unwrap();
        let with_figure =
            document.replace("\"blocks\":[", &format!("\"blocks\":[{},", String::from_utf8_lossy(figure)));
        let fault = printed(with_figure.into_bytes()).unwrap_err();
        assert!(fault.contains("PDF/UA-1"), "{fault}");
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let one = printed(document("يُعرف")).unwrap();
        assert!(one.starts_with(b"%PDF-1.7"));
        assert_eq!(one, printed(document("يُعرف")).unwrap());
    }
}

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

/// The document as PDF. What is wrong is told line by line.
pub(crate) fn printed(document: Vec<u8>) -> Result<Vec<u8>, String> {
    let fonts: Vec<Font> = FONTS.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
    let sheet = Sheet {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        drawing: Source::new(id("document.typ")?, DRAWING.to_owned()),
        document: (id("document.json")?, Bytes::new(document)),
    };
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

//! The least that any program must do with an agreement: find the parts of its Markdown, and the words of its blocks.

use std::env;
use std::error::Error;
use std::fs;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("probe AGREEMENT.md")?;
    let text = fs::read_to_string(path)?;
    let (mut n_headings, mut n_words, mut in_block) = (0_u64, 0_u64, false);
    for event in Parser::new(&text) {
        match event {
            Event::Start(Tag::Heading { .. }) => n_headings += 1,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => in_block = &*info == "truce",
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Text(words) if in_block => n_words += words.split_whitespace().count() as u64,
            _ => {}
        }
    }
    println!("{n_headings} {n_words}");
    Ok(())
}

//! Lines and words of a `truce` block. Never fails; knows no meaning.

mod cursor;
mod lexer;
mod tree;
pub(crate) mod words;

pub(crate) use cursor::Cursor;
pub(crate) use lexer::{Token, Word, lex_line};
pub(crate) use tree::{Line, lines_of};

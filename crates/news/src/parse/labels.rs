//! Tags of words and labels of what they are to each other.

use std::sync::OnceLock;

fn lines() -> (&'static [&'static str], &'static [&'static str]) {
    static LINES: OnceLock<[Vec<&'static str>; 2]> = OnceLock::new();
    let [tags, moves] = LINES.get_or_init(|| {
        let mut lines = include_str!("../../model/labels.txt").lines();
        let mut next = || lines.next().unwrap_or_default().split(' ').collect();
        [next(), next()]
    });
    (tags, moves)
}

/// The names of the parser's moves, in the order of their scores.
pub(super) fn moves() -> &'static [&'static str] {
    lines().1
}

/// A tag, by its place among the tagger's labels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag(pub(super) u8);

impl Tag {
    /// Its name in the Penn Treebank.
    pub(crate) fn name(self) -> &'static str {
        lines().0.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

impl std::fmt::Debug for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! deps {
    ($($name:ident $text:literal),* $(,)?) => {
        /// What a word is to its head.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub(crate) enum Dep { $($name),* }

        impl Dep {
            /// By its label; what is unknown is `Other`.
            pub(super) fn from_text(text: &str) -> Dep {
                match text { $($text => Dep::$name,)* _ => Dep::Other }
            }

            /// Its label.
            #[cfg(test)]
            pub(crate) fn to_text(self) -> &'static str {
                match self { $(Dep::$name => $text),* }
            }
        }
    };
}

deps! {
    Root "ROOT", Acl "acl", Acomp "acomp", Advcl "advcl", Advmod "advmod", Agent "agent", Amod "amod", Appos "appos", Attr "attr",
    Aux "aux", Auxpass "auxpass", Case "case", Cc "cc", Ccomp "ccomp", Compound "compound", Conj "conj", Csubj "csubj",
    Csubjpass "csubjpass", Dative "dative", Other "dep", Det "det", Dobj "dobj", Expl "expl", Intj "intj", Mark "mark", Meta "meta",
    Neg "neg", Nmod "nmod", Npadvmod "npadvmod", Nsubj "nsubj", Nsubjpass "nsubjpass", Nummod "nummod", Oprd "oprd",
    Parataxis "parataxis", Pcomp "pcomp", Pobj "pobj", Poss "poss", Preconj "preconj", Predet "predet", Prep "prep", Prt "prt",
    Punct "punct", Quantmod "quantmod", Relcl "relcl", Xcomp "xcomp",
}

//! Many short texts, held together so that all of them can be searched at once, whatever their case.

use memchr::memmem;

/// Texts in small letters, one line for each; a line is named by its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystack {
    text: String,
    /// Where each line ends in the text.
    ends: Vec<usize>,
}

impl Haystack {
    /// Adds a line of several texts; no word is found across two of them.
    pub fn push<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        for text in texts {
            if text.is_ascii() {
                self.text.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
            } else {
                self.text.push_str(&text.to_lowercase());
            }
            self.text.push('\n');
        }
        self.ends.push(self.text.len());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Places of the lines in which a word in small letters stands, in their order. A word holds no line break.
    pub fn having(&self, word: &str) -> Vec<usize> {
        let finder = memmem::Finder::new(word.as_bytes());
        let (mut found, mut from, mut line) = (Vec::new(), 0, 0);
        while let Some(at) = self.text.as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
            let at = from + at;
            while self.ends.get(line).is_some_and(|end| *end <= at) {
                line += 1;
            }
            let Some(end) = self.ends.get(line) else { break };
            found.push(line);
            from = *end;
        }
        found
    }

    /// Whether a word in small letters stands in a line.
    pub fn has(&self, line: usize, word: &str) -> bool {
        let start = line.checked_sub(1).map_or(0, |before| self.ends.get(before).copied().unwrap_or_default());
        let end = self.ends.get(line).copied().unwrap_or_default();
        self.text.get(start..end).is_some_and(|text| text.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::Haystack;

    #[test]
    fn words_are_found_in_their_lines_whatever_their_case() {
        let texts = [
            &["Shelling near Rafah", "patrol-1"][..],
            &["", ""],
            &["rrafah rafah"],
            &["قصف قرب رفح"],
            &["İzmir, ŞEHİR", "RAFAH"],
            &["raf", "ah"],
        ];
        let mut lines = Haystack::default();
        texts.iter().for_each(|texts| lines.push(texts.iter().copied()));
        assert_eq!(lines.len(), texts.len());
        for word in ["rafah", "رفح", "şehi", "patrol-1", "r", "nowhere", "h"] {
            // The slow way.
            let is_in = |texts: &&[&str]| texts.iter().any(|text| text.to_lowercase().contains(word));
            let expected: Vec<usize> =
                texts.iter().enumerate().filter(|(_, texts)| is_in(texts)).map(|(line, _)| line).collect();
            assert_eq!(lines.having(word), expected, "{word}");
            let one_by_one: Vec<usize> = (0..texts.len()).filter(|line| lines.has(*line, word)).collect();
            assert_eq!(one_by_one, expected, "{word}");
        }
        assert!(Haystack::default().having("a").is_empty());
        assert!(!lines.has(99, "a"), "there is no such line");
    }
}

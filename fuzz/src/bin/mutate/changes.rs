//! Changes of seeds at random: the same seed number makes the same inputs.

use crate::words;

const INPUT_MAX: usize = 1 << 16;

/// xorshift64*: enough for this, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() >> 16) as usize % n.max(1)
    }

    fn range(&mut self, len: usize, longest: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        let end = (start + 1 + self.below(longest)).min(len);
        start..end.max(start)
    }
}

/// Seeds, what to change in them, and with which words.
pub(crate) struct Changes {
    random: Random,
    seeds: Vec<Vec<u8>>,
    tokens: Vec<Vec<u8>>,
}

impl Changes {
    pub(crate) fn new(seed: u64, seeds: Vec<Vec<u8>>) -> Changes {
        let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Changes { random, tokens: words::tokens(&seeds), seeds }
    }

    /// A seed with a few changes.
    pub(crate) fn next(&mut self, by_lines: bool) -> Vec<u8> {
        let seed_idx = self.random.below(self.seeds.len());
        let mut input = self.seeds[seed_idx].clone();
        for _ in 0..=self.random.below(8) {
            input = if by_lines { self.change_lines(input) } else { self.change_bytes(input) };
        }
        input.truncate(INPUT_MAX);
        input
    }

    fn change_bytes(&mut self, mut input: Vec<u8>) -> Vec<u8> {
        let random = &mut self.random;
        let here = random.below(input.len() + 1);
        let range = random.range(input.len(), 40);
        match random.below(10) {
            0 if !input.is_empty() => {
                let here = here % input.len();
                input[here] ^= 1 << random.below(8);
            }
            1 if !input.is_empty() => {
                let here = here % input.len();
                input[here] = random.next() as u8;
            }
            2 => input.insert(here, random.next() as u8),
            3 => drop(input.drain(range)),
            4 => {
                let piece = input[range].to_vec();
                input.splice(here..here, piece);
            }
            5 | 6 => {
                let token = &self.tokens[random.below(self.tokens.len())];
                input.splice(here..here, token.iter().copied());
            }
            7 => {
                let token = &self.tokens[random.below(self.tokens.len())];
                input.splice(range, token.iter().copied());
            }
            8 => input.truncate(here),
            _ => {
                let other = &self.seeds[random.below(self.seeds.len())];
                let piece = other[random.range(other.len(), 400)].to_vec();
                input.splice(here..here, piece);
            }
        }
        input
    }

    fn change_lines(&mut self, input: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8_lossy(&input).into_owned();
        if text.is_empty() {
            return input;
        }
        let changed = match self.random.below(4) {
            0 | 1 => self.other_lines(&text),
            2 => self.other_words(&text),
            _ => self.other_chars(&text),
        };
        changed.into_bytes()
    }

    fn other_lines(&mut self, text: &str) -> String {
        let random = &mut self.random;
        let known: Vec<&str> = words::LINES.split_inclusive('\n').collect();
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let (a, b) = (random.below(lines.len()), random.below(lines.len()));
        let one = known[random.below(known.len())];
        match random.below(6) {
            0 => drop(lines.remove(a)),
            1 => lines.insert(b, lines[a]),
            2 => lines.swap(a, b),
            3 => lines.insert(a, one),
            4 => lines[a] = one,
            _ => drop(lines.drain(a.min(b)..(a.min(b) + random.below(30)).min(lines.len()))),
        }
        lines.concat()
    }

    /// Puts words in the place of words, of this text or of the language.
    fn other_words(&mut self, text: &str) -> String {
        let random = &mut self.random;
        let mut words: Vec<&str> = text.split_inclusive([' ', '\n']).collect();
        let (a, b) = (random.below(words.len()), random.below(words.len()));
        let token = String::from_utf8_lossy(&self.tokens[random.below(self.tokens.len())]).into_owned();
        let end = &words[a][words[a].trim_end_matches([' ', '\n']).len()..];
        let token = format!("{token}{end}");
        match random.below(5) {
            0 => drop(words.remove(a)),
            1 => words.insert(a, words[b]),
            2 => words[a] = words[b],
            3 => words.insert(a, &token),
            _ => words[a] = &token,
        }
        words.concat()
    }

    fn other_chars(&mut self, text: &str) -> String {
        let random = &mut self.random;
        let mut chars: Vec<char> = text.chars().collect();
        let (a, b) = (random.below(chars.len()), random.below(chars.len()));
        match random.below(4) {
            0 => drop(chars.remove(a)),
            1 => chars.insert(a, chars[b]),
            2 => chars.swap(a, b),
            _ => {
                chars.insert(a, ['"', '\n', ' ', '`', '\t', 'é', '\u{202e}', '،', '٣', '-', '>', ':'][random.below(12)])
            }
        }
        chars.into_iter().collect()
    }
}

//! The arc-eager transition system with which a paragraph is parsed, its sentences found on the way: at each step the best of the moves
//! that are allowed is made.

use super::labels::{Dep, moves};
use super::network::{N_LOOKED_AT, Network, Vectors};

/// Whom each word hangs on and as what, and where sentences begin.
pub(super) struct Tree {
    pub(super) heads: Vec<usize>,
    pub(super) deps: Vec<Dep>,
    pub(super) sentences: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    Shift,
    Reduce,
    Left(&'static str),
    Right(&'static str),
    Break,
}

fn named(name: &'static str) -> Move {
    match name.split_once('-') {
        Some(("L", label)) => Move::Left(label),
        Some(("R", label)) => Move::Right(label),
        Some(_) => Move::Break,
        None if name == "S" => Move::Shift,
        None => Move::Reduce,
    }
}

/// Words taken and not yet done with, and those to come.
struct State {
    n_words: usize,
    stack: Vec<usize>,
    /// Words that were put back, the next one last.
    put_back: Vec<usize>,
    next: usize,
    heads: Vec<Option<(usize, &'static str)>>,
    /// Of each word those that hang on it, before and behind, in the order in which they came.
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    was_put_back: Vec<bool>,
    begins: Vec<bool>,
}

impl State {
    fn new(n_words: usize) -> State {
        State {
            n_words,
            stack: Vec::new(),
            put_back: Vec::new(),
            next: 0,
            heads: vec![None; n_words],
            left: vec![Vec::new(); n_words],
            right: vec![Vec::new(); n_words],
            was_put_back: vec![false; n_words],
            begins: vec![false; n_words],
        }
    }

    fn stacked(&self, idx: usize) -> Option<usize> {
        self.stack.len().checked_sub(idx + 1).map(|place| self.stack[place])
    }

    fn coming(&self, idx: usize) -> Option<usize> {
        match self.put_back.len().checked_sub(idx + 1) {
            Some(place) => Some(self.put_back[place]),
            None => Some(self.next + idx - self.put_back.len()).filter(|word| *word < self.n_words),
        }
    }

    fn n_coming(&self) -> usize {
        self.n_words - self.next + self.put_back.len()
    }

    fn looked_at(&self) -> [Option<usize>; N_LOOKED_AT] {
        let (top, first) = (self.stacked(0), self.coming(0));
        let last_left = |word: Option<usize>| word.and_then(|word| self.left[word].last().copied());
        let last_right = top.and_then(|word| self.right[word].last().copied());
        [first, self.coming(1), top, self.stacked(1), self.stacked(2), last_left(first), last_left(top), last_right]
    }

    fn allows(&self, what: Move) -> bool {
        let begins = self.coming(0).is_some_and(|word| self.begins[word]);
        match what {
            Move::Shift => {
                self.stack.is_empty()
                    || self.n_coming() >= 2 && !begins && !self.coming(0).is_some_and(|word| self.was_put_back[word])
            }
            Move::Reduce => !self.stack.is_empty(),
            Move::Left(_) | Move::Right(_) => !self.stack.is_empty() && self.n_coming() > 0 && !begins,
            Move::Break => match (self.coming(0), self.coming(1)) {
                (Some(first), Some(second)) => second == first + 1 && !self.begins[second],
                _ => false,
            },
        }
    }

    fn make(&mut self, what: Move) {
        match what {
            Move::Shift => self.push(),
            Move::Reduce => {
                let Some(top) = self.stack.pop() else { return };
                if self.heads[top].is_none() && !self.stack.is_empty() {
                    self.was_put_back[top] = true;
                    self.put_back.push(top);
                }
            }
            Move::Left(label) => {
                let (Some(top), Some(first)) = (self.stack.pop(), self.coming(0)) else { return };
                self.hang(top, first, label);
                self.was_put_back[first] = false;
            }
            Move::Right(label) => {
                let (Some(top), Some(first)) = (self.stacked(0), self.coming(0)) else { return };
                self.hang(first, top, label);
                self.push();
            }
            Move::Break => {
                if let Some(second) = self.coming(1) {
                    self.begins[second] = true;
                }
            }
        }
    }

    fn push(&mut self) {
        let word = self.put_back.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        self.stack.push(word);
    }

    fn hang(&mut self, word: usize, head: usize, label: &'static str) {
        if let Some((old, _)) = self.heads[word] {
            let side = if old > word { &mut self.left } else { &mut self.right };
            side[old].retain(|child| *child != word);
        }
        let side = if head > word { &mut self.left } else { &mut self.right };
        side[head].push(word);
        self.heads[word] = Some((head, label));
    }
}

/// Parses a paragraph of so many words.
pub(super) fn parse(network: &Network, vectors: &Vectors, n_words: usize) -> Tree {
    let all: Vec<Move> = moves().iter().map(|name| named(name)).collect();
    let mut state = State::new(n_words);
    let mut scores = Vec::new();
    while !state.stack.is_empty() || state.n_coming() > 0 {
        network.scores(vectors, state.looked_at(), &mut scores);
        let allowed =
            [Move::Shift, Move::Reduce, Move::Left(""), Move::Right(""), Move::Break].map(|one| state.allows(one));
        let is_allowed = |one: &Move| {
            allowed[match one {
                Move::Shift => 0,
                Move::Reduce => 1,
                Move::Left(_) => 2,
                Move::Right(_) => 3,
                Move::Break => 4,
            }]
        };
        let mut best: Option<(Move, f32)> = None;
        for (one, score) in all.iter().zip(&scores).filter(|(one, _)| is_allowed(one)) {
            if best.is_none_or(|(_, highest)| *score > highest) {
                best = Some((*one, *score));
            }
        }
        let Some((one, _)) = best else { break };
        state.make(one);
    }
    tree(state)
}

fn tree(state: State) -> Tree {
    let n_words = state.n_words;
    let mut heads: Vec<usize> = (0..n_words).map(|word| state.heads[word].map_or(word, |(head, _)| head)).collect();
    let mut labels: Vec<&str> = state.heads.iter().map(|head| head.map_or("ROOT", |(_, label)| label)).collect();
    for word in 0..n_words {
        if let Some((label, of_head)) = labels[word].split_once("||") {
            heads[word] = lifted_from(word, of_head, &heads, &labels);
            labels[word] = label;
        }
    }
    let mut first: Vec<usize> = (0..n_words).collect();
    for word in 0..n_words {
        let root = root_of(word, &heads);
        first[root] = first[root].min(word);
    }
    let mut sentences: Vec<usize> = (0..n_words).filter(|word| heads[*word] == *word).map(|root| first[root]).collect();
    sentences.sort_unstable();
    sentences.dedup();
    let deps = labels.iter().map(|label| Dep::from_text(label)).collect();
    Tree { heads, deps, sentences }
}

fn root_of(word: usize, heads: &[usize]) -> usize {
    let mut at = word;
    // No chain is longer than there are words; a ring, were there one, ends with them.
    for _ in 0..heads.len() {
        if heads[at] == at {
            return at;
        }
        at = heads[at];
    }
    at
}

/// A word whose label says that its arc was lifted: searched level by level below its head for the one that it hung on.
fn lifted_from(word: usize, label: &str, heads: &[usize], labels: &[&str]) -> usize {
    let mut level = vec![heads[word]];
    let mut n_seen = 0;
    while !level.is_empty() && n_seen <= heads.len() {
        n_seen += level.len();
        let mut next = Vec::new();
        for parent in level {
            for child in (0..heads.len()).filter(|child| heads[*child] == parent && *child != parent && *child != word)
            {
                if labels[child].split("||").next() == Some(label) {
                    return child;
                }
                next.push(child);
            }
        }
        level = next;
    }
    heads[word]
}

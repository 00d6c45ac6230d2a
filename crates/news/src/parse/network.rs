//! The network: what each word is in its surroundings (a vector of 96 numbers), its tag, and the scores of the parser's moves.
//!
//! Vectors: six tables are looked up at four rows each, mixed, and put through four layers that see one word further on each side.
//! What the tables say of a word is the same wherever it stands; it is kept for words that come again.

use std::sync::{Mutex, PoisonError};

use foldhash::fast::RandomState;
use hashbrown::HashMap;
use ndarray::{Array2, ArrayView2};

use super::labels::Tag;
use super::strings::rows;
use super::tokens::Token;

/// Numbers in the vector of a word.
const WIDTH: usize = 96;
/// Alternatives of which a layer takes the largest.
const PIECES: usize = 3;
/// Layers that look around, and so many words of nothing on each side of a paragraph.
const DEPTH: usize = 4;
/// Rows of the six tables.
const ROWS: [usize; TABLES] = [5000, 1000, 2500, 2500, 50, 50];
const TABLES: usize = 6;
/// The parser's own width, and how many words it looks at before a move.
const HIDDEN: usize = 64;
pub(super) const N_LOOKED_AT: usize = 8;
/// Sums that stand for one word at one place.
const SUMS: usize = HIDDEN * 2;
/// So many words' mixed rows are kept at most.
const KEPT_MAX: usize = 50_000;

struct Layer {
    /// By output and piece, input.
    weights: Array2<f32>,
    bias: Vec<f32>,
    scale: Vec<f32>,
    shift: Vec<f32>,
}

struct Linear {
    weights: Array2<f32>,
    bias: Vec<f32>,
}

pub(super) struct Network {
    tables: Vec<Array2<f32>>,
    mix: Layer,
    layers: Vec<Layer>,
    tagger: Linear,
    lower: Linear,
    /// By place looked at, output and piece; input.
    looks: Array2<f32>,
    look_bias: Vec<f32>,
    /// What stands for a word that is not there, by place.
    absent: Vec<f32>,
    upper: Linear,
    kept: Mutex<HashMap<[u64; 5], Box<[f32; WIDTH]>, RandomState>>,
}

/// The words of one paragraph to the network.
pub(super) struct Vectors {
    words: Vec<f32>,
    /// By word; place looked at, output and piece.
    looks: Vec<f32>,
}

/// Takes tensors from the file one after the other.
struct Numbers(&'static [u8]);

impl Numbers {
    fn take(&mut self, n: usize) -> Vec<f32> {
        let (taken, rest) = self.0.split_at(2 * n);
        self.0 = rest;
        taken.as_chunks::<2>().0.iter().map(|half| from_half(u16::from_le_bytes(*half))).collect()
    }

    fn matrix(&mut self, n_rows: usize, n_columns: usize) -> Array2<f32> {
        let numbers = self.take(n_rows * n_columns);
        Array2::from_shape_vec((n_rows, n_columns), numbers).expect("as many numbers were taken")
    }

    fn layer(&mut self, n_inputs: usize) -> Layer {
        let weights = self.matrix(WIDTH * PIECES, n_inputs);
        let bias = self.take(WIDTH * PIECES);
        Layer { weights, bias, scale: self.take(WIDTH), shift: self.take(WIDTH) }
    }

    fn linear(&mut self, n_outputs: usize, n_inputs: usize) -> Linear {
        Linear { weights: self.matrix(n_outputs, n_inputs), bias: self.take(n_outputs) }
    }
}

/// IEEE 754 half precision; no weight is infinite or no number.
fn from_half(half: u16) -> f32 {
    let sign = if half & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(half >> 10 & 0x1f), f32::from(half & 0x3ff));
    let size = match exponent {
        0 => fraction * (-24f32).exp2(),
        _ => (1024.0 + fraction) * ((exponent - 25) as f32).exp2(),
    };
    sign * size
}

impl Network {
    pub(super) fn new() -> Network {
        let mut numbers = Numbers(include_bytes!("../../model/weights.bin"));
        let tables = ROWS.iter().map(|n_rows| numbers.matrix(*n_rows, WIDTH)).collect();
        let mix = numbers.layer(TABLES * WIDTH);
        let layers = (0..DEPTH).map(|_| numbers.layer(3 * WIDTH)).collect();
        let network = Network {
            tables,
            mix,
            layers,
            tagger: numbers.linear(50, WIDTH),
            lower: numbers.linear(HIDDEN, WIDTH),
            looks: numbers.matrix(N_LOOKED_AT * SUMS, HIDDEN),
            look_bias: numbers.take(SUMS),
            absent: numbers.take(N_LOOKED_AT * SUMS),
            upper: numbers.linear(super::labels::moves().len(), HIDDEN),
            kept: Mutex::default(),
        };
        assert!(numbers.0.is_empty(), "the file holds what is read, and no more");
        network
    }

    /// What the words of paragraphs are; all at once, which is faster.
    pub(super) fn vectors(&self, paragraphs: &[Vec<Token>]) -> Vec<Vectors> {
        let n_rows = paragraphs.iter().map(|tokens| tokens.len() + DEPTH).sum::<usize>() + DEPTH;
        // Between paragraphs stands nothing, so that none sees another.
        let mut all = vec![0.0; n_rows * WIDTH];
        let mut row = DEPTH;
        for tokens in paragraphs {
            self.mixed(tokens, &mut all[row * WIDTH..(row + tokens.len()) * WIDTH]);
            row += tokens.len() + DEPTH;
        }
        let mut around = vec![0.0; n_rows * 3 * WIDTH];
        for layer in &self.layers {
            for (idx, out) in around.chunks_exact_mut(3 * WIDTH).enumerate() {
                // The first and the last row see nothing beyond, as they did before.
                let from = idx.saturating_sub(1) * WIDTH;
                let to = (idx + 2).min(n_rows) * WIDTH;
                let skipped = if idx == 0 { WIDTH } else { 0 };
                out[skipped..skipped + to - from].copy_from_slice(&all[from..to]);
            }
            all.iter_mut().zip(layer.run(&around)).for_each(|(sum, more)| *sum += more);
        }
        let lower = self.lower.run(&all);
        let looks = product(&lower, &self.looks);
        let mut row = DEPTH;
        let cut = paragraphs.iter().map(|tokens| {
            let (from, to) = (row, row + tokens.len());
            row += tokens.len() + DEPTH;
            let looks = looks[from * N_LOOKED_AT * SUMS..to * N_LOOKED_AT * SUMS].to_vec();
            Vectors { words: all[from * WIDTH..to * WIDTH].to_vec(), looks }
        });
        cut.collect()
    }

    /// What the tables say of words.
    fn mixed(&self, tokens: &[Token], out: &mut [f32]) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + tokens.len() > KEPT_MAX {
            kept.clear();
        }
        let mut new: Vec<[u64; 5]> = Vec::new();
        for token in tokens.iter().filter(|token| !kept.contains_key(&token.features)) {
            new.push(token.features);
        }
        new.sort_unstable();
        new.dedup();
        let mut looked_up = vec![0.0; new.len() * TABLES * WIDTH];
        for (features, out) in new.iter().zip(looked_up.chunks_exact_mut(TABLES * WIDTH)) {
            self.look_up(features, out);
        }
        for (features, row) in new.into_iter().zip(self.mix.run(&looked_up).as_chunks::<WIDTH>().0) {
            kept.insert(features, Box::new(*row));
        }
        for (token, out) in tokens.iter().zip(out.chunks_exact_mut(WIDTH)) {
            if let Some(vector) = kept.get(&token.features) {
                out.copy_from_slice(&**vector);
            }
        }
    }

    fn look_up(&self, features: &[u64; 5], out: &mut [f32]) {
        // The last table tells white space from words, and there are only words.
        let features = features.iter().copied().chain([0]);
        for (((table, feature), seed), out) in
            self.tables.iter().zip(features).zip(8..).zip(out.chunks_exact_mut(WIDTH))
        {
            for row in rows(feature, seed) {
                let row = table.row(row as usize % table.nrows());
                out.iter_mut().zip(row).for_each(|(sum, number)| *sum += *number);
            }
        }
    }

    pub(super) fn tags(&self, vectors: &Vectors) -> Vec<Tag> {
        let scores = self.tagger.run(&vectors.words);
        scores.chunks_exact(self.tagger.bias.len()).map(|scores| Tag(largest(scores) as u8)).collect()
    }

    /// The scores of all moves, where these words are looked at.
    pub(super) fn scores(&self, vectors: &Vectors, looked_at: [Option<usize>; N_LOOKED_AT], out: &mut Vec<f32>) {
        let mut sums = [0.0f32; SUMS];
        for (place, word) in looked_at.iter().enumerate() {
            let range = place * SUMS..(place + 1) * SUMS;
            let added = match word {
                Some(word) => &vectors.looks[word * N_LOOKED_AT * SUMS..][range],
                None => &self.absent[range],
            };
            sums.iter_mut().zip(added).for_each(|(sum, number)| *sum += *number);
        }
        let mut hidden = [0.0f32; HIDDEN];
        let pairs = sums.as_chunks::<2>().0.iter().zip(self.look_bias.as_chunks::<2>().0);
        for (out, ([a, b], [bias_a, bias_b])) in hidden.iter_mut().zip(pairs) {
            *out = (a + bias_a).max(b + bias_b);
        }
        out.clear();
        let weights = self.upper.weights.as_slice().unwrap_or_default();
        for (row, bias) in weights.chunks_exact(HIDDEN).zip(&self.upper.bias) {
            let mut parts = [0.0f32; 8];
            for (a, b) in row.as_chunks::<8>().0.iter().zip(hidden.as_chunks::<8>().0) {
                for idx in 0..8 {
                    parts[idx] += a[idx] * b[idx];
                }
            }
            out.push(parts.iter().sum::<f32>() + bias);
        }
    }
}

fn largest(numbers: &[f32]) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (idx, number) in numbers.iter().enumerate() {
        if *number > best.1 {
            best = (idx, *number);
        }
    }
    best.0
}

/// Rows of inputs, each with every row of weights.
fn product(inputs: &[f32], weights: &Array2<f32>) -> Vec<f32> {
    let n_inputs = weights.ncols();
    let inputs = ArrayView2::from_shape((inputs.len() / n_inputs, n_inputs), inputs).expect("rows are whole");
    inputs.dot(&weights.t()).into_raw_vec_and_offset().0
}

impl Linear {
    fn run(&self, inputs: &[f32]) -> Vec<f32> {
        let mut out = product(inputs, &self.weights);
        for row in out.chunks_exact_mut(self.bias.len()) {
            row.iter_mut().zip(&self.bias).for_each(|(out, bias)| *out += bias);
        }
        out
    }
}

impl Layer {
    /// The largest of the pieces, brought to mean nought and variance one, scaled and shifted.
    fn run(&self, inputs: &[f32]) -> Vec<f32> {
        let pieces = product(inputs, &self.weights);
        let mut out = vec![0.0; pieces.len() / PIECES];
        let rows = pieces.chunks_exact(WIDTH * PIECES).zip(out.chunks_exact_mut(WIDTH));
        for (pieces, out) in rows {
            let pieces = pieces.as_chunks::<PIECES>().0.iter().zip(self.bias.as_chunks::<PIECES>().0);
            for (out, ([a, b, c], [bias_a, bias_b, bias_c])) in out.iter_mut().zip(pieces) {
                *out = (a + bias_a).max(b + bias_b).max(c + bias_c);
            }
            let mean = out.iter().sum::<f32>() / WIDTH as f32;
            let variance = out.iter().map(|number| (number - mean) * (number - mean)).sum::<f32>() / WIDTH as f32;
            let scale = 1.0 / (variance + 1e-8).sqrt();
            for ((out, by), shift) in out.iter_mut().zip(&self.scale).zip(&self.shift) {
                *out = (*out - mean) * scale * by + shift;
            }
        }
        out
    }
}

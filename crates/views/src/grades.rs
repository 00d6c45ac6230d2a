//! How reports and their sources are graded: the two grades beside each other (Admiralty: reliability A to F, credibility 1 to 6).
//!
//! The two are to be set apart: a good source can be wrong, a bad one right. Where most reports stand on the diagonal (A1, B2, C3, ...)
//! one grade was taken from the other, as a study of 1,400 graded reports found for 87 in 100 (Baker, McKendry and Mace 1968).

use std::collections::BTreeMap;

use records::{Credibility, Reliability};
use serde_json::{Map, Value, json};

/// Reports by both grades; those of which one is missing, or cannot be judged (F, 6), are counted apart.
#[derive(Default)]
pub struct Grades {
    cells: BTreeMap<(&'static str, i64), u64>,
    /// Reports with both grades.
    pub n_graded: u64,
    /// Of these, with the same place in both scales.
    pub n_diagonal: u64,
    /// Of these, both grades of which one person set.
    pub n_one_hand: u64,
    /// Reports of which a grade is missing or cannot be judged.
    pub n_ungraded: u64,
}

impl Grades {
    /// Takes in a report.
    pub fn put(&mut self, reliability: Option<Reliability>, credibility: Option<Credibility>, is_one_hand: bool) {
        let place =
            |reliability: Reliability| Reliability::F.to_text().bytes().zip(reliability.to_text().bytes()).next();
        let Some((reliability, grade)) =
            reliability.zip(credibility).map(|(one, other)| (one, i64::from(other.grade())))
        else {
            self.n_ungraded += 1;
            return;
        };
        let number = place(reliability).map_or(0, |(_, letter)| i64::from(letter - b'A') + 1);
        if number == 6 || grade == 6 {
            self.n_ungraded += 1;
            return;
        }
        *self.cells.entry((reliability.to_text(), grade)).or_default() += 1;
        self.n_graded += 1;
        self.n_diagonal += u64::from(number == grade);
        self.n_one_hand += u64::from(is_one_hand);
    }

    /// For other programs.
    pub fn json(&self) -> Map<String, Value> {
        let cells: Vec<Value> = self
            .cells
            .iter()
            .map(|((letter, number), n)| json!({ "reliability": letter, "credibility": number, "reports": n }))
            .collect();
        let pairs = [
            ("graded", json!(self.n_graded)),
            ("diagonal", json!(self.n_diagonal)),
            ("one_hand", json!(self.n_one_hand)),
            ("ungraded", json!(self.n_ungraded)),
            ("cells", json!(cells)),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// For a terminal: rows are reliabilities, columns credibilities.
    pub fn text(&self) -> String {
        let mut out = "          1      2      3      4      5\n".to_owned();
        for letter in ["A", "B", "C", "D", "E"] {
            out.push_str(&format!("{letter}  "));
            for number in 1..=5 {
                out.push_str(&format!("{:>7}", self.cells.get(&(letter, number)).copied().unwrap_or(0)));
            }
            out.push('\n');
        }
        let percent = |n: u64| (n * 100 + self.n_graded / 2).checked_div(self.n_graded);
        out.push_str(&format!(
            "{} reports have both grades, {} lack one or cannot be judged\n",
            self.n_graded, self.n_ungraded
        ));
        if let Some(share) = percent(self.n_diagonal) {
            out.push_str(&format!(
                "{} of them ({share} %) stand on the diagonal, where one grade may have been taken from the other\n",
                self.n_diagonal
            ));
        }
        if let Some(share) = percent(self.n_one_hand) {
            out.push_str(&format!("{} of them ({share} %) have both grades from one hand\n", self.n_one_hand));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_diagonal_is_what_has_the_same_place_in_both() {
        let mut grades = Grades::default();
        for (letter, number, is_one_hand) in [
            ("A", "1", true),
            ("B", "2", false),
            ("B", "3", false),
            ("E", "5", true),
            ("F", "6", true),
            ("A", "6", false),
            ("C", "", false),
        ] {
            grades.put(Reliability::from_text(letter), Credibility::from_text(number), is_one_hand);
        }
        grades.put(None, Credibility::from_text("1"), false);
        assert_eq!((grades.n_graded, grades.n_diagonal, grades.n_one_hand, grades.n_ungraded), (4, 3, 2, 4));
        assert!(grades.text().contains("3 of them (75 %) stand on the diagonal"), "{}", grades.text());
        assert!(grades.text().contains("2 of them (50 %) have both grades from one hand"));
        assert!(Grades::default().text().contains("0 reports have both"));
    }
}

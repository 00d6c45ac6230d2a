//! Written forms that were promised, each version in its folder: they must be read as long as there is a ledger.
//! `docs/formats/ledger.md` describes them.

use ledger::{Checkpoint, Digest, Entry, Frontier, Value, check_detail, leaf_hash};

const ENTRY: &str = include_str!("formats/v1/entry.hex");
const CHECKPOINT: &str = include_str!("formats/v1/checkpoint.txt");

/// The hexadecimal digits of each line, up to the comment.
fn bytes_from(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .lines()
        .filter_map(|line| line.split('#').next())
        .flat_map(str::bytes)
        .filter_map(|digit| char::from(digit).to_digit(16))
        .map(|digit| digit as u8)
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[test]
fn an_entry_of_version_1() {
    let bytes = bytes_from(ENTRY);
    let entry = Entry::from_bytes(&bytes).unwrap();
    assert_eq!(entry.to_bytes(), bytes);
    assert_eq!((entry.site.as_str(), entry.number), ("hq", 1));
    assert_eq!(entry.previous, Digest::ZERO);
    assert_eq!(entry.recorded_at.to_string(), "2026-03-01T10:30:00Z");
    assert_eq!((entry.author.as_str(), entry.kind.as_str()), ("desk", "report"));
    assert_eq!(entry.body["killed"], Value::Int(2));
    assert_eq!(entry.body["by"], Value::Null);
    assert_eq!(check_detail(&entry, "witness", b"0123456789abcdef", b"a name"), Ok(()));
}

#[test]
fn the_checkpoint_of_a_log_with_that_entry() {
    let mut frontier = Frontier::default();
    frontier.append(leaf_hash(&bytes_from(ENTRY)));
    let checkpoint: Checkpoint = CHECKPOINT.parse().unwrap();
    assert_eq!((checkpoint.size, checkpoint.root), (frontier.size(), frontier.root()));
    assert_eq!(checkpoint.origin, "example.org/truce");
}

//! Written forms that were promised, each version in its folder: they must be read as long as there is a ledger.
//! `docs/formats/ledger.md` describes them.

use ledger::evidence::Included;
use ledger::note::{Note, Verifying};
use ledger::{Checkpoint, Digest, Entry, Frontier, SecretKey, Value, Written, check_detail, leaf_hash};

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

const SIGNED: &str = include_str!("formats/v2/entry.hex");
const NOTE: &str = include_str!("formats/v2/checkpoint.txt");
const PROOF: &str = include_str!("formats/v2/proof.txt");
const LOG_KEY: &str = include_str!("formats/v2/log.key.txt");

#[test]
fn a_signed_entry() {
    let bytes = bytes_from(SIGNED);
    let written = Written::from_bytes(&bytes).unwrap();
    assert_eq!(written.to_bytes(), bytes);
    assert_eq!(written.entry.to_bytes(), bytes_from(ENTRY), "the entry alone is that of version 1");
    let signed = written.signed.unwrap();
    assert_eq!(signed.key, SecretKey::from_seed([1; 32]).public());
    assert!(signed.is_right());
}

#[test]
fn a_signed_checkpoint_and_a_proof() {
    let log: Verifying = LOG_KEY.parse().unwrap();
    let note: Note = NOTE.parse().unwrap();
    assert_eq!(note.signed_by(&log), Some(0));
    let checkpoint: Checkpoint = NOTE.parse().unwrap();
    let mut frontier = Frontier::default();
    frontier.append(leaf_hash(&bytes_from(SIGNED)));
    assert_eq!((checkpoint.size, checkpoint.root), (1, frontier.root()));
    let included: Included = PROOF.parse().unwrap();
    assert_eq!(included.to_string(), PROOF);
    assert_eq!(included.check(&log), Some(checkpoint));
    assert_eq!(included.entry, bytes_from(SIGNED));
}

/// The samples of version 2 are what the program writes: signatures have no chance in them.
#[test]
fn the_samples_of_version_2_are_what_is_written() {
    use ledger::note::{Signer, Signing};
    let key = SecretKey::from_seed([1; 32]);
    let bytes = Written::sign(Entry::from_bytes(&bytes_from(ENTRY)).unwrap(), &key).to_bytes();
    assert_eq!(bytes, bytes_from(SIGNED));
    let signer = Signer { name: "example.org/truce".to_owned(), signing: Signing::Plain, key };
    let mut frontier = Frontier::default();
    frontier.append(leaf_hash(&bytes));
    let checkpoint = Checkpoint { origin: "example.org/truce".to_owned(), size: 1, root: frontier.root() };
    let mut note = Note { text: checkpoint.to_string(), lines: Vec::new() };
    note.put(signer.sign(&note.text, 0));
    assert_eq!(note.to_string(), NOTE);
    assert_eq!(signer.verifying().to_string(), LOG_KEY.trim_end());
    let included = Included::new(&[leaf_hash(&bytes)], 0, bytes, note).unwrap();
    assert_eq!(included.to_string(), PROOF);
}

//! Which key may sign which entry, and what is said of one that may not.
#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

use std::collections::BTreeMap;

use ledger::body::{self, Body, KeyEnding, KeyLine, Role};
use ledger::{Code, Entry, Heads, PublicKey, SecretKey, Value, Verifier, Written, leaf_hash};

fn key(n: u8) -> SecretKey {
    SecretKey::from_seed([n; 32])
}

/// A log under way: each entry is checked as it comes.
struct Log {
    heads: Heads,
    verifier: Verifier,
}

impl Log {
    /// With its first key, which registers itself.
    fn begun() -> Log {
        let mut log = Log::empty();
        let line = KeyLine { key: key(1).public(), holder: "main".to_owned(), roles: vec![Role::Site, Role::Admin] };
        log.add("main", body::KEY, body::key_to_body(&line), Some(&key(1))).unwrap();
        log
    }

    fn empty() -> Log {
        Log { heads: Heads::default(), verifier: Verifier::new("test") }
    }

    fn add(&mut self, author: &str, kind: &str, body: Body, signer: Option<&SecretKey>) -> Result<(), Code> {
        self.add_at("main", author, kind, body, signer)
    }

    fn add_at(
        &mut self,
        site: &str,
        author: &str,
        kind: &str,
        body: Body,
        signer: Option<&SecretKey>,
    ) -> Result<(), Code> {
        let (number, previous) = self.heads.next(site);
        let entry = Entry {
            site: site.to_owned(),
            number,
            previous,
            recorded_at: jiff::Timestamp::UNIX_EPOCH,
            author: author.to_owned(),
            kind: kind.to_owned(),
            body,
            sealed: BTreeMap::new(),
        };
        let written = match signer {
            Some(signer) => Written::sign(entry, signer),
            None => Written::unsigned(entry),
        };
        let bytes = written.to_bytes();
        let position = self.verifier.size() + 1;
        self.verifier.entry(position, &leaf_hash(&bytes), &bytes).map_err(|fault| {
            assert_eq!((fault.position, fault.entry.is_some()), (Some(position), true), "{fault}");
            fault.code
        })?;
        self.heads.advance(&written.entry, leaf_hash(&bytes));
        Ok(())
    }

    fn register(&mut self, n: u8, holder: &str, roles: &[Role], signer: u8) -> Result<(), Code> {
        let line = KeyLine { key: key(n).public(), holder: holder.to_owned(), roles: roles.to_vec() };
        let author = self.author_of(&key(signer).public());
        self.add(&author, body::KEY, body::key_to_body(&line), Some(&key(signer)))
    }

    fn end(&mut self, n: u8, why: KeyEnding, signer: u8) -> Result<(), Code> {
        let author = self.author_of(&key(signer).public());
        self.add(&author, body::KEY_END, body::key_end_to_body(&key(n).public(), why), Some(&key(signer)))
    }

    fn author_of(&self, key: &PublicKey) -> String {
        self.verifier.keys().get(key).map_or_else(|| "main".to_owned(), |registered| registered.line.holder.clone())
    }
}

fn report(source: &str) -> Body {
    Body::from([("source".to_owned(), Value::Text(source.to_owned()))])
}

#[test]
fn nobody_signs_before_the_first_key_and_everybody_after() {
    let mut log = Log::empty();
    assert_eq!(log.add("desk", body::REPORT, report("x"), None), Ok(()));
    assert_eq!(log.add("desk", body::REPORT, report("x"), Some(&key(1))), Err(Code::KeyUnknown));
    let line = |n: u8, holder: &str, roles: &[Role]| {
        body::key_to_body(&KeyLine { key: key(n).public(), holder: holder.to_owned(), roles: roles.to_vec() })
    };
    let both = [Role::Site, Role::Admin];
    assert_eq!(log.add("main", body::KEY, line(1, "main", &both), None), Err(Code::SignatureMissing));
    assert_eq!(log.add("main", body::KEY, line(1, "main", &both), Some(&key(2))), Err(Code::KeyUnknown));
    assert_eq!(log.add("main", body::KEY, line(1, "main", &both[..1]), Some(&key(1))), Err(Code::KeyUnknown));
    assert_eq!(log.add("main", body::KEY, line(1, "other", &both), Some(&key(1))), Err(Code::KeyUnknown));
    assert_eq!(log.add("main", body::KEY, line(1, "main", &both), Some(&key(1))), Ok(()));
    assert_eq!(log.add("desk", body::REPORT, report("x"), None), Err(Code::SignatureMissing));
    assert_eq!(log.add("desk", body::REPORT, report("x"), Some(&key(2))), Err(Code::KeyUnknown));
    assert_eq!(log.add("desk", body::REPORT, report("x"), Some(&key(1))), Ok(()));
}

#[test]
fn each_role_signs_what_is_its_own() {
    let mut log = Log::begun();
    for (n, holder, roles) in
        [(2, "analyst-1", [Role::Analyst]), (3, "commission", [Role::Voice]), (4, "safe", [Role::Recovery])]
    {
        log.register(n, holder, &roles, 1).unwrap();
    }
    let mut check = |n: u8, author: &str, kind: &str, source: &str, expected: Result<(), Code>| {
        assert_eq!(log.add(author, kind, report(source), Some(&key(n))), expected, "{n} {author} {kind} {source}");
    };
    let refused = Err(Code::KeyNotEntitled);
    check(2, "analyst-1", body::LINK_DECISION, "", Ok(()));
    check(2, "analyst-1", body::GRADE, "x", Ok(()));
    check(2, "analyst-1", body::REPORT, "analyst-1", refused);
    check(2, "analyst-1", body::AGREEMENT, "", refused);
    check(3, "commission", body::REPORT, "commission", Ok(()));
    check(3, "commission", body::REPORT, "north", refused);
    check(3, "commission", body::KEY, "", refused);
    check(4, "safe", body::REPORT, "safe", refused);
    // A holder speaks by his own key alone; others may be written for.
    check(1, "commission", body::REPORT, "commission", Err(Code::AuthorNotSigned));
    check(1, "main", body::REPORT, "commission", Ok(()));
    check(1, "guest", body::LINK_DECISION, "", Ok(()));
    check(3, "guest", body::REPORT, "commission", Err(Code::AuthorNotSigned));
    check(2, "commission", body::LINK_DECISION, "", Err(Code::AuthorNotSigned));
    // What this version does not know is not judged.
    check(1, "main", "poem", "", Ok(()));
}

#[test]
fn keys_end_and_are_recovered() {
    let mut log = Log::begun();
    log.register(2, "commission", &[Role::Voice], 1).unwrap();
    log.register(4, "safe", &[Role::Recovery], 1).unwrap();
    assert_eq!(log.register(2, "north", &[Role::Voice], 1), Err(Code::KeyNotEntitled), "a key is one holder's");
    assert_eq!(log.end(9, KeyEnding::Lost, 1), Err(Code::KeyUnknown));
    assert_eq!(log.end(1, KeyEnding::Left, 2), Err(Code::KeyNotEntitled), "nobody ends another's key");
    assert_eq!(log.end(2, KeyEnding::Left, 2), Ok(()), "but his own");
    assert_eq!(log.add("commission", body::REPORT, report("commission"), Some(&key(2))), Err(Code::KeyEnded));
    assert_eq!(
        log.add("commission", body::REPORT, report("commission"), Some(&key(1))),
        Ok(()),
        "its name is free again"
    );
    assert_eq!(log.end(2, KeyEnding::Left, 1), Err(Code::KeyEnded));
    // The site's key is lost: the recovery key registers another and ends the lost one.
    assert_eq!(log.register(5, "main", &[Role::Site, Role::Admin], 4), Ok(()));
    assert_eq!(log.end(1, KeyEnding::Lost, 4), Ok(()));
    assert_eq!(log.add("main", body::REPORT, report("x"), Some(&key(1))), Err(Code::KeyEnded));
    assert_eq!(log.add("main", body::REPORT, report("x"), Some(&key(5))), Ok(()));
    assert_eq!(log.verifier.keys().root(), Some(&key(1).public()));
}

#[test]
fn a_site_writes_as_itself() {
    let mut log = Log::begun();
    log.register(2, "south", &[Role::Site], 1).unwrap();
    assert_eq!(log.add_at("south", "south", body::REPORT, report("x"), Some(&key(2))), Ok(()));
    assert_eq!(log.add_at("main", "south", body::REPORT, report("x"), Some(&key(2))), Err(Code::KeyNotEntitled));
    assert_eq!(log.add_at("south", "south", body::ERASURE, report("x"), Some(&key(2))), Err(Code::KeyNotEntitled));
}

#[test]
fn a_wrong_signature_and_another_root_are_named() {
    let mut log = Log::begun();
    let (number, previous) = log.heads.next("main");
    let entry = Entry {
        site: "main".to_owned(),
        number,
        previous,
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
        author: "main".to_owned(),
        kind: body::REPORT.to_owned(),
        body: report("x"),
        sealed: BTreeMap::new(),
    };
    let mut written = Written::sign(entry, &key(1));
    written.signed.as_mut().unwrap().signature.0[5] ^= 1;
    let bytes = written.to_bytes();
    let fault = log.verifier.clone().entry(2, &leaf_hash(&bytes), &bytes).unwrap_err();
    assert_eq!((fault.code, fault.position), (Code::SignatureWrong, Some(2)));
    assert!(log.verifier.entry_but_signature(2, &leaf_hash(&bytes), &bytes).is_ok(), "left to the caller");
    let mut strict = Verifier::new("test");
    strict.expect_root(key(7).public());
    let mut log = Log { heads: Heads::default(), verifier: strict };
    let line = KeyLine { key: key(1).public(), holder: "main".to_owned(), roles: vec![Role::Site, Role::Admin] };
    assert_eq!(log.add("main", body::KEY, body::key_to_body(&line), Some(&key(1))), Err(Code::KeyUnknown));
    let mut strict = Verifier::new("test");
    strict.expect_root(key(7).public());
    assert_eq!(strict.finish().unwrap().root, ledger::root_of(&[]), "an empty log has no key yet");
}

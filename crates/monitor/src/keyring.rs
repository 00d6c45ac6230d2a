//! The keys of a mission at this site: those to sign with, new ones, their ends, and what to do when one is lost.

use jiff::Timestamp;
use ledger::body::{KeyEnding, KeyLine, Role};
use ledger::note::{Note, Signer, Signing, is_key_name};
use ledger::{PublicKey, SecretKey, body};

use crate::monitor::Draft;
use crate::{Error, Monitor};

impl Monitor {
    /// Gives keys to sign with.
    pub fn take_keys(&mut self, keys: impl IntoIterator<Item = SecretKey>) {
        self.core.ring.extend(keys);
    }

    /// The latest checkpoint as a note, signed by the site's key where that is at hand and in force.
    pub fn signed_checkpoint(&self) -> Result<Option<Note>, Error> {
        let Some(checkpoint) = self.checkpoint()? else { return Ok(None) };
        let mut note = Note { text: checkpoint.to_string(), lines: Vec::new() };
        let signs = |key: &&SecretKey| {
            let registered = self.core.state.keys().get(&key.public());
            registered.is_some_and(|one| {
                one.ended.is_none() && one.line.holder == *self.core.site() && one.line.roles.contains(&Role::Site)
            })
        };
        if let Some(key) = self.core.ring.iter().find(signs)
            && is_key_name(&checkpoint.origin)
        {
            let signer = Signer { name: checkpoint.origin.clone(), signing: Signing::Plain, key: key.clone() };
            note.put(signer.sign(&note.text, 0));
        }
        Ok(Some(note))
    }

    /// Gives this site a new key by means of a recovery key, and ends those that it had: in one commit, or not at all.
    pub fn recover(
        &mut self,
        recovery: &SecretKey,
        new: &SecretKey,
        why: KeyEnding,
        recorded_at: Timestamp,
    ) -> Result<(), Error> {
        self.core.ring = vec![recovery.clone(), new.clone()];
        self.append(self.recovery_drafts(recovery, new, why), recorded_at).map(|_| ())
    }

    /// Does the same but for the commit.
    pub fn rehearse(&self, recovery: &SecretKey, new: &SecretKey, recorded_at: Timestamp) -> Result<(), Error> {
        let ring = [recovery.clone(), new.clone()];
        let drafts = self.recovery_drafts(recovery, new, KeyEnding::Lost);
        let (heads, size) = (self.core.heads.clone(), self.core.state.size());
        self.core.prepared(drafts, (heads, size), &ring, recorded_at).map(|_| ())
    }

    fn recovery_drafts(&self, recovery: &SecretKey, new: &SecretKey, why: KeyEnding) -> Vec<Draft> {
        let keys = self.core.state.keys();
        let (key, roles) = (new.public(), vec![Role::Site, Role::Admin]);
        let line = KeyLine { key, holder: self.core.site().to_owned(), roles };
        let author = keys.holder_of(&recovery.public());
        let registers = Draft { kind: body::KEY, body: body::key_to_body(&line), details: Vec::new(), author };
        let old = keys.lines().filter(|one| one.ended.is_none() && one.line.holder == *self.core.site());
        let ends = old.map(|one| {
            let body = body::key_end_to_body(&one.line.key, why);
            Draft { kind: body::KEY_END, body, details: Vec::new(), author: None }
        });
        std::iter::once(registers).chain(ends).collect()
    }

    /// Registers a key.
    pub fn record_key(&mut self, line: &KeyLine, recorded_at: Timestamp) -> Result<u64, Error> {
        let draft = Draft { kind: body::KEY, body: body::key_to_body(line), details: Vec::new(), author: None };
        self.append(vec![draft], recorded_at).map(|_| self.core.state.size())
    }

    /// Ends a key.
    pub fn record_key_end(&mut self, key: &PublicKey, why: KeyEnding, recorded_at: Timestamp) -> Result<u64, Error> {
        let draft =
            Draft { kind: body::KEY_END, body: body::key_end_to_body(key, why), details: Vec::new(), author: None };
        self.append(vec![draft], recorded_at).map(|_| self.core.state.size())
    }
}

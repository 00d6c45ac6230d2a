//! Accounts and sessions: how somebody shows who they are. What they may do then is said by the roles that the record gives them.
//!
//! Kept beside the record, and never in it. Passwords are kept as Argon2id hashes (RFC 9106), keys of sessions, invitations and recovery as
//! SHA-256 digests; the secret of a second factor (TOTP, RFC 6238) is kept as it is, as whoever checks codes needs it.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use monitor::{Beside, Error};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const ACCOUNT: &str = "account";
const SESSION: &str = "session";
const INVITATION: &str = "invitation";
const VISIT: &str = "visit";
/// Accounts elsewhere, by the digest of who they are: the member whose door they open.
const ELSEWHERE: &str = "openid";
/// Sign-ins under way at a provider, by the digest of their state.
const TRY: &str = "openid-try";

/// A session that nobody used for so long has ended; and every session so long after it began.
const IDLE: SignedDuration = SignedDuration::from_hours(12);
const WHOLE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A sign-in elsewhere takes at most so long.
const TRIED: SignedDuration = SignedDuration::from_mins(10);
/// An invitation is good for so long.
const INVITED: SignedDuration = SignedDuration::from_hours(3 * 24);
/// So many wrong tries are free; each further one makes the next wait twice as long, up to a quarter of an hour.
const FREE_TRIES: u32 = 4;
const WAIT_MAX: i64 = 900;
/// A password has at least so many characters (NIST SP 800-63B-4 asks for 8 beside a second factor, 15 alone).
pub(crate) const PASSWORD_MIN: usize = 12;
/// Recovery codes in a set.
const N_CODES: usize = 8;

/// How somebody shows who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Account {
    password: Option<String>,
    /// The secret of the second factor, and the last step of time whose code was used.
    totp: Option<(Vec<u8>, u64)>,
    recovery: Vec<String>,
    /// The account elsewhere that opens the door, too.
    elsewhere: Option<String>,
    n_wrong: u32,
    wait_until: i64,
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Name, password or code is wrong; which of them is not said.
    Wrong,
    /// So many seconds have to pass first.
    Wait(i64),
}

/// Somebody's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    /// The digest of its key.
    pub(crate) id: String,
    /// The member.
    pub(crate) name: String,
    /// Whether all was shown that is asked for.
    pub(crate) is_whole: bool,
    pub(crate) since: Timestamp,
    pub(crate) seen: Timestamp,
    /// What the browser calls itself.
    pub(crate) agent: String,
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes)
}

fn drawn() -> Result<String, Error> {
    Ok(URL_SAFE_NO_PAD.encode(random::<32>()?))
}

impl Account {
    fn from_bytes(bytes: &[u8]) -> Account {
        let value: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
        let secret = value["totp"].as_str().and_then(|text| BASE64.decode(text).ok());
        Account {
            password: value["password"].as_str().map(str::to_owned),
            totp: secret.map(|secret| (secret, value["step"].as_u64().unwrap_or(0))),
            recovery: value["recovery"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|code| Some(code.as_str()?.to_owned()))
                .collect(),
            elsewhere: value["openid"].as_str().map(str::to_owned),
            n_wrong: value["wrong"].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(0),
            wait_until: value["wait_until"].as_i64().unwrap_or(0),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        json!({
            "password": self.password, "totp": self.totp.as_ref().map(|(secret, _)| BASE64.encode(secret)),
            "step": self.totp.as_ref().map(|(_, step)| step), "recovery": self.recovery, "openid": self.elsewhere, "wrong": self.n_wrong, "wait_until": self.wait_until,
        })
        .to_string()
        .into_bytes()
    }

    /// Whether there is a second factor.
    pub(crate) fn has_second(&self) -> bool {
        self.totp.is_some()
    }

    /// Whether there is a password.
    pub(crate) fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Whether an account elsewhere opens the door, too.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.elsewhere.is_some()
    }

    /// How many recovery codes are left.
    pub(crate) fn n_codes(&self) -> usize {
        self.recovery.len()
    }

    /// Whether a code is right; what was used cannot be used again.
    fn take_code(&mut self, code: &str, now: Timestamp) -> bool {
        let code: String = code.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase();
        if let Some((secret, last)) = &mut self.totp
            && let Some(step) = step_of(secret, &code, now).filter(|step| *step > *last)
        {
            *last = step;
            return true;
        }
        let digest = digest(&code);
        let before = self.recovery.len();
        self.recovery.retain(|known| *known != digest);
        self.recovery.len() < before
    }
}

fn totp(secret: &[u8]) -> totp_rs::Totp {
    totp_rs::Builder::new().with_secret(secret.to_vec()).with_skew(1).build_noncompliant()
}

/// The step of time of which a code is: the present one, or one before or after.
fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Option<u64> {
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    totp(secret).check(code, u64::try_from(now.as_second()).ok()?)
}

/// An account; an empty one where there is none.
pub(crate) fn account(beside: &mut dyn Beside, name: &str) -> Result<Account, Error> {
    Ok(beside.get(ACCOUNT, name)?.map(|bytes| Account::from_bytes(&bytes)).unwrap_or_default())
}

/// Changes an account as it stands now, whoever else changes it.
fn change<T>(beside: &mut dyn Beside, name: &str, change: impl Fn(&mut Account) -> T) -> Result<T, Error> {
    for _ in 0..50 {
        let held = beside.get(ACCOUNT, name)?;
        let mut account = held.as_deref().map(Account::from_bytes).unwrap_or_default();
        let out = change(&mut account);
        if beside.swap(ACCOUNT, name, held.as_deref(), Some(&account.to_bytes()))? {
            return Ok(out);
        }
    }
    Err(std::io::Error::other("the account is changed by others all the time").into())
}

fn is_right(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

fn hashed(password: &str) -> Result<String, Error> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| std::io::Error::other(error.to_string()))?.to_string())
}

/// Whether name, password and code are right. Takes as long where there is no such account.
pub(crate) fn check(
    beside: &mut dyn Beside,
    (name, password, code): (&str, &str, &str),
    now: Timestamp,
) -> Result<Result<(), Refused>, Error> {
    let known = account(beside, name)?;
    if known.wait_until > now.as_second() {
        return Ok(Err(Refused::Wait(known.wait_until - now.as_second())));
    }
    let Some(hash) = &known.password else {
        hashed(password)?;
        return Ok(Err(Refused::Wrong));
    };
    let is_right = is_right(password, hash);
    change(beside, name, |account| {
        if is_right && (account.totp.is_none() || account.take_code(code, now)) {
            (account.n_wrong, account.wait_until) = (0, 0);
            return Ok(());
        }
        account.n_wrong = account.n_wrong.saturating_add(1);
        let over = account.n_wrong.saturating_sub(FREE_TRIES);
        if over > 0 {
            account.wait_until = now.as_second() + (1_i64 << over.min(20)).min(WAIT_MAX);
        }
        Err(Refused::Wrong)
    })
}

/// Begins a session; gives its key, which the browser keeps.
pub(crate) fn begin(
    beside: &mut dyn Beside,
    name: &str,
    (agent, is_whole): (&str, bool),
    now: Timestamp,
) -> Result<String, Error> {
    let key = drawn()?;
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(160).collect();
    let session = Session { id: digest(&key), name: name.to_owned(), is_whole, since: now, seen: now, agent };
    beside.swap(SESSION, &session.id, None, Some(&session.to_bytes()))?;
    Ok(key)
}

impl Session {
    fn from_bytes(id: &str, bytes: &[u8]) -> Option<Session> {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        let at = |name: &str| Timestamp::from_second(value[name].as_i64()?).ok();
        Some(Session {
            id: id.to_owned(),
            name: value["name"].as_str()?.to_owned(),
            is_whole: value["whole"].as_bool()?,
            since: at("since")?,
            seen: at("seen")?,
            agent: value["agent"].as_str().unwrap_or_default().to_owned(),
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        let Session { name, is_whole, since, seen, agent, .. } = self;
        json!({ "name": name, "whole": is_whole, "since": since.as_second(), "seen": seen.as_second(), "agent": agent })
            .to_string()
            .into_bytes()
    }

    fn is_over(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen) > IDLE || now.duration_since(self.since) > WHOLE
    }
}

/// The session of that key, unless it has ended.
pub(crate) fn session(beside: &mut dyn Beside, key: &str, now: Timestamp) -> Result<Option<Session>, Error> {
    let id = digest(key);
    let Some(bytes) = beside.get(SESSION, &id)? else { return Ok(None) };
    let Some(mut session) = Session::from_bytes(&id, &bytes).filter(|session| !session.is_over(now)) else {
        beside.swap(SESSION, &id, Some(&bytes), None)?;
        return Ok(None);
    };
    if now.duration_since(session.seen) > SignedDuration::from_mins(5) {
        session.seen = now;
        // Where another request was first, it has said the same.
        beside.swap(SESSION, &id, Some(&bytes), Some(&session.to_bytes()))?;
    }
    Ok(Some(session))
}

/// A member's sessions, the latest first.
pub(crate) fn sessions(beside: &mut dyn Beside, name: &str, now: Timestamp) -> Result<Vec<Session>, Error> {
    let all = beside.all(SESSION)?;
    let own = all.iter().filter_map(|(id, bytes)| Session::from_bytes(id, bytes));
    let mut own: Vec<Session> = own.filter(|session| session.name == name && !session.is_over(now)).collect();
    own.sort_by_key(|session| std::cmp::Reverse((session.seen, session.id.clone())));
    Ok(own)
}

/// Ends one of a member's sessions; all but one, where `id` is none.
pub(crate) fn end(beside: &mut dyn Beside, name: &str, id: Option<&str>, but: Option<&str>) -> Result<(), Error> {
    for (held, bytes) in beside.all(SESSION)? {
        let is_own = Session::from_bytes(&held, &bytes).is_none_or(|session| session.name == name);
        if is_own && id.is_none_or(|id| id == held) && but != Some(held.as_str()) {
            beside.swap(SESSION, &held, Some(&bytes), None)?;
        }
    }
    Ok(())
}

/// Invites a member to choose a password; gives the key of the invitation, which is told this once. Earlier ones end.
pub fn invite(beside: &mut dyn Beside, name: &str, now: Timestamp) -> Result<String, Error> {
    end_invitations(beside, name)?;
    let key = drawn()?;
    let until = (now + INVITED).as_second();
    beside.swap(
        INVITATION,
        &digest(&key),
        None,
        Some(json!({ "name": name, "until": until }).to_string().as_bytes()),
    )?;
    Ok(key)
}

fn end_invitations(beside: &mut dyn Beside, name: &str) -> Result<(), Error> {
    for (id, bytes) in beside.all(INVITATION)? {
        let value: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if value["name"] == name {
            beside.swap(INVITATION, &id, Some(&bytes), None)?;
        }
    }
    Ok(())
}

/// Whom an invitation invites, unless it was used or is too old.
pub(crate) fn invited(beside: &mut dyn Beside, key: &str, now: Timestamp) -> Result<Option<String>, Error> {
    let Some(bytes) = beside.get(INVITATION, &digest(key))? else { return Ok(None) };
    let value: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let is_good = value["until"].as_i64().is_some_and(|until| until > now.as_second());
    Ok(value["name"].as_str().filter(|_| is_good).map(str::to_owned))
}

/// Takes an invitation up: the password is set, the second factor begun anew, other sessions end. None where it is no longer good.
pub(crate) fn join(
    beside: &mut dyn Beside,
    key: &str,
    password: &str,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let hash = hashed(password)?;
    let Some(name) = take_invitation(beside, key, now)? else { return Ok(None) };
    change(beside, &name, |account| *account = Account { password: Some(hash.clone()), ..Account::default() })?;
    Ok(Some(name))
}

/// Takes an invitation away, and ends all by which its member came in before. None where it is no longer good.
fn take_invitation(beside: &mut dyn Beside, key: &str, now: Timestamp) -> Result<Option<String>, Error> {
    let Some(name) = invited(beside, key, now)? else { return Ok(None) };
    // Whoever takes it away has it; a second one comes too late.
    let Some(held) = beside.get(INVITATION, &digest(key))? else { return Ok(None) };
    if !beside.swap(INVITATION, &digest(key), Some(&held), None)? {
        return Ok(None);
    }
    end(beside, &name, None, None)?;
    leave_elsewhere(beside, &name)?;
    Ok(Some(name))
}

/// Sets another password.
pub(crate) fn set_password(beside: &mut dyn Beside, name: &str, password: &str) -> Result<(), Error> {
    let hash = hashed(password)?;
    change(beside, name, |account| account.password = Some(hash.clone()))
}

/// A secret for a second factor, not set yet: in Base32, as people type it into a phone.
pub(crate) fn new_secret() -> Result<String, Error> {
    Ok(totp_rs::Secret::from(random::<20>()?.to_vec()).to_base32())
}

/// Sets the second factor, shown by its first code; gives recovery codes, which are told this once. None where the code is wrong.
pub(crate) fn set_second(
    beside: &mut dyn Beside,
    name: &str,
    (secret, code): (&str, &str),
    now: Timestamp,
) -> Result<Option<Vec<String>>, Error> {
    let Ok(secret) = totp_rs::Secret::try_from_base32(secret) else { return Ok(None) };
    let secret = secret.as_ref().to_vec();
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let Some(step) = step_of(&secret, &code, now) else { return Ok(None) };
    let mut codes = Vec::with_capacity(N_CODES);
    for _ in 0..N_CODES {
        let letters = random::<10>()?.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
        codes.push(letters.iter().collect::<String>());
    }
    let digests: Vec<String> = codes.iter().map(|code| digest(code)).collect();
    change(beside, name, |account| {
        account.totp = Some((secret.clone(), step));
        account.recovery.clone_from(&digests);
    })?;
    Ok(Some(codes))
}

/// Letters and digits that nobody takes for one another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Notes that a session has shown all that is asked for.
pub(crate) fn make_whole(beside: &mut dyn Beside, id: &str) -> Result<(), Error> {
    let Some(bytes) = beside.get(SESSION, id)? else { return Ok(()) };
    let Some(mut session) = Session::from_bytes(id, &bytes) else { return Ok(()) };
    session.is_whole = true;
    beside.swap(SESSION, id, Some(&bytes), Some(&session.to_bytes())).map(drop)?;
    Ok(())
}

/// Ends all by which a member could come in: account, sessions, invitations.
pub fn forget(beside: &mut dyn Beside, name: &str) -> Result<(), Error> {
    leave_elsewhere(beside, name)?;
    if let Some(held) = beside.get(ACCOUNT, name)? {
        beside.swap(ACCOUNT, name, Some(&held), None)?;
    }
    end_invitations(beside, name)?;
    end(beside, name, None, None)
}

/// The ledger size at a member's visit before this one. A visit ends when nothing was asked for half an hour.
pub(crate) fn visit(beside: &mut dyn Beside, name: &str, size: u64, now: Timestamp) -> Result<Option<u64>, Error> {
    let held = beside.get(VISIT, name)?;
    let value: Value = held.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or(Value::Null);
    let (last, seen) = (value["last"].as_u64(), value["seen"].as_i64().unwrap_or(0));
    let is_new = now.as_second() - seen > 1_800;
    let last = if is_new { value["size"].as_u64() } else { last };
    if is_new || now.as_second() - seen > 60 || value["size"].as_u64() != Some(size) {
        let new = json!({ "last": last, "size": size, "seen": now.as_second() }).to_string();
        beside.swap(VISIT, name, held.as_deref(), Some(new.as_bytes()))?;
    }
    Ok(last)
}

/// A sign-in under way at a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tried {
    pub(crate) nonce: String,
    pub(crate) verifier: String,
    /// Where to go then.
    pub(crate) back: String,
    /// The member who is signed in and binds the account to themselves.
    pub(crate) member: Option<String>,
    /// The invitation that is taken up so.
    pub(crate) invitation: Option<String>,
}

/// Begins a sign-in elsewhere; gives its state, the key that the browser keeps meanwhile, and what is kept.
pub(crate) fn begin_elsewhere(
    beside: &mut dyn Beside,
    tried: Tried,
    now: Timestamp,
) -> Result<(String, String, Tried), Error> {
    for (id, bytes) in beside.all(TRY)? {
        let value: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if value["until"].as_i64().is_none_or(|until| until < now.as_second()) {
            beside.swap(TRY, &id, Some(&bytes), None)?;
        }
    }
    let (state, browser) = (drawn()?, drawn()?);
    let tried = Tried { nonce: drawn()?, verifier: drawn()?, ..tried };
    let Tried { nonce, verifier, back, member, invitation } = &tried;
    let kept = json!({
        "nonce": nonce, "verifier": verifier, "back": back, "member": member, "invitation": invitation,
        "browser": digest(&browser), "until": (now + TRIED).as_second(),
    });
    beside.swap(TRY, &digest(&state), None, Some(kept.to_string().as_bytes()))?;
    Ok((state, browser, tried))
}

/// Takes a sign-in elsewhere away, if it was begun in this browser and is not too old: an answer counts once.
pub(crate) fn take_elsewhere(
    beside: &mut dyn Beside,
    (state, browser): (&str, &str),
    now: Timestamp,
) -> Result<Option<Tried>, Error> {
    let Some(bytes) = beside.get(TRY, &digest(state))? else { return Ok(None) };
    let value: Value = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    let text = |name: &str| value[name].as_str().map(str::to_owned);
    let is_own = text("browser") == Some(digest(browser));
    let is_good = value["until"].as_i64().is_some_and(|until| until >= now.as_second());
    if !is_own || !is_good || !beside.swap(TRY, &digest(state), Some(&bytes), None)? {
        return Ok(None);
    }
    Ok(Some(Tried {
        nonce: text("nonce").unwrap_or_default(),
        verifier: text("verifier").unwrap_or_default(),
        back: text("back").unwrap_or_default(),
        member: text("member"),
        invitation: text("invitation"),
    }))
}

/// The member whose door an account elsewhere opens.
pub(crate) fn by_elsewhere(beside: &mut dyn Beside, id: &str) -> Result<Option<String>, Error> {
    let Some(name) = beside.get(ELSEWHERE, id)?.and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return Ok(None);
    };
    let is_bound = account(beside, &name)?.elsewhere.as_deref() == Some(id);
    Ok(Some(name).filter(|_| is_bound))
}

/// Binds an account elsewhere to a member; false where it is another's.
pub(crate) fn bind_elsewhere(beside: &mut dyn Beside, name: &str, id: &str) -> Result<bool, Error> {
    if by_elsewhere(beside, id)?.is_some_and(|other| other != name) {
        return Ok(false);
    }
    leave_elsewhere(beside, name)?;
    let held = beside.get(ELSEWHERE, id)?;
    if !beside.swap(ELSEWHERE, id, held.as_deref(), Some(name.as_bytes()))? {
        return Ok(false);
    }
    change(beside, name, |account| account.elsewhere = Some(id.to_owned()))?;
    Ok(true)
}

/// Takes up an invitation by an account elsewhere: no password is set. None where the invitation is no longer good, or the account another's.
pub(crate) fn join_elsewhere(
    beside: &mut dyn Beside,
    (key, id): (&str, &str),
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let invited = invited(beside, key, now)?;
    if by_elsewhere(beside, id)?.is_some_and(|other| Some(&other) != invited.as_ref()) {
        return Ok(None);
    }
    let Some(name) = take_invitation(beside, key, now)? else { return Ok(None) };
    change(beside, &name, |account| *account = Account::default())?;
    Ok(bind_elsewhere(beside, &name, id)?.then_some(name))
}

/// The account elsewhere of a member opens no door any more.
pub(crate) fn leave_elsewhere(beside: &mut dyn Beside, name: &str) -> Result<(), Error> {
    let Some(id) = account(beside, name)?.elsewhere else { return Ok(()) };
    if let Some(held) = beside.get(ELSEWHERE, &id)? {
        beside.swap(ELSEWHERE, &id, Some(&held), None)?;
    }
    change(beside, name, |account| account.elsewhere = None)
}

/// What keeps the public names of events apart from those within; drawn when first needed.
pub fn public_secret(beside: &mut dyn Beside) -> Result<Vec<u8>, Error> {
    secret(beside, "public-names")
}

/// A secret of the mission for one purpose; drawn when first needed.
pub(crate) fn secret(beside: &mut dyn Beside, purpose: &str) -> Result<Vec<u8>, Error> {
    const KIND: &str = "secret";
    if let Some(secret) = beside.get(KIND, purpose)? {
        return Ok(secret);
    }
    // Whoever was first has set it.
    let drawn = random::<32>()?.to_vec();
    beside.swap(KIND, purpose, None, Some(&drawn))?;
    Ok(beside.get(KIND, purpose)?.unwrap_or(drawn))
}

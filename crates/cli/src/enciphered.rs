//! Submissions that a phone enciphered for the mission (ODK's encrypted forms): RSA-OAEP with SHA-256 for the key of each submission,
//! AES-256-CFB for its files, whose first vector is the MD5 of instance id and key, raised by one in turn for each file.
//!
//! After the page of the XForms specification on encrypted submissions (getodk.github.io/xforms-spec/encryption). The secret key is for a
//! drawer, not for a server: submissions are opened by hand.

use std::io::Write;
use std::path::Path;

use aes::Aes256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cfb_mode::cipher::KeyIvInit;
use md5::{Digest as _, Md5};
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::{Oaep, PrivateKey};
use sha1::Sha1;
use sha2::Sha256;
use sources::Submission;

use crate::problem::Problem;

/// What ODK's clients take; longer ones are slower on old phones, and no better for what is kept for years.
const BITS: usize = 2048;

/// A new key: the secret one as PEM in a file that must not be there yet; gives the public one as forms have it.
pub(crate) fn new_key(path: &Path) -> Result<String, Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::World(format!("no key can be made: {error}"));
    let secret = PrivateKey::new(&mut rand_core::UnwrapErr(getrandom::SysRng), BITS).map_err(|error| failed(&error))?;
    let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(|error| failed(&error))?;
    let public = secret.to_public_key().to_public_key_der().map_err(|error| failed(&error))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| Problem::file(path, error))?;
    file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(|error| Problem::file(path, error))?;
    Ok(STANDARD.encode(public.as_bytes()))
}

pub(crate) fn secret_key(path: &Path) -> Result<PrivateKey, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
    PrivateKey::from_pkcs8_pem(&text)
        .map_err(|error| Problem::AtFault(format!("{}: no key of forms: {error}", path.display())))
}

/// What was in a submission.
pub(crate) struct Opened {
    pub(crate) xml: Vec<u8>,
    /// Names, without `.enc`, and bytes.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// Whether the signature fits: that nothing was exchanged since the phone enciphered it.
    pub(crate) is_whole: bool,
}

/// Opens one, given its files by their names; the error is one sentence.
pub(crate) fn open(
    submission: &Submission,
    secret: &PrivateKey,
    file: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Opened, String> {
    let encoded = submission.answer("base64EncryptedKey");
    let key = deciphered(secret, encoded).ok_or("it was enciphered for another key")?;
    let key: [u8; 32] = key.try_into().map_err(|_| "its key is not of 256 bits".to_owned())?;
    let mut vector: [u8; 16] = Md5::new().chain_update(&submission.instance).chain_update(key).finalize().into();
    let mut signed = vec![submission.form.clone()];
    signed.extend(Some(submission.version.clone()).filter(|version| !version.is_empty()));
    signed.extend([encoded.to_owned(), submission.instance.clone()]);
    let mut out = Vec::new();
    for (place, name) in submission.files.iter().enumerate() {
        let plain_name = name.strip_suffix(".enc").unwrap_or(name);
        vector[place % 16] = vector[place % 16].wrapping_add(1);
        let mut bytes = file(name)?;
        cfb_mode::Decryptor::<Aes256>::new(&key.into(), &vector.into()).decrypt(&mut bytes);
        let n_padding = bytes.last().copied().map_or(0, usize::from);
        let length = bytes.len().checked_sub(n_padding).filter(|_| (1..=16).contains(&n_padding));
        bytes.truncate(length.ok_or_else(|| format!("{name} cannot be deciphered: it was changed, or cut"))?);
        let digest: String = Md5::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        signed.push(format!("{plain_name}::{digest}"));
        out.push((plain_name.to_owned(), bytes));
    }
    let (_, xml) = out.pop().ok_or("it names no file")?;
    let whole: String = signed.iter().map(|line| format!("{line}\n")).collect();
    let signature = deciphered(secret, submission.answer("base64EncryptedElementSignature"));
    let is_whole = signature.is_some_and(|signature| signature == Md5::digest(whole).as_slice());
    Ok(Opened { xml, files: out, is_whole })
}

/// Java's providers disagree on the digest within the padding; Android's is SHA-1.
fn deciphered(secret: &PrivateKey, encoded: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(encoded.trim()).ok()?;
    let with_sha1 = secret.decrypt(Oaep::<Sha256, Sha1>::new_with_mgf_hash(), &bytes);
    with_sha1.or_else(|_| secret.decrypt(Oaep::<Sha256>::new(), &bytes)).ok()
}

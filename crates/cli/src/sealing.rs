//! What is sealed to the keys of a compartment, in the form of age (<https://age-encryption.org/v1>), which the `age` program
//! reads as well.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use age::x25519::{Identity, Recipient};
use monitor::{Incoming, Seal, Sealing};

use crate::problem::Problem;

/// Reads public keys.
pub(crate) fn recipients(texts: &[String]) -> Result<Vec<Recipient>, Problem> {
    let read = |text: &String| {
        text.trim().parse::<Recipient>().map_err(|error| Problem::Usage(format!("{text}: not a key of age: {error}")))
    };
    texts.iter().map(read).collect()
}

/// Enciphers a stream.
pub(crate) fn encipher(to: &[Recipient], input: &mut dyn Read, output: &mut dyn Write) -> Result<(), Problem> {
    let encryptor = age::Encryptor::with_recipients(to.iter().map(|recipient| recipient as _))
        .map_err(|error| Problem::AtFault(format!("the compartment cannot be sealed to: {error}")))?;
    let mut writer = encryptor.wrap_output(output)?;
    io::copy(input, &mut writer)?;
    writer.finish()?;
    Ok(())
}

/// What comes in is sealed to these keys while it is written.
pub(crate) fn sealing(compartment: &str, to: Vec<Recipient>) -> Sealing {
    let begin = move |incoming: Incoming| {
        let encryptor = age::Encryptor::with_recipients(to.iter().map(|recipient| recipient as _));
        let writer = encryptor.map_err(io::Error::other)?.wrap_output(incoming)?;
        Ok(Box::new(Sealed(writer)) as Box<dyn Seal>)
    };
    Sealing { compartment: compartment.to_owned(), begin: Arc::new(begin) }
}

/// A file on its way through the seal.
struct Sealed(age::stream::StreamWriter<Incoming>);

impl Write for Sealed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seal for Sealed {
    fn finish(self: Box<Self>) -> io::Result<Incoming> {
        self.0.finish()
    }
}

/// Secret keys in a file as `age-keygen` writes it.
pub(crate) fn identities(path: &Path) -> Result<Vec<Identity>, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| Problem::file(path, error))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read =
        |line: &str| line.parse::<Identity>().map_err(|error| Problem::AtFault(format!("{}: {error}", path.display())));
    let all: Vec<Identity> = lines.map(read).collect::<Result<_, _>>()?;
    if all.is_empty() { Err(Problem::AtFault(format!("{}: no key in it", path.display()))) } else { Ok(all) }
}

/// Deciphers a stream.
pub(crate) fn decipher(with: &[Identity], input: impl Read, output: &mut dyn Write) -> Result<(), Problem> {
    let refused = |error: age::DecryptError| Problem::AtFault(format!("it cannot be opened with this key: {error}"));
    let decryptor = age::Decryptor::new(input).map_err(refused)?;
    let mut reader = decryptor.decrypt(with.iter().map(|identity| identity as _)).map_err(refused)?;
    io::copy(&mut reader, output)?;
    Ok(())
}

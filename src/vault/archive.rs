//! Archives: what leaves the machine is encrypted to public keys (age, X25519), so that the machine can write it and
//! only whoever holds a secret key can read it.

use std::{
    io::{self, Read, Write},
    str::FromStr,
};

use age::{
    Decryptor, Encryptor,
    x25519::{Identity, Recipient},
};

use super::VaultError;

/// The public keys that can open an archive.
#[derive(Clone)]
pub struct Readers(Vec<Recipient>);

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Readers({})", self.0.len())
    }
}

/// Encrypts as it is written to. What is not finished does not open.
pub type Sealing<W> = age::stream::StreamWriter<W>;

impl Readers {
    /// Reads public keys (`age1…`), each once, in a fixed order.
    ///
    /// # Errors
    /// If there is none, or one is no public key.
    pub fn parse(keys: &[String]) -> Result<Self, VaultError> {
        let mut keys: Vec<&str> = keys.iter().map(|key| key.trim()).collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            return Err(VaultError::Archive("there is no public key to encrypt to".to_owned()));
        }
        let read =
            |key: &str| Recipient::from_str(key).map_err(|why| VaultError::Archive(format!("{key}: {why}")));
        keys.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Encrypts what is written; [`Sealing::finish`] ends it.
    ///
    /// # Errors
    /// If it cannot be written to.
    pub fn seal<W: Write>(&self, to: W) -> io::Result<Sealing<W>> {
        let readers = self.0.iter().map(|reader| reader as &dyn age::Recipient);
        Encryptor::with_recipients(readers).map_err(io::Error::other)?.wrap_output(to)
    }
}

/// A secret key that opens archives.
pub struct Reader(Identity);

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

impl Reader {
    /// Reads a secret key out of the text of its file (`AGE-SECRET-KEY-1…`).
    ///
    /// # Errors
    /// If there is none in it.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let problem = |why: &str| VaultError::Archive(why.to_owned());
        let secret = text.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-"));
        let secret = secret.ok_or_else(|| problem("the file of the secret key holds no AGE-SECRET-KEY"))?;
        Identity::from_str(secret).map(Self).map_err(|why| problem(&format!("the secret key: {why}")))
    }

    /// Decrypts what is read. A changed byte is an error before anything of its part is handed out.
    ///
    /// # Errors
    /// If this key does not open it.
    pub fn open<'r, R: Read + 'r>(&self, from: R) -> Result<impl Read + 'r, VaultError> {
        let decryptor = Decryptor::new(from).map_err(|why| VaultError::Archive(why.to_string()))?;
        decryptor
            .decrypt(std::iter::once(&self.0 as &dyn age::Identity))
            .map_err(|why| VaultError::Archive(why.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::escrow::officer;

    #[test]
    fn each_reader_opens_it_and_nobody_else() {
        let ((one, first), (two, second), (_, other)) = (officer(), officer(), officer());
        let readers = Readers::parse(&[one.clone(), two, one]).unwrap();
        assert_eq!(readers.count(), 2);
        let mut sealed = Vec::new();
        let mut sealing = readers.seal(&mut sealed).unwrap();
        sealing.write_all(&[7; 100_000]).unwrap();
        sealing.finish().unwrap();
        let open = |key: &str, sealed: &[u8]| {
            let mut opened = Vec::new();
            Reader::parse(key)
                .unwrap()
                .open(sealed)
                .map(|mut from| from.read_to_end(&mut opened).map(|_| opened))
        };
        for key in [&first, &second] {
            assert_eq!(open(key, &sealed).unwrap().unwrap(), [7; 100_000]);
        }
        assert!(open(&other, &sealed).is_err());
        assert!(open(&first, &sealed[..70_000]).unwrap().is_err(), "cut short");
        sealed[50_000] ^= 1;
        assert!(open(&first, &sealed).unwrap().is_err(), "changed");
        assert!(Readers::parse(&[]).is_err() && Reader::parse("a word").is_err());
    }
}

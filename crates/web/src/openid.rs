//! Sign-in by an account elsewhere: OpenID Connect Core 1.0, the code flow, with PKCE (RFC 7636) and the issuer in the answer (RFC 9207).
//!
//! An account elsewhere says who somebody is, and never what they may do: it is bound to a member by an invitation, or by the member
//! who is signed in, and opens the door for that member alone. The provider is the one that the mission's configuration names.

use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::outward::Outward;

/// What the configuration says of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdSettings {
    /// Its issuer identifier, an https address.
    pub issuer: String,
    /// How this mission is known to it.
    pub client_id: String,
    /// The secret that goes with that, where there is one.
    pub client_secret: Option<String>,
    /// How it is named to people.
    pub name: String,
    /// Whether all its accounts have a second factor, so that it need not be said of each sign-in.
    pub vouches_for_second: bool,
    /// Certificates of authorities of one's own, in PEM.
    pub roots: Option<Vec<u8>>,
}

/// The provider, and what it published of itself.
#[derive(Debug)]
pub(crate) struct OpenId {
    pub(crate) settings: OpenIdSettings,
    outward: Outward,
    published: Mutex<Option<(Instant, Published)>>,
}

/// What a provider publishes (OpenID Connect Discovery 1.0).
#[derive(Clone, Debug)]
struct Published {
    authorization: String,
    token: String,
    keys: JwkSet,
    /// Whether it names itself in its answer.
    names_itself: bool,
}

/// So long it is not asked again, and so seldom at the soonest.
const FRESH: Duration = Duration::from_secs(3_600);
const RECENT: Duration = Duration::from_secs(60);

/// Signatures that are taken: never a shared secret, never none.
const SIGNED: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Ways of signing in that are a second factor (RFC 8176).
const SECOND: [&str; 5] = ["mfa", "otp", "hwk", "sc", "fpt"];

/// What is kept while somebody is at the provider.
pub(crate) struct Try<'t> {
    /// What the answer must say again.
    pub(crate) nonce: &'t str,
    /// The code verifier of PKCE.
    pub(crate) verifier: &'t str,
    /// Where the provider sends people back.
    pub(crate) back: &'t str,
}

/// Somebody, as the provider names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Somebody {
    /// Issuer and subject as one digest: nothing of the account elsewhere is kept.
    pub(crate) id: String,
    /// Whether a second factor was shown.
    pub(crate) has_shown_second: bool,
}

fn fault(what: impl Into<String>) -> io::Error {
    io::Error::other(what.into())
}

impl OpenId {
    pub(crate) fn new(settings: OpenIdSettings) -> io::Result<OpenId> {
        let outward = Outward::new(settings.roots.as_deref())?;
        Ok(OpenId { settings, outward, published: Mutex::new(None) })
    }

    /// What the provider publishes; asked again where a key is not there, as keys are changed.
    fn published(&self, is_enough: impl Fn(&Published) -> bool) -> io::Result<Published> {
        let mut held = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, published)) = &*held {
            let age = at.elapsed();
            if (age < FRESH && is_enough(published)) || age < RECENT {
                return Ok(published.clone());
            }
        }
        let issuer = self.settings.issuer.trim_end_matches('/');
        let document = self.outward.get(&format!("{issuer}/.well-known/openid-configuration"))?;
        let text = |name: &str| {
            document[name].as_str().map(str::to_owned).ok_or_else(|| fault(format!("{issuer} does not say its {name}")))
        };
        if text("issuer")? != self.settings.issuer {
            return Err(fault(format!("{issuer} calls itself {:?}, not {:?}", text("issuer")?, self.settings.issuer)));
        }
        let keys = self.outward.get(&text("jwks_uri")?)?;
        let published = Published {
            authorization: text("authorization_endpoint")?,
            token: text("token_endpoint")?,
            keys: usable(&keys),
            names_itself: document["authorization_response_iss_parameter_supported"] == true,
        };
        *held = Some((Instant::now(), published.clone()));
        Ok(published)
    }

    /// The address at the provider to which somebody is sent.
    pub(crate) fn address(&self, state: &str, of: &Try<'_>) -> io::Result<String> {
        let published = self.published(|_| true)?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(of.verifier.as_bytes()));
        let asked = [
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", of.back),
            ("scope", "openid"),
            ("state", state),
            ("nonce", of.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let query: Vec<String> =
            asked.iter().map(|(name, value)| format!("{name}={}", views::encoded(value))).collect();
        let sign = if published.authorization.contains('?') { '&' } else { '?' };
        Ok(format!("{}{sign}{}", published.authorization, query.join("&")))
    }

    /// Who came back with a code. `issuer` is who says so in the answer, where it is said.
    pub(crate) fn somebody(&self, code: &str, issuer: Option<&str>, of: &Try<'_>) -> io::Result<Somebody> {
        let published = self.published(|_| true)?;
        match issuer {
            Some(issuer) if issuer != self.settings.issuer => {
                return Err(fault(format!("the answer is {issuer:?}'s, who was not asked")));
            }
            None if published.names_itself => return Err(fault("the answer does not say whose it is")),
            _ => {}
        }
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", of.back),
            ("code_verifier", of.verifier),
        ];
        let login = self.settings.client_secret.as_deref().map(|secret| {
            // RFC 6749, 2.3.1: both are encoded first.
            BASE64.encode(format!("{}:{}", views::encoded(&self.settings.client_id), views::encoded(secret)))
        });
        if login.is_none() {
            form.push(("client_id", &self.settings.client_id));
        }
        let answer = self.outward.post(&published.token, &form, login.as_deref())?;
        let token = answer["id_token"].as_str().ok_or_else(|| fault("the answer has no ID token"))?;
        self.told(token, of.nonce)
    }

    /// Whom an ID token names, once everything about it is right.
    fn told(&self, token: &str, nonce: &str) -> io::Result<Somebody> {
        let header = decode_header(token).map_err(|error| fault(format!("the ID token cannot be read: {error}")))?;
        if !SIGNED.contains(&header.alg) {
            return Err(fault(format!("the ID token is signed by {:?}, which is not taken", header.alg)));
        }
        let has_key = |published: &Published| key(&published.keys, header.kid.as_deref()).is_some();
        let published = self.published(has_key)?;
        let key = key(&published.keys, header.kid.as_deref())
            .ok_or_else(|| fault("the ID token's key is none of the provider's"))?;
        let mut asked = Validation::new(header.alg);
        asked.set_audience(&[&self.settings.client_id]);
        asked.set_issuer(&[&self.settings.issuer]);
        asked.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        asked.validate_nbf = true;
        let claims = decode::<Value>(token, &key, &asked)
            .map_err(|error| fault(format!("the ID token is not right: {error}")))?
            .claims;
        if claims["nonce"].as_str() != Some(nonce) {
            return Err(fault("the ID token is of another sign-in"));
        }
        let is_for_several = claims["aud"].as_array().is_some_and(|all| all.len() > 1);
        let azp = claims["azp"].as_str();
        if (is_for_several || azp.is_some()) && azp != Some(self.settings.client_id.as_str()) {
            return Err(fault("the ID token was made for another client"));
        }
        let subject = claims["sub"].as_str().filter(|subject| !subject.is_empty());
        let subject = subject.ok_or_else(|| fault("the ID token names nobody"))?;
        let digest = Sha256::digest(format!("{}\n{subject}", self.settings.issuer));
        let ways = claims["amr"].as_array().into_iter().flatten().filter_map(Value::as_str);
        Ok(Somebody {
            id: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            has_shown_second: self.settings.vouches_for_second || ways.into_iter().any(|way| SECOND.contains(&way)),
        })
    }
}

/// The keys of a set that can be used; others, of kinds that we do not know, are left out.
fn usable(set: &Value) -> JwkSet {
    let keys = set["keys"].as_array().into_iter().flatten();
    let keys = keys.filter(|key| key["use"].as_str().is_none_or(|purpose| purpose == "sig"));
    JwkSet { keys: keys.filter_map(|key| serde_json::from_value(key.clone()).ok()).collect() }
}

/// The key of an id; without one, the only key there is.
fn key(keys: &JwkSet, id: Option<&str>) -> Option<DecodingKey> {
    let found = match (id, keys.keys.as_slice()) {
        (Some(id), _) => keys.find(id),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    DecodingKey::from_jwk(found?).ok()
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    use super::*;

    /// A key made for this test, in PKCS #8, and its public half.
    const PRIVATE: &str = "MC4CAQAwBQYDK2VwBCIEIOsbW/08/CXNVBGsGHTBJbn56FuzgsS9idVUrVPZdTwO";
    const PUBLIC: &str = "2qqAZHAlknBA_bxAmW5Gxs693mmIBwiFF6Cd8jC3wgY";

    fn provider(vouches_for_second: bool) -> OpenId {
        let settings = OpenIdSettings {
            issuer: "https://id.example.org".to_owned(),
            client_id: "truce".to_owned(),
            client_secret: None,
            name: String::new(),
            vouches_for_second,
            roots: None,
        };
        let provider = OpenId::new(settings).unwrap();
        let keys = json!({ "keys": [
            { "kty": "OKP", "crv": "Ed25519", "x": PUBLIC, "kid": "k", "alg": "EdDSA", "use": "sig" },
            { "kty": "of another time", "kid": "strange" },
        ] });
        let published = Published {
            authorization: "https://id.example.org/auth".to_owned(),
            token: String::new(),
            keys: usable(&keys),
            names_itself: true,
        };
        *provider.published.lock().unwrap() = Some((Instant::now(), published));
        provider
    }

    fn claims(change: &[(&str, Value)]) -> Value {
        let now = jiff::Timestamp::now().as_second();
        let mut claims = json!({
            "iss": "https://id.example.org", "aud": "truce", "sub": "somebody", "nonce": "n", "iat": now, "exp": now + 300,
        });
        for (name, value) in change {
            claims[*name] = value.clone();
        }
        claims
    }

    fn token(claims: &Value, (algorithm, kid): (Algorithm, &str)) -> String {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
        let key = match algorithm {
            Algorithm::EdDSA => EncodingKey::from_ed_der(&BASE64.decode(PRIVATE).unwrap()),
            // As whoever takes the public key for a shared secret would.
            _ => EncodingKey::from_secret(&URL_SAFE_NO_PAD.decode(PUBLIC).unwrap()).unwrap(),
        };
        encode(&header, claims, &key).unwrap()
    }

    #[test]
    fn only_a_token_that_is_right_in_all_names_somebody() {
        let provider = provider(false);
        let told = |change: &[(&str, Value)]| provider.told(&token(&claims(change), (Algorithm::EdDSA, "k")), "n");
        let somebody = told(&[]).unwrap();
        assert!(!somebody.has_shown_second && somebody.id.len() == 64);
        assert!(told(&[("amr", json!(["pwd", "otp"]))]).unwrap().has_shown_second);
        assert_ne!(told(&[("sub", json!("another"))]).unwrap().id, somebody.id);
        assert!(told(&[("aud", json!(["truce", "b"])), ("azp", json!("truce"))]).is_ok());
        let now = jiff::Timestamp::now().as_second();
        for (what, change) in [
            ("another sign-in's", ("nonce", json!("m"))),
            ("without a nonce", ("nonce", Value::Null)),
            ("another issuer's", ("iss", json!("https://id.example.com"))),
            ("for another client", ("aud", json!("other"))),
            ("for several, and not said for whom", ("aud", json!(["truce", "other"]))),
            ("made for another client", ("azp", json!("other"))),
            ("too old", ("exp", json!(now - 120))),
            ("not yet good", ("nbf", json!(now + 600))),
            ("nobody's", ("sub", json!(""))),
        ] {
            assert!(told(&[change]).is_err(), "{what}");
        }
        let right = claims(&[]);
        assert!(
            provider.told(&token(&right, (Algorithm::EdDSA, "other")), "n").is_err(),
            "by a key that is not published"
        );
        assert!(provider.told(&token(&right, (Algorithm::HS256, "k")), "n").is_err(), "by the public key as a secret");
        let good = token(&right, (Algorithm::EdDSA, "k"));
        let (head, rest) = good.split_once('.').unwrap();
        let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"k"}"#);
        assert!(provider.told(&format!("{none}.{rest}"), "n").is_err(), "signed by nobody");
        let (body, signature) = rest.split_once('.').unwrap();
        let other = URL_SAFE_NO_PAD.encode(claims(&[("sub", json!("another"))]).to_string());
        assert!(provider.told(&format!("{head}.{other}.{signature}"), "n").is_err(), "changed after it was signed");
        assert_eq!(good, format!("{head}.{body}.{signature}"));
    }

    #[test]
    fn a_provider_can_vouch_for_all_its_accounts() {
        let token = token(&claims(&[]), (Algorithm::EdDSA, "k"));
        assert!(provider(true).told(&token, "n").unwrap().has_shown_second);
    }

    #[test]
    fn the_answer_must_say_whose_it_is() {
        let provider = provider(false);
        let of = Try { nonce: "n", verifier: "v", back: "https://truce.example.org/enter/openid/back" };
        let said = |issuer| provider.somebody("code", issuer, &of).unwrap_err().to_string();
        assert!(said(Some("https://evil.example")).contains("who was not asked"));
        assert!(said(None).contains("does not say whose"));
        let address = provider.address("s t", &of).unwrap();
        // RFC 7636, appendix B has the way; SHA-256 of "v".
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(b"v"));
        assert!(address.contains(&format!("&code_challenge={challenge}&code_challenge_method=S256")), "{address}");
        assert!(
            address.starts_with("https://id.example.org/auth?response_type=code&") && address.contains("state=s%20t")
        );
    }
}

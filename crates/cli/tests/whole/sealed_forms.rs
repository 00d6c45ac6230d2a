//! What a phone enciphers for the mission waits, and is opened with the key from the drawer.

use std::path::Path;
use std::process::Command;

use crate::common::{Folder, objects, root, text, truce};
use crate::openrosa::Office;

/// Enciphers a submission with its files as a phone does, by Java's own ciphers.
fn sealed(folder: &Path, form: &Path, xml: &str, digest: &str, files: &[&Path]) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("submission.xml"), xml).unwrap();
    let said = Command::new("java")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/outside/sealed/Seal.java"))
        .arg(form)
        .arg(folder.join("submission.xml"))
        .arg(folder)
        .arg(digest)
        .args(files)
        .output()
        .unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

/// A submission with a picture, by its number.
fn submission(version: &str, n: u32) -> String {
    format!(
        "<data id=\"truce.gaza-2025.fire\" version=\"{version}\" xmlns:orx=\"http://openrosa.org/xforms\"><act><type>shelling</type>\
         <killed>{n}</killed></act><time><when_known>day</when_known><day>2030-03-02</day></time><basis>seen</basis>\
         <text>Whispered {n}.</text><picture><photo>turned.jpg</photo></picture>\
         <orx:meta><orx:instanceID>uuid:{n}</orx:instanceID></orx:meta></data>"
    )
}

/// Sends the manifest in a folder, and these files of it.
fn post(office: &Office, folder: &Path, names: &[&str]) -> (u16, String) {
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let manifest = read("manifest.xml");
    let files: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (*name, read(name))).collect();
    let mut parts: Vec<(&str, Option<&str>, &[u8])> = vec![("xml_submission_file", Some("s.xml"), &manifest)];
    parts.extend(files.iter().map(|(name, bytes)| (*name, Some(*name), bytes.as_slice())));
    office.post(&parts)
}

#[test]
fn what_a_phone_enciphers_is_opened_with_the_key_from_the_drawer() {
    if Command::new("java").arg("--version").output().is_err() {
        assert!(std::env::var_os("RUN_SLOW_TESTS").is_none(), "java is missing; `cargo xtask test` installs it");
        return;
    }
    let drawer = Folder::new();
    let secret = drawer.path("forms.pem");
    let office = Office::open_with(Folder::new(), "gaza-2025.md", |mission| {
        let said = truce(&["device", "form-key", text(mission), "--secret", text(&secret)]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert_eq!(truce(&["device", "form-key", text(mission), "--secret", text(&secret)]).code, 1);
    });
    let mission = text(&office.mission);
    let forms = drawer.path("forms");
    assert_eq!(truce(&["forms", mission, "--folder", text(&forms)]).code, 0);
    let form = forms.join("truce.gaza-2025.fire.xml");
    let version = std::fs::read_to_string(&form).unwrap();
    let version = version.split("version=\"").nth(3).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert!(version.starts_with("1.1."), "{version}");
    let picture = root().join("crates/sources/tests/samples/pictures/turned.jpg");
    let all = ["turned.jpg.enc", "submission.xml.enc"];
    let (one, two, three) = (drawer.path("1"), drawer.path("2"), drawer.path("3"));
    sealed(&one, &form, &submission(&version, 1), "SHA-1", &[&picture]);
    sealed(&two, &form, &submission(&version, 2), "SHA-256", &[&picture]);
    sealed(&three, &form, &submission(&version, 3), "SHA-1", &[&picture]);
    for folder in [&one, &two] {
        let (status, said) = post(&office, folder, &all);
        assert!(status == 202 && said.contains("enciphered"), "{status} {said}");
    }
    // Of the third one file has not come yet.
    assert_eq!(post(&office, &three, &all[1..]).0, 202);
    let inside = office.mission.join("forms.pem");
    let said = truce(&["device", "form-key", mission, "--secret", text(&inside)]);
    assert!(said.code != 0 && !inside.exists(), "{}", said.err);
    let waiting = || truce(&["device", "unread", mission]).out.lines().filter(|line| !line.starts_with(' ')).count();
    assert_eq!(waiting(), 3);
    let other = drawer.path("other.pem");
    let throwaway = Office::open_with(Folder::new(), "gaza-2025.md", |mission| {
        assert_eq!(truce(&["device", "form-key", text(mission), "--secret", text(&other)]).code, 0);
    });
    drop(throwaway);
    let said = truce(&["device", "open", mission, "--secret", text(&other)]);
    assert!(said.code == 1 && said.err.matches("enciphered for another key").count() == 3, "{}", said.err);

    let said = truce(&["device", "open", mission, "--secret", text(&secret)]);
    assert_eq!((said.code, said.out.as_str()), (1, "opened 2, new reports 2, not opened 1\n"), "{}", said.err);
    assert!(said.err.contains("turned.jpg.enc has not come yet") && !said.err.contains("signature"), "{}", said.err);
    assert_eq!(waiting(), 1);
    for n in [1, 2] {
        let event = &objects(&office.event(&format!("patrol-3/uuid:{n}")))[0];
        let own = event["reports"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["report"] == format!("patrol-3/uuid:{n}"))
            .unwrap();
        assert_eq!(own["killed"], n, "{own}");
        // The manifest, both enciphered files, what was in them.
        assert_eq!(own["files"].as_array().unwrap().len(), 5, "{own}");
        let jpeg = own["files"].as_array().unwrap().iter().find(|file| file["media_type"] == "image/jpeg").unwrap();
        assert_eq!(jpeg["digest"].as_str().unwrap(), sha256(&picture));
    }
    // Sent once more it waits no more; the rest of the third comes, changed on the way.
    assert_ne!(post(&office, &one, &all).0, 409);
    assert_eq!(waiting(), 1);
    let mut changed = std::fs::read(three.join("turned.jpg.enc")).unwrap();
    changed[100] ^= 1;
    std::fs::write(three.join("turned.jpg.enc"), changed).unwrap();
    assert_eq!(post(&office, &three, &all).0, 202);
    let said = truce(&["device", "open", mission, "--secret", text(&secret)]);
    assert!(said.code == 0 && said.err.contains("its signature does not fit"), "{}{}", said.out, said.err);
    assert_eq!((waiting(), truce(&["verify", mission]).code), (0, 0));
}

fn sha256(path: &Path) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(std::fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

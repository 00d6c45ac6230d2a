//! What a mission's configuration, `mission.toml`, sets; with the file and the name of what is wrong in it.

use crate::mission::{Mission, config};
use crate::problem::Problem;

impl Mission {
    /// What its configuration sets for calendars and for what leaves the house.
    pub(crate) fn settings(&self) -> Result<web::Settings, Problem> {
        let config = config(&self.folder)?;
        let mut settings = web::Settings::default();
        let days = |value: &toml::Value| value.as_integer().and_then(|days| u32::try_from(days).ok());
        let wrong = |name: &str, wanted: &str| {
            let path = self.folder.join("mission.toml");
            Problem::AtFault(format!("{}: {name} is not {wanted}", path.display()))
        };
        if let Some(value) = config.get("notice_days") {
            let all: Option<Vec<u32>> = value.as_array().and_then(|all| all.iter().map(days).collect());
            settings.notice_days = all.ok_or_else(|| wrong("notice_days", "a list of days, as in [14, 3, 1]"))?;
        }
        if let Some(value) = config.get("delay_days") {
            settings.delay_days = days(value).ok_or_else(|| wrong("delay_days", "a number of days"))?;
        }
        for (name, set) in
            [("demo", &mut settings.is_demo), ("one_factor_is_enough", &mut settings.is_one_factor_enough)]
        {
            if let Some(value) = config.get(name) {
                *set = value.as_bool().ok_or_else(|| wrong(name, "true or false"))?;
            }
        }
        settings.open = match config.get("open") {
            None | Some(toml::Value::Boolean(false)) => web::Open::Closed,
            Some(toml::Value::Boolean(true)) => web::Open::Live,
            Some(value) if value.as_str() == Some("published") => web::Open::Published,
            Some(_) => return Err(wrong("open", "true, false or \"published\"")),
        };
        for (name, set) in [("address", &mut settings.address), ("forms_address", &mut settings.forms_address)] {
            let Some(value) = config.get(name) else { continue };
            let address =
                value.as_str().filter(|address| address.starts_with("https://") || address.starts_with("http://"));
            let wanted = "an address, as in \"https://truce.example.org\"";
            *set = Some(address.ok_or_else(|| wrong(name, wanted))?.to_owned());
        }
        if let Some(value) = config.get("forms_key") {
            settings.forms_key = Some(value.as_str().ok_or_else(|| wrong("forms_key", "a text"))?.to_owned());
        }
        Ok(settings)
    }

    /// What may leave the house, as the section `public` says, and the licence under which.
    pub(crate) fn public(&self) -> Result<(views::released::Policy, Option<String>), Problem> {
        let config = config(&self.folder)?;
        let path = self.folder.join("mission.toml");
        let wrong = |what: &str| Problem::AtFault(format!("{}: public: {what}", path.display()));
        let mut policy =
            views::released::Policy { delay_days: self.settings()?.delay_days, ..views::released::Policy::default() };
        let Some(section) = config.get("public") else { return Ok((policy, None)) };
        let section = section.as_table().ok_or_else(|| wrong("it is a section of its own, [public]"))?;
        let known = ["places", "withhold", "small_numbers", "licence", "advance_days"];
        if let Some(other) = section.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(wrong(&format!("{other} is not one of {}", known.join(", "))));
        }
        if let Some(places) = section.get("places") {
            let text = places.as_str().unwrap_or_default();
            let grid = text.strip_prefix("grid ").and_then(|side| side.trim().parse::<f64>().ok());
            policy.places = match (text, grid) {
                ("zones", _) => views::released::Places::Zones,
                (_, Some(side)) if (0.001..=10.0).contains(&side) => views::released::Places::Grid(side),
                _ => return Err(wrong("places is neither \"zones\" nor \"grid 0.1\", degrees from 0.001 to 10")),
            };
        }
        if let Some(types) = section.get("withhold") {
            let all = types.as_array().map(|all| all.iter().map(|one| one.as_str().map(str::to_owned)));
            let all = all.and_then(|all| all.collect::<Option<_>>());
            policy.withheld = all.ok_or_else(|| wrong("withhold is no list of types"))?;
        }
        if let Some(small) = section.get("small_numbers") {
            let small = small.as_integer().and_then(|small| u64::try_from(small).ok());
            policy.small = small.ok_or_else(|| wrong("small_numbers is no number"))?;
        }
        let licence = match section.get("licence") {
            None => None,
            Some(value) => Some(value.as_str().ok_or_else(|| wrong("licence is not a text"))?.to_owned()),
        };
        Ok((policy, licence))
    }

    /// So many days before a report is published parties have their copies, where the agreement says so.
    pub(crate) fn advance_days(&self) -> Result<Option<u32>, Problem> {
        let config = config(&self.folder)?;
        let Some(value) = config.get("public").and_then(|section| section.get("advance_days")) else { return Ok(None) };
        let days = value.as_integer().and_then(|days| u32::try_from(days).ok());
        let path = self.folder.join("mission.toml");
        let wrong = || Problem::AtFault(format!("{}: public: advance_days is no number of days", path.display()));
        days.map(Some).ok_or_else(wrong)
    }

    /// For how many days words of reports are kept.
    pub(crate) fn words_days(&self) -> Result<Option<u32>, Problem> {
        let config = config(&self.folder)?;
        let Some(section) = config.get("retention").and_then(toml::Value::as_table) else { return Ok(None) };
        if let Some(other) = section.keys().find(|name| *name != "words_days") {
            let path = self.folder.join("mission.toml");
            return Err(Problem::AtFault(format!("{}: retention: {other} is not words_days", path.display())));
        }
        let days =
            section.get("words_days").and_then(|days| days.as_integer()).and_then(|days| u32::try_from(days).ok());
        let path = self.folder.join("mission.toml");
        let wrong = || Problem::AtFault(format!("{}: retention: words_days is no number of days", path.display()));
        days.map(Some).ok_or_else(wrong)
    }

    /// The mail server by which alerts go, as the section `mail` names it.
    pub(crate) fn mail(&self) -> Result<Option<web::alerts::Mail>, Problem> {
        let config = config(&self.folder)?;
        let path = self.folder.join("mission.toml");
        let wrong = |what: &str| Problem::AtFault(format!("{}: mail: {what}", path.display()));
        let Some(section) = config.get("mail") else { return Ok(None) };
        let section = section.as_table().ok_or_else(|| wrong("it is a section of its own, [mail]"))?;
        let known = ["server", "from", "password_file"];
        if let Some(other) = section.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(wrong(&format!("{other} is not one of {}", known.join(", "))));
        }
        let text = |name: &str| {
            section.get(name).map(|value| value.as_str().ok_or_else(|| wrong(&format!("{name} is not a text"))))
        };
        let needed = |name: &str| text(name).unwrap_or_else(|| Err(wrong(&format!("{name} is missing"))));
        let password = match text("password_file").transpose()? {
            None => None,
            Some(name) => {
                let path = self.folder.join(name);
                let read = std::fs::read_to_string(&path).map_err(|error| Problem::file(&path, error))?;
                Some(read.trim_end_matches(['\n', '\r']).to_owned())
            }
        };
        let (server, from) = (needed("server")?.to_owned(), needed("from")?.to_owned());
        Ok(Some(web::alerts::Mail { server, from, password }))
    }

    /// The ways by which alerts go.
    pub(crate) fn carriers(&self) -> Result<web::alerts::Carriers, Problem> {
        let version = self.monitor.state().version();
        let (id, title) =
            version.map(|version| (version.agreement.id.clone(), version.agreement.title.clone())).unwrap_or_default();
        let carriers = web::alerts::Carriers::new(self.mail()?.as_ref(), (id, title, self.settings()?.address));
        carriers.map_err(|error| Problem::AtFault(format!("{}: {error}", self.folder.join("mission.toml").display())))
    }

    /// The provider of accounts elsewhere, as the section `openid` names it.
    pub(crate) fn openid(&self) -> Result<Option<web::OpenIdSettings>, Problem> {
        let config = config(&self.folder)?;
        let path = self.folder.join("mission.toml");
        let wrong = |what: &str| Problem::AtFault(format!("{}: openid: {what}", path.display()));
        let Some(section) = config.get("openid") else { return Ok(None) };
        let section = section.as_table().ok_or_else(|| wrong("it is a section of its own, [openid]"))?;
        let known =
            ["issuer", "client_id", "client_secret_file", "name", "vouches_for_second_factor", "authorities_file"];
        if let Some(other) = section.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(wrong(&format!("{other} is not one of {}", known.join(", "))));
        }
        let text = |name: &str| match section.get(name) {
            None => Ok(None),
            Some(value) => {
                value.as_str().map(|text| Some(text.to_owned())).ok_or_else(|| wrong(&format!("{name} is not a text")))
            }
        };
        let needed = |name: &str| text(name)?.ok_or_else(|| wrong(&format!("{name} is missing")));
        let file = |name: &str| match text(name)? {
            None => Ok(None),
            Some(name) => {
                let path = self.folder.join(name);
                std::fs::read(&path).map(Some).map_err(|error| Problem::file(&path, error))
            }
        };
        let issuer = needed("issuer")?;
        if !issuer.starts_with("https://") && !web::is_here(&issuer, "http://") {
            return Err(wrong("issuer is no https address"));
        }
        if config.get("address").is_none() {
            return Err(wrong("it needs `address`, to which the provider sends people back"));
        }
        let secret = file("client_secret_file")?;
        Ok(Some(web::OpenIdSettings {
            name: text("name")?.unwrap_or_else(|| issuer.clone()),
            issuer,
            client_id: needed("client_id")?,
            client_secret: secret.map(|secret| String::from_utf8_lossy(&secret).trim().to_owned()),
            vouches_for_second: match section.get("vouches_for_second_factor") {
                None => false,
                Some(value) => {
                    value.as_bool().ok_or_else(|| wrong("vouches_for_second_factor is not true or false"))?
                }
            },
            roots: file("authorities_file")?,
        }))
    }
}

//! Places by name. A name that several places bear keeps them all.

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use super::dictionary::folded;

/// A place of the gazetteer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) country: String,
    pub(crate) region: String,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
}

impl Place {
    /// How exact a place of this kind is, in UCDP's terms: 1 a point, 2 near a named place, 3 and 4 within a division, 6 a country.
    pub(crate) fn precision(&self) -> u8 {
        match self.kind.as_str() {
            "crossing" | "site" | "camp" | "neighbourhood" => 1,
            "region" => 4,
            "state" => 6,
            _ => 2,
        }
    }
}

/// All of them.
#[derive(Default)]
pub(crate) struct Gazetteer {
    places: Vec<Place>,
    names: HashMap<String, Vec<usize>, RandomState>,
    pub(crate) n_words_max: usize,
}

impl Gazetteer {
    pub(crate) fn add(&mut self, get: &dyn Fn(&str) -> String) -> Result<(), String> {
        let number = |name: &str, most: f64| {
            let text = get(name);
            let number = text.parse::<f64>().ok().filter(|number| number.abs() <= most);
            number.ok_or_else(|| format!("{text:?} is no {name} in degrees"))
        };
        let (name, lon, lat) = (get("name"), number("lon", 180.0)?, number("lat", 90.0)?);
        if name.is_empty() {
            return Err("it has no name".to_owned());
        }
        let idx = self.places.len();
        for name in std::iter::once(name.as_str()).chain(get("also").split('|')).filter(|name| !name.is_empty()) {
            let key = folded(name);
            self.n_words_max = self.n_words_max.max(key.split(' ').count());
            let all = self.names.entry(key).or_default();
            if !all.contains(&idx) {
                all.push(idx);
            }
        }
        self.places.push(Place { name, kind: get("kind"), country: get("country"), region: get("region"), lon, lat });
        Ok(())
    }

    /// The places of a name.
    pub(crate) fn find(&self, name: &str) -> Vec<&Place> {
        let all = self.names.get(&folded(name)).map_or(&[][..], Vec::as_slice);
        all.iter().map(|idx| &self.places[*idx]).collect()
    }
}

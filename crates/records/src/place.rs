//! Where something is claimed to have happened, and how precisely that is known.

/// A claimed place: a named zone of the agreement, a point with its precision, or words only.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Name of a zone that wholly contains the happening.
    pub zone: Option<String>,
    /// A point that stands for the place.
    pub point: Option<Point>,
    /// How precisely the point stands for it.
    pub precision: PlacePrecision,
    /// The place in the source's words.
    pub name: Option<String>,
}

/// A point on the Earth, WGS 84, in units of 1e-7 degrees (about 1 cm), so that its bytes are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    lon_e7: i32,
    lat_e7: i32,
}

impl Point {
    /// A point from 1e-7 degrees; `None` outside -180..180 and -90..90 degrees.
    pub fn from_e7(lon_e7: i64, lat_e7: i64) -> Option<Point> {
        let lon = (-1_800_000_000..=1_800_000_000).contains(&lon_e7).then_some(lon_e7)?;
        let lat = (-900_000_000..=900_000_000).contains(&lat_e7).then_some(lat_e7)?;
        Some(Point { lon_e7: i32::try_from(lon).ok()?, lat_e7: i32::try_from(lat).ok()? })
    }

    /// Reads decimal degrees.
    pub fn from_text(lon: &str, lat: &str) -> Option<Point> {
        let e7 = |text: &str| {
            let degrees: f64 = text.trim().parse().ok()?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the range is checked by from_e7; a float cast saturates"
            )]
            degrees.is_finite().then_some((degrees * 1e7).round() as i64)
        };
        Point::from_e7(e7(lon)?, e7(lat)?)
    }

    /// Longitude in degrees.
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e7) / 1e7
    }

    /// Latitude in degrees.
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e7) / 1e7
    }

    /// Longitude and latitude in 1e-7 degrees.
    pub fn to_e7(self) -> (i64, i64) {
        (i64::from(self.lon_e7), i64::from(self.lat_e7))
    }
}

/// How precisely a point stands for a place: so many metres, as a receiver of satellite signals states it (`50m`), or
/// UCDP's `where_prec` (UCDP GED Codebook): 1 exact, 2 within some 25 km of a named place, 3 second-order division,
/// 4 first-order division, 5 a linear or fuzzy area, 6 the country, 7 international waters or airspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlacePrecision {
    code: u8,
    metres: Option<u32>,
}

impl PlacePrecision {
    /// Reads a digit 1 to 7, or metres: `50m`.
    pub fn from_text(text: &str) -> Option<PlacePrecision> {
        let text = text.trim();
        if let Some(metres) = text.strip_suffix('m') {
            return metres.trim_end().parse().ok().map(PlacePrecision::within_metres);
        }
        match text.parse::<u8>() {
            Ok(code @ 1..=7) => Some(PlacePrecision { code, metres: None }),
            _ => None,
        }
    }

    /// Exact to so many metres.
    pub fn within_metres(metres: u32) -> PlacePrecision {
        PlacePrecision { code: 1, metres: Some(metres) }
    }

    /// The digit, 1 to 7.
    pub fn code(self) -> u8 {
        self.code
    }

    /// Metres, where they are stated.
    pub fn metres(self) -> Option<u32> {
        self.metres
    }

    /// Metres round the point within which the happening surely lies; `None` where the code bounds nothing.
    /// 1: 1 km, the size of a named place's middle (our choice: the codebook gives no figure); 2: 25 km, by the codebook.
    pub fn radius_metres(self) -> Option<u32> {
        if self.metres.is_some() {
            return self.metres;
        }
        match self.code {
            1 => Some(1_000),
            2 => Some(25_000),
            _ => None,
        }
    }
}

impl Default for PlacePrecision {
    fn default() -> Self {
        PlacePrecision { code: 1, metres: None }
    }
}

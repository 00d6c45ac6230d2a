//! What is asked of outlines and courses: places in them, and how far off.

use std::collections::BTreeMap;

use jiff::Timestamp;
use provisions::Agreement;
use records::{Place, PlacePrecision, Point};

/// An agreement that names one file as an outline and as a course, zones within zones and bands about both.
const DRAWN: &str = "---\n\
    agreement: fuzz\ntitle: Fuzz\ntruce: 1\nversion: 1\nin force: from 2025-01-01\ntime zone: UTC\nparties: a \"A\"\n\
    ---\n\n# Fuzz\n\n```truce\nzone z \"the zone\"\n  outline \"z.geojson\"\nline l \"the line\"\n  course \
    \"z.geojson\"\nzone strip \"beside the line\"\n  within 3 km of l\n  within 500 m of z\nzone inner \"in it\"\n  \
    within z\n```\n\n## P1. Nothing\n\n> Nothing.\n\n```truce\nrule P1 \"nothing\"\n  obliges a\n  never shelling in \
    inner\nrule P2 \"away\"\n  obliges a\n  keep weapons_present 10 km from l\nrule P3 \"out\"\n  obliges a\n  keep \
    weapons_present out of strip\n```\n";

/// Any bytes are taken as an annex, and whatever comes of them can be asked where places lie.
pub fn geojson(data: &[u8]) {
    let annexes = BTreeMap::from([("z.geojson".to_owned(), data.to_vec())]);
    asked(&crate::agreements::read(DRAWN, &annexes));
}

const POINTS: [(&str, &str); 5] =
    [("0", "0"), ("34.4", "31.4"), ("-180", "90"), ("180", "-90"), ("179.9999999", "0.0000001")];

/// So many zones and lines are asked.
const ASKED_MAX: usize = 4;

pub(crate) fn asked(agreement: &Agreement) {
    for (lon, lat) in POINTS {
        for precision in ["1", "2", "3", "7"] {
            let place = Place {
                zone: None,
                point: Point::from_text(lon, lat),
                precision: PlacePrecision::from_text(precision).expect("a precision of UCDP"),
                name: None,
            };
            let at = Timestamp::UNIX_EPOCH;
            for (id, zone) in agreement.zones.iter().take(ASKED_MAX) {
                zone.locates(&place, at);
                far(agreement, id, &place, at);
            }
            for id in agreement.lines.keys().take(ASKED_MAX) {
                far(agreement, id, &place, at);
            }
        }
    }
}

fn far(agreement: &Agreement, id: &str, place: &Place, at: Timestamp) {
    if let Some(metres) = agreement.distance_metres(id, place, at) {
        assert!(metres >= 0.0, "{metres} metres from {id}");
    }
}

//! `status --coverage`: how much of a standing duty's time somebody could see.

use crate::common::{Folder, objects, text, truce};

const AGREEMENT: &str = "---\nagreement: a\ntitle: A\nparties: north \"North\", south \"South\"\n\
                         bodies: commission \"Commission\"\ntime zone: Asia/Beirut\nin force: from 2030-01-30\n---\n\
                         # 1. Quiet\n\n> Nobody fires.\n\n```truce\n\
                         zone valley \"the valley\"\n  annex missing \"not published\"\n\
                         zone ford \"the ford\"\n  within valley\n  annex missing \"not published\"\n\
                         event fire \"fire\" is shelling or shooting\n\
                         state quiet \"the quiet\" for each zone\n  begins and ends by decision of commission\n\
                         rule 1 \"no fire\"\n  obliges north\n  never fire in valley\n  coverage at least 25 %\n\
                         rule 2 \"quiet places\"\n  obliges north\n  while quiet\n  never shelling\n  coverage at least 60 %\n\
                         rule 3 \"a report\"\n  obliges north\n  must body_established\n  by 2030-02-10\n\
                         rule 4 \"no incursion\"\n  obliges north\n  for each zone\n  never incursion\n```\n";

// January has two days in force. A patrol watches the valley for shelling during 24 of their 48 hours, and a sensor for
// all types in the last twelve of these and twelve more; the patrol is kept out for six hours in February.
const ROWS: &str = "id,source,type,start,end,zone,of,means,sets,turn,by\n\
                    d1,post,decision,2030-01-30T00:00,,ford,,,quiet,begins,commission\n\
                    o1,post,observation,2030-01-30T00:00,2030-01-31T00:00,valley,shelling,patrol,,,\n\
                    o2,post,observation,2030-01-30T12:00,2030-01-31T12:00,valley,,sensor,,,\n\
                    o3,post,observation,2030-01-31T00:00,2030-02-01T00:00,hill,,,,,\n\
                    e1,post,incursion,2030-01-31T10:00,,ford,,,,,north\n\
                    x1,post,access_denied,2030-02-01T06:00,2030-02-01T12:00,valley,,patrol,,,south\n";

#[test]
fn shares_are_told_by_zone_month_type_and_means() {
    let folder = Folder::new();
    let mission = folder.path("m");
    let agreement = folder.write("a.md", AGREEMENT);
    let said = truce(&["init", text(&mission), "--agreement", text(&agreement)]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let file = folder.write("r.csv", ROWS);
    let said = truce(&["import", text(&mission), text(&file), "--as", "reports"]);
    assert_eq!(said.code, 0, "{}", said.err);

    let as_of = ["--as-of", "2030-02-01T23:00:00Z"];
    let said = truce(&[&["status", text(&mission), "--coverage", "--format", "json"][..], &as_of].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    let line = |one: serde_json::Value| {
        let [rule, zone, kind, means, from] = ["rule", "zone", "type", "means", "from"]
            .map(|name| one[name].as_str().map_or("-".to_owned(), str::to_owned));
        let [observed, refused, share] = ["observed_hours", "refused_hours", "share"].map(|name| one[name].to_string());
        format!("{rule} {zone} {} {kind} {means}: {observed} h, {share} %, refused {refused} h", &from[..10])
    };
    let lines: Vec<String> = objects(&said).into_iter().map(line).collect();
    let january = [
        "- -: 24 h, 50 %, refused 0 h",
        "shelling -: 36 h, 75 %, refused 0 h",
        "shelling patrol: 24 h, 50 %, refused 0 h",
        "shelling sensor: 24 h, 50 %, refused 0 h",
        "shooting -: 24 h, 50 %, refused 0 h",
        "shooting sensor: 24 h, 50 %, refused 0 h",
    ];
    let february = [
        "- -: 0 h, 0 %, refused 6 h",
        "shelling -: 0 h, 0 %, refused 6 h",
        "shelling patrol: 0 h, 0 %, refused 6 h",
        "shooting -: 0 h, 0 %, refused 6 h",
        "shooting patrol: 0 h, 0 %, refused 6 h",
    ];
    let of_rule_1 = january.iter().map(|rest| format!("1 valley 2030-01-29 {rest}"));
    let of_rule_1 = of_rule_1.chain(february.iter().map(|rest| format!("1 valley 2030-01-31 {rest}")));
    // What is kept apart by zone is watched in that zone, by what watches the larger one.
    let of_rule_2 = [
        "2 ford 2030-01-29 - -: 36 h, 75 %, refused 0 h",
        "2 ford 2030-01-29 shelling -: 36 h, 75 %, refused 0 h",
        "2 ford 2030-01-29 shelling patrol: 24 h, 50 %, refused 0 h",
        "2 ford 2030-01-29 shelling sensor: 24 h, 50 %, refused 0 h",
        "2 ford 2030-01-31 - -: 0 h, 0 %, refused 6 h",
        "2 ford 2030-01-31 shelling -: 0 h, 0 %, refused 6 h",
        "2 ford 2030-01-31 shelling patrol: 0 h, 0 %, refused 6 h",
    ];
    // Without a state of each zone, the zones are those that events name.
    let of_rule_4 = [
        "4 ford 2030-01-29 - -: 24 h, 50 %, refused 0 h",
        "4 ford 2030-01-29 incursion -: 24 h, 50 %, refused 0 h",
        "4 ford 2030-01-29 incursion sensor: 24 h, 50 %, refused 0 h",
        "4 ford 2030-01-31 - -: 0 h, 0 %, refused 6 h",
        "4 ford 2030-01-31 incursion -: 0 h, 0 %, refused 6 h",
        "4 ford 2030-01-31 incursion patrol: 0 h, 0 %, refused 6 h",
    ];
    let expected = of_rule_1.chain(of_rule_2.into_iter().chain(of_rule_4).map(str::to_owned));
    assert_eq!(lines, expected.collect::<Vec<_>>());

    // 24 of 73 hours are more than a quarter; 36 of 73 are less than three fifths.
    let said = truce(&[&["status", text(&mission), "--format", "json"][..], &as_of].concat());
    let statuses = objects(&said).into_iter().map(|one| format!("{} {} {}", one["rule"], one["status"], one["reason"]));
    let statuses: std::collections::BTreeSet<String> = statuses.filter(|line| line < &"\"3".to_owned()).collect();
    let expected = ["\"1\" \"no_breach_recorded\" null", "\"2\" \"undetermined\" \"no_access\""];
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), expected);

    let said = truce(&[&["status", text(&mission), "--coverage"][..], &as_of].concat());
    let first: Vec<&str> = said.out.lines().take(4).collect();
    assert_eq!(
        first,
        [
            "1 no fire · reading: as written · asked for: 25 %",
            "  the valley, 2030-01-30 00:00 to 2030-02-01 00:00: 50 % of 48 h observed",
            "    artillery, tank or mortar fire: 75 % of 48 h observed",
            "      by patrol: 50 % of 48 h observed",
        ]
    );
}

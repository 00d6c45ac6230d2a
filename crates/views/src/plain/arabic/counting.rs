//! Numbers with their nouns in Arabic, in the genitive or accusative, in which they stand throughout: one, two, three to
//! ten, eleven to ninety-nine, and hundreds each have a form of their own. No native reader has reviewed it.

use provisions::Unit;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::plain::labels;

/// The forms of a counted noun.
pub(super) struct Noun {
    /// One, with its numeral: `يوم واحد`.
    pub(super) one: &'static str,
    /// The dual: `يومين`.
    pub(super) two: &'static str,
    /// After 3 to 10: `أيام`.
    pub(super) few: &'static str,
    /// After 11 to 99: `يوماً`.
    pub(super) many: &'static str,
    /// After hundreds and broken numbers: `يوم`.
    pub(super) other: &'static str,
}

const HOUR: Noun =
    Noun { one: "ساعة واحدة", two: "ساعتين", few: "ساعات", many: "ساعة", other: "ساعة" };
const DAY: Noun =
    Noun { one: "يوم واحد", two: "يومين", few: "أيام", many: "يوماً", other: "يوم" };
const WORKING_DAY: Noun =
    Noun {
        one: "يوم عمل واحد", two: "يومي عمل", few: "أيام عمل", many: "يوم عمل", other: "يوم عمل"
    };
const WEEK: Noun = Noun {
    one: "أسبوع واحد", two: "أسبوعين", few: "أسابيع", many: "أسبوعاً", other: "أسبوع"
};
const MONTH: Noun =
    Noun { one: "شهر واحد", two: "شهرين", few: "أشهر", many: "شهراً", other: "شهر" };
const YEAR: Noun =
    Noun { one: "سنة واحدة", two: "سنتين", few: "سنوات", many: "سنة", other: "سنة" };

/// A kilometre.
pub(super) const KILOMETRE: Noun =
    Noun {
        one: "كيلومتر واحد", two: "كيلومترين", few: "كيلومترات", many: "كيلومتراً", other: "كيلومتر"
    };
/// A metre.
pub(super) const METRE: Noun =
    Noun { one: "متر واحد", two: "مترين", few: "أمتار", many: "متراً", other: "متر" };

/// The noun of a unit of time.
pub(super) fn of_unit(unit: Unit) -> Noun {
    match unit {
        Unit::Hour => HOUR,
        Unit::Day => DAY,
        Unit::WorkingDay | Unit::Named(_) => WORKING_DAY,
        Unit::Week => WEEK,
        Unit::Month => MONTH,
        Unit::Year => YEAR,
    }
}

/// `يومين`, `3 أيام`, `72 ساعة`.
pub(super) fn counted(number: Decimal, noun: &Noun) -> String {
    let shown = labels::number(number);
    let whole = if number.fract().is_zero() { number.to_u64() } else { None };
    let form = match whole {
        Some(1) => return noun.one.to_owned(),
        Some(2) => return noun.two.to_owned(),
        Some(n) => match n % 100 {
            3..=10 => noun.few,
            11..=99 => noun.many,
            _ => noun.other,
        },
        None => noun.other,
    };
    format!("{shown} {form}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(n: &str, unit: Unit, expected: &str) {
        assert_eq!(counted(n.parse().unwrap(), &of_unit(unit)), expected);
    }

    #[test]
    fn the_noun_follows_its_number() {
        check("1", Unit::Day, "يوم واحد");
        check("2", Unit::Day, "يومين");
        check("3", Unit::Day, "3 أيام");
        check("10", Unit::Hour, "10 ساعات");
        check("11", Unit::Day, "11 يوماً");
        check("72", Unit::Hour, "72 ساعة");
        check("90", Unit::Day, "90 يوماً");
        check("100", Unit::Day, "100 يوم");
        check("102", Unit::Month, "102 شهر");
        check("105", Unit::Week, "105 أسابيع");
        check("2", Unit::WorkingDay, "يومي عمل");
        check("7.5", Unit::Hour, "7.5 ساعة");
    }
}

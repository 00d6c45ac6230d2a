//! Numbers are compared by their size: small ones one by one, larger ones by their proportion.

const SMALL: u16 = 6;

/// Both small or one of them, by the two numbers; both large; one stated; none.
pub(crate) const N_CELLS: usize = (SMALL * SMALL + 4 + 2) as usize;
const BOTH_LARGE: u16 = SMALL * SMALL;
const ONE: u16 = BOTH_LARGE + 4;
pub(crate) const NONE: u16 = ONE + 1;

/// The cell of two numbers; `None`: not stated.
pub(crate) fn cell(one: Option<f32>, other: Option<f32>) -> u16 {
    let (Some(one), Some(other)) = (one, other) else {
        return if one.is_none() && other.is_none() { NONE } else { ONE };
    };
    let (less, more) = if one <= other { (one, other) } else { (other, one) };
    if less >= 5.0 {
        let share = less / more;
        return BOTH_LARGE
            + match share {
                share if share >= 0.999 => 0,
                share if share >= 0.8 => 1,
                share if share >= 0.5 => 2,
                _ => 3,
            };
    }
    small(less) * SMALL + small(more)
}

fn small(number: f32) -> u16 {
    [0.5, 1.5, 2.5, 3.5, 4.5].iter().map(|bound| u16::from(number >= *bound)).sum()
}

/// How near: 0 the same, then ever farther, up to 3.
pub(crate) fn nearness(cell: u16) -> Option<u8> {
    match cell {
        NONE | ONE => None,
        cell if cell >= BOTH_LARGE => u8::try_from(cell - BOTH_LARGE).ok(),
        cell => Some(match (cell % SMALL).abs_diff(cell / SMALL) {
            0 => 0,
            1 => 1,
            2 => 2,
            _ => 3,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_numbers_one_by_one_large_ones_by_proportion() {
        let near = |one: f32, other: f32| nearness(cell(Some(one), Some(other)));
        assert_eq!(
            [near(0.0, 0.0), near(3.0, 3.0), near(3.0, 4.0), near(0.0, 5.0)],
            [Some(0), Some(0), Some(1), Some(3)]
        );
        assert_eq!([near(40.0, 40.0), near(40.0, 45.0), near(40.0, 400.0)], [Some(0), Some(1), Some(3)]);
        assert_eq!(cell(None, None), NONE);
        assert_eq!(cell(Some(2.0), Some(1.0)), cell(Some(1.0), Some(2.0)));
    }
}

//! One file for each way of comparing. Each gives two values a *cell*: one of a short list of outcomes, whose weight is learnt.
//! A new way has its file here, its kind in `schema.rs`, and its arm in `items.rs`.

pub(crate) mod number;
pub(crate) mod place;
pub(crate) mod spelling;
pub(crate) mod time;
pub(crate) mod words;

use spelling::Likeness;

/// Outcomes for values of a closed list.
pub(crate) mod class {
    pub(crate) const N_CELLS: usize = 5;

    /// The cell: the same, one family, different, one not stated, none stated.
    pub(crate) fn cell(is_same: bool, is_family: bool) -> u16 {
        match (is_same, is_family) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }
    }

    pub(crate) fn absent(is_both: bool) -> u16 {
        if is_both { 4 } else { 3 }
    }

    pub(crate) fn nearness(cell: u16) -> Option<u8> {
        [Some(0), Some(1), Some(3)].get(usize::from(cell)).copied().flatten()
    }
}

/// Outcomes for names.
pub(crate) mod name {
    use super::Likeness;

    pub(crate) const N_CELLS: usize = 6;

    pub(crate) fn cell(likeness: Likeness) -> u16 {
        match likeness {
            Likeness::Same => 0,
            Likeness::Close => 1,
            Likeness::Parts => 2,
            Likeness::Far => 3,
        }
    }

    pub(crate) fn absent(is_both: bool) -> u16 {
        if is_both { 5 } else { 4 }
    }

    pub(crate) fn nearness(cell: u16) -> Option<u8> {
        u8::try_from(cell).ok().filter(|cell| *cell < 4)
    }
}

/// Outcomes for texts.
pub(crate) mod text {
    pub(crate) const N_CELLS: usize = 7;

    pub(crate) fn absent(is_both: bool) -> u16 {
        if is_both { 6 } else { 5 }
    }

    pub(crate) fn nearness(cell: u16) -> Option<u8> {
        [Some(0), Some(0), Some(1), None, None].get(usize::from(cell)).copied().flatten()
    }
}

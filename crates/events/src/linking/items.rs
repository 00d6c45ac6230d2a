//! Features of many reports, held column by column, and their comparison.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use records::Texts;

use super::features::{Feature, Features, Spot};
use super::gazetteer::Gazetteer;
use super::schema::{Schema, SignalKind};
use super::signals::place::{self, NO_WORD, Place};
use super::signals::spelling::{Likeness, Spelling};
use super::signals::time::{self, Span};
use super::signals::{class, name, number, text, words};
use super::things::Things;

/// Reports as numbers, in the order in which they came; nothing that is worked out depends on that order.
pub(crate) struct Items {
    pub(crate) schema: Schema,
    pub(crate) ids: Texts,
    pub(crate) sources: Texts,
    /// By source: its place in the order of their names.
    ranks: Vec<u32>,
    pub(crate) source_of: Vec<u32>,
    pub(crate) columns: Vec<Column>,
    pub(crate) things: Things,
}

/// The values of one signal.
pub(crate) enum Column {
    Time(Vec<Span>),
    Place { places: Vec<Place>, names: Vocabulary, regions: Texts },
    Class { values: Vec<u32>, vocabulary: Vocabulary },
    Name { values: Vec<u32>, vocabulary: Vocabulary },
    Number(Vec<Option<f32>>),
    Words(Vec<Box<[u32]>>),
}

/// Distinct texts with what is compared of them.
pub(crate) struct Vocabulary {
    pub(crate) texts: Texts,
    pub(crate) spellings: Vec<Spelling>,
    families: Vec<u32>,
    family_names: Texts,
}

/// Likenesses found before, one table for each signal. Names come again and again.
pub(crate) type Remembered = Vec<HashMap<u64, Likeness, FixedState>>;

impl Items {
    pub(crate) fn new(schema: Schema) -> Items {
        let columns = schema.signals.iter().map(|signal| match signal.kind {
            SignalKind::Time => Column::Time(Vec::new()),
            SignalKind::Place => {
                Column::Place { places: Vec::new(), names: Vocabulary::new(), regions: Texts::unordered() }
            }
            SignalKind::Class => Column::Class { values: Vec::new(), vocabulary: Vocabulary::new() },
            SignalKind::Name => Column::Name { values: Vec::new(), vocabulary: Vocabulary::new() },
            SignalKind::Number => Column::Number(Vec::new()),
            SignalKind::Words => Column::Words(Vec::new()),
        });
        let columns = columns.collect();
        Items {
            schema,
            ids: Texts::default(),
            sources: Texts::unordered(),
            ranks: Vec::new(),
            source_of: Vec::new(),
            columns,
            things: Things::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// Puts one in and gives its number; one of the same id is replaced.
    pub(crate) fn put(&mut self, features: Features) -> u32 {
        let number = note(&mut self.ids, &features.id);
        let source = note(&mut self.sources, &features.source);
        if self.sources.len() > self.ranks.len() {
            self.rank();
        }
        put(&mut self.source_of, number, source);
        self.things.put(number, features.thing);
        let mut values = features.values.into_iter();
        for column in &mut self.columns {
            column.put(number, values.next().unwrap_or_default());
        }
        number
    }

    /// Gives an item a point where its words are known.
    pub(crate) fn locate(&mut self, item: u32, gazetteer: &Gazetteer) {
        for column in &mut self.columns {
            if let Column::Place { places, names, regions } = column {
                let place = &mut places[item as usize];
                let name = (place.name != NO_WORD).then(|| &names.spellings[place.name as usize]);
                let region = (place.region != NO_WORD).then(|| regions.get(place.region));
                *place = gazetteer.located(*place, name, region);
            }
        }
    }

    /// The same for all.
    pub(crate) fn locate_all(&mut self, gazetteer: &Gazetteer) {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).for_each(|item| self.locate(item, gazetteer));
    }

    /// All, in the order of their times, then of their ids.
    pub(crate) fn by_time(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).collect();
        let from = |item: u32| self.span(item).map_or(0, |span| span.from);
        order.sort_by(|a, b| from(*a).cmp(&from(*b)).then_with(|| self.ids.compare(*a, *b)));
        order
    }

    /// The same reports, numbered in the order of their times: neighbours lie near one another in memory.
    pub(crate) fn in_time(self) -> Items {
        let order = self.by_time();
        if order.is_sorted() {
            return self;
        }
        let mut ids = Texts::unordered();
        for item in &order {
            note(&mut ids, self.ids.get(*item));
        }
        let source_of = order.iter().map(|item| self.source_of[*item as usize]).collect();
        let columns = self.columns.into_iter().map(|column| column.permuted(&order)).collect();
        let things = self.things.permuted(&order);
        Items { ids, source_of, columns, things, ..self }
    }

    pub(crate) fn id(&self, item: u32) -> &str {
        self.ids.get(item)
    }

    /// All, by their numbers.
    pub(crate) fn numbers(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn remembered(&self) -> Remembered {
        self.columns.iter().map(|_| HashMap::with_hasher(FixedState::with_seed(0))).collect()
    }

    /// The two in the order of their sources' names: which of them stands first when times are compared.
    pub(crate) fn oriented(&self, one: u32, other: u32) -> (u32, u32) {
        let rank = |item: u32| self.ranks[self.source_of[item as usize] as usize];
        if rank(one) <= rank(other) { (one, other) } else { (other, one) }
    }

    fn rank(&mut self) {
        let mut order: Vec<u32> = (0..u32::try_from(self.sources.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by(|a, b| self.sources.compare(*a, *b));
        self.ranks = vec![0; order.len()];
        for (rank, source) in (0..).zip(order) {
            self.ranks[source as usize] = rank;
        }
    }

    /// The cell of each signal, of two reports in their order.
    pub(crate) fn compare(&self, first: u32, second: u32, remembered: &mut Remembered, cells: &mut [u16]) {
        for ((column, table), cell) in self.columns.iter().zip(remembered).zip(cells) {
            *cell = column.compare(first as usize, second as usize, table);
        }
    }

    /// The span of time, where the schema has one.
    pub(crate) fn span(&self, item: u32) -> Option<Span> {
        self.columns.iter().find_map(|column| match column {
            Column::Time(spans) => Some(spans[item as usize]),
            _ => None,
        })
    }

    /// The name of a region, of a place.
    pub(crate) fn region(&self, region: u32) -> &str {
        let of_place = self.columns.iter().find_map(|column| match column {
            Column::Place { regions, .. } => Some(regions),
            _ => None,
        });
        of_place.map_or("", |regions| regions.get(region))
    }

    /// The place with the words for its name, where the schema has one.
    pub(crate) fn place(&self, item: u32) -> Option<(&Place, &Vocabulary)> {
        self.columns.iter().find_map(|column| match column {
            Column::Place { places, names, .. } => Some((&places[item as usize], names)),
            _ => None,
        })
    }
}

impl Column {
    fn put(&mut self, number: u32, value: Feature) {
        match self {
            Column::Time(spans) => put(
                spans,
                number,
                match value {
                    Feature::Time { from, until } => Span { from, until },
                    _ => time::ABSENT,
                },
            ),
            Column::Place { places, names, regions } => put(
                places,
                number,
                match value {
                    Feature::Place(spot) => placed(spot, names, regions),
                    _ => place::ABSENT,
                },
            ),
            Column::Class { values, vocabulary } | Column::Name { values, vocabulary } => put(
                values,
                number,
                match value {
                    Feature::Text { text, family } => vocabulary.note(&text, family.as_deref()),
                    _ => NO_WORD,
                },
            ),
            Column::Number(numbers) => put(
                numbers,
                number,
                match value {
                    Feature::Number(value) if value.is_finite() => Some(value),
                    _ => None,
                },
            ),
            Column::Words(sketches) => put(
                sketches,
                number,
                match value {
                    Feature::Words(sketch) => sketch.into_boxed_slice(),
                    _ => Box::default(),
                },
            ),
        }
    }

    fn permuted(self, order: &[u32]) -> Column {
        fn permuted<T: Clone>(list: &[T], order: &[u32]) -> Vec<T> {
            order.iter().map(|item| list[*item as usize].clone()).collect()
        }
        match self {
            Column::Time(spans) => Column::Time(permuted(&spans, order)),
            Column::Place { places, names, regions } => {
                Column::Place { places: permuted(&places, order), names, regions }
            }
            Column::Class { values, vocabulary } => Column::Class { values: permuted(&values, order), vocabulary },
            Column::Name { values, vocabulary } => Column::Name { values: permuted(&values, order), vocabulary },
            Column::Number(numbers) => Column::Number(permuted(&numbers, order)),
            Column::Words(sketches) => Column::Words(permuted(&sketches, order)),
        }
    }

    /// How many cells there are.
    pub(crate) fn n_cells(&self) -> usize {
        match self {
            Column::Time(_) => time::N_CELLS,
            Column::Place { .. } => place::N_CELLS,
            Column::Class { .. } => class::N_CELLS,
            Column::Name { .. } => name::N_CELLS,
            Column::Number(_) => number::N_CELLS,
            Column::Words(_) => text::N_CELLS,
        }
    }

    /// How near a cell is: 0 the same, up to 3; `None` where nothing can be said.
    pub(crate) fn nearness(&self, cell: u16) -> Option<u8> {
        match self {
            Column::Time(_) => time::nearness(cell),
            Column::Place { .. } => place::nearness(cell),
            Column::Class { .. } => class::nearness(cell),
            Column::Name { .. } => name::nearness(cell),
            Column::Number(_) => number::nearness(cell),
            Column::Words(_) => text::nearness(cell),
        }
    }

    /// A wider cell, whose weight stands in where little was seen of the cell itself.
    pub(crate) fn parent(&self, cell: u16) -> u16 {
        match self {
            Column::Time(_) => time::parent(cell),
            Column::Place { .. } => place::parent(cell),
            _ => cell,
        }
    }

    /// The two values, of a signal whose values are words.
    pub(crate) fn values(&self) -> Option<(&[u32], &Vocabulary)> {
        match self {
            Column::Class { values, vocabulary } | Column::Name { values, vocabulary } => Some((values, vocabulary)),
            _ => None,
        }
    }

    pub(crate) fn compare(&self, first: usize, second: usize, table: &mut HashMap<u64, Likeness, FixedState>) -> u16 {
        match self {
            Column::Time(spans) => time::cell(spans[first], spans[second]),
            Column::Place { places, names, .. } => {
                let (one, other) = (&places[first], &places[second]);
                place::cell(one, other, names.likeness(one.name, other.name, table))
            }
            Column::Class { values, vocabulary } => match (values[first], values[second]) {
                (NO_WORD, NO_WORD) => class::absent(true),
                (NO_WORD, _) | (_, NO_WORD) => class::absent(false),
                (a, b) => class::cell(a == b, vocabulary.is_family(a, b)),
            },
            Column::Name { values, vocabulary } => {
                let (a, b) = (values[first], values[second]);
                match vocabulary.likeness(a, b, table) {
                    Some(likeness) => name::cell(likeness),
                    None => name::absent(a == b),
                }
            }
            Column::Number(numbers) => number::cell(numbers[first], numbers[second]),
            Column::Words(sketches) => match (&*sketches[first], &*sketches[second]) {
                ([], []) => text::absent(true),
                ([], _) | (_, []) => text::absent(false),
                (one, other) => words::cell(one, other),
            },
        }
    }

    /// What was found of two reports, in words; empty where nothing can be said.
    pub(crate) fn words(&self, first: usize, second: usize, table: &mut HashMap<u64, Likeness, FixedState>) -> String {
        match self {
            Column::Time(spans) if spans[first].is_absent() || spans[second].is_absent() => String::new(),
            Column::Time(spans) => time::words(spans[first], spans[second]),
            Column::Place { places, names, .. } => {
                let (one, other) = (&places[first], &places[second]);
                place::words(one, other, names.likeness(one.name, other.name, table))
            }
            Column::Class { values, vocabulary } | Column::Name { values, vocabulary } => {
                match (values[first], values[second]) {
                    (NO_WORD, _) | (_, NO_WORD) => String::new(),
                    (a, b) if a == b => format!("both {}", vocabulary.texts.get(a)),
                    (a, b) => format!("{} and {}", vocabulary.texts.get(a), vocabulary.texts.get(b)),
                }
            }
            Column::Number(numbers) => match (numbers[first], numbers[second]) {
                (Some(one), Some(other)) if (one - other).abs() < f32::EPSILON => format!("both {one}"),
                (Some(one), Some(other)) => format!("{one} and {other}"),
                _ => String::new(),
            },
            Column::Words(sketches) if sketches[first].is_empty() || sketches[second].is_empty() => String::new(),
            Column::Words(sketches) => match words::cell(&sketches[first], &sketches[second]) {
                0 => "mostly the same words",
                1 => "many words in common",
                2 => "some words in common",
                _ => "",
            }
            .to_owned(),
        }
    }
}

impl Vocabulary {
    fn new() -> Vocabulary {
        let (texts, family_names) = (Texts::unordered(), Texts::unordered());
        Vocabulary { texts, spellings: Vec::new(), families: Vec::new(), family_names }
    }

    fn note(&mut self, text: &str, family: Option<&str>) -> u32 {
        let word = note(&mut self.texts, text);
        if word as usize == self.spellings.len() {
            self.spellings.push(Spelling::of(text));
            let family = family.map_or(NO_WORD, |family| note(&mut self.family_names, family));
            self.families.push(family);
        }
        word
    }

    fn is_family(&self, one: u32, other: u32) -> bool {
        let family = self.families[one as usize];
        family != NO_WORD && family == self.families[other as usize]
    }

    /// `None` where one is not stated.
    pub(crate) fn likeness(
        &self,
        one: u32,
        other: u32,
        table: &mut HashMap<u64, Likeness, FixedState>,
    ) -> Option<Likeness> {
        if one == NO_WORD || other == NO_WORD {
            return None;
        }
        if one == other {
            return Some(Likeness::Same);
        }
        let key = u64::from(one.min(other)) << 32 | u64::from(one.max(other));
        let found = || self.spellings[one as usize].likeness(&self.spellings[other as usize]);
        Some(*table.entry(key).or_insert_with(found))
    }
}

fn placed(spot: Spot, names: &mut Vocabulary, regions: &mut Texts) -> Place {
    let name = spot.name.map_or(NO_WORD, |name| names.note(&name, None));
    let region = spot.region.map_or(NO_WORD, |region| note(regions, &region));
    Place::new(spot.point, spot.precision, name, region)
}

/// At the end, or in place of what stands there.
fn put<T>(list: &mut Vec<T>, number: u32, value: T) {
    match list.get_mut(number as usize) {
        Some(place) => *place = value,
        None => list.push(value),
    }
}

fn note(texts: &mut Texts, text: &str) -> u32 {
    texts.note(text).expect("fewer words than there are numbers").0
}

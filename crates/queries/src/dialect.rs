//! What the engines say differently. All else is written in words that the three of them share.

/// A dialect of SQL, by the engine that speaks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// DuckDB, from 1.0 on.
    Duckdb,
    /// PostgreSQL, from 13 on.
    Postgres,
    /// Apache Spark, from 4.0 on.
    Spark,
}

impl Dialect {
    /// Every dialect with its name on the command line.
    pub const NAMES: [(&'static str, Dialect); 3] =
        [("duckdb", Dialect::Duckdb), ("postgres", Dialect::Postgres), ("spark", Dialect::Spark)];

    /// The type of text.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Dialect::Duckdb => "VARCHAR",
            Dialect::Postgres => "TEXT",
            Dialect::Spark => "STRING",
        }
    }

    /// A name between the marks that keep it apart from the language's own words.
    pub(crate) fn quoted(self, name: &str) -> String {
        match self {
            Dialect::Duckdb | Dialect::Postgres => format!("\"{name}\""),
            Dialect::Spark => format!("`{name}`"),
        }
    }

    /// Text between marks.
    pub(crate) fn literal(self, text: &str) -> String {
        match self {
            Dialect::Duckdb | Dialect::Postgres => format!("'{}'", text.replace('\'', "''")),
            Dialect::Spark => format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")),
        }
    }

    /// What begins a step that is kept.
    pub(crate) fn keep(self, name: &str) -> String {
        match self {
            Dialect::Duckdb => format!("CREATE OR REPLACE TEMP TABLE {name} AS"),
            Dialect::Postgres => format!("DROP TABLE IF EXISTS pg_temp.{name} CASCADE;\nCREATE TEMP TABLE {name} AS"),
            // A table in files: of views on views its planner makes plans that no longer end.
            Dialect::Spark => format!("DROP TABLE IF EXISTS {name};\nCREATE TABLE {name} USING parquet AS"),
        }
    }

    /// What begins a step that is worked out where it is used.
    pub(crate) fn look(name: &str) -> String {
        format!("CREATE OR REPLACE TEMPORARY VIEW {name} AS")
    }

    /// Microseconds from one moment to another.
    pub(crate) fn micros(self, from: &str, until: &str) -> String {
        match self {
            Dialect::Duckdb => format!("date_diff('microsecond', {from}, {until})"),
            Dialect::Postgres => format!("CAST(EXTRACT(EPOCH FROM ({until}) - ({from})) * 1000000 AS BIGINT)"),
            Dialect::Spark => format!("timestampdiff(MICROSECOND, {from}, {until})"),
        }
    }

    /// Texts of a group, in order, with commas between them.
    pub(crate) fn joined(self, text: &str, order: &str) -> String {
        match self {
            Dialect::Duckdb | Dialect::Postgres => format!("string_agg({text}, ',' ORDER BY {order})"),
            Dialect::Spark => format!("listagg({text}, ',') WITHIN GROUP (ORDER BY {order})"),
        }
    }

    /// The same, each ended by a line feed.
    pub(crate) fn lines(self, text: &str, order: &str) -> String {
        match self {
            Dialect::Duckdb | Dialect::Postgres => format!("string_agg({text} || chr(10), '' ORDER BY {order})"),
            Dialect::Spark => format!("listagg({text} || char(10), '') WITHIN GROUP (ORDER BY {order})"),
        }
    }

    /// The SHA-256 of a text's UTF-8 bytes, in hexadecimal digits.
    pub(crate) fn sha256(self, text: &str) -> String {
        match self {
            Dialect::Duckdb => format!("sha256({text})"),
            Dialect::Postgres => format!("encode(sha256(convert_to({text}, 'UTF8')), 'hex')"),
            Dialect::Spark => format!("sha2({text}, 256)"),
        }
    }

    /// A table `n` of whole numbers, both ends among them.
    pub(crate) fn numbers(self, from: &str, until: &str) -> String {
        match self {
            Dialect::Duckdb => {
                format!("SELECT UNNEST(range(CAST({from} AS BIGINT), CAST({until} AS BIGINT) + 1)) AS n")
            }
            Dialect::Postgres => {
                format!("SELECT generate_series(CAST({from} AS BIGINT), CAST({until} AS BIGINT)) AS n")
            }
            Dialect::Spark => format!("SELECT explode(sequence(CAST({from} AS BIGINT), CAST({until} AS BIGINT))) AS n"),
        }
    }

    /// Days from one date to another.
    pub(crate) fn days_between(self, from: &str, until: &str) -> String {
        match self {
            Dialect::Duckdb => format!("date_diff('day', {from}, {until})"),
            Dialect::Postgres => format!("(({until}) - ({from}))"),
            Dialect::Spark => format!("datediff({until}, {from})"),
        }
    }

    /// A date so many days later.
    pub(crate) fn day_after(self, date: &str, days: &str) -> String {
        match self {
            Dialect::Duckdb | Dialect::Postgres => format!("({date} + CAST({days} AS INTEGER))"),
            Dialect::Spark => format!("date_add({date}, CAST({days} AS INT))"),
        }
    }

    /// The day of the week, Monday first, from 0.
    pub(crate) fn weekday(self, date: &str) -> String {
        match self {
            Dialect::Duckdb => format!("(isodow({date}) - 1)"),
            Dialect::Postgres => format!("(CAST(EXTRACT(ISODOW FROM {date}) AS INTEGER) - 1)"),
            Dialect::Spark => format!("weekday({date})"),
        }
    }

    /// A text as a number; nothing where it is none.
    pub(crate) fn number(self, text: &str) -> String {
        match self {
            Dialect::Duckdb | Dialect::Spark => format!("TRY_CAST(TRIM({text}) AS DECIMAL(28,9))"),
            Dialect::Postgres => format!(
                "CASE WHEN TRIM({text}) ~ '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$' THEN CAST(TRIM({text}) AS DECIMAL(28,9)) END"
            ),
        }
    }

    /// A whole number divided by another, what is left over cut off.
    pub(crate) fn whole(self, dividend: &str, divisor: i64) -> String {
        match self {
            Dialect::Duckdb => format!("(({dividend}) // {divisor})"),
            Dialect::Postgres => format!("DIV(CAST({dividend} AS NUMERIC), {divisor})"),
            Dialect::Spark => format!("(({dividend}) DIV {divisor})"),
        }
    }
}

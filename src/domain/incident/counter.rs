//! In which cell is an incident counted once it is gone?
//!
//! By month, area, type and value band. A cell with fewer than five is merged into the next wider one, so that no
//! count points at anybody. Each incident is in one cell: the sum of all cells is the number of incidents.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::{kind::Kind, loss::Band};
use crate::domain::text::words;

/// The fewest that a cell may hold, but for the widest.
pub const FEWEST: u64 = 5;

words! {
    /// How much time a cell covers.
    Span {
        /// A month.
        Month = "month", "A month";
        /// A year.
        Year = "year", "A year";
        /// All of it: the widest cell.
        Ever = "ever", "Ever";
    }
}

/// A cell of the anonymous counters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// How much time it covers.
    pub span: Span,
    /// From which day on; nothing where it covers everything.
    pub from: Option<NaiveDate>,
    /// The part of town; nothing where it covers all, or it is not known.
    pub area: Option<String>,
    /// The type; nothing where it covers all.
    pub kind: Option<Kind>,
    /// The value band; nothing where it covers all.
    pub band: Option<Band>,
}

impl Cell {
    /// The narrowest cell of an incident, by the London day on which it happened.
    pub fn of(day: NaiveDate, area: &str, kind: Kind, band: Band) -> Self {
        Self {
            span: Span::Month,
            from: day.with_day(1),
            area: Some(area.to_owned()).filter(|area| !area.is_empty()),
            kind: Some(kind),
            band: Some(band),
        }
    }

    /// The next wider cell: without the value band, then the area; then the whole year, then without the type; then
    /// everything. Nothing is wider than that.
    pub fn wider(&self) -> Option<Self> {
        let wider = self.clone();
        Some(match self {
            Self { band: Some(_), .. } => Self { band: None, ..wider },
            Self { area: Some(_), .. } => Self { area: None, ..wider },
            Self { span: Span::Month, from, .. } => {
                Self { span: Span::Year, from: from.and_then(|day| day.with_month(1)), ..wider }
            }
            Self { kind: Some(_), .. } => Self { kind: None, ..wider },
            Self { span: Span::Year, .. } => Self { span: Span::Ever, from: None, ..wider },
            Self { span: Span::Ever, .. } => return None,
        })
    }

    /// How many cells lie above this one.
    fn depth(&self) -> u32 {
        let narrow = |is: bool| u32::from(is);
        narrow(self.band.is_some())
            + narrow(self.area.is_some())
            + narrow(self.span == Span::Month)
            + narrow(self.kind.is_some())
            + narrow(self.span != Span::Ever)
    }
}

/// Which cells are to be merged into which, in this order: every one with fewer than five, the narrowest first. What
/// a cell takes up counts for it.
pub fn merged(cells: &[(Cell, u64)]) -> Vec<(Cell, Cell)> {
    let mut held: BTreeMap<(u32, Cell), u64> =
        cells.iter().map(|(cell, n)| ((cell.depth(), cell.clone()), *n)).collect();
    let mut moves = Vec::new();
    while let Some(((_, cell), n)) = held.pop_last() {
        if n < FEWEST
            && let Some(wider) = cell.wider()
        {
            *held.entry((wider.depth(), wider.clone())).or_default() += n;
            moves.push((cell, wider));
        }
    }
    moves
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn cell(month: &str, area: &str, kind: Kind, band: Band) -> Cell {
        Cell::of(day(month), area, kind, band)
    }

    fn after(cells: &[(Cell, u64)]) -> BTreeMap<Cell, u64> {
        let mut held: BTreeMap<Cell, u64> = cells.iter().cloned().collect();
        for (from, to) in merged(cells) {
            let n = held.remove(&from).unwrap();
            *held.entry(to).or_default() += n;
        }
        held
    }

    #[test]
    fn the_way_up_loses_band_area_month_type_and_year() {
        let mut cell = cell("2024-02-29", "Market", Kind::Theft, Band::Under50);
        let mut way = Vec::new();
        while let Some(wider) = cell.wider() {
            let word = |text: &Option<String>| text.clone().unwrap_or_else(|| "all".to_owned());
            let kind = wider.kind.map(|kind| kind.as_str().to_owned());
            let from = wider.from.map(|day| day.to_string());
            way.push([wider.span.as_str(), &word(&from), &word(&wider.area), &word(&kind)].join(" "));
            cell = wider;
        }
        let expected = [
            "month 2024-02-01 Market theft",
            "month 2024-02-01 all theft",
            "year 2024-01-01 all theft",
            "year 2024-01-01 all all",
            "ever all all all",
        ];
        assert_eq!(way, expected);
    }

    #[test]
    fn four_are_merged_until_they_are_five_with_others() {
        let small = cell("2024-02-01", "Market", Kind::Theft, Band::Under50);
        let other = cell("2024-02-01", "Market", Kind::Theft, Band::From50);
        let wide = Cell { band: None, ..small.clone() };
        let large = cell("2024-02-01", "Market", Kind::Fraud, Band::None);
        let cells = [(small, 4), (other, 1), (large.clone(), 5)];
        assert_eq!(after(&cells), BTreeMap::from([(wide, 5), (large, 5)]), "R-25, R-66");
    }

    #[test]
    fn fewer_than_five_in_all_are_only_a_total() {
        let cells = [
            (cell("2024-02-01", "Market", Kind::Theft, Band::Under50), 1),
            (cell("2021-07-01", "", Kind::Abuse, Band::None), 2),
        ];
        let ever = Cell { span: Span::Ever, from: None, area: None, kind: None, band: None };
        assert_eq!(after(&cells), BTreeMap::from([(ever, 3)]));
    }

    fn cells() -> impl Strategy<Value = Vec<(Cell, u64)>> {
        let one = (0..36_u32, 0..4_usize, 0..Kind::ALL.len(), 0..Band::ALL.len(), 0..6_usize, 1..9_u64);
        let one = one.prop_map(|(month, area, kind, band, up, n)| {
            let month = day("2022-01-01") + chrono::Months::new(month);
            let area = ["", "Market", "Quay", "High Street"][area];
            let mut cell = Cell::of(month, area, Kind::ALL[kind], Band::ALL[band]);
            for _ in 0..up {
                cell = cell.wider().unwrap_or(cell);
            }
            (cell, n)
        });
        let many = prop::collection::vec(one, 0..40);
        many.prop_map(|cells| cells.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect())
    }

    proptest! {
        #[test]
        fn no_cell_but_the_widest_stays_under_five_and_nothing_is_lost(cells in cells()) {
            let held = after(&cells);
            let sum = |cells: &mut dyn Iterator<Item = u64>| cells.sum::<u64>();
            prop_assert_eq!(sum(&mut held.values().copied()), sum(&mut cells.iter().map(|(_, n)| *n)));
            for (cell, n) in &held {
                prop_assert!(*n >= FEWEST || cell.span == Span::Ever, "{:?} holds {}", cell, n);
            }
            prop_assert!(merged(&held.into_iter().collect::<Vec<_>>()).is_empty());
        }

        #[test]
        fn the_way_up_ends(cells in cells()) {
            for (mut cell, _) in cells {
                for _ in 0..=5 {
                    let Some(wider) = cell.wider() else { break };
                    prop_assert_eq!(wider.depth() + 1, cell.depth());
                    cell = wider;
                }
                prop_assert_eq!(cell.wider(), None);
            }
        }
    }
}

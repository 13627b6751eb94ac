//! Which of the gallery's pictures, newest first, were painted on one day.

use std::ops::Range;

use super::{EntryId, Gallery};

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

impl Gallery {
    /// The places of the pictures of each day, as [`super::day`] counts days, the latest first. It takes a few steps a
    /// day, not one a picture.
    pub fn days(&self) -> Vec<Range<usize>> {
        days(self.len(), |index| self.at(index).map_or(0, number))
    }
}

/// The number of a picture's day.
fn number(id: EntryId) -> i64 {
    id.0.div_euclid(DAY)
}

/// Runs of the same among `len` numbers that never rise.
fn days(len: usize, day: impl Fn(usize) -> i64) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < len {
        let here = day(start);
        // The first place behind this day's: between the two ends, halved.
        let (mut low, mut high) = (start + 1, len);
        while low < high {
            let middle = low.midpoint(high);
            if day(middle) == here { low = middle + 1 } else { high = middle }
        }
        found.push(start..low);
        start = low;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn pictures_of_one_day_stand_together() {
        for numbers in [&[][..], &[5], &[5, 5, 5], &[9, 7, 7, 7, 2, 1, 1]] {
            let found = days(numbers.len(), |index| numbers[index]);
            assert_eq!(found.iter().cloned().flatten().collect::<Vec<_>>(), (0..numbers.len()).collect::<Vec<_>>());
            assert!(found.iter().all(|day| numbers[day.clone()].iter().all(|number| *number == numbers[day.start])));
            let mut distinct = numbers.to_vec();
            distinct.dedup();
            assert_eq!(found.len(), distinct.len());
        }
    }
}

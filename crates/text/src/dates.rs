//! Dates of the calendar.

/// Whether a text is a date of the Gregorian calendar, written `2026-01-31`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let mut parts = text.split('-').map(|part| {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| (part.len(), part.parse::<u32>().unwrap_or(0)))
    });
    let (Some(Some((4, year))), Some(Some((2, month))), Some(Some((2, day))), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn the_calendar() {
        for date in ["2026-01-31", "2024-02-29", "2000-02-29"] {
            assert!(is_date(date), "{date}");
        }
        for text in
            ["2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "26-01-01", "2026-1-1", "2026-00-10", ""]
        {
            assert!(!is_date(text), "{text}");
        }
    }
}

//! A table of runs as CSV: a column for each parameter by its name, a row for each run.

use std::path::Path;

use crate::studio::error::{Result, StudioError};
use crate::studio::experiments::parameter::Parameter;
use crate::studio::gallery::Run;
use crate::studio::storage;

/// Writes `runs` to `path`.
///
/// # Errors
/// Where it cannot be written.
pub fn write(path: &Path, runs: &[Run]) -> Result<()> {
    storage::write(path, &table(runs)?)
}

fn table(runs: &[Run]) -> Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    let put = |table: &mut csv::Writer<Vec<u8>>, row: &[String]| table.write_record(row).map_err(StudioError::internal);
    put(&mut table, &Parameter::ALL.map(|parameter| parameter.name().to_owned()))?;
    for run in runs {
        put(&mut table, &Parameter::ALL.map(|parameter| plain(parameter.of(run).to_string())))?;
    }
    table.into_inner().map_err(StudioError::internal)
}

/// Words that no spreadsheet takes for a formula: what others wrote into a picture is not to be run.
fn plain(text: String) -> String {
    let formula = text.starts_with(['=', '@', '+', '-', '\t', '\r']) && text.parse::<f64>().is_err();
    if formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{plain, table};

    #[test]
    fn no_cell_is_a_formula() {
        for (text, cell) in [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-0.5", "-0.5"), ("a = b", "a = b")] {
            assert_eq!(plain(text.to_owned()), cell);
        }
        assert!(table(&[]).expect("a table").starts_with(b"painted,experiment,outcome,prompt,"));
    }
}

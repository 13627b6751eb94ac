//! Matrix products on slices, through the `gemm` crate.

/// A matrix in a slice.
#[derive(Clone, Copy)]
pub(super) struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    /// Values from a row to the next, and from a column to the next.
    strides: [usize; 2],
}

impl<'a> Matrix<'a> {
    /// `rows` × `columns` in `values`, with so many values from a row to the next and from a column to the next.
    ///
    /// # Panics
    /// Where the slice is too short.
    pub(super) fn new(values: &'a [f32], [rows, columns]: [usize; 2], strides: [usize; 2]) -> Self {
        assert!(values.len() >= reach([rows, columns], strides), "the matrix ends outside its slice");
        Self { values, rows, columns, strides }
    }

    /// Values a row.
    pub(super) fn columns(self) -> usize {
        self.columns
    }

    /// `count` columns from `first` on, or as many as there are.
    pub(super) fn some_columns(self, first: usize, count: usize) -> Self {
        let columns = count.min(self.columns - first);
        Self::new(&self.values[first * self.strides[1]..], [self.rows, columns], self.strides)
    }

    /// The same matrix, its rows as columns.
    pub(super) fn transposed(self) -> Self {
        let [row, column] = self.strides;
        Self { rows: self.columns, columns: self.rows, strides: [column, row], ..self }
    }
}

/// Values from the first of a matrix up to its last.
fn reach([rows, columns]: [usize; 2], strides: [usize; 2]) -> usize {
    if rows == 0 || columns == 0 { 0 } else { (rows - 1) * strides[0] + (columns - 1) * strides[1] + 1 }
}

/// `into = a·b`, or `into += a·b` where `add` is true, on this thread. Rows of `into` are `stride` values apart.
///
/// # Panics
/// Where sizes do not match or `into` is too short.
#[expect(unsafe_code, reason = "the gemm crate takes pointers")]
pub(super) fn product(into: &mut [f32], stride: usize, a: Matrix<'_>, b: Matrix<'_>, add: bool) {
    let (m, n, k) = (a.rows, b.columns, a.columns);
    assert_eq!(k, b.rows, "inner sizes differ");
    assert!(into.len() >= reach([m, n], [stride, 1]) && (stride >= n || m <= 1), "no space for the product");
    // Strides of slices fit: no slice is longer than isize::MAX.
    let signed = |strides: [usize; 2]| (strides[0] as isize, strides[1] as isize);
    let ((a_row, a_column), (b_row, b_column)) = (signed(a.strides), signed(b.strides));
    // SAFETY: `Matrix::new` and the assertions above keep every index that is read or written inside its slice. `into`
    // is borrowed mutably, so it overlaps neither `a` nor `b`, and its rows do not overlap one another.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            into.as_mut_ptr(),
            1,
            stride as isize,
            add,
            a.values.as_ptr(),
            a_column,
            a_row,
            b.values.as_ptr(),
            b_column,
            b_row,
            if add { 1.0 } else { 0.0 },
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

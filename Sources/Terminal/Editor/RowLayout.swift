/// Where the rows of paragraphs begin at some width: a cache that is corrected where the text changes.
package struct RowLayout {
    /// How many columns a row has.
    package private(set) var columnCount: Int

    /// Starts of rows, counted from the start of their paragraph. The first is 0.
    private struct Rows {
        var starts: [Int] = [0]
        var isComplete = false
    }

    private var paragraphs: [Int: Rows] = [:]
    private static let mostParagraphs = 256

    package init(columnCount: Int) {
        self.columnCount = max(2, columnCount)
    }

    /// A row on the screen: the bytes from its start to where the next one begins, line end not counted.
    package struct Row: Hashable {
        package let paragraph: Int
        package let index: Int
        package let start: Int
        package let end: Int
    }

    /// The row that an offset is in. At the border of two rows it is in the later one.
    package mutating func row(at offset: Int, in text: borrowing TypedText) -> Row {
        let paragraph = text.paragraphStart(offset)
        let rows = layOut(paragraph, upTo: offset, in: text)
        var index = rows.starts.count - 1
        while index > 0, paragraph + rows.starts[index] > offset { index -= 1 }
        return row(paragraph, index, rows, text)
    }

    /// The row above; nil at the top.
    package mutating func row(above row: Row, in text: borrowing TypedText) -> Row? {
        if row.index > 0 { return self.row(at: row.start - 1, in: text) }
        return row.paragraph > 0 ? self.row(at: row.paragraph - 1, in: text) : nil
    }

    /// The row below; nil at the end.
    package mutating func row(below row: Row, in text: borrowing TypedText) -> Row? {
        if row.end < text.paragraphEnd(row.end) { return self.row(at: row.end, in: text) }
        // Whether the text goes on behind a line end.
        return row.end < text.byteCount ? self.row(at: row.end + 1, in: text) : nil
    }

    private func row(
        _ paragraph: Int, _ index: Int, _ rows: Rows, _ text: borrowing TypedText
    ) -> Row {
        let end =
            index + 1 < rows.starts.count
            ? paragraph + rows.starts[index + 1] : text.paragraphEnd(paragraph)
        return Row(
            paragraph: paragraph, index: index, start: paragraph + rows.starts[index], end: end)
    }

    /// Lays a paragraph out until a row ends behind an offset.
    private mutating func layOut(
        _ paragraph: Int, upTo offset: Int, in text: borrowing TypedText
    ) -> Rows {
        var rows = paragraphs[paragraph] ?? Rows()
        if rows.isComplete || paragraph + (rows.starts.last ?? 0) > offset { return rows }
        paragraphs[paragraph] = nil  // so that the array below is not copied
        while !rows.isComplete, paragraph + (rows.starts.last ?? 0) <= offset {
            if let next = nextStart(paragraph + (rows.starts.last ?? 0), text) {
                rows.starts.append(next - paragraph)
            } else {
                rows.isComplete = true
            }
        }
        if paragraphs.count >= Self.mostParagraphs { paragraphs = [:] }
        paragraphs[paragraph] = rows
        return rows
    }

    /// Where the row ends that begins at an offset; nil where it is the paragraph's last. Rows break behind spaces, else
    /// between letters; spaces that do not fit hang over the edge.
    private func nextStart(_ start: Int, _ text: borrowing TypedText) -> Int? {
        var offset = start
        var column = 0
        var afterSpace: Int?
        while offset < text.byteCount, text[offset] != 0x0A {
            let isSpace = text[offset] == 0x20
            let width = text.columnCount(ofLetterAt: offset)
            if !isSpace, column + width > columnCount, offset > start {
                return afterSpace ?? offset
            }
            column += width
            offset = text.letterEnd(offset)
            if isSpace { afterSpace = offset }
        }
        return nil
    }

    // MARK: Changes

    /// Told that text is replaced, before it is.
    package mutating func willReplace(
        _ range: Range<Int>, byByteCount newCount: Int, in text: borrowing TypedText
    ) {
        let paragraph = text.paragraphStart(range.lowerBound)
        let delta = newCount - range.count
        var kept: [Int: Rows] = [:]
        for (start, rows) in paragraphs {
            if start < paragraph {
                kept[start] = rows
            } else if start > range.upperBound {
                kept[start + delta] = rows
            }
        }
        if var rows = paragraphs[paragraph] {
            // The first word of a row may fit into the row before it now: that row is laid out again as well.
            let at = range.lowerBound - paragraph
            while rows.starts.count > 1, let last = rows.starts.last, last > at {
                rows.starts.removeLast()
            }
            if rows.starts.count > 1 { rows.starts.removeLast() }
            rows.isComplete = false
            kept[paragraph] = rows
        }
        paragraphs = kept
    }

    /// Forgets everything, for another width.
    package mutating func resize(columnCount: Int) {
        let columnCount = max(2, columnCount)
        if columnCount == self.columnCount { return }
        self = RowLayout(columnCount: columnCount)
    }
}

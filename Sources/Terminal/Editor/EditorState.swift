import SafeSodium

/// A text that is being edited, where the cursor is, and which part of it is seen: the editor without a screen.
package struct EditorState: ~Copyable {
    package private(set) var text: TypedText
    /// Where the cursor stands: before the letter at this offset.
    package private(set) var cursor: Int
    /// The first row that is seen begins here.
    package private(set) var top = 0
    /// How many rows are seen.
    package private(set) var rowCount: Int
    /// How many columns a row has.
    package var columnCount: Int { layout.columnCount }
    private var layout: RowLayout
    /// The column that the cursor goes back to on longer rows, while it moves up and down.
    private var goalColumn: Int?
    private let maximumByteCount: Int

    /// What has to be said about the key that was pressed last.
    package enum Remark: Hashable, Sendable {
        /// There is no room for more.
        case full
        /// What came is not UTF-8.
        case notUTF8
    }

    package private(set) var remark: Remark?

    /// What a key asks of the program around the editor.
    package enum Request: Hashable, Sendable {
        case finish, stop, hide, redraw
    }

    /// - Parameter maximumByteCount: more text than this is not taken.
    package init(
        _ text: consuming TypedText, columnCount: Int, rowCount: Int, maximumByteCount: Int
    ) {
        cursor = text.byteCount
        self.text = text
        self.rowCount = max(1, rowCount)
        self.maximumByteCount = maximumByteCount
        layout = RowLayout(columnCount: columnCount)
        showCursor()
    }

    /// The screen has another size.
    package mutating func resize(columnCount: Int, rowCount: Int) {
        self.rowCount = max(1, rowCount)
        layout.resize(columnCount: columnCount)
        goalColumn = nil
        top = layout.row(at: min(top, text.byteCount), in: text).start
        showCursor()
        // On a larger screen there is room for what stands above.
        for _ in 0..<max(0, rowCount - visibleRows().rows.count) {
            let first = layout.row(at: top, in: text)
            guard let above = layout.row(above: first, in: text) else { break }
            top = above.start
        }
    }

    // MARK: Keys

    /// Does what a key stands for.
    package mutating func apply(_ key: Key) -> Request? {
        remark = nil
        if key != .up, key != .down, key != .pageUp, key != .pageDown { goalColumn = nil }
        defer { showCursor() }
        switch key {
        case .enter: insert(["\n"])
        case .text(let scalar): insert([scalar])
        case .backspace, .delete, .deleteWord: remove(key)
        case .control("c"), .function(3): return .stop
        case .control("d"), .function(2): return .finish
        case .control("l"): return .redraw
        case .control("o"), .control("z"), .function(10): return .hide
        default: cursor = destination(of: key) ?? cursor
        }
        return nil
    }

    private mutating func remove(_ key: Key) {
        switch key {
        case .backspace where cursor > 0: replace(text.letterStart(before: cursor)..<cursor)
        case .delete where cursor < text.byteCount: replace(cursor..<text.letterEnd(cursor))
        case .deleteWord: replace(text.wordStart(before: cursor)..<cursor)
        default: break
        }
    }

    /// Where a key takes the cursor; nil where it does not move it.
    private mutating func destination(of key: Key) -> Int? {
        switch key {
        case .left, .control("b"): cursor > 0 ? text.letterStart(before: cursor) : nil
        case .right, .control("f"): cursor < text.byteCount ? text.letterEnd(cursor) : nil
        case .wordLeft: text.wordStart(before: cursor)
        case .wordRight: text.wordEnd(after: cursor)
        case .home, .control("a"): layout.row(at: cursor, in: text).start
        case .end, .control("e"): lastOffset(of: layout.row(at: cursor, in: text))
        case .textStart: 0
        case .textEnd: text.byteCount
        case .up, .control("p"): vertical(by: -1)
        case .down, .control("n"): vertical(by: 1)
        case .pageUp: vertical(by: -max(1, rowCount - 1))
        case .pageDown: vertical(by: max(1, rowCount - 1))
        default: nil
        }
    }

    private mutating func vertical(by count: Int) -> Int? {
        var row = layout.row(at: cursor, in: text)
        let goal = goalColumn ?? column(of: cursor, in: row)
        goalColumn = goal
        for _ in 0..<abs(count) {
            guard
                let next =
                    count < 0
                    ? layout.row(above: row, in: text) : layout.row(below: row, in: text)
            else { break }
            row = next
        }
        let last = lastOffset(of: row)
        var offset = row.start
        var column = 0
        while offset < last {
            column += text.columnCount(ofLetterAt: offset)
            if column > goal { break }
            offset = text.letterEnd(offset)
        }
        return offset
    }

    /// The last place of the cursor that still is in a row.
    private func lastOffset(of row: RowLayout.Row) -> Int {
        let isParagraphEnd = row.end == text.byteCount || text[row.end] == 0x0A
        return isParagraphEnd || row.end == row.start ? row.end : text.letterStart(before: row.end)
    }

    /// How many columns stand before an offset in its row.
    private func column(of offset: Int, in row: RowLayout.Row) -> Int {
        var column = 0
        var at = row.start
        while at < offset {
            column += text.columnCount(ofLetterAt: at)
            at = text.letterEnd(at)
        }
        return column
    }

    // MARK: Text

    /// Puts characters in at the cursor. Controls never become part of the text.
    package mutating func insert(_ scalars: [Unicode.Scalar]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count * 4)
        defer { bytes.wipe() }
        for scalar in scalars {
            switch scalar.value {
            case 0x0A, 0x85, 0x2028, 0x2029: bytes.append(0x0A)
            case 0x09: bytes += [0x20, 0x20, 0x20, 0x20]
            case 0..<0x20, 0x7F..<0xA0, 0xFEFF: continue
            case 0xFFFD:
                remark = .notUTF8
                bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            default: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            }
        }
        guard text.byteCount + bytes.count <= maximumByteCount else {
            remark = .full
            return
        }
        replace(cursor..<cursor, with: bytes.span)
        showCursor()
    }

    private mutating func replace(_ range: Range<Int>, with bytes: Span<UInt8> = Span()) {
        layout.willReplace(range, byByteCount: bytes.count, in: text)
        text.replace(range, with: bytes)
        if top > range.lowerBound {
            top = max(range.lowerBound, top + bytes.count - range.count)
        }
        cursor = range.lowerBound + bytes.count
        // What stands behind may have marks that belong to what stands before now.
        while cursor < text.byteCount, cursor > 0,
            text.letterEnd(text.letterStart(before: cursor)) > cursor
        {
            cursor = text.letterEnd(text.letterStart(before: cursor))
        }
    }

    // MARK: What is seen

    /// Moves what is seen, so that the cursor is in it.
    private mutating func showCursor() {
        let cursorRow = layout.row(at: cursor, in: text)
        let topRow = layout.row(at: min(top, text.byteCount), in: text)
        top = topRow.start
        if cursorRow.start < topRow.start {
            top = cursorRow.start
            return
        }
        var row = cursorRow
        for _ in 1..<max(2, rowCount) {
            if row.start <= topRow.start || rowCount == 1 { break }
            guard let above = layout.row(above: row, in: text) else { break }
            row = above
        }
        top = max(row.start, topRow.start)
    }

    /// The rows that are seen, and where the cursor is among them.
    package mutating func visibleRows() -> (rows: [RowLayout.Row], line: Int, column: Int) {
        var rows: [RowLayout.Row] = []
        var next: RowLayout.Row? = layout.row(at: top, in: text)
        while let row = next, rows.count < rowCount {
            rows.append(row)
            next = layout.row(below: row, in: text)
        }
        let cursorRow = layout.row(at: cursor, in: text)
        let line = rows.lastIndex { $0.start == cursorRow.start } ?? 0
        let column = min(column(of: cursor, in: cursorRow), layout.columnCount)
        return (rows, line, column)
    }
}

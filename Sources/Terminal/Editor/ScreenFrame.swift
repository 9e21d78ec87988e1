import SafeSodium

/// What one screen shows, row by row, in memory that is overwritten when it goes.
struct ScreenFrame: ~Copyable {
    private var buffer = WipedBuffer()
    private var rowEnds: [Int] = []
    /// Where the cursor is to be, from 0.
    var cursor = (line: 0, column: 0)

    var rowCount: Int { rowEnds.count }

    private func range(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : rowEnds[row - 1])..<rowEnds[row]
    }

    /// Adds to the row that is being written.
    mutating func add(_ text: String) {
        let bytes = Array(text.utf8)
        add(bytes.span)
    }

    mutating func add(_ bytes: Span<UInt8>) {
        buffer.replace(buffer.count..<buffer.count, with: bytes)
    }

    /// Adds a whole row.
    mutating func addRow(_ text: String) {
        add(text)
        endRow()
    }

    /// Ends a row.
    mutating func endRow() {
        rowEnds.append(buffer.count)
    }

    /// Writes what is unlike the frame before.
    ///
    /// - Parameter isWhole: whether to write all of it, on an empty screen.
    func show(
        on screen: borrowing RawScreen, after old: borrowing ScreenFrame?, isWhole: Bool
    ) {
        let changed = (0..<rowCount).filter { isWhole || !isSame($0, in: old) }
        if changed.isEmpty, isCursorSame(old) { return }
        var output = WipedBuffer()
        func add(_ text: String) {
            let bytes = Array(text.utf8)
            output.replace(output.count..<output.count, with: bytes.span)
        }
        add("\u{1B}[?25l")
        if isWhole { add("\u{1B}[2J") }
        for row in changed {
            add("\u{1B}[\(row + 1);1H")
            output.replace(
                output.count..<output.count, with: buffer.bytes.extracting(range(row)))
            add("\u{1B}[0m\u{1B}[K")
        }
        add("\u{1B}[\(cursor.line + 1);\(cursor.column + 1)H\u{1B}[?25h")
        screen.write(output.bytes)
    }

    private func isCursorSame(_ old: borrowing ScreenFrame?) -> Bool {
        switch old {
        case .none: false
        case .some(let old): old.cursor == cursor
        }
    }

    private func isSame(_ row: Int, in old: borrowing ScreenFrame?) -> Bool {
        switch old {
        case .none: return false
        case .some(let old):
            guard row < old.rowCount else { return false }
            let mine = buffer.bytes.extracting(range(row))
            let others = old.buffer.bytes.extracting(old.range(row))
            guard mine.count == others.count else { return false }
            for index in mine.indices where mine[index] != others[index] { return false }
            return true
        }
    }
}

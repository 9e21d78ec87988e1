/// The rows above and below the text of an editor, as they fit on a screen.
struct EditorChrome {
    let top: [String]
    let bottom: [String]

    init(
        _ labels: Editor.Labels, _ status: Editor.Status, _ remark: EditorState.Remark?,
        _ size: (columns: Int, rows: Int)
    ) {
        let columns = max(2, size.columns)
        let title = Self.fold(DisplayText.safe(labels.title), columns: columns)
        let help = Self.fold(DisplayText.safe(labels.help), columns: columns)
        let state: (text: String, isAlarm: Bool) =
            switch remark {
            case .full: (labels.full, true)
            case .notUTF8: (labels.notUTF8, true)
            case nil: (status.text, status.isAlarm)
            }
        let statusRows = Self.fold(DisplayText.safe(state.text), columns: columns)
            .map { state.isAlarm ? "\u{1B}[7m\($0)" : $0 }
        // The text gets at least half of a small screen. An alarm is said whatever else has to go.
        let room = max(1, size.rows / 2)
        var bottom = Array(statusRows.prefix(state.isAlarm ? 3 : 1))
        if bottom.count + help.count <= room { bottom += help.map { "\u{1B}[7m\($0)" } }
        self.bottom = bottom
        top = Array(
            title.prefix(min(3, max(0, room - bottom.count))).map { "\u{1B}[7m\($0)" })
    }

    /// Breaks text into rows, behind spaces where there are any.
    static func fold(_ text: String, columns: Int) -> [String] {
        var rows: [String] = []
        var row = ""
        var width = 0
        for word in text.split(separator: " ") {
            for piece in pieces(of: word, columns: columns) {
                let needed = columnCount(of: piece)
                if width > 0, width + 1 + needed > columns {
                    rows.append(row)
                    (row, width) = ("", 0)
                }
                if width > 0 { (row, width) = (row + " ", width + 1) }
                row += piece
                width += needed
            }
        }
        return rows + (row.isEmpty ? [] : [row])
    }

    private static func pieces(of word: Substring, columns: Int) -> [String] {
        var pieces = [""]
        var width = 0
        for character in word {
            let needed = columnCount(of: String(character))
            if width + needed > columns, width > 0 {
                pieces.append("")
                width = 0
            }
            pieces[pieces.count - 1].append(character)
            width += needed
        }
        return pieces
    }

    private static func columnCount(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + CharacterWidth.columnCount(of: $1) }
    }

    /// A letter as it may be shown: without what moves the cursor, changes the direction of what follows, or piles up
    /// over other rows.
    static func shown(_ text: borrowing TypedText, _ letter: Range<Int>) -> String {
        let mostMarks = 8
        var shown = String.UnicodeScalarView()
        var offset = letter.lowerBound
        while offset < letter.upperBound, shown.count <= mostMarks {
            let scalar = text.scalar(at: offset)
            offset += UTF8.width(scalar)
            switch scalar.properties.generalCategory {
            case .format:
                // The joiners that Persian is written with; other signs of this kind are not shown.
                if scalar == "\u{200C}" || scalar == "\u{200D}" { shown.append(scalar) }
            case .control, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        // A mark that has no letter to stand on.
        guard let first = shown.first, CharacterWidth.columnCount(of: first) > 0 else {
            return shown.isEmpty ? " " : " " + String(shown)
        }
        return String(shown)
    }
}

/// The rows above and below the text of an editor, as they fit on a screen.
struct EditorChrome {
    let top: [String]
    let bottom: [String]

    init(
        _ labels: Editor.Labels, _ status: Editor.Status, _ remark: EditorState.Remark?,
        _ size: ScreenSize
    ) {
        let columns = max(2, size.columns)
        let title = Self.fold(labels.title, columns: columns)
        let help = Self.fold(labels.help, columns: columns)
        let state: (text: String, isAlarm: Bool) =
            switch remark {
            case .full: (labels.full, true)
            case .notUTF8: (labels.notUTF8, true)
            case nil: (status.text, status.isAlarm)
            }
        let statusRows = Self.fold(state.text, columns: columns)
            .map { state.isAlarm ? "\u{1B}[7m\($0)" : $0 }
        // The text gets at least half of a small screen. An alarm is said whatever else has to go.
        let room = max(1, size.rows / 2)
        var bottom = Array(statusRows.prefix(state.isAlarm ? 3 : 1))
        if bottom.count + help.count <= room { bottom += help.map { "\u{1B}[7m\($0)" } }
        self.bottom = bottom
        top = Array(
            title.prefix(min(3, max(0, room - bottom.count))).map { "\u{1B}[7m\($0)" })
    }

    /// Text in rows that fit, and that nothing in it can steer.
    static func fold(_ text: String, columns: Int) -> [String] {
        Pager.Section(text).lines(columns: columns)
    }

    /// A letter as it may be shown: without what moves the cursor, changes the direction of what follows, or piles up
    /// over other rows.
    static func shown(_ text: borrowing TypedText, _ letter: Range<Int>) -> String {
        var shown = String.UnicodeScalarView()
        var markCount = 0
        var offset = letter.lowerBound
        while offset < letter.upperBound {
            let scalar = text.scalar(at: offset)
            offset += UTF8.width(scalar)
            switch Appearance(scalar) {
            case .letter: shown.append(scalar)
            case .mark:
                markCount += 1
                // A mark that has no letter to stand on gets a space; one of direction would turn the row.
                if shown.isEmpty { shown.append(" ") }
                if markCount <= Appearance.maximumMarkCount, !isDirection(scalar) {
                    shown.append(scalar)
                }
            case .replaced: shown.append("\u{FFFD}")
            case .space, .tab, .lineEnd, .hidden: if shown.isEmpty { shown.append(" ") }
            }
        }
        return String(shown)
    }

    private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{200E}" || scalar == "\u{200F}" || scalar == "\u{61C}"
    }
}

/// What a pager shows, and how keys move it: without a screen.
package struct PagerView {
    /// What a key asks of whoever holds the screen.
    package enum Step { case draw, nothing, stop, close, interrupt }

    /// What stands below the text.
    package struct Texts: Sendable {
        /// That the page is the last one.
        let end: String
        /// The keys that turn pages and close.
        let keys: String
        /// The key that closes, where there is no room for all.
        let closeKey: String
        /// The same on a screen of a few columns.
        let key: String

        package init(end: String, keys: String, closeKey: String, key: String) {
            self.end = end
            self.keys = keys
            self.closeKey = closeKey
            self.key = key
        }
    }

    private let sections: [Pager.Section]
    private let labels: Texts
    private var texts: [WrappedText] = []
    /// Bytes before each section, and of all.
    private let offsets: [Int]
    package private(set) var size = ScreenSize(columns: 80, rows: 24)
    /// The first line that is shown, counted over all sections.
    private var top = 0

    package init(_ sections: [Pager.Section], _ labels: Texts, size: ScreenSize) {
        self.sections = sections
        self.labels = labels
        offsets = sections.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.text.utf8.count) }
        resize(to: size)
    }

    private var height: Int { max(1, size.rows - 1) }

    /// Wraps anew; the character at the top stays there.
    package mutating func resize(to size: ScreenSize) {
        let place = texts.isEmpty ? nil : position(of: top)
        self.size = size
        texts = sections.map { $0.wrapped(columns: size.columns) }
        top = 0
        guard let place else { return }
        for section in 0..<place.section {
            texts[section].findAll()
            top += texts[section].lines.count
        }
        let text = sections[place.section].text
        let index = text.utf8.index(text.startIndex, offsetBy: place.byte)
        texts[place.section].find(past: index)
        top += texts[place.section].line(at: index)
        clamp()
    }

    /// Moves, and says what to do.
    package mutating func press(_ key: Key) -> Step {
        let before = top
        switch key {
        case .pageDown, .text(" "), .text("f"), .control("f"), .control("v"): top += height
        case .pageUp, .text("b"), .text("\u{438}"), .text("\u{630}"), .control("b"): top -= height
        case .down, .text("j"), .enter: top += 1
        case .up, .text("k"): top -= 1
        case .home, .textStart, .text("g"), .text("<"): top = 0
        case .end, .textEnd, .text("G"), .text(">"): top = .max / 2
        case .control("l"): return .draw
        case .control("z"): return .stop
        // q, also where the keyboard is set to Russian or Tajik, or to Persian.
        case .text("q"), .text("Q"), .text("\u{439}"), .text("\u{419}"), .text("\u{636}"),
            .control("d"):
            return .close
        case .control("c"), .control("|"): return .interrupt
        default: return .nothing
        }
        clamp()
        return top == before ? .nothing : .draw
    }

    /// All rows of the screen, as they are drawn.
    package mutating func rows() -> [String] {
        var rows = (top..<(top + height)).map { line($0) ?? "" }
        if size.rows > 1 { rows.append(status()) }
        return rows
    }

    private mutating func status() -> String {
        let end = position(of: top + height)
        let total = max(1, offsets.last ?? 1)
        let done = end.map { "\((offsets[$0.section] + $0.byte) * 100 / total)%" } ?? labels.end
        let all = [
            " \(done) \u{2014} \(labels.keys) ", " \(done) \(labels.closeKey) ",
            " \(labels.closeKey) ", " \(labels.key) ",
        ]
        let fitting = all.first {
            $0.unicodeScalars.count <= size.columns
        }
        return fitting.map { "\u{1B}[7m\($0)\u{1B}[0m" } ?? ""
    }

    /// As far down as the last page.
    private mutating func clamp() {
        top = max(0, top)
        if position(of: top + height - 1) == nil {
            top = max(0, texts.reduce(0) { $0 + $1.lines.count } - height)
        }
    }

    // MARK: Lines over all sections

    /// Finds a line; its section and its number there.
    private mutating func find(_ line: Int) -> (section: Int, line: Int)? {
        var line = line
        for section in texts.indices {
            texts[section].find(lineCount: line + 1)
            if line < texts[section].lines.count { return (section, line) }
            line -= texts[section].lines.count
        }
        return nil
    }

    private mutating func line(_ number: Int) -> String? {
        find(number).map {
            sections[$0.section].prefix(size.columns) + texts[$0.section].drawn($0.line)
        }
    }

    /// Where a line begins; nil behind the last one.
    private mutating func position(of line: Int) -> (section: Int, byte: Int)? {
        find(line).map { found in
            let text = sections[found.section].text
            let start = texts[found.section].lines[found.line].start
            return (found.section, text.utf8.distance(from: text.startIndex, to: start))
        }
    }
}

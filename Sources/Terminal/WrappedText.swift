/// Text from elsewhere in lines that fit a terminal: ranges over the one string that holds it, found as they are
/// needed, in time that grows with the text.
///
/// Lines end at white space; between ideographs; inside a run of numbers only where it is wider than a line; and
/// inside a word only where that is. Right-to-left text stays in the order in which it was written, which is
/// what terminals expect.
package struct WrappedText: Sendable {
    /// A line on the screen.
    package struct Line: Sendable {
        /// Where it begins in the text.
        package let start: String.Index
        /// Columns that stay free before it.
        package let indent: Int
    }

    private let scalars: String.UnicodeScalarView
    /// The columns that a line may take, indent included.
    package let columnCount: Int
    private let hanging: Int
    /// The lines that were found so far; the last one's end is the next one's start.
    package private(set) var lines: [Line] = []
    /// Where the next line begins.
    package private(set) var place: String.Index
    private var isAtParagraph = true
    /// Whether all lines were found.
    package private(set) var isWhole = false

    /// - Parameters:
    ///   - columnCount: of a line, at least 1.
    ///   - hanging: columns that stay free before what goes on on a further line; fewer where a word needs them.
    package init(_ text: String, columnCount: Int, hanging: Int = 0) {
        scalars = text.unicodeScalars
        self.columnCount = max(1, columnCount)
        self.hanging = min(hanging, self.columnCount / 2)
        place = scalars.startIndex
    }

    /// Finds lines until there are so many, or the text ends.
    package mutating func find(lineCount: Int) {
        while !isWhole, lines.count < lineCount { findLine() }
    }

    /// Finds all lines up to one that begins behind a place, or the text ends.
    package mutating func find(past index: String.Index) {
        while !isWhole, place <= index { findLine() }
    }

    /// Finds all lines.
    package mutating func findAll() { find(lineCount: .max) }

    /// The part of the text that is a line, with the white space behind it; lines together are the text.
    package func range(of line: Int) -> Range<String.Index> {
        lines[line].start..<(line + 1 < lines.count ? lines[line + 1].start : place)
    }

    /// A line as it is drawn, with its indent.
    package func drawn(_ line: Int) -> String {
        let indent = lines[line].indent
        let text = DisplayText.drawn(Substring(scalars[range(of: line)]))
        return text.isEmpty ? "" : String(repeating: " ", count: indent) + text
    }

    /// The line that holds a place, among those found.
    package func line(at index: String.Index) -> Int {
        var (low, high) = (0, lines.count)
        while low < high {
            let middle = (low + high) / 2
            if lines[middle].start <= index { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// A text whose end is a line end has no empty line behind that.
    private mutating func findLine() {
        guard place < scalars.endIndex else {
            if lines.isEmpty { lines.append(Line(start: place, indent: 0)) }
            isWhole = true
            return
        }
        var indent = isAtParagraph ? 0 : hanging
        var found = end(ofLineAt: place, columns: columnCount - indent)
        // A word that fits a line is whole there; a letter that fits one is on it.
        for less in [1, 0] where indent > less && found.reason > .blank {
            let wider = end(ofLineAt: place, columns: columnCount - less)
            guard wider.reason < found.reason else { continue }
            if less == 1 || found.reason == .overfull { (indent, found) = (less, wider) }
        }
        lines.append(Line(start: place, indent: indent))
        place = found.end
        isAtParagraph = found.reason == .lineEnd
        if place == scalars.endIndex { isWhole = true }
    }

    private enum Reason: Int, Comparable {
        case lineEnd, blank
        /// A word is broken; or a letter is wider than the line.
        case full, overfull

        static func < (one: Reason, other: Reason) -> Bool { one.rawValue < other.rawValue }
    }

    /// Where a line ends, and why. Reads to the first cluster that does not fit, and no further.
    private func end(
        ofLineAt start: String.Index, columns: Int
    ) -> (end: String.Index, reason: Reason) {
        var place = start
        var width = 0
        var ends = LineEnds()
        while place < scalars.endIndex {
            let cluster = Cluster(in: scalars, at: place, column: width, limit: columns)
            if cluster.kind == .lineEnd { return (cluster.end, .lineEnd) }
            ends.note(cluster.kind, at: place)
            if cluster.kind != .space, width + cluster.columnCount > columns {
                if let end = ends.best { return (end, .blank) }
                return place > start ? (place, .full) : (cluster.end, .overfull)
            }
            width += cluster.columnCount
            place = cluster.end
        }
        return (place, .lineEnd)
    }
}

/// Places at which a line may end, as it is read.
private struct LineEnds {
    /// Behind white space, or between ideographs.
    private var usual: String.Index?
    /// Between two groups of digits.
    private var insideNumber: String.Index?
    private var last: Cluster.Kind = .lineEnd
    private var spaceCount = 0
    private var isNumber = false
    private var endsGroup = false

    var best: String.Index? { usual ?? insideNumber }

    /// Takes the next cluster.
    mutating func note(_ kind: Cluster.Kind, at place: String.Index) {
        defer { last = kind }
        guard kind != .space else {
            spaceCount += 1
            return
        }
        if last == .space {
            let joinsNumbers =
                spaceCount == 1 && endsGroup && [.digit, .numberStart].contains(kind)
            if joinsNumbers { insideNumber = place } else { usual = place }
        } else if isEndBetween(last, kind) {
            usual = place
        }
        if last == .space || last == .lineEnd { isNumber = true }
        spaceCount = 0
        if ![.digit, .numberStart, .numberEnd, .numberSign].contains(kind) { isNumber = false }
        endsGroup = isNumber && (kind == .digit || kind == .numberEnd)
    }

    private func isEndBetween(_ before: Cluster.Kind, _ after: Cluster.Kind) -> Bool {
        switch (before, after) {
        case (.ideograph, .ideograph), (.closing, .ideograph), (.ideograph, .opening),
            (.closing, .opening):
            true
        default: false
        }
    }
}

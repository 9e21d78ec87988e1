import SafeSodium

/// A full-screen editor for one text.
package struct Editor: ~Copyable {
    /// What stands around the text.
    package struct Labels: Sendable {
        /// Above it: what the text is, and for whom.
        package let title: String
        /// Below it: the keys that finish and stop.
        package let help: String
        /// Said when there is no room for more text.
        package let full: String
        /// Said when what came from the terminal is not UTF-8.
        package let notUTF8: String

        package init(title: String, help: String, full: String, notUTF8: String) {
            self.title = title
            self.help = help
            self.full = full
            self.notUTF8 = notUTF8
        }
    }

    /// What is said of the text's keeping, all the time.
    package struct Status: Hashable, Sendable {
        package let text: String
        /// Whether the person has to see it.
        package let isAlarm: Bool

        package init(_ text: String, isAlarm: Bool = false) {
            self.text = text
            self.isAlarm = isAlarm
        }
    }

    /// Why the editor was left.
    package enum Ending: Hashable, Sendable {
        /// The person has finished.
        case finished
        /// The person wants to stop.
        case stopped
        /// The person wants nothing to be seen, or has not pressed a key for a while.
        case hidden
        /// The terminal is gone, or the program is told to end.
        case cutOff
    }

    private var state: EditorState
    private var labels: Labels
    private let idleLimit: Duration
    private var frame: ScreenFrame?
    private var mustRedraw = true
    private var size: ScreenSize?
    private var isLineEnd = false
    /// Whether something came, since this was last set, that was not UTF-8.
    package var hasDoubt = false

    /// - Parameters:
    ///   - text: to go on with.
    ///   - maximumByteCount: more text than this is not taken.
    ///   - idleLimit: after so long without a key the text is hidden.
    package init(
        _ text: consuming TypedText, labels: Labels, maximumByteCount: Int, idleLimit: Duration
    ) {
        state = EditorState(
            text, columnCount: 79, rowCount: 20, maximumByteCount: maximumByteCount)
        self.labels = labels
        self.idleLimit = idleLimit
    }

    /// Lets the person type.
    ///
    /// - Parameters:
    ///   - isToldToEnd: asked several times a second.
    ///   - keep: told of the text several times a second, and whether a line has ended since; gives what is to be said of
    ///     its keeping.
    package mutating func run(
        on screen: borrowing RawScreen, isToldToEnd: () -> Bool,
        keep: (borrowing TypedText, Bool) -> Status
    ) -> Ending {
        mustRedraw = true
        var decoder = KeyDecoder()
        var buffer = [UInt8](repeating: 0, count: 4096)
        defer { buffer.wipe() }
        let clock = ContinuousClock()
        var lastKey = clock.now
        while true {
            let status = keep(state.text, isLineEnd)
            isLineEnd = false
            draw(on: screen, status)
            var span = buffer.mutableSpan
            let event = screen.read(into: &span, milliseconds: decoder.isPending ? 50 : 200)
            var request: EditorState.Request?
            switch event {
            case .bytes(let count):
                lastKey = clock.now
                request = take(buffer.span.extracting(0..<count), &decoder)
                request = readOn(screen, &buffer, &decoder, request)
            case .nothing:
                request = pause(&decoder)
                if screen.restoreMode() { mustRedraw = true }
            case .signal: break
            case .end: return .cutOff
            }
            if isToldToEnd() { return .cutOff }
            switch request {
            case .finish: return .finished
            case .stop: return .stopped
            case .hide: return .hidden
            case .redraw, nil: break
            }
            if clock.now - lastKey >= idleLimit { return .hidden }
        }
    }

    /// Shows other words above the text.
    package mutating func setTitle(_ title: String) {
        labels = Labels(
            title: title, help: labels.help, full: labels.full, notUTF8: labels.notUTF8)
    }

    /// The text as it is.
    package func withText<Result, Failure: Error>(
        _ body: (borrowing TypedText) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(state.text)
    }

    // MARK: Keys

    /// Takes what has come meanwhile, as of a paste, before anything is drawn.
    private mutating func readOn(
        _ screen: borrowing RawScreen, _ buffer: inout [UInt8], _ decoder: inout KeyDecoder,
        _ request: EditorState.Request?
    ) -> EditorState.Request? {
        var request = request
        let clock = ContinuousClock()
        let deadline = clock.now + .milliseconds(200)
        while request == nil, clock.now < deadline {
            var span = buffer.mutableSpan
            guard case .bytes(let count) = screen.read(into: &span, milliseconds: 0) else { break }
            request = take(buffer.span.extracting(0..<count), &decoder)
        }
        return request
    }

    /// Takes bytes. Behind a key that asks for something, the rest is taken as text, so that none of it is lost.
    private mutating func take(
        _ bytes: Span<UInt8>, _ decoder: inout KeyDecoder
    ) -> EditorState.Request? {
        var typed: [Unicode.Scalar] = []
        var request: EditorState.Request?
        for index in bytes.indices {
            var keys: [Key] = []
            decoder.take(bytes[index]) { keys.append($0) }
            for key in keys { apply(key, &typed, &request) }
        }
        insert(&typed)
        return request
    }

    private mutating func pause(_ decoder: inout KeyDecoder) -> EditorState.Request? {
        var keys: [Key] = []
        var typed: [Unicode.Scalar] = []
        var request: EditorState.Request?
        decoder.pause { keys.append($0) }
        for key in keys { apply(key, &typed, &request) }
        insert(&typed)
        return request
    }

    private mutating func apply(
        _ key: Key, _ typed: inout [Unicode.Scalar], _ request: inout EditorState.Request?
    ) {
        switch key {
        case .text(let scalar):
            typed.append(scalar)
            if scalar == "\n" { isLineEnd = true }
        case .enter:
            typed.append("\n")
            isLineEnd = true
        default:
            insert(&typed)
            let asked = state.apply(key)
            if asked == .redraw {
                mustRedraw = true
            } else if request == nil {
                request = asked
            }
        }
    }

    private mutating func insert(_ typed: inout [Unicode.Scalar]) {
        guard !typed.isEmpty else { return }
        state.insert(typed)
        if state.remark == .notUTF8 { hasDoubt = true }
        for index in typed.indices { typed[index] = " " }
        typed.removeAll(keepingCapacity: true)
    }

    // MARK: Screen

    private mutating func draw(on screen: borrowing RawScreen, _ status: Status) {
        let size = screen.size
        // A terminal that was resized has moved what it showed.
        let isWhole = mustRedraw || size != self.size
        self.size = size
        mustRedraw = false
        let chrome = EditorChrome(labels, status, state.remark, size)
        // One column is kept for a cursor behind the last letter.
        let rows = max(1, size.rows - chrome.top.count - chrome.bottom.count)
        state.resizeIfNeeded(columnCount: max(2, size.columns - 1), rowCount: rows)
        let seen = state.visibleRows()
        var next = ScreenFrame()
        for line in chrome.top { next.addRow(line) }
        for line in 0..<rows {
            if seen.rows.indices.contains(line) {
                Self.add(seen.rows[line], of: state.text, columns: size.columns - 1, to: &next)
            }
            next.endRow()
        }
        for line in chrome.bottom { next.addRow(line) }
        next.cursor = (chrome.top.count + seen.line, min(seen.column, size.columns - 1))
        next.show(on: screen, after: frame, isWhole: isWhole)
        frame = consume next
    }

    /// Adds the letters of a row, without what could change the screen.
    private static func add(
        _ row: RowLayout.Row, of text: borrowing TypedText, columns: Int,
        to frame: inout ScreenFrame
    ) {
        var offset = row.start
        var column = 0
        while offset < row.end {
            let end = text.letterEnd(offset)
            column += text.columnCount(ofLetterAt: offset)
            if column > columns { return }  // spaces that hang over the edge
            let shown = EditorChrome.shown(text, offset..<end)
            frame.add(shown)
            offset = end
        }
    }
}

extension EditorState {
    /// As ``resize(columnCount:rowCount:)``, where it is another size.
    mutating func resizeIfNeeded(columnCount: Int, rowCount: Int) {
        if columnCount != self.columnCount || rowCount != self.rowCount {
            resize(columnCount: columnCount, rowCount: rowCount)
        }
    }
}

import Glibc

/// The whole screen of the person's terminal, as long as a program shows something on it: the alternate one, so that
/// what is shown neither stays nor goes into the scrollback.
struct Screen: ~Copyable {
    /// What happened while the screen was shown.
    enum Event {
        case key(Key)
        /// It has to be drawn anew: the window has another size, or the program was stopped and goes on.
        case redrawDue
        /// The program was asked to make room for the shell.
        case stopDue
        /// The person or the system ends the program, or the terminal is gone.
        case ended
    }

    private let raw: RawScreen
    private var decoder = KeyDecoder()
    private var pending: ArraySlice<Key> = []

    /// Longer than a terminal takes between two bytes of one key.
    private static let keyPause: Int32 = 60
    /// A signal that came just before a wait is seen after it.
    private static let longestWait: Int32 = 250

    /// Takes the screen of the terminal; nil where it is none.
    init?(_ terminal: borrowing Terminal) {
        guard let raw = RawScreen(terminal) else { return nil }
        // What was typed before was not meant for what is shown now.
        raw.discardTyped()
        ScreenSignals.begin()
        raw.showCursor(false)
        self.raw = raw
    }

    /// Gives the screen back, with nothing of what it showed.
    deinit {
        raw.showCursor(true)
        ScreenSignals.end()
    }

    /// Gives the screen back, stops the program until the shell lets it go on, and takes the screen again.
    mutating func stop() {
        raw.showCursor(true)
        raw.leave()
        ScreenSignals.end()
        // The shell gets the terminal as it was before all of this.
        HiddenTyping.restore()
        raise(SIGTSTP)
        (pending, decoder) = ([], KeyDecoder())
        raw.enter()
        raw.discardTyped()
        ScreenSignals.begin()
        raw.showCursor(false)
    }

    /// Columns and rows, as they are now.
    var size: ScreenSize { raw.size }

    /// Draws all rows; each has to fit.
    func draw(_ rows: [String]) {
        var text = "\u{1B}[2J"
        for (number, row) in rows.enumerated() where !row.isEmpty {
            text += "\u{1B}[\(number + 1);1H" + row
        }
        raw.write(text)
    }

    /// Waits for a key, or for something else that has to be answered.
    mutating func nextEvent() -> Event {
        while true {
            if ProcessGuard.isInterrupted || ScreenSignals.isQuitDue { return .ended }
            if ScreenSignals.isStopDue { return .stopDue }
            if ScreenSignals.isRedrawDue { return .redrawDue }
            if let key = pending.popFirst() { return .key(key) }
            var bytes = [UInt8](repeating: 0, count: 256)
            var span = bytes.mutableSpan
            var keys: [Key] = []
            let wait = decoder.isPending ? Self.keyPause : Self.longestWait
            switch raw.read(into: &span, milliseconds: wait) {
            case .bytes(let count):
                for byte in bytes[..<count] { decoder.take(byte) { keys.append($0) } }
            case .nothing: decoder.pause { keys.append($0) }
            case .signal: break
            case .end: return .ended
            }
            pending = keys[...]
        }
    }
}

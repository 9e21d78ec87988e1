import Glibc

/// The whole screen of the person's terminal, as long as a program holds it: the alternate one, so that what is
/// shown neither stays nor goes into the scrollback.
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

    private let device: Int32
    private let before: termios
    private var parser = KeyParser()
    private var pending: ArraySlice<UInt8> = []

    /// Longer than a terminal takes between two bytes of one key.
    private static let keyPause: Int32 = 60
    /// A signal that came just before a wait is seen after it.
    private static let longestWait: Int32 = 250

    /// Takes the screen of the terminal that controls this process; nil where there is none.
    init?() {
        let device = unsafe Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC)
        var mode = termios()
        // SAFETY: the call fills the structure.
        guard device >= 0, unsafe tcgetattr(device, &mode) == 0 else {
            if device >= 0 { close(device) }
            return nil
        }
        (self.device, before) = (device, mode)
        enter()
    }

    /// Gives the screen back, with nothing of what it showed.
    deinit {
        leave()
        close(device)
    }

    private func enter() {
        ScreenSignals.begin()
        var mode = before
        mode.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
        mode.c_iflag &= ~tcflag_t(IXON)
        set(mode)
        write("\u{1B}[?1049h\u{1B}[?25l")
    }

    private func leave() {
        // Cleared before and behind: some terminals have no alternate screen.
        write("\u{1B}[0m\u{1B}[2J\u{1B}[3J\u{1B}[H\u{1B}[?25h\u{1B}[?1049l")
        set(before)
        ScreenSignals.end()
    }

    /// Gives the screen back, stops the program until the shell lets it go on, and takes the screen again.
    mutating func stop() {
        leave()
        raise(SIGTSTP)
        (pending, parser) = ([], KeyParser())
        enter()
    }

    /// Columns and rows, as they are now.
    var size: ScreenSize { ScreenSize(ofFile: device) }

    /// Draws all rows; each has to fit.
    func draw(_ rows: [String]) {
        var text = "\u{1B}[2J"
        for (number, row) in rows.enumerated() where !row.isEmpty {
            text += "\u{1B}[\(number + 1);1H" + row
        }
        write(text)
    }

    /// Waits for a key, or for something else that has to be answered.
    mutating func nextEvent() -> Event {
        while true {
            if ProcessGuard.isInterrupted || ScreenSignals.isQuitDue { return .ended }
            if ScreenSignals.isStopDue { return .stopDue }
            if ScreenSignals.isRedrawDue { return .redrawDue }
            while let byte = pending.popFirst() {
                if let key = parser.take(byte) { return .key(key) }
            }
            switch wait(parser.isInsideKey ? Self.keyPause : Self.longestWait) {
            case .some(true): guard readBytes() else { return .ended }
            case .some(false): if let key = parser.giveUp() { return .key(key) }
            case nil: return .ended
            }
        }
    }

    /// Whether something came in so many milliseconds; nil where the terminal is gone.
    private func wait(_ milliseconds: Int32) -> Bool? {
        var request = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
        // SAFETY: one request is lent as one.
        let count = unsafe poll(&request, 1, milliseconds)
        if count > 0 { return request.revents & Int16(POLLIN) != 0 ? true : nil }
        return count == 0 || errno == EINTR ? false : nil
    }

    private mutating func readBytes() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 256)
        // SAFETY: the length is the buffer's own.
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe read(device, $0.baseAddress, $0.count)
        }
        if count < 0 { return errno == EINTR }
        pending = bytes.prefix(count)
        return count > 0
    }

    private func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // SAFETY: the length is the buffer's own.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(device, $0.baseAddress, $0.count)
            }
            if count < 0, errno != EINTR || ProcessGuard.isInterrupted { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    private func set(_ mode: termios) {
        var mode = mode
        // SAFETY: the structure is read only. What was typed before is dropped: it was not meant for what comes.
        unsafe _ = tcsetattr(device, TCSAFLUSH, &mode)
    }
}

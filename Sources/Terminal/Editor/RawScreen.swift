import Glibc
import SafeSodium

/// A terminal that hands over each key as it is pressed, on its alternate screen. What was typed before stays in the
/// queue, and is read.
///
/// Dropped, it is the terminal that it was before, and nothing of what was shown is left on it.
package struct RawScreen: ~Copyable {
    private let device: Int32
    private let before: termios
    private let raw: termios
    /// Whether what is typed was shown before.
    private let endsHiding: Bool

    /// What came of waiting for keys.
    package enum Event: Hashable, Sendable {
        /// So many bytes.
        case bytes(Int)
        /// Nothing, for as long as was said.
        case nothing
        /// A signal came.
        case signal
        /// The terminal is gone.
        case end
    }

    /// Takes the terminal over; nil where it is none.
    package init?(_ terminal: borrowing Terminal) {
        device = terminal.device
        // So that whatever ends the program finds the terminal, and puts it back.
        endsHiding = !HiddenTyping.isOn
        guard HiddenTyping.begin(device, keepsTyped: true) else { return nil }
        var mode = termios()
        guard unsafe tcgetattr(device, &mode) == 0 else { return nil }
        before = mode
        // Keys as bytes: no line mode and its limit of 4,095, no signals, no flow control, 8 bits.
        mode.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
        mode.c_iflag &= ~tcflag_t(IXON | IXOFF | ICRNL | INLCR | IGNCR | ISTRIP | BRKINT)
        mode.c_cflag |= tcflag_t(CS8)
        raw = mode
        // Stopped from elsewhere, it would leave on the screen what it shows.
        signal(SIGTSTP, SIG_IGN)
        enter()
    }

    deinit {
        leave()
        if endsHiding {
            HiddenTyping.end()
            signal(SIGTSTP, SIG_DFL)
        } else {
            HiddenTyping.listen()
        }
    }

    /// Gives the terminal back: nothing of what was shown is left on it.
    func leave() {
        // Bracketed paste off. Cleared before and behind: some terminals have no alternate screen.
        write("\u{1B}[?2004l\u{1B}[0m\u{1B}[2J\u{1B}[3J\u{1B}[H\u{1B}[?1049l\u{1B}[?25h")
        var mode = before
        unsafe _ = tcsetattr(device, TCSANOW, &mode)
        HiddenTyping.hidesScreen = false
    }

    /// Takes the terminal again.
    func enter() {
        HiddenTyping.hidesScreen = true
        var mode = raw
        // Nothing that was typed is thrown away by it.
        unsafe _ = tcsetattr(device, TCSANOW, &mode)
        write("\u{1B}[?1049h\u{1B}[?2004h\u{1B}[2J\u{1B}[H")
    }

    func showCursor(_ isShown: Bool) {
        write(isShown ? "\u{1B}[?25h" : "\u{1B}[?25l")
    }

    /// Sets the mode again where another program has changed it, as a shell does while this one is stopped; whether that
    /// was so.
    package func restoreMode() -> Bool {
        var mode = termios()
        guard unsafe tcgetattr(device, &mode) == 0, mode.c_lflag != raw.c_lflag else {
            return false
        }
        enter()
        return true
    }

    /// Throws away what was typed and not read yet.
    package func discardTyped() {
        tcflush(device, TCIFLUSH)
    }

    /// Columns and rows, as they are now.
    package var size: ScreenSize { ScreenSize(ofFile: device) }

    /// Waits for keys.
    package func read(
        into buffer: inout MutableSpan<UInt8>, milliseconds: Int32
    ) -> Event {
        var waiting = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
        // SAFETY: one descriptor, in one structure.
        let ready = unsafe poll(&waiting, 1, milliseconds)
        if ready < 0 { return errno == EINTR ? .signal : .end }
        if ready == 0 { return .nothing }
        // SAFETY: the length is the buffer's own.
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe Glibc.read(device, $0.baseAddress, $0.count)
        }
        if count > 0 { return .bytes(count) }
        return count < 0 && (errno == EINTR || errno == EAGAIN) ? .signal : .end
    }

    /// Writes bytes as they are.
    package func write(_ bytes: Span<UInt8>) {
        var start = 0
        while start < bytes.count {
            // SAFETY: the length is the span's own.
            let count = unsafe bytes.extracting(start..<bytes.count).withUnsafeBytes {
                unsafe Glibc.write(device, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return }
            start += count
        }
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        write(bytes.span)
    }
}

import Glibc

/// A terminal that does not show what is typed, and keeps all of it for whoever reads next: while a vault is opened, and
/// no editor is there yet. Ctrl-C and its like still end the program.
///
/// Dropped, it is the terminal that it was before.
package struct QuietTerminal: ~Copyable {
    private let device: Int32
    private let before: termios

    /// Whether so much was typed before that the terminal may have dropped some of it.
    package let mayHaveDropped: Bool

    /// The least count of bytes in the queue at which a line mode may have dropped others.
    private static let suspiciousByteCount: Int32 = 4000

    /// nil where it is no terminal.
    package init?(_ terminal: borrowing Terminal) {
        device = terminal.device
        var mode = termios()
        guard unsafe tcgetattr(device, &mode) == 0 else { return nil }
        before = mode
        var waiting: Int32 = 0
        // SAFETY: FIONREAD fills one int.
        let failed = unsafe ioctl(device, UInt(FIONREAD), &waiting) != 0
        mayHaveDropped =
            !failed && mode.c_lflag & tcflag_t(ICANON) != 0 && waiting >= Self.suspiciousByteCount
        // In line mode, what passes 4,095 bytes of a line would be dropped.
        mode.c_lflag &= ~tcflag_t(ECHO | ICANON)
        mode.c_lflag |= tcflag_t(ISIG)
        unsafe _ = tcsetattr(device, TCSANOW, &mode)
    }

    deinit {
        var mode = before
        unsafe _ = tcsetattr(device, TCSANOW, &mode)
    }
}

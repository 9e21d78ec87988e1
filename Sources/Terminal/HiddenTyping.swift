import Glibc
import Synchronization

/// While it lasts, the terminal does not show what is typed; afterwards it is as it was, however the program ends.
///
/// There is one for the process, because signal handlers have to find it: Ctrl-Z puts the terminal back before
/// the program stops, and hides again when it goes on; a second Ctrl-C puts it back before the program ends.
enum HiddenTyping {
    /// The terminal's file descriptor; -1 while nothing is hidden.
    private static let device = Atomic<Int32>(-1)
    /// How often the program was stopped and went on.
    private static let continuations = Atomic<Int>(0)
    static var continuedCount: Int { continuations.load(ordering: .relaxed) }

    /// The alternate screen, blank; and away from it, with nothing of it left in the scrollback.
    static let beginScreen = "\u{1B}[?1049h\u{1B}[2J\u{1B}[H"
    static let endScreen =
        "\u{1B}[?2004l\u{1B}[?25h\u{1B}[0m\u{1B}[2J\u{1B}[3J\u{1B}[H\u{1B}[?1049l"
    private static let endScreenBytes = Array(endScreen.utf8)
    private static let isOnScreen = Atomic(false)

    /// Whether what is on the screen now must go when the program stops or ends.
    static var hidesScreen: Bool {
        get { isOnScreen.load(ordering: .acquiring) }
        set {
            if newValue { _ = endScreenBytes.count }  // made now: a handler makes nothing
            isOnScreen.store(newValue, ordering: .releasing)
        }
    }

    // SAFETY: written only while `device` is -1, and then read by handlers of signals.
    private nonisolated(unsafe) static let modes = UnsafeMutablePointer<termios>.allocate(
        capacity: 2)
    private static var before: UnsafeMutablePointer<termios> { unsafe modes }
    private static var hidden: UnsafeMutablePointer<termios> { unsafe modes + 1 }

    static var isOn: Bool { device.load(ordering: .acquiring) >= 0 }

    /// Whether so much was typed before the hiding began that the terminal may have dropped some of it.
    static var mayHaveDropped: Bool { hasOverflowed.load(ordering: .relaxed) }
    private static let hasOverflowed = Atomic(false)
    /// The least count of bytes in the queue of a line mode at which others may have been dropped.
    private static let suspiciousByteCount: Int32 = 4000

    /// Hides what is typed from now on; false where that cannot be done.
    ///
    /// Letters come as they are typed, not line by line: a line of the terminal's own holds 4,095 bytes, and its
    /// Backspace takes half a letter where it does not know UTF-8.
    ///
    /// - Parameter keepsTyped: whether what was typed before is read next; else it is dropped.
    static func begin(_ terminal: Int32, keepsTyped: Bool = false) -> Bool {
        if isOn {
            if !keepsTyped { discard() }
            return true
        }
        var waiting: Int32 = 0
        // SAFETY: FIONREAD fills one int.
        if keepsTyped, unsafe ioctl(terminal, UInt(FIONREAD), &waiting) == 0 {
            hasOverflowed.store(waiting >= suspiciousByteCount, ordering: .relaxed)
        }
        var mode = termios()
        guard unsafe tcgetattr(terminal, &mode) == 0 else { return false }
        unsafe before.initialize(to: mode)
        mode.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | IEXTEN)
        mode.c_lflag |= tcflag_t(ISIG)
        mode.c_iflag |= tcflag_t(ICRNL)
        mode.c_iflag &= ~tcflag_t(INLCR | IGNCR)
        // SAFETY: `c_cc` is as long as the system says; the two are among its first 32.
        unsafe withUnsafeMutableBytes(of: &mode.c_cc) { bytes in
            unsafe bytes[Int(VMIN)] = 1
            unsafe bytes[Int(VTIME)] = 0
        }
        unsafe hidden.initialize(to: mode)
        // A descriptor of its own, which lives as long as the hiding.
        let own = fcntl(terminal, F_DUPFD_CLOEXEC, 3)
        guard own >= 0 else { return false }
        guard unsafe tcsetattr(own, keepsTyped ? TCSANOW : TCSAFLUSH, hidden) == 0 else {
            close(own)
            return false
        }
        device.store(own, ordering: .releasing)
        listen()
        return true
    }

    /// Drops what was typed and not read.
    static func discard() {
        let terminal = device.load(ordering: .acquiring)
        if terminal >= 0 { tcflush(terminal, TCIFLUSH) }
    }

    /// Drops what was typed and not read, and shows again what is typed.
    static func end() {
        let terminal = device.load(ordering: .acquiring)
        guard terminal >= 0 else { return }
        for number in [SIGTSTP, SIGCONT, SIGQUIT] { signal(number, SIG_DFL) }
        device.store(-1, ordering: .releasing)
        if isInForeground(terminal) { unsafe _ = tcsetattr(terminal, TCSAFLUSH, before) }
        close(terminal)
    }

    // MARK: In handlers of signals, which may call little

    /// Puts the terminal back, and leaves everything else as it is.
    static func restore() {
        let terminal = device.load(ordering: .acquiring)
        guard terminal >= 0, isInForeground(terminal) else { return }
        // SAFETY: `tcsetattr` is among the functions that a handler may call (signal-safety(7)).
        unsafe _ = tcsetattr(terminal, TCSANOW, before)
        tcflush(terminal, TCIFLUSH)
        if hidesScreen {
            unsafe endScreenBytes.withUnsafeBytes {
                unsafe _ = write(terminal, $0.baseAddress, $0.count)
            }
        }
    }

    private static func hideAgain() {
        let terminal = device.load(ordering: .acquiring)
        guard terminal >= 0, isInForeground(terminal) else { return }
        unsafe _ = tcsetattr(terminal, TCSANOW, hidden)
        continuations.add(1, ordering: .relaxed)
    }

    /// In the background, to change the terminal would stop the program, and disturb another.
    private static func isInForeground(_ terminal: Int32) -> Bool {
        tcgetpgrp(terminal) == getpgrp()
    }

    /// Handles Ctrl-Z and its like, while typing is hidden.
    static func listen() {
        handle(SIGTSTP) { _ in
            HiddenTyping.restore()
            var stop = sigset_t()
            // SAFETY: all of these are allowed in a handler. The default of SIGTSTP, let through, stops the program
            // here; it goes on here, too.
            unsafe sigemptyset(&stop)
            unsafe sigaddset(&stop, SIGTSTP)
            signal(SIGTSTP, SIG_DFL)
            raise(SIGTSTP)
            unsafe pthread_sigmask(SIG_UNBLOCK, &stop, nil)
            HiddenTyping.listen()
            HiddenTyping.hideAgain()
        }
        handle(SIGCONT) { _ in HiddenTyping.hideAgain() }
        handle(SIGQUIT) { _ in ProcessGuard.interrupt() }
    }

    private static func handle(_ number: Int32, _ body: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = body
        _ = unsafe sigaction(number, &action, nil)
    }
}

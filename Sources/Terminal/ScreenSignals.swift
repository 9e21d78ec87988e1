import Glibc
import Synchronization

/// Signals that concern a program that holds the whole screen: noted while it does, and acted upon between two keys.
/// Interrupts are ``ProcessGuard``'s.
enum ScreenSignals {
    private static let wasResized = Atomic(false)
    private static let wasAskedToStop = Atomic(false)
    private static let wasContinued = Atomic(false)
    private static let wasAskedToQuit = Atomic(false)

    /// Whether the window has another size, or the program goes on after it was stopped; asked once.
    static var isRedrawDue: Bool {
        let resized = wasResized.exchange(false, ordering: .relaxed)
        let continued = wasContinued.exchange(false, ordering: .relaxed)
        return resized || continued
    }

    /// Whether the shell is to have the terminal for a while, as Ctrl-Z says; asked once.
    static var isStopDue: Bool { wasAskedToStop.exchange(false, ordering: .relaxed) }

    /// Whether the program was asked to quit.
    static var isQuitDue: Bool { wasAskedToQuit.load(ordering: .relaxed) }

    /// Notes the signals from now on.
    static func begin() {
        wasAskedToQuit.store(false, ordering: .relaxed)
        note(SIGWINCH) { _ in ScreenSignals.wasResized.store(true, ordering: .relaxed) }
        note(SIGTSTP) { _ in ScreenSignals.wasAskedToStop.store(true, ordering: .relaxed) }
        note(SIGCONT) { _ in ScreenSignals.wasContinued.store(true, ordering: .relaxed) }
        note(SIGQUIT) { _ in ScreenSignals.wasAskedToQuit.store(true, ordering: .relaxed) }
    }

    /// Lets the system act upon them again.
    static func end() {
        for number in [SIGWINCH, SIGTSTP, SIGCONT, SIGQUIT] { signal(number, SIG_DFL) }
    }

    private static func note(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        // SAFETY: the handlers touch one atomic flag. Without SA_RESTART, a wait for a key ends.
        unsafe action.__sigaction_handler.sa_handler = handler
        _ = unsafe sigaction(number, &action, nil)
    }
}

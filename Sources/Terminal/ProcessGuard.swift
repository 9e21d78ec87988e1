import CLinux
import Glibc
import Synchronization

/// What a program that handles testimonies asks of the system for itself.
public enum ProcessGuard {
    private static let wasInterrupted = Atomic(false)

    /// No core dumps, no looking in by other processes of the same person, nothing left in memory
    /// that was given back (but for small pieces), files for their owner only; an interrupt is noted rather than fatal, so that nothing half-made is left behind. A
    /// second interrupt ends the process at once. However it ends, the terminal shows again what is typed.
    public static func begin() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        // SAFETY: the limit is read only.
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = set_process_dumpable(0)
        _ = overwrite_freed_memory()
        umask(0o077)
        signal(SIGPIPE, SIG_IGN)
        // A crash ends the process and shows nothing of its memory.
        for number in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] {
            signal(number, SIG_DFL)
        }
        for number in [SIGINT, SIGTERM, SIGHUP] { listen(for: number) }
        _ = atexit { HiddenTyping.end() }
    }

    /// Whether the person asked to stop.
    public static var isInterrupted: Bool { wasInterrupted.load(ordering: .relaxed) }

    /// Notes that the person wants to stop; the second time, ends the process. For handlers of signals.
    ///
    /// - Parameter isUrgent: whether a second one ends it at once: so a person who presses Ctrl-C twice. A window that
    ///   closes sends HUP more than once, and gives the time to save what was typed.
    static func interrupt(isUrgent: Bool = true) {
        guard wasInterrupted.exchange(true, ordering: .relaxed), isUrgent else { return }
        HiddenTyping.restore()
        _exit(130)
    }

    private static func listen(for number: Int32) {
        var action = sigaction()
        // SAFETY: the handler touches atomic flags, the terminal's mode and `_exit`, which signals allow. Without
        // SA_RESTART, a read that waits for the person ends.
        unsafe action.__sigaction_handler.sa_handler = { number in
            ProcessGuard.interrupt(isUrgent: number == SIGINT)
        }
        _ = unsafe sigaction(number, &action, nil)
    }
}

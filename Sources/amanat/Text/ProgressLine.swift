import Synchronization
import Terminal
import TestimonyVault
import Words

/// One line on the terminal that says how far long work is, how fast, and how long it will take.
final class ProgressLine: Sendable {
    // A class, because the library calls it from wherever it works.
    private struct State {
        var work: WorkProgress.Work?
        var start = ContinuousClock.now
        var startByteCount: Int64 = 0
        var lastShown = ContinuousClock.now
        var isShown = false
    }

    private let state = Mutex(State())
    private let isVisible: Bool

    init(isVisible: Bool) {
        self.isVisible = isVisible && Terminal.showsErrors
    }

    /// Told by the library; false asks it to stop.
    func report(_ progress: WorkProgress) -> Bool {
        if isVisible, progress.work != .waiting {
            state.withLock { Self.show(progress, &$0) }
        }
        return !ProcessGuard.isInterrupted
    }

    /// Takes the line away.
    func end() {
        state.withLock { state in
            if state.isShown { StandardError.write("\r\u{1B}[K") }
            state.isShown = false
        }
    }

    /// What is said at once, because a person waits for it who has just typed something.
    private static let waits = [
        WorkProgress.Work.unlocking: Sentence.openingVault,
        .deriving: Sentence.workingOnPassphrase,
    ]

    private static func show(_ progress: WorkProgress, _ state: inout State) {
        if let wait = waits[progress.work] {
            if state.work != progress.work || !state.isShown {
                StandardError.write("\r\u{1B}[K" + wait.text())
            }
            state.work = progress.work
            state.isShown = true
            return
        }
        let now = ContinuousClock.now
        if progress.work != state.work || progress.byteCount < state.startByteCount {
            state.work = progress.work
            state.start = now
            state.startByteCount = progress.byteCount
            state.lastShown = now
        }
        // Short work passes without a word.
        guard now - state.start > .milliseconds(400), now - state.lastShown > .milliseconds(100)
        else { return }
        state.lastShown = now
        state.isShown = true
        // A longer line would go on on the next one, and stay there.
        let columns = (ScreenSize.ofErrors?.columns ?? 80) - 1
        StandardError.write("\r\u{1B}[K" + line(progress, state, now).text().prefix(columns))
    }

    private static func line(
        _ progress: WorkProgress, _ state: State, _ now: ContinuousClock.Instant
    ) -> Sentence {
        let elapsed = now - state.start
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let rate = Double(progress.byteCount - state.startByteCount) / seconds
        if progress.work == .reading {
            return .working(
                progress.work, progress.byteCount, of: progress.totalByteCount ?? 0)
        }
        let total = progress.totalByteCount.flatMap { $0 > 0 ? $0 : nil }
        let left = total.map { $0 - progress.byteCount }
        return .working(
            progress.work, byteCount: progress.byteCount, of: total, perSecond: Int64(rate),
            secondsLeft: left.flatMap { left in
                left > 0 && rate > 0 ? Int(Double(left) / rate) + 1 : nil
            })
    }
}

package import DurableFiles
import Glibc
package import TransparencyLog

/// What a vault takes from outside: the disk, the clock, patience, and a way to be heard and
/// stopped.
public struct Surroundings: Sendable {
    package var files: Files
    package var now: @Sendable () -> Timestamp
    /// How long to wait for another command to let go of the vault.
    package var patience: Duration
    /// Told of long work as it goes on; false stops it.
    private let report: @Sendable (WorkProgress) -> Bool

    /// The system's disk and clock.
    ///
    /// - Parameter report: called often while something long is done, on the calling thread. Where
    ///   it gives false, the work stops with an error of the kind `interrupted`, and leaves nothing
    ///   half-made.
    public init(report: @escaping @Sendable (WorkProgress) -> Bool = { _ in true }) {
        self.init(files: Files(), now: Self.systemClock, report: report)
    }

    package init(
        files: Files, now: @escaping @Sendable () -> Timestamp = Surroundings.systemClock,
        patience: Duration = .seconds(5),
        report: @escaping @Sendable (WorkProgress) -> Bool = { _ in true }
    ) {
        self.files = files
        // What waits for a pipe or for another command can be stopped as well.
        self.files.goesOn = { report(WorkProgress(.waiting, 0, of: nil)) }
        self.now = now
        self.patience = patience
        self.report = report
    }

    /// Tells of progress.
    ///
    /// - Throws: ``VaultError/interrupted`` where the person wants to stop.
    package func progress(
        _ work: WorkProgress.Work, _ byteCount: Int64 = 0, of total: Int64? = nil
    ) throws(VaultError) {
        guard report(WorkProgress(work, byteCount, of: total)) else { throw .interrupted }
    }

    /// The system's time, in whole seconds; the last second that can be written where it is beyond
    /// that.
    package static let systemClock: @Sendable () -> Timestamp = {
        Timestamp(secondsSince1970: Int64(time(nil))) ?? .maximum
    }
}

/// A disk between two operations: what a crash would leave, and what the end of the program would.
package struct CrashMoment: Sendable {
    /// Says what happened before, made only when somebody asks.
    typealias Origin = @Sendable () -> String

    /// The operations that were done since all was durable.
    package var number: Int { operations.count }
    /// The last of them.
    package var operation: String { operations.last ?? "nothing yet" }

    private let volume: CrashVolume
    private let operations: [String]
    private let kind: CrashDisk.Kind
    private let origins: [Origin]

    init(
        _ volume: CrashVolume, _ operations: [String], _ kind: CrashDisk.Kind, _ origins: [Origin]
    ) {
        self.volume = volume
        self.operations = operations
        self.kind = kind
        self.origins = origins
    }

    /// The disks that a loss of power may leave, each made when it is asked for.
    ///
    /// All of them where there are at most `limit`; else a choice: nothing and everything lost, all
    /// up to each operation, single losses and single survivors, and a random sample.
    package func crashStates(
        limit: Int, using generator: inout some RandomNumberGenerator
    ) -> some RandomAccessCollection<CrashDisk> {
        let doubts = CrashDoubts(volume, kind)
        let all = doubts.answers(limit: limit, using: &generator)
        return all.indices.lazy.map { index in
            let (volume, last) = (doubts.volume(all[index]), "\(number) (\(operation))")
            let origin: Origin = {
                "crash after operation \(last), state \(index + 1) of \(all.count), lost: "
                    + doubts.losses(all[index])
            }
            return CrashDisk(volume, kind, origins: origins + [origin])
        }
    }

    /// The disk after only the program was killed: nothing is lost, and nothing became durable. Its
    /// operations are counted on from here.
    package func killed() -> CrashDisk {
        let last = "\(number) (\(operation))"
        let origin: Origin = { "killed after operation \(last)" }
        return CrashDisk(volume, kind, origins: origins + [origin], operations: operations)
    }
}

/// What a test wanted of a disk after a crash and did not find.
package struct CrashFailure: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Throws where something does not hold after a crash.
package func hold(_ isSo: Bool, _ what: @autoclosure () -> String) throws(CrashFailure) {
    if !isSo { throw CrashFailure(what()) }
}

/// Counts the states of disks that were tried, and keeps what went wrong on each.
package struct CrashTally {
    private var momentCount = 0
    private var stateCount = 0
    private var failures: [String] = []

    package init() {}

    /// Tries all moments of a disk, and what a crash leaves at each of them.
    ///
    /// - Parameters:
    ///   - limit: the most states of one moment.
    ///   - body: throws where a state is not as it must be.
    package mutating func tryCrashes(
        of disk: CrashDisk, limit: Int, using generator: inout some RandomNumberGenerator,
        _ body: (_ moment: CrashMoment, _ state: CrashDisk) throws -> Void
    ) {
        for moment in disk.moments {
            tryCrash(at: moment, limit: limit, using: &generator) { try body(moment, $0) }
        }
    }

    /// Tries what a crash leaves at one moment.
    package mutating func tryCrash(
        at moment: CrashMoment, limit: Int, using generator: inout some RandomNumberGenerator,
        _ body: (_ state: CrashDisk) throws -> Void
    ) {
        momentCount += 1
        for state in moment.crashStates(limit: limit, using: &generator) {
            tryState(state, body)
        }
    }

    /// Tries one state, such as that after a kill.
    package mutating func tryState(_ state: CrashDisk, _ body: (_ state: CrashDisk) throws -> Void)
    {
        stateCount += 1
        do {
            try body(state)
        } catch {
            failures.append("\(error), after: \(state)")
        }
    }

    /// Prints the counts. Whoever calls expects that it ``isClean``.
    package func report(_ what: String) {
        print(
            "crash states: \(stateCount) tried, \(stateCount - failures.count) survived "
                + "(\(what), \(momentCount) moments)")
    }

    package var isClean: Bool { failures.isEmpty }

    /// Whether nothing failed but what says these words: for a promise that a disk does not let one keep.
    package func isClean(beside words: String) -> Bool {
        failures.allSatisfy { $0.contains(words) }
    }
}

extension CrashTally: CustomStringConvertible {
    /// The first failures.
    package var description: String {
        "\(failures.count) of \(stateCount) failed: "
            + failures.prefix(3).joined(separator: "\n")
    }
}

import DurableFiles
import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import Journal

@Suite("A journal on a disk that crashes")
struct CrashTests {
    static let vault: FilePath = "/vault"

    /// A journal on a crash disk, and what its log is after each of some appends.
    struct Story {
        let disk: CrashDisk
        /// The states of the log, from the one before the first append.
        private(set) var states: [LogState] = []
        /// The leaves behind each state.
        private(set) var leaves: [[[UInt8]]] = []
        /// How many operations of the disk were done when each append returned.
        private(set) var returns: [Int] = []

        /// Makes a journal with some leaves, and all of it durable.
        init(_ first: [[UInt8]]) throws {
            disk = try CrashTests.emptyVault()
            var bench = Bench(CrashTests.vault, calls: disk)
            try bench.create(first)
            disk.settle()
            states = [bench.state()]
            leaves = [first]
        }

        /// Opens the journal once, and appends batches of leaves one after the other.
        mutating func append(_ batches: [[[UInt8]]]) throws {
            var bench = bench(on: disk, after: states.count - 1)
            var journal = try bench.open()
            for batch in batches {
                let state = bench.state(adding: batch)
                try journal.append(batch, state: state)
                states.append(state)
                leaves.append(leaves[leaves.count - 1] + batch)
                returns.append(disk.operationCount)
            }
        }

        /// Whoever goes on with the log on a disk, in one of its states.
        func bench(on disk: CrashDisk, after number: Int) -> Bench {
            var bench = Bench(CrashTests.vault, calls: disk)
            bench.frontier = states[number].frontier
            return bench
        }

        /// Opens the journal after a crash; the number of the state that it shows.
        func open(_ disk: CrashDisk, in allowed: ClosedRange<Int>) throws -> Int {
            let journal = try Bench(CrashTests.vault, calls: disk).open()
            let state = journal.state
            guard let number = states.firstIndex(of: state), allowed.contains(number) else {
                throw CrashFailure("it shows a log of \(state.frontier.size) leaves")
            }
            return number
        }

        /// Which states may be there after a crash: the one that the last append to return made,
        /// or that of the append under way.
        func allowed(at moment: CrashMoment) -> ClosedRange<Int> {
            let count = returns.count { $0 <= moment.number }
            return count...min(count + 1, states.count - 1)
        }

        /// Appends after a crash, and reads all leaves back; or only the log's state, where reading
        /// takes long.
        func goOn(_ disk: CrashDisk, after number: Int, readsLeaves: Bool = true) throws {
            var bench = bench(on: disk, after: number)
            let more = Bench.leaves(900..<902)
            try bench.append(more)
            let journal = try bench.open()
            let (state, cutTail) = (journal.state, journal.cutTail)
            try hold(state == bench.state(), "the next append is not there")
            try hold(cutTail == nil, "the next append is cut off")
            guard readsLeaves else { return }
            let found = try journal.leaves()
            try hold(found == leaves[number] + more, "the leaves are not those of the log")
        }
    }

    static func emptyVault() throws -> CrashDisk {
        let disk = CrashDisk()
        try disk.makeFolder(vault, mode: 0o700)
        disk.settle()
        return disk
    }

    static let long = (0..<8).map { [UInt8](repeating: UInt8($0), count: 300 + $0) }

    @Test(
        "a crash while a journal is made leaves none or a whole one, and a creation works again",
        arguments: [0, 3])
    func creating(leafCount: Int) throws {
        let disk = try Self.emptyVault()
        let leaves = Bench.leaves(0..<leafCount)
        var bench = Bench(Self.vault, calls: disk)
        try bench.create(leaves)
        let (count, state) = (disk.operationCount, bench.state())
        let story = try Story(leaves)
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of a creation"))
        tally.tryCrashes(of: disk, limit: 100, using: &generator) { moment, crashed in
            let place = Bench(Self.vault, calls: crashed).place
            let found = try Journal.open(at: place, log: Bench.log)?.state
            if found == nil {
                try hold(moment.number < count, "a journal is lost")
                var next = Bench(Self.vault, calls: crashed)
                try next.create(leaves)
            }
            try hold(found == nil || found == state, "another log is there")
            try story.goOn(crashed, after: 0)
        }
        tally.report("creating a journal of \(leafCount) leaves")
        #expect(tally.isClean)
    }

    @Test("a crash while leaves are appended loses no append that returned, and nothing by half")
    func appending() throws {
        var story = try Story(Bench.leaves(0..<2))
        try story.append([Bench.leaves(2..<3), Self.long, Bench.leaves(3..<5)])
        let told = story
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of appends"))
        tally.tryCrashes(of: story.disk, limit: 100, using: &generator) { moment, crashed in
            let number = try told.open(crashed, in: told.allowed(at: moment))
            try told.goOn(crashed, after: number)
        }
        tally.report("appending")
        #expect(tally.isClean)
    }

    @Test("a crash while an append begins a new segment is as any other")
    func newSegment() throws {
        var story = try Story(FaultTests.filling)
        try story.append([Bench.leaves(0..<1), Bench.leaves(1..<3)])
        let told = story
        // To read 4 MiB takes long: it is done once for each state of the log and moment.
        var isRead: Set<[Int]> = []
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of new segments"))
        tally.tryCrashes(of: story.disk, limit: 40, using: &generator) { moment, crashed in
            let number = try told.open(crashed, in: told.allowed(at: moment))
            let isFirst = moment.number % 4 == 0 && isRead.insert([moment.number, number]).inserted
            try told.goOn(crashed, after: number, readsLeaves: isFirst)
        }
        tally.report("beginning a segment")
        #expect(tally.isClean)
    }

    @Test("a crash while a journal is opened after a crash changes nothing that it may show")
    func openingAfterCrash() throws {
        var story = try Story(Bench.leaves(0..<2))
        try story.append([Self.long])
        var mended = [0, 0]
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of openings"))
        for moment in story.disk.moments {
            for crashed in moment.crashStates(limit: 12, using: &generator) {
                try opening(crashed, story, moment, 12, &tally, &generator, &mended)
            }
        }
        tally.report("opening, of which \(mended) mended something")
        #expect(tally.isClean)
        #expect(mended[0] > 0, "no torn tail was cut off")
    }

    @Test(
        "a loss of power after a killed append and an opening loses nothing that was shown",
        arguments: [false, true])
    func openingAfterKill(isFull: Bool) throws {
        var story = try Story(isFull ? FaultTests.filling : Bench.leaves(0..<2))
        try story.append([Self.long, Bench.leaves(2..<4)])
        var mended = [0, 0, 0]
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "kills and crashes"))
        for moment in story.disk.moments {
            let limit = isFull ? 6 : 20
            try opening(moment.killed(), story, moment, limit, &tally, &generator, &mended)
        }
        tally.report("opening after a kill, of which \(mended) mended something")
        #expect(tally.isClean)
        #expect(mended[1...].max() != 0, "no whole frame was taken")
    }

    @Test("a loss of power after a killed creation and a further one leaves a whole journal")
    func creatingAfterKill() throws {
        let leaves = Bench.leaves(0..<3)
        let story = try Story(leaves)
        let disk = try Self.emptyVault()
        var bench = Bench(Self.vault, calls: disk)
        try bench.create(leaves)
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "kills of a creation"))
        for moment in disk.moments {
            let disk = moment.killed()
            let place = Bench(Self.vault, calls: disk).place
            if try Journal.open(at: place, log: Bench.log)?.state == nil {
                var next = Bench(Self.vault, calls: disk)
                try next.create(leaves)
            }
            tally.tryCrash(at: disk.now, limit: 50, using: &generator) { crashed in
                let number = try story.open(crashed, in: 0...0)
                try story.goOn(crashed, after: number)
            }
        }
        tally.report("creating after a kill")
        #expect(tally.isClean)
    }

    /// Opens a journal, and crashes at each moment of that.
    ///
    /// - Parameter mended: counts the openings that changed something, by the state that they showed.
    private func opening(
        _ disk: CrashDisk, _ story: Story, _ moment: CrashMoment, _ limit: Int,
        _ tally: inout CrashTally, _ generator: inout SeededGenerator, _ mended: inout [Int]
    ) throws {
        let allowed = story.allowed(at: moment)
        let before = disk.operationCount
        let shown = try story.open(disk, in: allowed)
        let after = disk.operationCount
        if after > before { mended[shown] += 1 }
        tally.tryCrashes(of: disk, limit: limit, using: &generator) { moment, crashed in
            let isShown = moment.number == after
            let number = try story.open(crashed, in: isShown ? shown...shown : allowed)
            // To read a full segment takes long.
            let isFull = story.leaves[0].count > 10
            try story.goOn(crashed, after: number, readsLeaves: !isFull)
        }
    }

    @Test("a loss of power after a killed append and another append loses neither that returned")
    func appendingAfterKill() throws {
        var story = try Story(Bench.leaves(0..<2))
        try story.append([Bench.leaves(2..<4)])
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "kills, appends and crashes"))
        for moment in story.disk.moments {
            let disk = moment.killed()
            let shown = try story.open(disk, in: story.allowed(at: moment))
            try story.goOn(disk, after: shown)
            let count = disk.operationCount
            tally.tryCrashes(of: disk, limit: 30, using: &generator) { moment, crashed in
                let state = try Bench(Self.vault, calls: crashed).open().state
                let size = state.frontier.size
                let old = story.states.map(\.frontier.size)
                let isNew = size == old[shown] + 2
                let isOld = moment.number < count && old.contains(size)
                try hold(isNew || isOld, "it shows a log of \(size) leaves")
            }
        }
        tally.report("appending after a kill")
        #expect(tally.isClean)
    }

    @Test("a crash while entries are forgotten leaves the journal as it was, or without them")
    func forgetting() throws {
        let story = try Story(Bench.leaves(0..<5))
        do {
            var journal = try story.bench(on: story.disk, after: 0).open()
            try journal.forget(before: 3)
        }
        let count = story.disk.operationCount
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of forgetting"))
        tally.tryCrashes(of: story.disk, limit: 100, using: &generator) { moment, crashed in
            var bench = story.bench(on: crashed, after: 0)
            do {
                let journal = try bench.open()
                let (state, forgotten) = (journal.state, Int(journal.forgottenCount))
                try hold(state == story.states[0], "it shows another log")
                try hold(forgotten == 3 || forgotten == 0, "\(forgotten) entries are forgotten")
                try hold(forgotten == 3 || moment.number < count, "nothing is forgotten")
                let leaves = try journal.leaves()
                try hold(leaves == Bench.leaves(forgotten..<5), "other leaves are there")
                let segments = try Files(calls: crashed).names(in: journal.place.folder)
                    .filter { $0.hasSuffix(".seg") }
                try hold(
                    forgotten == 0 || segments == ["00000002.seg"], "left over: \(segments)")
            }
            try bench.append(Bench.leaves(5..<6))
            let state = try bench.open().state
            try hold(state == bench.state(), "the log does not go on")
        }
        tally.report("forgetting")
        #expect(tally.isClean)
    }
}

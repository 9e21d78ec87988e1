import DurableFiles
import Passphrases
import SafeSodium
import Statements
import SystemPackage
import TestSupport
import Testing
import TransparencyLog

@testable import TestimonyVault
@testable import VaultStore

/// Vaults on disks that crash. The passphrase is asked for once; the keys then open every state of the disk.
struct CrashHouse {
    static let stick: FilePath = "/stick"
    static let picture: FilePath = "/picture"

    let disk: CrashDisk
    private let unlocked: [String: Unlocked]

    /// A recorder and a coordinator who know each other, a stick, and a picture to be attached.
    init(_ kind: CrashDisk.Kind) throws {
        disk = CrashDisk(kind)
        let files = Files(calls: disk)
        try files.makeFolder(Self.stick)
        try files.replaceAtomically(Self.picture, with: [UInt8](repeating: 7, count: 5000).span)
        var unlocked: [String: Unlocked] = [:]
        for (name, role) in [("r", Role.recorder), ("c", .coordinator)] {
            let path = FilePath("/\(name)")
            let surroundings = Self.surroundings(disk)
            try Vault.create(
                at: path, role: role, name: name, passphrase: TestHouse.passphrase(),
                cost: .interactive, surroundings: surroundings)
            unlocked[name] = try LockedVault(at: path, surroundings: surroundings)
                .unlock(with: TestHouse.passphrase())
        }
        self.unlocked = unlocked
        let (recorder, coordinator) = (try card("r"), try card("c"))
        do {
            var vault = try open("r", disk)
            try vault.enroll(coordinator, confirming: "\(coordinator.fingerprint.safetyNumber)")
        }
        do {
            var vault = try open("c", disk)
            try vault.enroll(recorder, confirming: "\(recorder.fingerprint.safetyNumber)")
        }
        disk.settle()
    }

    static func surroundings(_ disk: CrashDisk) -> Surroundings {
        Surroundings(
            files: Files(calls: disk),
            now: { Timestamp(secondsSince1970: 1_800_000_000) ?? .maximum }, patience: .zero)
    }

    func unlocked(_ name: String, _ disk: CrashDisk) throws -> Unlocked {
        guard let known = unlocked[name] else { throw CrashFailure("there is no vault \(name)") }
        return Unlocked(known.layout, Self.surroundings(disk), known.keys, known.identity)
    }

    func card(_ name: String) throws -> Card { try unlocked(name, disk).card }

    func store(_ name: String, _ disk: CrashDisk) throws -> Store {
        try unlocked(name, disk).hold()
    }

    func open(_ name: String, _ disk: CrashDisk) throws -> Vault {
        Vault(try store(name, disk))
    }

    func seal(_ count: Int, _ disk: CrashDisk, _ body: (ObjectID) -> Void) throws {
        var vault = try open("r", disk)
        let drafts = (0..<count).map { number in
            NewTestimony(
                .text(Array("testimony \(number)".utf8)),
                attachments: number == 0 ? [Self.picture] : [])
        }
        try vault.seal(drafts) { body($0.id) }
    }

    @discardableResult
    func sync(_ name: String, _ disk: CrashDisk) throws -> SyncReport {
        var vault = try open(name, disk)
        return try vault.sync(with: Self.stick)
    }

    /// The vault opens, nothing in it is damaged, and it goes on. Returns the testimonies that are there.
    func requireWhole(_ name: String, _ disk: CrashDisk) throws -> Set<ObjectID> {
        do {
            var vault = try store(name, disk)
            try hold(vault.takeDamage().isEmpty, "damage is found on the way")
        }
        var check = VaultCheck(try unlocked(name, disk))
        try check.run()
        let report = check.report
        try hold(report.damage.isEmpty, "damage: \(report.damage)")
        try hold(report.refused.isEmpty, "put aside: \(report.refused)")
        var vault = try store(name, disk)
        let sealed = try vault.leaves().map(\.leaf).filter { $0.kind == .sealed }
        let strays = try Files(calls: disk).names(in: vault.layout.sealing)
        try hold(strays.isEmpty, "left in sealing: \(strays)")
        return Set(sealed.map(\.object))
    }
}

@Suite("Vaults on disks that crash")
struct VaultCrashTests {
    @Test(
        "a crash while testimonies are sealed loses none that was told of, and leaves none by half",
        arguments: [1, 9], [CrashDisk.Kind.posix, .plain])
    func sealing(count: Int, kind: CrashDisk.Kind) throws {
        let house = try CrashHouse(kind)
        var told: [(id: ObjectID, operations: Int)] = []
        try house.seal(count, house.disk) { told.append(($0, house.disk.operationCount)) }
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of sealing"))
        for moment in house.disk.moments {
            let limit = kind == .plain || count > 1 ? 1 : 6
            tally.tryCrash(at: moment, limit: limit, using: &generator) { crashed in
                try goOn(crashed, house, told, moment)
            }
        }
        tally.report("sealing \(count) on \(kind)")
        // Where a file can have one name only, it may be in neither folder after a move.
        #expect(kind == .posix ? tally.isClean : tally.isClean(beside: "\"it is missing\""))
    }

    @Test("a loss of power after a killed sealing and an opening loses nothing that was shown")
    func sealingAfterKill() throws {
        let house = try CrashHouse(.posix)
        var told: [(id: ObjectID, operations: Int)] = []
        try house.seal(2, house.disk) { told.append(($0, house.disk.operationCount)) }
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "kills of sealing"))
        for moment in house.disk.moments {
            let disk = moment.killed()
            let shown = try house.requireWhole("r", disk)
            tally.tryCrash(at: disk.now, limit: 3, using: &generator) { crashed in
                let left = try house.requireWhole("r", crashed)
                try hold(left == shown, "something that was shown is gone")
                try goOn(crashed, house, told, moment)
            }
        }
        tally.report("sealing, killed, and opened")
        #expect(tally.isClean)
    }

    private func goOn(
        _ crashed: CrashDisk, _ house: CrashHouse, _ told: [(id: ObjectID, operations: Int)],
        _ moment: CrashMoment
    ) throws {
        let there = try house.requireWhole("r", crashed)
        for (id, operations) in told where operations <= moment.number {
            try hold(there.contains(id), "\(id) was told of, and is lost")
        }
        var more: [ObjectID] = []
        try house.seal(1, crashed) { more.append($0) }
        let after = try house.requireWhole("r", crashed)
        try hold(after == there.union(more), "the next testimony is not there")
    }

    @Test(
        "a crash while bundles and receipts are exchanged changes nothing that a further exchange does not mend"
    )
    func exchanging() throws {
        let house = try CrashHouse(.posix)
        var ids: Set<ObjectID> = []
        try house.seal(1, house.disk) { ids.insert($0) }
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of exchanges"))
        for name in ["r", "c", "r"] {
            house.disk.settle()
            try house.sync(name, house.disk)
            tally.tryCrashes(of: house.disk, limit: 1, using: &generator) { _, crashed in
                _ = try house.requireWhole("r", crashed)
                _ = try house.requireWhole("c", crashed)
                for name in ["r", "c", "r"] {
                    let report = try house.sync(name, crashed)
                    try hold(report.problems.isEmpty, "\(name): \(report.problems)")
                }
                var coordinator = try house.open("c", crashed)
                let records = try coordinator.records().records
                try hold(
                    Set(records.map(\.id)) == ids
                        && records.allSatisfy { $0.standing == .verified },
                    "the records are \(records.map(\.id))")
                var recorder = try house.open("r", crashed)
                let acknowledged = try recorder.status().acknowledgedCount
                try hold(acknowledged == ids.count, "\(acknowledged) are acknowledged")
                let names = try Files(calls: crashed).names(in: CrashHouse.stick)
                try hold(names.allSatisfy { !$0.hasSuffix(".part") }, "left on the stick: \(names)")
            }
        }
        tally.report("exchanging")
        #expect(tally.isClean)
    }

    @Test("a crash while a laptop prunes leaves it whole, and pruning again ends it")
    func pruning() throws {
        let house = try CrashHouse(.posix)
        try house.seal(2, house.disk) { _ in }
        for name in ["r", "c", "r"] { try house.sync(name, house.disk) }
        house.disk.settle()
        do {
            var vault = try house.open("r", house.disk)
            #expect(try vault.prune().recordCount == 2)
        }
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of pruning"))
        tally.tryCrashes(of: house.disk, limit: 3, using: &generator) { _, crashed in
            _ = try house.requireWhole("r", crashed)
            do {
                var vault = try house.open("r", crashed)
                _ = try vault.prune()
            }
            let left = try house.requireWhole("r", crashed)
            try hold(left.isEmpty, "entries stay")
            let objects = try Files(calls: crashed).names(in: "/r/objects")
            try hold(objects.isEmpty, "objects stay")
            var more: [ObjectID] = []
            try house.seal(1, crashed) { more.append($0) }
            for name in ["r", "c", "r"] { try house.sync(name, crashed) }
            var vault = try house.open("r", crashed)
            let acknowledged = try vault.status().acknowledgedCount
            try hold(acknowledged == 1, "the log does not go on")
        }
        tally.report("pruning")
        #expect(tally.isClean)
    }

    @Test(
        "a crash while an account is typed and sealed leaves it as a draft, or sealed, and never both or neither"
    )
    func typing() throws {
        let house = try CrashHouse(.posix)
        var saves: [(text: String, operations: Int)] = []
        let (id, sealed) = try type(house, &saves)
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes of typing"))
        let first = try #require(saves.first?.operations)
        for moment in house.disk.moments {
            tally.tryCrash(at: moment, limit: 4, using: &generator) { crashed in
                let records = try house.requireWhole("r", crashed)
                let drafts = try house.open("r", crashed).drafts()
                try hold(records.isSubset(of: [id]), "other records: \(records)")
                try hold(records.isEmpty || drafts.isEmpty, "sealed, and offered again")
                if moment.number >= first {
                    try hold(records.count + drafts.count == 1, "neither a draft nor sealed")
                }
                if moment.number >= sealed {
                    try hold(records == [id], "it was sealed, and is lost")
                }
                guard let draft = drafts.first else { return }
                try hold(draft.id == id && draft.damage == nil, "the draft is \(draft)")
                // What was durable by then is there, and goes on to be sealed once.
                var recording = try house.open("r", crashed).resumeRecording(id)
                let text = recording.withSavedText { String(decoding: [UInt8]($0), as: UTF8.self) }
                let least = saves.last { $0.operations <= moment.number }?.text ?? ""
                try hold(text.count >= least.count, "of \(least) there is \(text)")
                let bytes = Array(text.utf8)
                _ = try recording.seal(bytes.span)
                let after = try house.requireWhole("r", crashed)
                try hold(after == [id], "after sealing: \(after)")
                let left = try Files(calls: crashed).names(in: "/r/drafts")
                try hold(left.isEmpty, "left in drafts: \(left)")
            }
        }
        tally.report("typing and sealing")
        #expect(tally.isClean)
    }

    /// Types three lines with a picture, and seals them; how many operations the disk had seen when that was done.
    private func type(
        _ house: CrashHouse, _ saves: inout [(text: String, operations: Int)]
    ) throws -> (ObjectID, Int) {
        house.disk.settle()
        var recording = try house.open("r", house.disk)
            .beginRecording(attaching: [CrashHouse.picture])
        for text in ["one", "one two", "one two three"] {
            let bytes = Array(text.utf8)
            try recording.save(bytes.span)
            saves.append((text, house.disk.operationCount))
        }
        let bytes = Array("one two three".utf8)
        let sealed = try recording.seal(bytes.span)
        return (sealed.id, house.disk.operationCount)
    }
}

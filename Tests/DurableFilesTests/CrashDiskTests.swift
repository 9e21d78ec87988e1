import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import DurableFiles

@Suite("A disk that crashes")
struct CrashDiskTests {
    static let old = [UInt8]("before".utf8)
    static let new = [UInt8]("and after".utf8)

    /// A disk on which `/file` is durable.
    static func disk(_ bytes: [UInt8], _ kind: CrashDisk.Kind = .posix) throws -> CrashDisk {
        let disk = CrashDisk(kind)
        try write(bytes, "/file", disk)
        disk.settle()
        return disk
    }

    /// Opens, perhaps makes, and writes; syncs nothing.
    @discardableResult
    static func write(
        _ bytes: [UInt8], _ path: FilePath, _ disk: CrashDisk, flags: Int32 = 0
    ) throws -> FileNumber {
        let file = try disk.open(path, flags: O_RDWR | O_CREAT | flags, mode: 0o600)
        #expect(try disk.write(file, bytes.span) == bytes.count)
        return file
    }

    static func sync(_ path: FilePath, _ disk: CrashDisk) throws {
        let file = try disk.open(path, flags: O_RDONLY, mode: 0)
        try disk.fsync(file)
        disk.close(file)
    }

    /// What a crash may leave now; each once.
    static func outcomes(_ disk: CrashDisk, limit: Int = 1000) -> Set<[String: [UInt8]]> {
        var generator = SeededGenerator(for: "outcomes", seed: 1)
        return Set(disk.crashStates(limit: limit, using: &generator).map(\.contents))
    }

    @Test("a file that is renamed into place before its bytes are synced may be empty or zeros")
    func unsyncedBytes() throws {
        let disk = try Self.disk(Self.old)
        try Self.write(Self.new, "/part", disk)
        try disk.rename("/part", to: "/file", replacing: true)
        try Self.sync("/", disk)
        let zeros = [UInt8](repeating: 0, count: Self.new.count)
        #expect(
            Self.outcomes(disk) == [["/file": []], ["/file": zeros], ["/file": Self.new]])
    }

    @Test("a name may be lost until its folder is synced, though its file is")
    func unsyncedName() throws {
        let disk = CrashDisk()
        let file = try Self.write(Self.new, "/file", disk)
        try disk.fsync(file)
        #expect(Self.outcomes(disk) == [[:], ["/file": Self.new]])
        try Self.sync("/", disk)
        #expect(Self.outcomes(disk) == [["/file": Self.new]])
    }

    @Test("in the right order, the file is the old one or the new one, and at last the new one")
    func rightOrder() throws {
        let disk = try Self.disk(Self.old)
        let file = try Self.write(Self.new, "/part", disk)
        try disk.fsync(file)
        try disk.rename("/part", to: "/file", replacing: true)
        try Self.sync("/", disk)
        var generator = SeededGenerator(for: "the right order")
        for moment in disk.moments {
            for state in moment.crashStates(limit: 100, using: &generator) {
                let found = try #require(state.contents["/file"], "\(state)")
                #expect(found == Self.old || found == Self.new, "\(state)")
            }
        }
        #expect(Self.outcomes(disk) == [["/file": Self.new]])
    }

    @Test("a write is torn between any two sectors, and each sector is lost alone")
    func tornWrite() throws {
        let before = [UInt8](repeating: 1, count: 1500)
        let disk = try Self.disk(before)
        try Self.write([UInt8](repeating: 2, count: 1500), "/file", disk)
        var expected: Set<[UInt8]> = []
        for kept in 0..<8 {
            expected.insert((0..<1500).map { kept >> ($0 / 512) & 1 == 1 ? 2 : 1 })
        }
        #expect(Set(Self.outcomes(disk).compactMap { $0["/file"] }) == expected)
    }

    @Test("a write across a sector's end may lose either half, and the length as well")
    func grownFile() throws {
        let disk = try Self.disk([UInt8](repeating: 1, count: 510))
        try Self.write([2, 2, 2, 2], "/file", disk, flags: O_APPEND)
        let tails = Set(Self.outcomes(disk).compactMap { $0["/file"]?.dropFirst(510) })
        #expect(tails == [[], [2, 2, 2, 2], [0, 0, 2, 2], [2, 2, 0, 0], [0, 0, 0, 0]])
        #expect(Self.outcomes(disk).allSatisfy { $0["/file"]?.prefix(510).max() == 1 })
    }

    @Test("of two writes the later may be there without the earlier, and any length between")
    func reordered() throws {
        let disk = try Self.disk([])
        try Self.write([1, 1], "/file", disk, flags: O_APPEND)
        try Self.write([2, 2], "/file", disk, flags: O_APPEND)
        let expected: Set<[UInt8]> = [
            [], [0, 0], [1, 1], [0, 0, 0, 0], [1, 1, 0, 0], [0, 0, 2, 2], [1, 1, 2, 2],
        ]
        #expect(Set(Self.outcomes(disk).compactMap { $0["/file"] }) == expected)
    }

    @Test("a cut may be undone by a crash until it is synced")
    func cut() throws {
        let disk = try Self.disk([1, 2, 3, 4])
        let file = try disk.open("/file", flags: O_RDWR, mode: 0)
        try disk.truncate(file, to: 2)
        #expect(
            Set(Self.outcomes(disk).compactMap { $0["/file"] })
                == [[1, 2, 3, 4], [1, 2, 0, 0], [1, 2]])
        try disk.fdatasync(file)
        #expect(Self.outcomes(disk) == [["/file": [1, 2]]])
    }

    @Test("a rename in one folder is never half", arguments: [false, true])
    func rename(isTaken: Bool) throws {
        let disk = try Self.disk(Self.old)
        if isTaken { try Self.write(Self.new, "/other", disk) }
        disk.settle()
        try disk.rename("/file", to: "/other", replacing: isTaken)
        let before = isTaken ? ["/file": Self.old, "/other": Self.new] : ["/file": Self.old]
        #expect(Self.outcomes(disk) == [before, ["/other": Self.old]])
    }

    @Test(
        "a rename to another folder is two changes, of which a journaling disk keeps one at least",
        arguments: CrashDisk.Kind.allCases)
    func move(kind: CrashDisk.Kind) throws {
        let disk = try Self.disk(Self.old, kind)
        try disk.makeFolder("/folder", mode: 0o700)
        disk.settle()
        try disk.rename("/file", to: "/folder/file", replacing: true)
        let (old, new) = (["/file": Self.old], ["/folder/file": Self.old])
        let both = old.merging(new) { $1 }
        let outcomes: Set<[String: [UInt8]]> = [old, new, both]
        #expect(Self.outcomes(disk) == (kind == .keepingMoves ? outcomes : outcomes.union([[:]])))
        let rest = disk.copy()
        try Self.sync("/folder", disk)
        #expect(Self.outcomes(disk) == [new, both])
        try Self.sync("/", disk)
        #expect(Self.outcomes(disk) == [new])
        #expect(Self.outcomes(rest) == [new])
    }

    @Test("a file in a folder whose name is lost is lost with it")
    func lostFolder() throws {
        let disk = CrashDisk()
        try disk.makeFolder("/folder", mode: 0o700)
        try disk.fsync(try Self.write(Self.new, "/folder/file", disk))
        try Self.sync("/folder", disk)
        #expect(Self.outcomes(disk) == [[:], ["/folder/file": Self.new]])
    }

    @Test("a removed file may be there again, with the bytes that were synced")
    func removed() throws {
        let disk = try Self.disk(Self.old)
        try disk.unlink("/file")
        #expect(Self.outcomes(disk) == [[:], ["/file": Self.old]])
        try Self.sync("/", disk)
        #expect(Self.outcomes(disk) == [[:]])
    }

    @Test("a file without a name is gone after a crash, and after it was linked only perhaps")
    func nameless() throws {
        let disk = CrashDisk()
        let file = try disk.open("/", flags: O_RDWR | 0o20_200_000, mode: 0o600)
        #expect(try disk.write(file, Self.new.span) == Self.new.count)
        try disk.fsync(file)
        #expect(Self.outcomes(disk) == [[:]])
        try disk.link(file, to: "/file")
        #expect(Self.outcomes(disk) == [[:], ["/file": Self.new]])
    }

    @Test("a sync of the file system makes all durable, and writeback nothing")
    func syncs() throws {
        let disk = CrashDisk()
        let file = try Self.write(Self.new, "/file", disk)
        try disk.startWriteback(file, 0..<9)
        try disk.finishWriteback(file, 0..<9)
        #expect(Self.outcomes(disk).count == 4)
        try disk.syncfs(file)
        #expect(Self.outcomes(disk) == [["/file": Self.new]])
    }

    @Test("a disk whose program was killed holds all, and a later crash may still take it")
    func killed() throws {
        let disk = try Self.disk(Self.old)
        try Self.write(Self.new, "/file", disk)
        let killed = disk.now.killed()
        #expect(killed.contents == ["/file": Self.new])
        #expect(Self.outcomes(killed) == Self.outcomes(disk))
        #expect(killed.operationCount == disk.operationCount)
        #expect("\(killed)".contains("killed after operation 1 (write 9 bytes at 0 of /file)"))
    }

    @Test("a state says after which operation it came to be, and what was lost")
    func story() throws {
        let disk = try Self.disk(Self.old)
        try Self.write(Self.old, "/file", disk)
        var generator = SeededGenerator(for: "a story", seed: 1)
        let state = try #require(disk.crashStates(limit: 9, using: &generator).first)
        #expect(
            "\(state)"
                == "crash after operation 1 (write 6 bytes at 0 of /file), state 1 of 2, lost: sector 0 of 1"
        )
    }

    @Test("of too many states some are tried: all lost, none lost, and as many as are asked for")
    func sampled() throws {
        let disk = try Self.disk([])
        for byte in 1...20 { try Self.write([UInt8(byte)], FilePath("/\(byte)"), disk) }
        var generators = [1, 1, 2].map { SeededGenerator(for: "a sample", seed: $0) }
        let samples = generators.indices.map { index in
            disk.crashStates(limit: 150, using: &generators[index]).map(\.contents)
        }
        #expect(samples[0] == samples[1])
        #expect(samples[0] != samples[2])
        #expect(samples[0].count == 150)
        #expect(Set(samples[0]).count > 140)
        #expect(samples[0].contains(["/file": []]))
        #expect(samples[0].contains(disk.contents))
    }
}

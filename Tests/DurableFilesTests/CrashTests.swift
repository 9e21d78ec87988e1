import SystemPackage
import TestSupport
import Testing

@testable import DurableFiles

@Suite("The durability vocabulary on a disk that crashes")
struct CrashTests {
    static let old = [UInt8](repeating: 1, count: 700)
    static let new = [UInt8](repeating: 2, count: 1500)

    func disk(isThere: Bool, _ kind: CrashDisk.Kind) throws -> CrashDisk {
        let disk = CrashDisk(kind)
        try disk.makeFolder("/folder", mode: 0o700)
        if isThere { try CrashDiskTests.write(Self.old, "/folder/file", disk) }
        disk.settle()
        return disk
    }

    @Test(
        "a crash while a file is replaced leaves the old one or the new one, and then the new one",
        arguments: [false, true], CrashDisk.Kind.allCases)
    func replacing(isThere: Bool, kind: CrashDisk.Kind) throws {
        let disk = try disk(isThere: isThere, kind)
        try Files(calls: disk).replaceAtomically("/folder/file", with: Self.new.span)
        let before = disk.operationCount
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes while replacing"))
        tally.tryCrashes(of: disk, limit: 200, using: &generator) { moment, state in
            let files = Files(calls: state)
            let found = state.contents["/folder/file"]
            let isOld = found == (isThere ? Self.old : nil) && moment.number < before
            try hold(isOld || found == Self.new, "neither the old file nor the new one")
            files.removeLeftovers(in: "/folder")
            try hold(state.contents.count == (found == nil ? 0 : 1), "something is beside it")
            try files.replaceAtomically("/folder/file", with: Self.old.span)
            try hold(state.contents == ["/folder/file": Self.old], "it cannot be replaced")
        }
        tally.report("replacing, \(kind)")
        #expect(tally.isClean)
    }

    @Test(
        "a crash while a file is made leaves it whole or not at all, and then whole",
        arguments: CrashDisk.Kind.allCases)
    func making(kind: CrashDisk.Kind) throws {
        let disk = try disk(isThere: false, kind)
        var file = try Files(calls: disk).createNew(at: "/folder/file", temporaryName: "file.part")
        try file.write(Self.old.span)
        try file.write(Self.new.span)
        try file.publish()
        let count = disk.operationCount
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes while making"))
        tally.tryCrashes(of: disk, limit: 200, using: &generator) { moment, state in
            let found = state.contents["/folder/file"]
            let isNone = found == nil && moment.number < count
            try hold(isNone || found == Self.old + Self.new, "a part of the file")
        }
        tally.report("making, \(kind)")
        #expect(tally.isClean)
    }

    @Test("a crash while a file grows spares what was there, and then all that was appended")
    func appending() throws {
        let disk = try disk(isThere: true, .posix)
        var counts: [Int] = []
        var file = try Files(calls: disk).openForAppending("/folder/file")
        for _ in 0..<2 {
            try file.append(Self.new.span)
            try file.sync()
            counts.append(disk.operationCount)
        }
        var (tally, generator) = (CrashTally(), SeededGenerator(for: "crashes while appending"))
        tally.tryCrashes(of: disk, limit: 200, using: &generator) { moment, state in
            let found = state.contents["/folder/file"] ?? []
            let syncCount = counts.count { $0 <= moment.number }
            let durable = Self.old + [[UInt8]](repeating: Self.new, count: syncCount).joined()
            try hold(found.starts(with: durable), "synced bytes are lost")
            try hold(
                [0, Self.new.count].contains(found.count - durable.count), "an impossible length")
            try hold(found == durable || counts[syncCount...].count > 0, "more than was appended")
        }
        tally.report("appending")
        #expect(tally.isClean)
    }

    @Test(
        "a crash after a folder was made and a file in it was published loses neither",
        arguments: CrashDisk.Kind.allCases)
    func folders(kind: CrashDisk.Kind) throws {
        let disk = CrashDisk(kind)
        let files = Files(calls: disk)
        _ = try files.makeFolders("/one/two/three")
        try files.replaceAtomically("/one/two/three/file", with: Self.new.span)
        var generator = SeededGenerator(for: "crashes after folders were made")
        let states = disk.crashStates(limit: 10, using: &generator).map(\.contents)
        #expect(states == [["/one/two/three/file": Self.new]])
    }
}

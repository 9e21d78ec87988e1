import DurableFiles
import Foundation
import Statements
import Synchronization
import SystemPackage
import Testing
import TransparencyLog

@testable import TestimonyVault
@testable import VaultStore

@Suite("Sticks that change what they hold")
struct BadStickTests {
    /// Changes the last byte of a file.
    private static func rot(_ path: String) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        let end = try file.seekToEnd()
        try file.seek(toOffset: end - 1)
        let last = try file.read(upToCount: 1)
        let byte = try #require(last?.first)
        try file.seek(toOffset: end - 1)
        try file.write(contentsOf: [byte ^ 1])
        try file.close()
    }

    @Test("a stick that gives back other bytes fails the hand-off, and keeps no bundle")
    func readBack() throws {
        let house = try TestHouse.pair()
        let big = house.path("big")
        try house.write([UInt8](repeating: 1, count: 3 << 20), to: big)
        let id = try house.seal("r", "with something large", attaching: [big])[0]
        let changed = Mutex(0)
        let stick = house.stick.string
        let plain = house.surroundings
        func sync() throws -> SyncReport {
            let surroundings = Surroundings(
                files: Files(), now: plain.now,
                report: { progress in
                    // The first MiB of three has been read back.
                    guard progress.work == .readingBack, progress.byteCount <= 1 << 20 else {
                        return true
                    }
                    let names = try? FileManager.default.contentsOfDirectory(atPath: stick)
                    for name in names ?? [] where (try? Self.rot("\(stick)/\(name)")) != nil {
                        changed.withLock { $0 += 1 }
                    }
                    return true
                })
            var vault = try house.unlocked("r", surroundings).hold()
            return try vault.sync(with: house.stick)
        }
        let error = #expect(throws: VaultError.self) { try sync() }
        #expect(changed.withLock { $0 } == 1, "the bundle was changed while it was read back")
        #expect(error?.kind == .disk)
        #expect(error?.message.contains("gave back other bytes") == true)
        #expect(try house.names(in: house.stick).isEmpty)
        // It is not taken for handed off: a good stick gets it.
        #expect(try house.sync("r").written.map(\.recordCount) == [1])
        #expect(try house.sync("c").taken.map(\.recordCount) == [1])
        var coordinator = try house.open("c")
        #expect(try coordinator.records().records.map(\.id) == [id])
    }

    @Test("an object that rotted after it was taken in is named when its bundle comes again")
    func rotten() throws {
        let house = try TestHouse.pair()
        let id = try house.carry("one")
        let path = try {
            let vault = try house.store("c")
            let device = try house.open("r").card.key.name
            return vault.unlocked.received.path(of: id, device: device)
        }()
        // Nothing is said of one that is as it was: the same again is no news.
        for isRotten in [false, true] {
            if isRotten { try Self.rot(path.string) }
            let again = house.path("stick of \(isRotten)")
            try Files().makeFolder(again)
            try house.sync("r", with: again)
            let report = try house.sync("c", with: again)
            let named = report.problems.filter { $0.message.contains(id.hex) }
            #expect(named.isEmpty == !isRotten, "\(report.problems)")
        }
        #expect(try house.check("c").damage.contains { $0.message.contains(id.hex) })
    }
}

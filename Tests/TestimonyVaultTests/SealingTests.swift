import Sealing
import Exchange
import Desk
import Outside
import Words
import DurableFiles
import Foundation
import Statements
import SystemPackage
import Testing
import TestimonyVault

@testable import VaultStore

@Suite("Sealing")
struct SealingTests {
    /// A recorder who has enrolled a coordinator.
    private func house() throws -> TestHouse {
        let house = try TestHouse.pair()
        return house
    }

    @Test("nobody enrolled, nothing sealed")
    func nobody() throws {
        let house = TestHouse()
        try house.make("r", .recorder)
        let error = #expect(throws: VaultError.self) { try house.seal("r", "text") }
        #expect(error?.kind == .refused && error?.hint != nil)
        #expect(try house.names(in: house.path("r").appending("objects")).isEmpty)
    }

    @Test("one that cannot be sealed leaves those before it, and nothing of itself")
    func oneBad() throws {
        let house = try house()
        var vault = try house.open("r")
        var sealed: [ObjectID] = []
        let drafts = [
            NewTestimony(.text(Array("good".utf8))),
            NewTestimony(
                .text(Array("its attachment is not there".utf8)), attachments: ["/no/such/file"]),
            NewTestimony(.text(Array("never reached".utf8))),
        ]
        #expect(throws: VaultError.self) { try vault.seal(drafts) { sealed.append($0.id) } }
        #expect(sealed.count == 1)
        #expect(try house.names(in: house.path("r").appending("objects")).count == 1)
        #expect(try house.names(in: house.path("r").appending("sealing")).isEmpty)
    }

    @Test(
        "an account that is not UTF-8 is refused", arguments: [[0xFF], [0xC3], [], [0x41, 0x80]])
    func notText(bytes: [UInt8]) throws {
        let house = try house()
        var vault = try house.open("r")
        #expect(throws: VaultError.self) { try vault.seal([NewTestimony(.text(bytes))]) { _ in } }
        #expect(try house.names(in: house.path("r").appending("objects")).isEmpty)
    }

    @Test("a record that got its name before a crash, and no leaf, is adopted with its attachments")
    func adopted() throws {
        let house = try house()
        let attachment = house.path("voice.wav")
        try house.write([1, 2, 3], to: attachment)
        try house.copy("r/journal", to: "journal before")
        let id = try #require(
            try house.seal("r", "sealed before the crash", attaching: [attachment]).first)
        let objects = house.path("r").appending("objects")
        let sealing = house.path("r").appending("sealing")
        let names = try house.names(in: objects)
        try crash(house, after: id)
        do {
            let vault = try house.open("r")
            #expect(vault.mended.count == 1)
        }
        #expect(try house.names(in: sealing).isEmpty)
        #expect(try Set(house.names(in: objects)) == Set(names))
        try house.sync("r")
        try house.sync("c")
        var coordinator = try house.open("c")
        let opened = try coordinator.testimony(id.hex)
        #expect(opened.account == "sealed before the crash")
        #expect(opened.attachments.map(\.isHere) == [true])
        #expect(try house.check("r").damage.isEmpty)
    }

    /// The state between the names in `sealing/` and the frame of the journal.
    private func crash(
        _ house: TestHouse, after id: ObjectID, isPromised: Bool = true
    ) throws {
        let sealing = house.path("r/sealing")
        var leaves: [Leaf] = []
        do {
            var vault = try house.store("r")
            leaves = try vault.leaves().map(\.leaf).filter(\.namesObject)
        }
        for name in try house.names(in: house.path("r/objects")) {
            let kind = name.hasPrefix(id.hex) ? "record" : "attachment"
            try Files().move(
                house.path("r/objects").appending(name), to: sealing.appending("\(kind)-\(name)"))
        }
        try FileManager.default.removeItem(atPath: house.path("r/journal").string)
        try house.copy("journal before", to: "r/journal")
        if isPromised { try house.unlocked("r").write(promised: leaves) }
    }

    /// A vault whose crash was between the names in `sealing/` and the frame of the journal.
    private func crashed(isPromised: Bool = true) throws -> (TestHouse, ObjectID) {
        let house = try house()
        try house.write([1, 2, 3], to: house.path("voice.wav"))
        try house.copy("r/journal", to: "journal before")
        let ids = try house.seal("r", "sealed", attaching: [house.path("voice.wav")])
        try crash(house, after: ids[0], isPromised: isPromised)
        return (house, ids[0])
    }

    @Test("whole objects that nobody promised are removed, and get no leaf")
    func unpromised() throws {
        let (house, _) = try crashed(isPromised: false)
        var vault = try house.store("r")
        #expect(vault.mended.isEmpty)
        #expect(try vault.leaves().filter(\.leaf.namesObject).isEmpty)
        #expect(try house.names(in: house.path("r/sealing")).isEmpty)
    }

    @Test(
        "a testimony of which one object has no whole name is not adopted at all",
        arguments: ["record-", "attachment-"])
    func notWhole(prefix: String) throws {
        let (house, _) = try crashed()
        let sealing = house.path("r/sealing")
        let name = try #require(try house.names(in: sealing).first { $0.hasPrefix(prefix) })
        try Files().move(
            sealing.appending(name), to: sealing.appending(name.replacing(".age", with: ".part")))
        var vault = try house.store("r")
        #expect(try vault.leaves().filter(\.leaf.namesObject).isEmpty)
        #expect(try house.names(in: sealing).isEmpty)
        #expect(try house.names(in: house.path("r/objects")).isEmpty)
    }

    @Test("an object with other bytes than were promised is named and left, and gets no leaf")
    func otherThanPromised() throws {
        let (house, id) = try crashed()
        let record = house.path("r/sealing").appending("record-\(id).age")
        try house.write([1, 2, 3], to: record)
        for _ in 0..<2 {
            var vault = try house.store("r")
            #expect(vault.takeDamage().map(\.reason.code) == ["notAsPromised"])
            #expect(try vault.leaves().filter(\.leaf.namesObject).isEmpty)
        }
        #expect(try house.bytes(record) == [1, 2, 3])
    }

    @Test("what was promised and is in the journal is not appended again")
    func promisedAndLogged() throws {
        let house = try house()
        let id = try house.seal("r", "sealed")[0]
        do {
            var vault = try house.store("r")
            let leaves = try vault.leaves().map(\.leaf).filter(\.namesObject)
            try vault.unlocked.write(promised: leaves)
        }
        var vault = try house.store("r")
        #expect(try vault.leaves().filter { $0.leaf.object == id }.count == 1)
        #expect(vault.mended.isEmpty)
        #expect(try house.names(in: house.path("r/sealing")).isEmpty)
    }

    @Test("a promise that does not open is named, and stops nothing")
    func damagedPromise() throws {
        let (house, id) = try crashed()
        var bytes = try house.bytes(house.path("r/sealing/leaves"))
        bytes[bytes.count - 1] ^= 1
        try house.write(bytes, to: house.path("r/sealing/leaves"))
        do {
            var vault = try house.store("r")
            #expect(vault.takeDamage().map(\.kind) == [.damaged])
        }
        let names = try house.names(in: house.path("r/sealing"))
        #expect(names.contains("record-\(id).age"))
        #expect(try house.seal("r", "later").count == 1)
    }

    @Test("what does not belong into `sealing/` is named and left, and stops nothing")
    func foreign() throws {
        let house = try house()
        let sealing = house.path("r/sealing")
        let record = "record-00112233445566778899aabbccddeeff.age"
        try Files().makeFolder(sealing.appending(record))
        try Files().makeFolder(sealing.appending("folder"))
        #expect(
            mkfifo(sealing.appending("record-ff112233445566778899aabbccddeeff.part").string, 0o600)
                == 0)
        #expect(symlink("/etc/passwd", sealing.appending("link.age").string) == 0)
        try house.write([1], to: sealing.appending("notes.txt"))
        let before = try house.names(in: sealing).sorted()
        #expect(before.count == 5)
        let id = try house.seal("r", "sealed beside all that")[0]
        let vault = try house.store("r")
        #expect(
            vault.mended
                == before.map { .foreign(.place("sealing/\($0)", byte: nil)) })
        #expect(try house.names(in: sealing).sorted() == before)
        #expect(try house.names(in: house.path("r/objects")) == ["\(id).age"])
    }

    @Test("attachments without their record, and unfinished files, go away: nobody holds their key")
    func orphans() throws {
        let house = try house()
        let sealing = house.path("r").appending("sealing")
        let orphan = "attachment-00112233445566778899aabbccddeeff.age"
        for name in [
            orphan, "record-00112233445566778899aabbccddeeff.part",
            "record-00112233445566778899aabbccddeeff.part.new",
        ] {
            try house.write([1], to: sealing.appending(name))
        }
        _ = try house.open("r")
        #expect(try house.names(in: sealing).isEmpty)
        #expect(try house.names(in: house.path("r").appending("objects")).isEmpty)
    }

    @Test("a clock that jumps back ten years changes nothing but the times")
    func clock() throws {
        let house = try house()
        try house.seal("r", "before")
        house.setClock(1_500_000_000)
        try house.seal("r", "after")
        try house.sync("r")
        try house.sync("c")
        do {
            var coordinator = try house.open("c")
            #expect(try coordinator.records().records.count == 2)
        }
        #expect(try house.check("c").damage.isEmpty)
    }
}

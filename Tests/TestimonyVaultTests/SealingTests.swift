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
        // The state between the names in `sealing/` and the frame of the journal.
        let names = try house.names(in: objects)
        for name in names {
            let kind = name.hasPrefix(id.hex) ? "record" : "attachment"
            try Files().move(
                objects.appending(name), to: sealing.appending("\(kind)-\(name)"))
        }
        try FileManager.default.removeItem(atPath: house.path("r/journal").string)
        try house.copy("journal before", to: "r/journal")
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

    @Test("attachments without their record, and unfinished files, go away: nobody holds their key")
    func orphans() throws {
        let house = try house()
        let sealing = house.path("r").appending("sealing")
        let orphan = "attachment-00112233445566778899aabbccddeeff.age"
        for name in [orphan, "record-00112233445566778899aabbccddeeff.part", "stray"] {
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

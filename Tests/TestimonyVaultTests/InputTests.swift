import DurableFiles
import Foundation
import Statements
import SystemPackage
import Testing
import TestimonyVault

@Suite("Inputs of a testimony")
struct InputTests {
    private func error(_ body: () throws(VaultError) -> Void) -> VaultError? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("what is checked needs no passphrase and no lock, and gives the bytes of all files")
    func checked() throws {
        let house = try TestHouse.pair()
        let (account, voice) = (house.path("a.txt"), house.path("voice.wav"))
        try house.write(Array("told".utf8), to: account)
        try house.write([1, 2, 3], to: voice)
        let vault = try house.open("r")
        let plan = try NewTestimony.check(
            [
                NewTestimony(.input(.file(account)), attachments: [voice, voice]),
                NewTestimony(nil, attachments: [voice]), NewTestimony(.text(Array("ҷ".utf8))),
            ], forVaultAt: house.path("r"))
        #expect(vault.role == .recorder)
        #expect(plan.byteCount == 4 + 3 + 3 + 2)
        #expect(plan.testimonies.map(\.attachments.count) == [1, 1, 0])
        #expect(plan.repeated == [voice])
    }

    @Test("a testimony keeps the id that it has through the check and in the vault")
    func sameID() throws {
        let house = try TestHouse.pair()
        let id = ObjectID.random()
        let plan = try NewTestimony.check(
            [NewTestimony(.text([0x61]), record: id)], forVaultAt: house.path("r"))
        #expect(plan.testimonies.map(\.record) == [id])
        var vault = try house.open("r")
        var sealed: [SealedTestimony] = []
        try vault.seal(plan.testimonies) { sealed.append($0) }
        #expect(sealed.map(\.id) == [id])
        #expect(sealed.map(\.letterCount) == [1])
        #expect(sealed.map(\.recipients) == [["c"]])
    }

    @Test("one that gets its account later is checked without it; else it needs something")
    func awaiting() throws {
        let house = try TestHouse.pair()
        let nothing = [NewTestimony(nil)]
        try NewTestimony.check(nothing, forVaultAt: house.path("r"), isAwaitingText: true)
        let refusal = error { () throws(VaultError) in
            try NewTestimony.check(nothing, forVaultAt: house.path("r"))
        }
        #expect(refusal?.kind == .refused)
        let missing = error { () throws(VaultError) in
            try NewTestimony.check(
                [NewTestimony(nil, attachments: ["/no/such/file"])], forVaultAt: house.path("r"),
                isAwaitingText: true)
        }
        #expect(missing?.message.contains("/no/such/file") == true)
    }

    @Test("sealing looks again: what changed since the check is refused, and nothing is left")
    func looksAgain() throws {
        let house = try TestHouse.pair()
        let (account, voice) = (house.path("a.txt"), house.path("voice.wav"))
        try house.write(Array("told".utf8), to: account)
        try house.write([1], to: voice)
        let testimony = [NewTestimony(.input(.file(account)), attachments: [voice])]
        try NewTestimony.check(testimony, forVaultAt: house.path("r"))
        try Files().remove(voice)
        try Files().makeFolder(voice)
        var vault = try house.open("r")
        #expect(throws: VaultError.self) { try vault.seal(testimony) { _ in } }
        try Files().remove(voice)
        try house.write([1], to: voice)
        try house.write([0xFF, 0xFE, 1, 2], to: account)
        #expect(throws: VaultError.self) { try vault.seal(testimony) { _ in } }
        #expect(throws: VaultError.self) { try vault.seal([NewTestimony(nil)]) { _ in } }
        #expect(try house.names(in: house.path("r").appending("objects")).isEmpty)
        #expect(try house.names(in: house.path("r").appending("sealing")).isEmpty)
    }

    @Test("whoever could not seal is told before anybody types")
    func recipients() throws {
        let house = try TestHouse.pair()
        #expect(try house.open("r").requireRecipients().map(\.name) == ["c"])
        #expect(try house.open("c").requireRecipients().map(\.name) == ["c"])
        try house.make("alone", .recorder)
        let vault = try house.open("alone")
        #expect(throws: VaultError.self) { try vault.requireRecipients() }
    }

    @Test("attachments alone are sealed and opened; there is no account, and no key is written")
    func attachmentsAlone() throws {
        let house = try TestHouse.pair()
        let voice = house.path("voice.wav")
        try house.write([1, 2, 3], to: voice)
        var id = ""
        do {
            var vault = try house.open("r")
            try vault.seal([NewTestimony(nil, attachments: [voice])]) { id = $0.id.hex }
        }
        try house.sync("r")
        try house.sync("c")
        var coordinator = try house.open("c")
        #expect(try coordinator.testimony(id).account == nil)
        #expect(try coordinator.records().records.map(\.accountByteCount) == [0])
        let opened = try coordinator.open(id, to: house.path("opened"))
        #expect(opened.files.map(\.originalName) == ["voice.wav"])
        #expect(try house.names(in: house.path("opened")) == ["attachments"])
        #expect(try house.bytes(house.path("opened/attachments/voice.wav")) == [1, 2, 3])
        #expect(try house.check("c").damage.isEmpty)
    }

    @Test("a pipe that is waited for ends when the person wants to stop")
    func stopped() throws {
        let house = try TestHouse.pair()
        let pipe = house.path("pipe")
        #expect(mkfifo(pipe.string, 0o600) == 0)
        let stopping = Surroundings { $0.work != .waiting }
        let refusal = error { () throws(VaultError) in
            try NewTestimony.check(
                [NewTestimony(.input(.file(pipe)))], forVaultAt: house.path("r"),
                surroundings: stopping)
        }
        #expect(refusal == .interrupted)
    }
}

import DurableFiles
import Foundation
import Handoff
import Outside
import Statements
import SystemPackage
import Testing
import TransparencyLog

@testable import Exchange
@testable import TestimonyVault
@testable import VaultStore

@Suite("What turned colleagues send")
struct HostileColleagueTests {
    /// Puts out what an honest coordinator never writes.
    private func putOut(
        _ house: TestHouse, by coordinator: String, to card: Card, stretch: Stretch? = nil,
        receipt: CosignedReceipt.Unverified? = nil
    ) throws {
        let store = try house.store(coordinator)
        let draft = BundleDraft(
            bundle: .random(), from: store.card, to: [card.fingerprint],
            at: house.surroundings.now(), stretch: stretch, receipt: receipt,
            signedBy: store.unlocked.signer.key)
        let folder = try HandoffFolder(house.stick, house.surroundings)
        _ = try BundleFile(folder: folder, layout: store.layout, surroundings: house.surroundings)
            .write(draft, to: [card])
    }

    @Test("a receipt for a head that this vault did not sign is put aside, and stops nothing")
    func unsignedHead() throws {
        let house = try TestHouse.pair()
        let card = try house.open("r").card
        // Of the recorder's log by its name, longer than it is, and signed by the coordinator alone.
        let head = try {
            let made = Checkpoint(
                origin: card.key.name, size: 1000, root: MerkleTree.leafHash(of: [1, 2, 3]))
            return SignedCheckpoint(
                signing: made, with: try house.unlocked("c").signer.key)
        }()
        try putOut(house, by: "c", to: card, receipt: house.receipt(by: "c", for: head))
        let report = try house.sync("r")
        #expect(report.receipts.isEmpty)
        #expect(
            report.problems.map { "\($0.reason)" } == ["\(ExchangeReason.receiptForUnsignedHead)"])
        #expect(try house.store("r").people.coordinators.map(\.unmatchedReceipt) == [nil])
        // A turned coordinator cannot stop a laptop so.
        try house.seal("r", "sealed afterwards")
        #expect(try house.sync("r").written.map(\.recordCount) == [1])
    }

    @Test("a receipt for another history is not kept as taken, though the hand-off goes on")
    func otherHistory() throws {
        let house = try TestHouse.pairWithCopy("backup")
        let kept = try house.seal("backup", "sealed where the backup was restored", "and more")
        let report = try {
            var vault = try house.open("backup")
            return try vault.sync(with: house.stick, despiteFault: true)
        }()
        #expect(report.receipts.isEmpty)
        #expect(report.written.map(\.recordCount) == [kept.count])
        #expect(
            report.problems.map { "\($0.reason)" } == ["\(ExchangeReason.receiptForOtherJournal)"])
        let coordinator = try #require(try house.store("backup").people.coordinators.first)
        #expect(coordinator.receiptTaken == nil)
        #expect(coordinator.unmatchedReceipt != nil)
    }

    @Test("a later receipt of one head replaces the first, also where the clock went back")
    func clockBack() throws {
        let house = try TestHouse.pair()
        let id = try house.carry("one")
        #expect(try house.sync("r").receipts.map(\.missingCount) == [0])
        // It is lost at the coordinator's, whose clock then shows last year.
        let lost = try house.store("c").unlocked.received.path(
            of: id, device: try house.open("r").card.key.name)
        try Files().remove(lost)
        house.setClock(1_770_000_000)
        #expect(try house.sync("c").written.map(\.hasReceipt) == [true])
        let report = try house.sync("r")
        #expect(report.receipts.map(\.missingCount) == [1])
        #expect(report.written.map(\.recordCount) == [1], "it is put out once more")
        #expect(try house.sync("c").taken.map(\.recordCount) == [1])
    }

    @Test("a bundle with an object that was put aside is read again, and brings it then")
    func problemIsNotTaken() throws {
        let house = try TestHouse.pair()
        let id = try house.seal("r", "one")[0]
        try house.sync("r")
        // Other bytes stand where the object comes.
        let received = try house.store("c").unlocked.received
        let device = try house.open("r").card.key.name
        let place = received.path(of: id, device: device)
        try Files().makeFolder(received.folder(ofDevice: device))
        try house.write([1, 2, 3], to: place)
        let first = try house.sync("c")
        #expect(
            first.problems.contains { "\($0.reason)" == "\(ExchangeReason.otherObjectIsHere)" })
        try Files().remove(place)
        let second = try house.sync("c")
        #expect(second.alreadyTakenCount == 0)
        #expect(second.taken.map(\.recordCount) == [1])
        #expect(try house.check("c").damage.isEmpty)
        #expect(try house.sync("c").alreadyTakenCount == 1)
    }

    @Test("where the copy of a log is another history of the same length, no receipt is given")
    func otherHistoryOfOneLength() throws {
        let house = try TestHouse.pairWithCopy("other")
        let given = try #require(try house.store("c").people.enrolled.first?.receiptGiven).receipt
        // The copy is lost, and the other history comes, which nothing here contradicts any more.
        let logs = house.path("c/logs")
        for name in try house.names(in: logs) {
            try FileManager.default.removeItem(atPath: logs.appending(name).string)
        }
        let stick = house.path("other stick")
        try Files().makeFolder(stick)
        try house.seal("other", "another")
        #expect(try house.sync("other", with: stick).written.count == 1)
        let report = try house.sync("c", with: stick)
        #expect(report.written.isEmpty, "nothing is signed")
        #expect(report.problems.contains { "\($0.reason)" == "\(ExchangeReason.notContinued)" })
        let kept = try #require(try house.store("c").people.enrolled.first?.receiptGiven).receipt
        #expect(kept == given)
    }

    @Test("a recorder's laptop takes nobody's journal, which would name others")
    func journalForRecorder() throws {
        let house = try TestHouse.pair()
        let card = try house.open("r").card
        try house.seal("c", "a coordinator's own")
        let piece = try {
            var store = try house.store("c")
            return try #require(try store.log().pieces.last)
        }()
        try putOut(house, by: "c", to: card, stretch: piece.stretch(from: 0))
        let report = try house.sync("r")
        #expect(report.taken.isEmpty)
        #expect(
            report.problems.map { "\($0.reason)" } == ["\(ExchangeReason.journalForRecorder)"])
        #expect(try house.names(in: house.path("r/logs")).isEmpty)
    }
}

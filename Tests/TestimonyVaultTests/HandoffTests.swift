import DurableFiles
import Foundation
import Journal
import Statements
import SystemPackage
import Testing
import TransparencyLog

@testable import TestimonyVault
@testable import VaultStore

@Suite("Hand-off between vaults")
struct HandoffTests {
    @Test("records go to both coordinators, receipts come back, and then nothing moves any more")
    func bothCoordinators() throws {
        let house = TestHouse()
        for name in ["c1", "c2"] { try house.make(name, .coordinator) }
        for name in ["r1", "r2"] {
            try house.make(name, .recorder)
            try house.introduce("c1", name)
            try house.introduce("c2", name)
        }
        let ids = try house.seal("r1", "one", "two") + house.seal("r2", "three")
        let rounds = try house.syncUntilQuiet(["r1", "r2", "c1", "c2"])
        #expect(rounds <= 2)
        for coordinator in ["c1", "c2"] {
            var vault = try house.open(coordinator)
            let records = try vault.records().records
            #expect(Set(records.map(\.id)) == Set(ids))
            #expect(records.allSatisfy { $0.standing == .verified })
        }
        for recorder in ["r1", "r2"] {
            var vault = try house.open(recorder)
            let status = try vault.status()
            #expect(status.acknowledgedCount == status.sealedCount)
            #expect(status.handedOffCount == status.sealedCount)
        }
        for name in ["c1", "c2", "r1", "r2"] {
            let report = try house.check(name)
            #expect(report.damage.isEmpty && report.refused.isEmpty)
        }
    }

    @Test(
        "a coordinator who is enrolled later gets what was sealed later, and is asked for no more")
    func lateCoordinator() throws {
        let house = TestHouse()
        try house.make("c1", .coordinator)
        try house.make("c2", .coordinator)
        try house.make("r", .recorder)
        try house.introduce("c1", "r")
        try house.seal("r", "before")
        #expect(try house.syncUntilQuiet(["r", "c1", "c2"]) <= 2)
        try house.introduce("c2", "r")
        let later = try house.seal("r", "after")
        #expect(try house.syncUntilQuiet(["r", "c1", "c2"]) <= 3)
        var second = try house.open("c2")
        #expect(try second.records().records.map(\.id) == later)
        var recorder = try house.open("r")
        let status = try recorder.status()
        #expect(status.acknowledgedCount == 2)
        #expect(status.coordinators.map(\.sealedCount).sorted() == [1, 2])
    }

    @Test("a bundle that was lost is sent again through another folder")
    func lostStick() throws {
        let house = try TestHouse.pair()
        let lost = try house.seal("r", "one")
        try house.sync("r", with: house.stick)
        let second = house.path("second stick")
        try Files().makeFolder(second)
        let more = try house.seal("r", "two")
        #expect(try house.syncUntilQuiet(["r", "c"], with: second) <= 3)
        var coordinator = try house.open("c")
        #expect(Set(try coordinator.records().records.map(\.id)) == Set(lost + more))
        // What still lies on the first stick is removed when it turns up.
        let report = try house.sync("r", with: house.stick)
        #expect(report.removed.count == 1)
        #expect(try house.names(in: house.stick).isEmpty)
    }

    @Test("bundles that arrive in any order all go in")
    func anyOrder() throws {
        let house = try TestHouse.pair()
        var ids: [ObjectID] = []
        for number in 1...4 {
            ids += try house.seal("r", "testimony \(number)")
            try house.sync("r")
        }
        #expect(try house.names(in: house.stick).count == 4)
        let report = try house.sync("c")
        #expect(report.problems.isEmpty)
        var coordinator = try house.open("c")
        #expect(Set(try coordinator.records().records.map(\.id)) == Set(ids))
    }

    @Test("a stranger's records are kept as unverified, and get a receipt once they are enrolled")
    func stranger() throws {
        let house = TestHouse()
        let coordinator = try house.make("c", .coordinator)
        try house.make("r", .recorder)
        do {
            var recorder = try house.open("r")
            try recorder.enroll(
                coordinator, confirming: "\(coordinator.fingerprint.safetyNumber)")
        }
        try house.seal("r", "from a stranger")
        try house.sync("r")
        let report = try house.sync("c")
        #expect(report.taken.map(\.isWriterEnrolled) == [false])
        #expect(report.written.isEmpty)
        do {
            var vault = try house.open("c")
            #expect(try vault.records().records.map(\.standing) == [.unverified])
            let card = try house.open("r").card
            try vault.enroll(card, confirming: "\(card.fingerprint.safetyNumber)")
            #expect(try vault.records().records.map(\.standing) == [.verified])
        }
        #expect(try house.sync("c").written.map(\.hasReceipt) == [true])
        #expect(try house.sync("r").receipts.count == 1)
    }

    @Test("a vault that was put back to an older state signs nothing once a receipt shows it")
    func restoredBackup() throws {
        let house = try TestHouse.pairWithCopy("backup")
        let error = #expect(throws: VaultError.self) { try house.sync("backup") }
        #expect(error?.kind == .damaged)
        #expect(error?.message.contains("restored backup") == true)
    }

    @Test("a laptop that goes on twice is named by the coordinator, and its records are kept")
    func forkedLaptop() throws {
        let house = try TestHouse.pair()
        try house.copy("r", to: "clone")
        let first = try house.seal("r", "by the first")
        let second = try house.seal("clone", "by the second")
        try house.sync("r")
        try house.sync("clone")
        let report = try house.sync("c")
        #expect(
            report.problems.contains { $0.message.contains("two different journals of 2 entries") })
        #expect(report.written.isEmpty, "a forked log gets no receipt")
        var coordinator = try house.open("c")
        let records = try coordinator.records().records
        #expect(Set(records.map(\.id)) == Set(first + second))
        #expect(records.allSatisfy { $0.standing == .verified })
        #expect(
            records.allSatisfy {
                if case .notLogged = $0.proof { true } else { false }
            })
    }

    @Test("a bundle that was damaged on its way is put out again", arguments: [0, 5000, -1])
    func damagedBundle(position: Int) throws {
        let house = try TestHouse.pair()
        let ids = try house.seal("r", "carried twice")
        try house.sync("r")
        let path = house.stick.appending(try #require(try house.names(in: house.stick).first))
        var bytes = try house.bytes(path)
        bytes[position < 0 ? bytes.count - 1 : position] ^= 1
        try house.write(bytes, to: path)
        #expect(try house.sync("c").problems.count == 1)
        #expect(try house.sync("r").written.count == 1)
        #expect(try house.sync("c").problems.isEmpty)
        var coordinator = try house.open("c")
        #expect(try coordinator.records().records.map(\.id) == ids)
    }

    @Test("the card that was compared counts, whatever the same device showed before")
    func roleSwap() throws {
        let house = TestHouse()
        try house.make("c", .coordinator)
        let recorder = try house.make("r", .recorder)
        let posing = try Card(
            name: "Coordinator", role: .coordinator, recipient: recorder.recipient,
            time: recorder.time, signedBy: try house.unlocked("r").signer.key)
        #expect(posing.fingerprint == recorder.fingerprint)
        var vault = try house.store("c")
        vault.people[posing.fingerprint] = Person(card: posing)
        _ = try vault.enroll(recorder, confirming: "\(recorder.fingerprint.safetyNumber)")
        #expect(vault.people.enrolled.map(\.card) == [recorder])
        #expect(vault.people.coordinators.isEmpty, "nothing is sealed to a recorder")
    }

    @Test(
        "where the copy of a log is lost, its coordinator goes on from what it signed, and says what is lost"
    )
    func lostLogCopy() throws {
        let house = try TestHouse.pair()
        try house.seal("r", "one")
        try house.sync("r")
        try house.sync("c")
        try house.sync("r")
        let later = try house.seal("r", "two")
        let logs = house.path("c/logs")
        let copy = logs.appending(try #require(try house.names(in: logs).first))
        try FileManager.default.removeItem(atPath: copy.string)
        #expect(!(try house.check("c").damage.isEmpty))
        try house.sync("r")
        // The stretch begins with the head that was cosigned: so it extends what was seen.
        let report = try house.sync("c")
        #expect(report.written.map(\.hasReceipt) == [true])
        let found = try house.check("c").damage
        #expect(found.contains { $0.message.contains("entries 1 to 2 are missing") })
        var vault = try house.open("c")
        #expect(
            try vault.records().records.contains { $0.id == later[0] && $0.standing == .verified })
    }

    @Test("a second history that begins behind a gap is not signed for")
    func secondHistoryBehindGap() throws {
        let house = try TestHouse.pairWithCopy("other")
        // The clone makes another history, enrols the coordinator in it again, and sends what is behind that.
        for number in 0..<4 { try house.seal("other", "other \(number)") }
        do {
            var vault = try house.store("other")
            let size = vault.size
            let card = try house.open("c").card
            vault.people[card.fingerprint] = nil
            _ = try vault.enroll(card, confirming: "\(card.fingerprint.safetyNumber)")
            #expect(vault.people[card.fingerprint]?.enrolledAt == size)
            try vault.forgetLeaves(before: size)
            try vault.seal([NewTestimony(.text(Array("behind the gap".utf8)))]) { _ in }
        }
        let stick = house.path("other stick")
        try Files().makeFolder(stick)
        do {
            var vault = try house.open("other")
            #expect(try vault.sync(with: stick).written.count == 1)
        }
        let report = try house.sync("c", with: stick)
        #expect(report.written.isEmpty)
        #expect(report.problems.contains { $0.message.contains("have not come") })
    }
}

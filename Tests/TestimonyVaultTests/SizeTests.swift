import TestimonyVault
import Sealing
import Exchange
import Desk
import Outside
import Words
import Journal
import Statements
import Testing
import TransparencyLog

@testable import VaultStore

@Suite("What stands exactly at the size that was signed for")
struct SizeTests {
    @Test("the entry just behind the head that a coordinator cosigned is not shown as cosigned")
    func cosigned() throws {
        let house = try TestHouse.pair()
        let id = try house.carry("one")
        let recorder = try house.store("r")
        let device = recorder.card.key.name
        func cosignedAt(coveringIt: Bool) throws -> String? {
            do {
                var vault = try house.store("c")
                let log = try LogCopy(vault.unlocked.logs, ofDevice: device).log
                let index = try #require(log.leaves.first { $0.leaf.object == id }).index
                let frontier = try #require(log.newest)
                    .frontier(at: coveringIt ? index + 1 : index)
                let head = recorder.unlocked.signer.checkpoint(frontier)
                let notes = try house.receipt(by: "c", for: head)
                var person = try #require(vault.people[recorder.card.fingerprint])
                person.receiptGiven = try notes.verified(by: vault.card)
                try vault.remember(person)
            }
            var vault = try house.open("c")
            let records = try vault.records().records
            guard case .logged(_, _, let cosignedAt) = records.first?.proof else {
                Issue.record("the record is not shown as logged")
                return nil
            }
            return cosignedAt
        }
        #expect(try cosignedAt(coveringIt: true) != nil)
        #expect(try cosignedAt(coveringIt: false) == nil)
    }

    @Test("while one coordinator has signed nothing, nothing is forgotten, and their receipt comes")
    func forgettable() throws {
        let house = try TestHouse.pair()
        try house.make("late", .coordinator)
        try house.introduce("late", "r")
        try house.seal("r", "for both")
        for name in ["r", "c", "r"] { try house.sync(name) }
        do {
            var vault = try house.open("r")
            let report = try vault.prune()
            #expect(report.forgottenCount == 0 && report.recordCount == 0)
            #expect(try vault.status().forgottenCount == 0)
        }
        try house.sync("late")
        #expect(try house.sync("r").receipts.map(\.coordinator) == ["late"])
        var vault = try house.open("r")
        #expect(try vault.prune().recordCount == 1)
    }
}

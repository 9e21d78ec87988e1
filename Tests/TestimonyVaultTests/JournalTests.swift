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
import TransparencyLog

@testable import TestimonyVault
@testable import VaultStore

@Suite("Journals of vaults that know each other")
struct VaultJournalTests {
    /// One recorder and two coordinators, and so many testimonies that were signed for.
    func house(signed count: Int = 1) throws -> (TestHouse, [ObjectID]) {
        let house = TestHouse()
        try house.make("r", .recorder)
        for name in ["c1", "c2"] {
            try house.make(name, .coordinator)
            try house.introduce(name, "r")
        }
        let ids = try (0..<count).flatMap { try house.seal("r", "testimony \($0)") }
        if count > 0 { #expect(try house.syncUntilQuiet(["r", "c1", "c2"]) <= 2) }
        return (house, ids)
    }

    func cards(_ house: TestHouse, _ names: String...) throws -> [Card] {
        try names.map { try house.open($0).card }
    }

    // MARK: Going back

    @Test("a vault that learns that it went back signs nothing more, and says why, until told to")
    func wentBack() throws {
        let (house, _) = try house(signed: 0)
        func size(_ name: String) throws -> UInt64 {
            var vault = try house.open(name)
            return try vault.status().journalSize
        }
        try house.copy("r", to: "backup")
        try house.seal("r", "one")
        try house.sync("r")
        try house.sync("c1")
        let kept = try house.seal("backup", "sealed after the backup was restored")
        let before = try size("backup")
        let error = #expect(throws: VaultError.self) { try house.sync("backup") }
        #expect(error?.kind == .damaged)
        #expect(
            error?.message.contains("is not the one of which \"c1\" signed 3 entries on") == true)
        #expect(error?.hint?.text().contains("--despite-fault") == true)
        // It is remembered: no command signs anything more.
        #expect(throws: VaultError.self) { try house.seal("backup", "another") }
        #expect(throws: VaultError.self) { try house.sync("backup") }
        #expect(try size("backup") == before)
        #expect(
            try house.open("backup").mended.contains {
                $0.sentence.text().contains("restored backup")
            })
        #expect(
            try house.check("backup").damage.contains { $0.message.contains("\"c1\" has signed") })
        // What is here can be handed off all the same, and is kept and marked.
        do {
            var vault = try house.open("backup")
            let report = try vault.sync(with: house.stick, despiteFault: true)
            #expect(report.written.map(\.recordCount) == [1])
        }
        let report = try house.sync("c1")
        #expect(report.problems.contains { $0.subject == .journal(of: "r") })
        var coordinator = try house.open("c1")
        let record = try #require(try coordinator.records().records.first { $0.id == kept[0] })
        #expect(record.standing == .verified)
        guard case .notLogged(let reason) = record.proof else {
            Issue.record("a branch proves nothing")
            return
        }
        #expect(Sentence.reason(reason).text().contains("second copy"))
    }

    @Test("a receipt for more entries than the vault has is met before anything is signed")
    func largerReceipt() throws {
        let (house, _) = try house(signed: 0)
        try house.copy("r", to: "backup")
        // Bundles of others lie there as well, which would be taken in, and noted in the journal.
        for number in 0..<3 { try house.seal("r", "number \(number)") }
        try house.sync("r")
        try house.sync("c1")
        try house.sync("c2")
        let journal = try house.names(in: house.path("backup/journal"))
            .map { try house.bytes(house.path("backup/journal").appending($0)) }
        let error = #expect(throws: VaultError.self) { try house.sync("backup") }
        #expect(error?.message.contains("went back from 5 to 2 entries") == true)
        #expect(
            try house.names(in: house.path("backup/journal"))
                .map { try house.bytes(house.path("backup/journal").appending($0)) } == journal)
    }

    @Test("a coordinator says in words how a journal contradicts, and never signs for it again")
    func coordinatorsWords() throws {
        let (house, ids) = try house()
        try house.copy("r", to: "clone")
        let first = try house.seal("r", "by the first", "once more")
        try house.sync("r")
        try house.sync("c1")
        let other = house.path("other stick")
        try Files().makeFolder(other)
        let second = try house.seal("clone", "by the clone")
        try house.sync("clone", with: other)
        let report = try house.sync("c1", with: other)
        let said = try #require(report.problems.first { $0.subject == .journal(of: "r") })
        #expect(said.message.contains("went back from"), "\(said.message)")
        #expect(report.written.isEmpty)
        try house.seal("r", "later")
        try house.sync("r")
        #expect(try house.sync("c1").written.isEmpty)
        var vault = try house.open("c1")
        let records = try vault.records().records
        #expect(Set(records.map(\.id)).isSuperset(of: ids + first + second))
        for record in records {
            guard case .logged(_, _, let cosignedAt) = record.proof else {
                #expect(!ids.contains(record.id))
                continue
            }
            // What was signed for before stays proven.
            #expect(cosignedAt != nil)
        }
        let status = try vault.status()
        #expect(status.recorders.map(\.fault?.kind) == [.wentBack])
        // The other coordinator, who has seen only one of the two, signs for it.
        #expect(try house.sync("c2").written.count == 1)
    }

    // MARK: Stretches

    @Test(
        "a bundle whose predecessor is lost is taken in, its gap is named, and no receipt is given")
    func gap() throws {
        let (house, _) = try house()
        let lost = house.path("lost")
        try Files().makeFolder(lost)
        let first = try house.seal("r", "on the lost stick")
        try house.sync("r", with: lost)
        // c2 gets it and signs; c1 has never seen it, and its receipt is made to be forgotten.
        try house.sync("c2", with: lost)
        try house.sync("r", with: lost)
        let more = try house.seal("r", "on another stick")
        do {
            var vault = try house.store("r")
            let taken = try #require(
                vault.people.coordinators.first { $0.card.name == "c2" }?.receiptTaken)
            for person in vault.people.coordinators where person.card.name == "c1" {
                // As if the newest receipt of c1 were for as much as that of c2.
                let log = try vault.log()
                let size = taken.receipt.size
                let frontier = try #require(log.newest).frontier(at: size)
                var head = vault.unlocked.signer.checkpoint(frontier)
                let c1 = try house.store("c1")
                let time = vault.surroundings.now()
                try head.cosign(
                    as: c1.card.key.name, at: UInt64(time.secondsSince1970),
                    with: c1.unlocked.signer.key)
                let receipt = Receipt(
                    for: head.checkpoint, Receipt.Exceptions(), at: time,
                    signedBy: c1.unlocked.signer.key, as: c1.card.key.name)
                let notes = CosignedReceipt.Unverified(
                    receipt: receipt.note.encoded, checkpoint: head.encoded)
                var person = person
                person.receiptTaken = try notes.verified(by: c1.card)
                try vault.remember(person)
            }
        }
        try house.sync("r")
        let report = try house.sync("c1")
        let said = report.problems.map(\.message).joined()
        #expect(said.contains("have not come"), "\(said)")
        #expect(report.written.isEmpty)
        do {
            var vault = try house.open("c1")
            #expect(try vault.records().records.contains { $0.id == more[0] })
            #expect(try vault.status().recorders.first?.gaps.count == 1)
            #expect(try vault.journalListing(of: "r").gaps.count == 1)
        }
        // The lost stick turns up again.
        try house.sync("c1", with: lost)
        do {
            var vault = try house.open("c1")
            #expect(try vault.status().recorders.first?.gaps.isEmpty == true)
            #expect(Set(try vault.records().records.map(\.id)).isSuperset(of: first + more))
        }
        #expect(try house.check("c1").damage.isEmpty)
    }

    // MARK: Proofs

    @Test("a proof holds for its record with the cards alone, whoever makes it")
    func proofs() throws {
        let (house, ids) = try house(signed: 5)
        let cards = try cards(house, "r", "c1", "c2")
        for maker in ["r", "c1", "c2"] {
            for id in ids {
                var vault = try house.open(maker)
                let bytes = try vault.proof(of: id.hex).bytes
                let proof = try RecordProof(checking: bytes, cards: cards)
                #expect(proof.object == id && proof.kind == "sealed" && proof.name == "r")
                #expect(!proof.cosignatures.isEmpty && proof.unchecked.isEmpty)
                // Without a coordinator's card its cosignature is named, and not believed.
                let alone = try RecordProof(checking: bytes, cards: [cards[0]])
                #expect(alone.cosignatures.isEmpty)
                #expect(alone.unchecked.count == proof.cosignatures.count)
                #expect(throws: VaultError.self) {
                    try RecordProof(checking: bytes, cards: [cards[1], cards[2]])
                }
                let text = String(decoding: bytes, as: UTF8.self)
                for other in ids where other != id { #expect(!text.contains(other.hex)) }
                for place in stride(from: 0, to: bytes.count, by: 7) {
                    var changed = bytes
                    changed[place] ^= 1
                    let read = try? RecordProof(checking: changed, cards: cards)
                    // A cosignature under another name is another's, whose card is not here.
                    if let read { #expect(read.object == id && !read.unchecked.isEmpty) }
                }
            }
        }
    }

    @Test("a proof leads to the earliest head that was cosigned with the entry in it")
    func earliestHead() throws {
        let (house, ids) = try house(signed: 3)
        let cards = try cards(house, "r", "c1")
        func proof() throws -> RecordProof {
            var vault = try house.open("c1")
            return try RecordProof(checking: try vault.proof(of: ids[0].hex).bytes, cards: cards)
        }
        let first = try proof()
        try house.seal("r", "later")
        _ = try house.syncUntilQuiet(["r", "c1"])
        let again = try proof()
        #expect(again.cosignatures.map(\.time) == first.cosignatures.map(\.time))
        #expect(again.size == first.size)
    }

    // MARK: Forgetting

    @Test(
        "a recorder's laptop forgets what all have signed for, goes on, and coordinators prove it all"
    )
    func pruning() throws {
        let (house, ids) = try house(signed: 3)
        let waiting = try house.seal("r", "not signed for")
        do {
            var vault = try house.open("r")
            #expect(try vault.status().prunableCount == 3)
            let report = try vault.prune()
            #expect(report.recordCount == 3 && report.keptCount == 1 && report.forgottenCount > 3)
            #expect(try vault.status().forgottenCount == report.forgottenCount)
            #expect(try vault.prune().recordCount == 0)
        }
        #expect(try house.names(in: house.path("r/objects")) == ["\(waiting[0]).age"])
        #expect(try house.check("r").damage.isEmpty)
        let more = try house.seal("r", "after forgetting")
        #expect(try house.syncUntilQuiet(["r", "c1", "c2"]) <= 2)
        for name in ["c1", "c2", "r"] { #expect(try house.check(name).damage.isEmpty) }
        let cards = try cards(house, "r", "c1", "c2")
        var coordinator = try house.open("c1")
        for id in ids + waiting + more {
            let proof = try RecordProof(
                checking: try coordinator.proof(of: id.hex).bytes, cards: cards)
            #expect(proof.object == id)
        }
        var recorder = try house.open("r")
        let refused = #expect(throws: VaultError.self) { try recorder.proof(of: ids[0].hex) }
        #expect(refused?.hint?.text().contains("were forgotten") == true)
        #expect(try recorder.status().acknowledgedCount == 2)
    }

    @Test("a coordinator who is enrolled after the forgetting gets what comes, and signs for it")
    func lateCoordinator() throws {
        let (house, _) = try house(signed: 2)
        do {
            var vault = try house.open("r")
            #expect(try vault.prune().forgottenCount > 0)
        }
        try house.make("c3", .coordinator)
        try house.introduce("c3", "r")
        let later = try house.seal("r", "for three")
        #expect(try house.syncUntilQuiet(["r", "c1", "c2", "c3"]) <= 3)
        for name in ["c1", "c2", "c3", "r"] { #expect(try house.check(name).damage.isEmpty) }
        let cards = try cards(house, "r", "c3")
        var third = try house.open("c3")
        #expect(try third.records().records.map(\.id) == later)
        var recorder = try house.open("r")
        #expect(try recorder.status().coordinators.allSatisfy { $0.acknowledgedCount > 0 })
        let proof = try RecordProof(checking: try third.proof(of: later[0].hex).bytes, cards: cards)
        #expect(proof.cosignatures.map(\.name) == ["c3"])
    }

    @Test("nothing is pruned before every coordinator has signed, and nothing at a coordinator's")
    func prunedTooSoon() throws {
        let (house, _) = try house(signed: 0)
        try house.seal("r", "one")
        try house.sync("r")
        try house.sync("c1")
        try house.sync("r")
        var vault = try house.open("r")
        let report = try vault.prune()
        #expect(report.recordCount == 0 && report.keptCount == 1)
        #expect(report.forgottenCount <= 2)
        #expect(try house.names(in: house.path("r/objects")).count == 1)
        var coordinator = try house.open("c1")
        #expect(throws: VaultError.self) { try coordinator.prune() }
    }

    // MARK: Clocks

    @Test("a clock that jumps back ten years is seen in the journal, and stops nothing")
    func clockSetBack() throws {
        let (house, _) = try house()
        house.setClock(1_800_000_000 - 10 * 365 * 86_400)
        let later = try house.seal("r", "ten years before")
        #expect(try house.syncUntilQuiet(["r", "c1", "c2"]) <= 2)
        for name in ["c1", "c2", "r"] { #expect(try house.check(name).damage.isEmpty) }
        do {
            var vault = try house.open("r")
            #expect(try vault.status().acknowledgedCount == 2)
            #expect(try vault.journalListing().entries.count { $0.isClockSetBack } == 1)
            #expect(try vault.prune().recordCount == 2)
        }
        let cards = try cards(house, "r", "c1")
        var coordinator = try house.open("c1")
        let proof = try RecordProof(
            checking: try coordinator.proof(of: later[0].hex).bytes, cards: cards)
        #expect(proof.time.hasPrefix("2017"))
    }

    // MARK: Damage

    @Test(
        "behind damage in its journal a laptop goes on: what is whole is handed off, and the rest is named"
    )
    func damagedJournal() throws {
        let (house, _) = try house()
        let first = try house.seal("r", "before the damage")
        try house.seal("r", "hit by it")
        let last = try house.seal("r", "behind it")
        let path = house.path("r/journal/00000001.seg")
        var segment = try house.bytes(path)
        var bounds = [38]
        while let place = bounds.last, place < segment.count {
            bounds.append(place + 8 + segment[place..<place + 4].reduce(0) { $0 << 8 | Int($1) })
        }
        segment[bounds[bounds.count - 3] + 50] ^= 1
        try house.write(segment, to: path)

        let found = try house.check("r").damage
        #expect(found.count == 1)
        #expect(found.first?.message.hasPrefix("journal/00000001.seg, byte") == true)
        #expect(found.first?.message.contains("is lost") == true)
        let more = try house.seal("r", "sealed on top")
        do {
            var vault = try house.open("r")
            let report = try vault.sync(with: house.stick)
            #expect(report.written.count == 2, "one bundle for each side of the damage")
            #expect(report.written.reduce(0) { $0 + $1.recordCount } == 3)
            #expect(report.damage.count == 1)
        }
        let report = try house.sync("c1")
        #expect(report.problems.contains { $0.message.contains("have not come") })
        #expect(report.written.isEmpty)
        #expect(try house.check("c1").damage.isEmpty)
        var coordinator = try house.open("c1")
        #expect(
            Set(try coordinator.records().records.map(\.id)).isSuperset(of: first + last + more))
    }

    @Test("a damaged copy of one journal is named, and stops nobody else's testimonies")
    func damagedCopy() throws {
        let house = try TestHouse.pair()
        try house.make("other", .recorder)
        try house.introduce("c", "other")
        try house.seal("r", "one")
        try house.sync("r")
        try house.sync("c")
        let logs = house.path("c/logs")
        let copy = logs.appending(try #require(try house.names(in: logs).first))
        var head = try house.bytes(copy.appending("head"))
        head[head.count / 2] ^= 1
        try house.write(head, to: copy.appending("head"))
        try house.seal("r", "two")
        let theirs = try house.seal("other", "of another device")
        for name in ["r", "other"] { try house.sync(name) }
        var vault = try house.open("c")
        let report = try vault.sync(with: house.stick)
        #expect(report.problems.contains { $0.message.contains("head is damaged") })
        #expect(report.taken.contains { $0.writer == "other" && $0.recordCount == 1 })
        #expect(report.written.map(\.recipients).contains(["other"]))
        #expect(!report.damage.isEmpty)
        #expect(try vault.records().records.contains { $0.id == theirs[0] })
        #expect(try vault.status().recorders.map(\.name) == ["other"])
        #expect(throws: Never.self) { try vault.proof(of: theirs[0].hex) }
    }

    @Test("damage in what is known of a journal comes back in the result of a sync")
    func damagedCopyInResult() throws {
        let house = try TestHouse.pair()
        for number in 1...3 {
            try house.seal("r", "number \(number)")
            try house.sync("r")
            #expect(try house.sync("c").damage.isEmpty)
            try house.sync("r")
        }
        let logs = house.path("c/logs")
        let copy = logs.appending(try #require(try house.names(in: logs).first))
        let segment = copy.appending(
            try #require(try house.names(in: copy).first { $0 != "head" }))
        var bytes = try house.bytes(segment)
        bytes[bytes.count / 4] ^= 1
        try house.write(bytes, to: segment)
        let later = try house.seal("r", "later")
        try house.sync("r")
        let report = try house.sync("c")
        #expect(!report.damage.isEmpty)
        #expect(report.taken.map(\.recordCount) == [1])
        var vault = try house.open("c")
        #expect(try vault.records().records.contains { $0.id == later[0] })
    }

    @Test("whatever opens a testimony is in the journal before it is shown")
    func openedLeaf() throws {
        let house = try TestHouse.pair()
        let id = try house.carry("one")
        do {
            var vault = try house.open("c")
            _ = try vault.testimony(id.hex)
            _ = try vault.open(id.hex, to: house.path("opened"))
        }
        var store = try house.store("c")
        let opened = try store.leaves().map(\.leaf).filter { $0.kind == .opened }
        #expect(opened.map(\.object) == [id, id])
    }

    // MARK: Receipts

    @Test("a receipt names an attachment as missing whose bytes are not those of its entry")
    func rottenAttachment() throws {
        let house = TestHouse()
        let coordinator = try house.make("c", .coordinator)
        try house.make("r", .recorder)
        do {
            var recorder = try house.open("r")
            try recorder.enroll(
                coordinator, confirming: "\(coordinator.fingerprint.safetyNumber)")
        }
        let picture = house.path("picture")
        try house.write([UInt8](repeating: 7, count: 9000), to: picture)
        let ids = try house.seal("r", "with a picture", attaching: [picture])
        try house.sync("r")
        // It is kept, and not signed for before the recorder is enrolled.
        try house.sync("c")
        let received = house.path("c/received")
        let folder = received.appending(try #require(try house.names(in: received).first))
        let attachment = try #require(
            try house.names(in: folder).first { $0 != "\(ids[0]).age" })
        var bytes = try house.bytes(folder.appending(attachment))
        bytes[bytes.count / 2] ^= 1
        try house.write(bytes, to: folder.appending(attachment))
        let card = try house.open("r").card
        var vault = try house.store("c")
        _ = try vault.enroll(card, confirming: "\(card.fingerprint.safetyNumber)")
        let report = try vault.sync(with: house.stick)
        #expect(
            report.problems.contains {
                $0.subject?.sentence.text() == "attachment \(attachment.dropLast(4))"
            })
        let receipt = try #require(vault.people[card.fingerprint]?.receiptGiven?.receipt)
        #expect(receipt.exceptions.missing.map { "\($0).age" } == [attachment])
    }

    // MARK: Opening

    @Test("a vault that was copied between the two names of an object opens, and keeps one")
    func copiedAfterCrash() throws {
        let house = try TestHouse.pair()
        let ids = try house.seal("r", "one")
        let object = house.path("r/objects").appending("\(ids[0]).age")
        let sealing = house.path("r/sealing").appending("record-\(ids[0]).age")
        try house.write(try house.bytes(object), to: sealing)
        #expect(throws: Never.self) { _ = try house.open("r").mended }
        #expect(try house.names(in: house.path("r/sealing")).isEmpty)
        #expect(try house.check("r").damage.isEmpty)
        // Other bytes under the name are damage, and both files stay; sealing goes on.
        try house.write([1, 2, 3], to: sealing)
        var vault = try house.store("r")
        #expect(
            vault.takeDamage().map(\.reason.code) == ["otherObjectIsThere"])
        #expect(try house.names(in: house.path("r/sealing")).count == 1)
        #expect(try house.bytes(object).count > 3)
    }
}

import SafeSodium
import Statements
import StrictTar
import TestSupport
import Testing
import TransparencyLog

@testable import Handoff

@Suite("Bundles that are refused")
struct BundleRefusalTests {
    let lola: Device
    let stranger: Device
    /// Everything that a bundle may hold, in its order: manifest, card, log-card, checkpoint,
    /// leaves, receipt, receipt-checkpoint, two notes, two objects, the end of a third, end.
    let all: Entries
    /// Where the notes, the objects and the end stand.
    let notes = 7..<9
    let objects = 9..<12
    let end = 12

    init() throws {
        (lola, stranger) = try Samples.devices()
        var parcel = Parcel(objectCount: 2)
        parcel.owner = stranger
        parcel.hasReceipt = true
        parcel.notes = [Array("a note\n".utf8), Array("another note\n".utf8)]
        parcel.tails = [(Samples.id(0x70), [UInt8](repeating: 7, count: 1002))]
        all = try Tar.read(try parcel.archive(by: try Samples.relay()), byteLimit: 1 << 20)
    }

    @Test("the bundle of these tests holds everything that one may hold, and is taken")
    func everything() throws {
        let kinds = all.map { entry in entry.name.prefix(while: { $0 != "/" }) }
        #expect(
            kinds == [
                "manifest", "card", "log-card", "checkpoint", "leaves", "receipt",
                "receipt-checkpoint", "notes", "notes", "objects", "objects", "pieces", "end",
            ])
        let reading = try Reading(all)
        #expect(reading.error == nil)
        #expect(reading.preamble?.notes == all[notes].map(\.bytes))
        #expect(reading.objects.map(\.bytes) == all[objects].map(\.bytes))
        #expect(reading.objects.allSatisfy { $0.isIntact == true })
    }

    func error(_ entries: Entries) throws -> BundleError? {
        try Reading(entries).bundleError
    }

    @Test("an entry that is missing is noticed at the next one")
    func missing() throws {
        for index in all.indices {
            var changed = all
            changed.remove(at: index)
            let reading = try Reading(changed)
            if index == all.count - 1 {
                #expect(reading.bundleError == .incomplete)
                #expect(reading.objects.count == objects.count)
            } else {
                #expect(reading.bundleError == .unexpectedEntry(all[index + 1].name))
                #expect(reading.objects.count == max(0, index - objects.lowerBound))
            }
        }
    }

    @Test("entries in any other order are refused at the first that is out of place")
    func order() throws {
        for first in all.indices {
            for second in (first + 1)..<all.count {
                var changed = all
                changed.swapAt(first, second)
                #expect(try error(changed) == .unexpectedEntry(all[second].name))
            }
        }
    }

    @Test("an entry more is refused wherever it stands")
    func more() throws {
        for name in [
            "other", "objects/\(Samples.id(0x77)).age", "card2", "objects/x.age", "must-x",
            "notes/\(SHA256Hash(of: [1]).hex)", "notes/x", "log-card2",
            "pieces/\(Samples.id(0x77))/0-2097152", "pieces/\(Samples.id(0x70))/0-1049578",
        ] {
            for index in 0...all.count {
                var changed = all
                changed.insert((name: name, bytes: [1]), at: index)
                #expect(try error(changed) == .unexpectedEntry(name), "\(name) at \(index)")
            }
        }
    }

    @Test("an entry that comes twice is refused")
    func repeated() throws {
        let tar = try Tar.write(all)
        for index in all.indices.dropFirst() {
            let repeated = try Tar.write([all[index]])
            let archive = tar.dropLast(1024) + repeated
            #expect(Reading(Array(archive)).error as? TarError == .repeatedName(all[index].name))
        }
    }

    @Test("an entry that is longer or shorter than the manifest says is refused before it is read")
    func lengths() throws {
        for index in all.indices.dropFirst() {
            for bytes in [all[index].bytes + [0], Array(all[index].bytes.dropLast()), []] {
                var changed = all
                changed[index].bytes = bytes
                let reading = try Reading(changed)
                #expect(reading.bundleError == .unexpectedEntry(all[index].name))
                let before = min(objects.count, max(0, index - objects.lowerBound))
                #expect(reading.objects.count == before)
            }
        }
    }

    @Test("a small entry of another hash than the manifest's ends the reading")
    func smallHashes() throws {
        for index in 1..<objects.lowerBound {
            var changed = all
            changed[index].bytes[all[index].bytes.count / 2] ^= 1
            let reading = try Reading(changed)
            let entry = try #require(BundleEntry(name: all[index].name))
            #expect(reading.bundleError == .alteredEntry(entry))
            #expect(reading.preambles.isEmpty)
        }
    }

    @Test("an object of another hash than the manifest's is reported, and the rest goes on")
    func objectHashes() throws {
        for index in objects {
            for position in [0, 500, all[index].bytes.count - 1] {
                var changed = all
                changed[index].bytes[position] ^= 1
                let reading = try Reading(changed)
                #expect(reading.error == nil)
                let isIntact: [Bool?] = objects.map { $0 != index }
                #expect(reading.objects.map(\.isIntact) == isIntact)
                #expect(reading.objects.map(\.bytes) == changed[objects].map(\.bytes))
            }
        }
    }

    @Test("an end of another bundle is no end")
    func otherEnd() throws {
        var changed = all
        changed[end].bytes = BundleEntry.endText(for: Samples.id(1))
        #expect(try error(changed) == .otherEnd)
        changed[end].bytes = BundleEntry.endText(for: Samples.bundle).reversed()
        #expect(try error(changed) == .otherEnd)
    }

    @Test("a card of another device than the manifest's signer is refused")
    func otherCard() throws {
        let contents = [("card", stranger.card.encoded)]
        #expect(try error(entries(contents, by: lola)) == .otherCard)
        let reading = try Reading(entries([("card", lola.card.encoded)], by: lola))
        #expect(reading.error == nil && reading.preamble?.card == lola.card)
    }

    @Test("a manifest that only names a device is forged")
    func forgedManifest() throws {
        let forged = entries(
            [("card", lola.card.encoded)], by: stranger, as: lola.card.key.name)
        let error = StatementError.note(.notSigned(by: lola.card.key.name))
        #expect(try self.error(forged) == .statement(error, in: .manifest))
    }

    @Test("a manifest with any one byte changed hands nothing over")
    func everyManifestByte() throws {
        var generator = SeededGenerator(for: "manifests")
        for position in all[0].bytes.indices {
            var changed = all
            changed[0].bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            let reading = try Reading(changed)
            #expect(reading.bundleError != nil, "byte \(position)")
            #expect(reading.preambles.isEmpty && reading.objects.isEmpty, "byte \(position)")
        }
    }

    @Test("a card that does not verify is refused as the card")
    func brokenCard() throws {
        var card = lola.card.encoded
        card[card.count - 10] ^= 1
        guard case .statement(_, in: .card) = try error(entries([("card", card)], by: lola))
        else {
            Issue.record("a broken card is taken")
            return
        }
    }

    @Test("a bundle of a stranger is consistent, and says no more than that")
    func fromStranger() throws {
        let archive = try Parcel(objectCount: 1).archive(by: stranger)
        let reading = Reading(archive)
        #expect(reading.error == nil)
        #expect(reading.preamble?.card.name == lola.card.name)
        #expect(reading.preamble?.card.fingerprint == stranger.card.fingerprint)
        #expect(reading.preamble?.card.fingerprint != lola.card.fingerprint)
    }
}

import SafeSodium
import Statements
import StrictTar
import TestSupport
import Testing
import TransparencyLog

@testable import Handoff

@Suite("Writing and reading bundles")
struct BundleRoundTripTests {
    static func parcels() throws -> [Parcel] {
        var parcels = [0, 1, 5].map { Parcel(objectCount: $0) }
        parcels += [1, 2, 5, 7, 64].map { Parcel(objectCount: 2, byteCount: 511, earlierCount: $0) }
        parcels.append(Parcel(objectCount: 1, byteCount: 0))
        parcels.append(Parcel(objectCount: 1, byteCount: 100_000))
        for sendsLeaves in [true, false] {
            for noteCount in [0, 1, 3] {
                var parcel = Parcel(objectCount: sendsLeaves ? 1 : 0)
                parcel.hasReceipt = noteCount < 3
                parcel.sendsLeaves = sendsLeaves
                parcel.notes = (0..<noteCount).map {
                    [UInt8](repeating: UInt8($0), count: $0 * 600)
                }
                parcels.append(parcel)
            }
        }
        for earlierCount in [0, 5] {
            var relayed = Parcel(objectCount: 2, earlierCount: earlierCount)
            relayed.owner = try Samples.devices().stranger
            relayed.notes = [Array("a note\n".utf8)]
            relayed.tails = [(Samples.id(0x70), [UInt8](repeating: 7, count: 700))]
            relayed.leafLines = ["x: 1", "must-y: amanat-leaf/v1"]
            parcels.append(relayed)
        }
        return parcels
    }

    func check(_ reading: Reading, _ parcel: Parcel, _ device: Device) throws {
        #expect(reading.error == nil)
        let preamble = try #require(reading.preamble)
        let owner = parcel.owner ?? device
        #expect(preamble.card == device.card && preamble.logCard == owner.card)
        #expect(preamble.manifest.bundle == Samples.bundle)
        #expect(preamble.manifest == parcel.draft(by: device).manifest)
        #expect(preamble.manifest.writer == device.card.key.name)
        #expect(preamble.manifest.log == owner.card.key.name)
        #expect(preamble.manifest.isRelayed == (parcel.owner != nil))
        #expect(preamble.stretch == (parcel.sendsLeaves ? parcel.stretch(by: owner) : nil))
        let leaves = parcel.sendsLeaves ? parcel.leaves.map(\.encoded) : nil
        #expect(preamble.stretch?.leaves.map(\.encoded) == leaves)
        #expect(preamble.receipt == (parcel.hasReceipt ? Parcel.receipt : nil))
        let notes = parcel.notes.sorted { SHA256Hash(of: $0).hex < SHA256Hash(of: $1).hex }
        #expect(preamble.notes == notes)
        #expect(reading.objects.map(\.entry) == parcel.listed.map(\.entry))
        #expect(reading.objects.map(\.id) == parcel.listed.compactMap(\.entry.objectID))
        for object in parcel.objects + parcel.tails {
            let parts = reading.objects.filter { $0.id == object.id }
            #expect(parts.flatMap(\.bytes) == object.bytes)
        }
        #expect(reading.objects.allSatisfy { $0.isIntact == true })
    }

    @Test("what was sent is received, whole and in order")
    func roundTrip() throws {
        let device = try Samples.devices().lola
        for parcel in try Self.parcels() {
            let archive = try parcel.archive(by: device)
            let reading = Reading(archive)
            try check(reading, parcel, device)
            #expect(reading.archivedByteCount == UInt64(archive.count))
        }
    }

    @Test("it does not matter how a bundle is cut on its way, also one byte at a time")
    func cuts() throws {
        var generator = SeededGenerator(for: "cuts of bundles")
        let device = try Samples.devices().lola
        for parcel in try Self.parcels() {
            let archive = try parcel.archive(by: device)
            if archive.count < 20_000 {
                try check(Reading(archive) { 1 }, parcel, device)
            }
            for _ in 0..<3 {
                let most = [3, 600, 5000].randomElement(using: &generator) ?? 1
                let reading = Reading(archive) { Int.random(in: 1...most, using: &generator) }
                try check(reading, parcel, device)
            }
        }
    }

    @Test(
        "an object that is sent in pieces is received whole, also of another device's log",
        arguments: [1 << 20, (1 << 20) + 77, 3 << 20] as [UInt64], [true, false])
    func pieces(limit: UInt64, isRelayed: Bool) throws {
        var generator = SeededGenerator(for: "bundles with pieces")
        let (device, owner) = try Samples.devices()
        var parcel = Parcel(objectCount: 2, earlierCount: 3)
        parcel.objects.insert((Samples.id(0x66), generator.bytes((5 << 19) + 1)), at: 1)
        parcel.pieceLimit = limit
        parcel.owner = isRelayed ? owner : nil
        parcel.notes = [Array("a note\n".utf8)]
        #expect(parcel.listed.count == (limit == 3 << 20 ? 3 : 5))
        let archive = try parcel.archive(by: device)
        for most in [archive.count, 100_000] {
            let reading = Reading(archive) {
                most == archive.count ? most : Int.random(in: 1...most, using: &generator)
            }
            try check(reading, parcel, device)
            #expect(reading.archivedByteCount == UInt64(archive.count))
        }
    }

    @Test("pieces of one object may come in several bundles, and join")
    func severalBundles() throws {
        var generator = SeededGenerator(for: "pieces in several bundles")
        let device = try Samples.devices().lola
        let bytes = generator.bytes((2 << 20) + 5)
        let id = Samples.id(0x66)
        let cuts = ObjectPiece.cut(id, byteCount: UInt64(bytes.count), limit: 0)
        #expect(cuts.count == 3)
        var joined = [UInt8](repeating: 0, count: bytes.count)
        for cut in cuts.reversed() {
            var parcel = Parcel()
            parcel.objects = [(id, bytes)]
            let (start, count) = (Int(cut.piece.offset), Int(cut.byteCount))
            let listed = ListedEntry(.piece(cut.piece), Array(bytes[start..<start + count]))
            var archive: [UInt8] = []
            try parcel.draft(by: device, listing: [listed]).write { span in
                archive.append(contentsOf: [UInt8](span))
            } object: { _ in
                archive.append(contentsOf: bytes[start..<start + count])
            }
            let reading = Reading(archive)
            #expect(reading.error == nil && reading.objects.count == 1)
            let object = try #require(reading.objects.first)
            #expect(object.isIntact == true && object.entry == .piece(cut.piece))
            joined.replaceSubrange(start..<start + object.bytes.count, with: object.bytes)
        }
        #expect(joined == bytes)
    }

    @Test("zeros behind the end are padding, and anything else is refused")
    func padding() throws {
        let device = try Samples.devices().lola
        let archive = try Parcel(objectCount: 1).archive(by: device)
        try check(
            Reading(archive + [UInt8](repeating: 0, count: 3000)), Parcel(objectCount: 1), device)
        #expect(Reading(archive + [1]).error as? TarError == .trailingBytes)
    }

    @Test("a bundle that is cut off anywhere gives the objects before the cut, and is not complete")
    func cutOff() throws {
        let device = try Samples.devices().lola
        let parcel = Parcel(objectCount: 3, byteCount: 700)
        let archive = try parcel.archive(by: device)
        let ends = try Self.objectEnds(archive)
        for count in stride(from: 0, to: archive.count, by: 97) {
            let reading = Reading(Array(archive[..<count]))
            #expect(reading.error != nil, "\(count) bytes")
            let whole = ends.count { $0 <= count }
            #expect(reading.objects.count { $0.isIntact == true } == whole, "\(count) bytes")
            #expect(reading.objects.count { $0.isIntact == nil } <= 1)
        }
    }

    /// Behind which byte each object is whole: the last one of its padding.
    static func objectEnds(_ archive: [UInt8]) throws -> [Int] {
        var (ends, end) = ([Int](), 0)
        for (name, bytes) in try Tar.read(archive, byteLimit: 1 << 20) {
            end += 512 + bytes.count + Tar.paddingByteCount(after: UInt64(bytes.count))
            if name.hasPrefix("objects/") { ends.append(end) }
        }
        return ends
    }

    @Test("the length that a manifest tells of never overflows, whatever it lists")
    func hugeEntries() async {
        await #expect(processExitsWith: .success) {
            let device = try Samples.devices().lola
            let objects = (0..<17 as Range<UInt8>).map {
                ListedEntry(
                    .object(Samples.id($0)), byteCount: 1 << 60, hash: SHA256Hash(of: [$0]))
            }
            let manifest = Parcel().draft(by: device, listing: objects).manifest
            var tar = TarReader()
            var reader = BundleReader(Collector())
            let archive = try Tar.write([("manifest", manifest.note.encoded)])
            let isRead: Bool
            do {
                try tar.feed(archive.span.extracting(droppingLast: 1024), to: &reader)
                isRead = true
            } catch {
                isRead = false
            }
            // Refused, or read without harm.
            #expect(!isRead || reader.archivedByteCount != 0)
        }
    }
}

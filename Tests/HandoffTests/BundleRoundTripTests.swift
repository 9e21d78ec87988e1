import SafeSodium
import Statements
import StrictTar
import TestSupport
import Testing
import TransparencyLog

@testable import Handoff

@Suite("Writing and reading bundles")
struct BundleRoundTripTests {
    static let parcels: [Parcel] = {
        var parcels = [0, 1, 5].map { Parcel(objectCount: $0) }
        parcels += [1, 2, 5, 7, 64].map { Parcel(objectCount: 2, byteCount: 511, earlierCount: $0) }
        parcels.append(Parcel(objectCount: 1, byteCount: 0))
        parcels.append(Parcel(objectCount: 1, byteCount: 100_000))
        for sendsLeaves in [true, false] {
            var parcel = Parcel(objectCount: sendsLeaves ? 1 : 0)
            parcel.hasReceipt = true
            parcel.sendsLeaves = sendsLeaves
            parcels.append(parcel)
        }
        return parcels
    }()

    func check(_ reading: Reading, _ parcel: Parcel, _ device: Device) throws {
        #expect(reading.error == nil)
        let preamble = try #require(reading.preamble)
        #expect(preamble.card == device.card)
        #expect(preamble.manifest.bundle == Samples.bundle)
        #expect(preamble.manifest == parcel.draft(by: device).manifest)
        #expect(preamble.stretch == (parcel.sendsLeaves ? parcel.stretch(by: device) : nil))
        #expect(preamble.receipt == (parcel.hasReceipt ? Parcel.receipt : nil))
        #expect(reading.objects.map(\.id) == parcel.objects.map(\.id))
        #expect(reading.objects.map(\.bytes) == parcel.objects.map(\.bytes))
        #expect(reading.objects.allSatisfy { $0.isIntact == true })
    }

    @Test("what was sent is received, whole and in order")
    func roundTrip() throws {
        let device = try Samples.devices().lola
        for parcel in Self.parcels {
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
        for (index, parcel) in Self.parcels.enumerated() {
            let archive = try parcel.archive(by: device)
            if archive.count < 20_000 {
                try check(Reading(archive) { 1 }, parcel, device)
            }
            for _ in 0..<3 {
                let most = [3, 600, 5000].randomElement(using: &generator) ?? 1
                let reading = Reading(archive) { Int.random(in: 1...most, using: &generator) }
                try check(reading, parcel, device)
            }
            #expect(index < Self.parcels.count)
        }
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

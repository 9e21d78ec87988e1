import SafeSodium
import Statements
import StrictTar
import Testing
import TransparencyLog

@testable import Handoff

@Suite("The leaves of a bundle")
struct BundleLogTests {
    let lola: Device
    let stranger: Device

    init() throws { (lola, stranger) = try Samples.devices() }

    /// A bundle of a parcel with some of it exchanged.
    func read(
        _ parcel: Parcel, leaves: String? = nil, frontier: Frontier? = nil,
        stretch: [UInt8]? = nil, checkpoint: [UInt8]? = nil
    ) throws -> Reading {
        let contents = [
            ("card", lola.card.encoded), ("checkpoint", checkpoint ?? parcel.checkpoint(by: lola)),
            ("leaves", stretch ?? parcel.leaves.flatMap(\.encoded)),
        ]
        let range = "\(parcel.before.size) \(parcel.behind.size)"
        return try Reading(
            entries(
                contents, leaves: leaves ?? range, frontier: (frontier ?? parcel.before).hashes,
                by: lola))
    }

    func signed(size: UInt64, root: TreeHash, by device: Device, as name: String) -> [UInt8] {
        SignedCheckpoint(
            signing: Checkpoint(origin: name, size: size, root: root), with: device.key
        ).encoded
    }

    static let parcels = [0, 1, 6, 64].map { Parcel(objectCount: 3, earlierCount: $0) }

    @Test("leaves that give the checkpoint's root are handed over")
    func good() throws {
        for parcel in Self.parcels {
            let reading = try read(parcel)
            #expect(reading.error == nil)
            #expect(reading.preamble?.stretch?.end == parcel.behind)
        }
    }

    @Test("leaves that do not give the checkpoint's root are refused")
    func wrongRoot() throws {
        for parcel in Self.parcels {
            let (size, root, name) = (parcel.behind.size, parcel.behind.root, lola.card.key.name)
            let leaves = parcel.leaves
            let swapped = [leaves[1], leaves[0]] + leaves[2...]
            let readings = [
                try read(parcel, stretch: swapped.flatMap(\.encoded)),
                try read(parcel, stretch: leaves.dropLast().flatMap(\.encoded)),
                try read(parcel, stretch: (leaves + [leaves[0]]).flatMap(\.encoded)),
                try read(parcel, leaves: "\(parcel.before.size) \(size + 1)"),
                try read(
                    parcel, checkpoint: signed(size: size + 1, root: root, by: lola, as: name)),
                try read(
                    parcel,
                    checkpoint: signed(
                        size: size, root: MerkleTree.leafHash(of: []), by: lola, as: name)),
            ]
            for reading in readings {
                #expect(reading.bundleError == .wrongRoot)
                #expect(reading.preambles.isEmpty)
            }
        }
    }

    @Test("a frontier of other leaves before those that are sent is refused")
    func wrongFrontier() throws {
        let parcel = Parcel(objectCount: 1, earlierCount: 6)
        let hashes = parcel.before.hashes
        let other = try #require(Frontier(size: 6, hashes: hashes.reversed()))
        #expect(try read(parcel, frontier: other).bundleError == .wrongRoot)
        // With one hash too few or too many it is no frontier at all.
        for hashes in [Array(hashes.dropLast()), hashes + hashes] {
            let contents = [
                ("card", lola.card.encoded), ("checkpoint", parcel.checkpoint(by: lola)),
                ("leaves", parcel.leaves.flatMap(\.encoded)),
            ]
            let range = "6 \(parcel.behind.size)"
            let reading = try Reading(
                entries(contents, leaves: range, frontier: hashes, by: lola))
            let error = StatementError.note(.malformedValue(of: "frontier"))
            #expect(reading.bundleError == .statement(error, in: .manifest))
        }
    }

    @Test("a checkpoint of another log, or by another device, is refused")
    func otherCheckpoint() throws {
        let parcel = Parcel(objectCount: 1)
        let (size, root) = (parcel.behind.size, parcel.behind.root)
        let (own, other) = (lola.card.key.name, stranger.card.key.name)
        let cases: [([UInt8], NoteError)] = [
            (signed(size: size, root: root, by: stranger, as: other), .wrongOrigin(wanted: own)),
            (signed(size: size, root: root, by: stranger, as: own), .notSigned(by: own)),
            (Array("nonsense".utf8), .malformedNote),
        ]
        for (checkpoint, error) in cases {
            #expect(
                try read(parcel, checkpoint: checkpoint).bundleError
                    == .statement(.note(error), in: .checkpoint))
        }
    }

    @Test(
        "a checkpoint may bring cosignatures, up to 16 signatures in all", arguments: [2, 16, 17])
    func cosignatures(count: Int) throws {
        let parcel = Parcel(objectCount: 1)
        var checkpoint = try SignedCheckpoint(
            parsing: parcel.checkpoint(by: lola), limit: 16 << 10)
        for number in 1..<count {
            try checkpoint.cosign(as: "w\(number)", at: 1_700_000_000, with: stranger.key)
        }
        let reading = try read(parcel, checkpoint: checkpoint.encoded)
        if count <= 16 {
            // What others added is left behind.
            let kept = reading.preamble?.stretch?.checkpoint
            #expect(kept?.encoded == parcel.checkpoint(by: lola))
        } else {
            #expect(reading.preambles.isEmpty)
        }
    }

    @Test("bytes that are no leaves are refused as such")
    func malformedLeaves() throws {
        let parcel = Parcel(objectCount: 1)
        let bytes = parcel.leaves.flatMap(\.encoded)
        for stretch in [Array(bytes.dropLast()), bytes + [0x0A], [0xFF] + bytes.dropFirst()] {
            guard case .statement(_, in: .leaves) = try read(parcel, stretch: stretch).bundleError
            else {
                Issue.record("a broken stretch of leaves is taken")
                return
            }
        }
    }

    @Test("leaves bring the lines that a later version added, and count with them")
    func unknownLines() throws {
        for line in ["x: 1", "must-y: 1"] {
            var parcel = Parcel(objectCount: 2, earlierCount: 3)
            parcel.leafLines = ["z: 1", line]
            let reading = try read(parcel)
            #expect(reading.error == nil)
            let leaves = try #require(reading.preamble?.stretch?.leaves)
            #expect(leaves.map(\.encoded) == parcel.leaves.map(\.encoded))
            #expect(leaves.map(\.needsNewer) == [Bool](repeating: line != "x: 1", count: 3))
        }
    }

    @Test("leaves without a line that belongs to them, or with one more, are refused")
    func otherUnknownLines() throws {
        var parcel = Parcel(objectCount: 2, earlierCount: 3)
        parcel.leafLines = ["z: 1", "must-y: 1"]
        let bytes = parcel.leaves.flatMap(\.encoded)
        let text = String(decoding: bytes, as: UTF8.self)
        let last = "must-y: 1\n"
        #expect(text.hasSuffix(last))
        let changes = [
            String(text.dropLast(last.count)), text + "z: 1\n",
            text.replacing(last, with: "", maxReplacements: 1),
            text.replacing("z: 1", with: "z: 2", maxReplacements: 1),
            text.replacing("z: 1\nmust-y: 1\n", with: "must-y: 1\nz: 1\n", maxReplacements: 1),
        ]
        for changed in changes {
            #expect(changed != text)
            let reading = try read(parcel, stretch: Array(changed.utf8))
            #expect(reading.bundleError == .wrongRoot)
            #expect(reading.preambles.isEmpty)
        }
    }
}

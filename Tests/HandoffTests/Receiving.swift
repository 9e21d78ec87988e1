import SafeSodium
import Statements
import StrictTar

@testable import Handoff

/// Keeps what a reader hands over.
struct Collector: BundleReceiver, ~Copyable {
    struct Object: Equatable {
        let entry: BundleEntry
        let id: ObjectID
        let byteCount: UInt64
        var bytes: [UInt8] = []
        /// nil until it has come to its end.
        var isIntact: Bool?
    }

    private(set) var preambles: [BundlePreamble] = []
    private(set) var objects: [Object] = []

    mutating func begin(_ preamble: BundlePreamble) {
        precondition(objects.isEmpty, "the preamble comes before all objects")
        preambles.append(preamble)
    }

    mutating func beginObject(_ object: ListedEntry, id: ObjectID) {
        precondition(preambles.count == 1, "an object comes behind one preamble")
        objects.append(Object(entry: object.entry, id: id, byteCount: object.byteCount))
    }

    mutating func objectContent(_ bytes: Span<UInt8>) {
        objects[objects.count - 1].bytes.append(contentsOf: [UInt8](bytes))
    }

    mutating func endObject(isIntact: Bool) {
        objects[objects.count - 1].isIntact = isIntact
    }
}

/// What came of reading a bundle: what was handed over, and how it ended.
struct Reading {
    var preambles: [BundlePreamble]
    var objects: [Collector.Object]
    var archivedByteCount: UInt64?
    var error: (any Error)?

    var preamble: BundlePreamble? { preambles.count == 1 ? preambles[0] : nil }
    var bundleError: BundleError? { error as? BundleError }

    /// Reads an archive in pieces of the lengths that `length` gives.
    init(_ archive: [UInt8], cutting length: () -> Int) {
        var tar = TarReader()
        var reader = BundleReader(Collector())
        error = nil
        do {
            var rest = archive[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(length()))
                rest = rest.dropFirst(piece.count)
                try tar.feed(piece.span, to: &reader)
            }
            try tar.finish()
            try reader.requireEnd()
        } catch {
            self.error = error
        }
        archivedByteCount = reader.archivedByteCount
        preambles = reader.receiver.preambles
        objects = reader.receiver.objects
    }

    init(_ archive: [UInt8]) {
        self.init(archive) { archive.count }
    }

    init(_ entries: Entries) throws {
        self.init(try Tar.write(entries))
    }
}

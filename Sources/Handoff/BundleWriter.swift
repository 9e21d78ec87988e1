package import SafeSodium
package import Statements
import StrictTar
package import TransparencyLog

/// What is to be sent: everything but the objects' bytes, which come while it is written.
package struct BundleDraft: Sendable {
    package let manifest: Manifest
    private let contents: [BundleEntry: [UInt8]]

    /// - Parameters:
    ///   - log: the device whose log is carried; nil for the writer's own.
    ///   - stretch: of that log, which is sent; nil where none is.
    ///   - receipt: for the one recipient's log.
    ///   - notes: signed notes that go along.
    ///   - objects: and pieces, in the order of their leaves.
    package init(
        bundle: ObjectID, from card: Card, to recipients: [Fingerprint], at time: Timestamp,
        log: Card? = nil, stretch: Stretch? = nil, receipt: CosignedReceipt.Unverified? = nil,
        notes: [[UInt8]] = [], objects: [ListedEntry] = [], signedBy key: borrowing SigningKey
    ) {
        precondition(log?.key.name != card.key.name, "one's own log needs no second card")
        var small: [(BundleEntry, [UInt8])] = [(.card, card.encoded)]
        if let log { small.append((.logCard, log.encoded)) }
        if let stretch {
            small.append((.checkpoint, stretch.checkpoint.encoded))
            small.append((.leaves, stretch.leaves.flatMap(\.encoded)))
        }
        if let receipt {
            small.append((.receipt, receipt.receipt))
            small.append((.receiptCheckpoint, receipt.checkpoint))
        }
        small += Set(notes).map { (BundleEntry.note(SHA256Hash(of: $0)), $0) }
            .sorted { $0.0.name < $1.0.name }
        contents = Dictionary(uniqueKeysWithValues: small)
        manifest = Manifest(
            bundle: bundle, time: time, recipients: recipients,
            leaves: stretch?.range ?? 0..<0, frontier: stretch?.start ?? Frontier(),
            entries: small.map { ListedEntry($0.0, $0.1) } + objects, log: log?.key.name,
            signedBy: key, as: card.key.name)
    }

    /// Writes the tar stream.
    ///
    /// - Parameters:
    ///   - write: takes the next bytes.
    ///   - writeObject: writes the bytes of an object or piece, exactly as many as are listed.
    package func write(
        _ write: (Span<UInt8>) throws -> Void, object writeObject: (ListedEntry) throws -> Void
    ) throws {
        try Self.write(BundleEntry.manifestName, manifest.note.encoded, write)
        for listed in manifest.entries {
            if listed.entry.objectID != nil {
                let header = try Self.header(listed.entry.name, listed.byteCount)
                try write(header.span)
                try writeObject(listed)
                let padding = Self.padding(after: listed.byteCount)
                try write(padding.span)
            } else {
                try Self.write(listed.entry.name, contents[listed.entry] ?? [], write)
            }
        }
        try Self.write(BundleEntry.endName, BundleEntry.endText(for: manifest.bundle), write)
        let end = Tar.endOfArchive
        try write(end.span)
    }

    private static func write(
        _ name: String, _ bytes: [UInt8], _ write: (Span<UInt8>) throws -> Void
    ) throws {
        let entry =
            try header(name, UInt64(bytes.count)) + bytes + padding(after: UInt64(bytes.count))
        try write(entry.span)
    }

    private static func header(_ name: String, _ byteCount: UInt64) throws(TarError) -> [UInt8] {
        try TarEntryHeader(name: name, byteCount: byteCount).encoded()
    }

    private static func padding(after byteCount: UInt64) -> [UInt8] {
        [UInt8](repeating: 0, count: Tar.paddingByteCount(after: byteCount))
    }
}

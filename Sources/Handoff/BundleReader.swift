import SafeSodium
package import Statements
package import StrictTar
import TransparencyLog

/// Takes what a ``BundleReader`` finds.
package protocol BundleReceiver: ~Copyable {
    /// Everything before the objects has been read, and is consistent.
    mutating func begin(_ preamble: BundlePreamble) throws
    /// An object, or a piece of one, begins.
    mutating func beginObject(_ object: ListedEntry, id: ObjectID) throws
    mutating func objectContent(_ bytes: Span<UInt8>) throws
    /// The object or piece is whole; `isIntact` says whether its SHA-256 is that of the manifest.
    mutating func endObject(isIntact: Bool) throws
}

/// Reads the tar stream of a bundle as it arrives: order, names and sizes as the manifest has them.
///
/// Source: the page *Bundles and the hand-off folder*.
package struct BundleReader<Receiver: BundleReceiver & ~Copyable>: TarHandler, ~Copyable {
    package var receiver: Receiver

    private var manifest: Manifest?
    private var preamble: BundlePreamble?
    /// The contents of small entries.
    private var contents: [BundleEntry: [UInt8]] = [:]
    /// How many listed entries have been read whole.
    private var entryCount = 0
    private var current: Current?
    private var gathered: [UInt8] = []
    private var hasher = SHA256Hasher()
    private var isComplete = false

    private enum Current {
        case manifest
        case listed(ListedEntry)
        case end(ObjectID)
    }

    package init(_ receiver: consuming Receiver) {
        self.receiver = receiver
    }

    /// The length of the whole archive, with its end; nil before the manifest.
    package var archivedByteCount: UInt64? {
        guard let manifest else { return nil }
        let sizes =
            [UInt64(manifest.note.encoded.count)] + manifest.entries.map(\.byteCount)
            + [UInt64(BundleEntry.endText(for: manifest.bundle).count)]
        return Tar.archivedByteCount(of: sizes)
    }

    /// Checks that the last entry came.
    ///
    /// - Throws: ``BundleError/incomplete``.
    package func requireEnd() throws(BundleError) {
        guard isComplete else { throw .incomplete }
    }

    // MARK: TarHandler

    package mutating func begin(_ header: TarEntryHeader) throws {
        gathered = []
        hasher = SHA256Hasher()
        guard let manifest else {
            guard header.name == BundleEntry.manifestName,
                header.byteCount <= UInt64(Manifest.maximumByteCount)
            else { throw BundleError.unexpectedEntry(header.name) }
            current = .manifest
            return
        }
        if entryCount == manifest.entries.count {
            try finishPreamble(manifest)
            let expected = BundleEntry.endText(for: manifest.bundle)
            guard header.name == BundleEntry.endName, !isComplete,
                header.byteCount == UInt64(expected.count)
            else { throw BundleError.unexpectedEntry(header.name) }
            current = .end(manifest.bundle)
            return
        }
        let listed = manifest.entries[entryCount]
        guard header.name == listed.entry.name, header.byteCount == listed.byteCount else {
            throw BundleError.unexpectedEntry(header.name)
        }
        current = .listed(listed)
        if let id = listed.entry.objectID {
            try finishPreamble(manifest)
            try receiver.beginObject(listed, id: id)
        }
    }

    package mutating func content(_ bytes: Span<UInt8>) throws {
        if case .listed(let listed) = current {
            hasher.update(bytes)
            if listed.entry.objectID != nil { return try receiver.objectContent(bytes) }
        }
        gathered += [UInt8](bytes)
    }

    package mutating func end() throws {
        switch current {
        case .manifest:
            do {
                manifest = try Manifest(parsing: gathered)
            } catch {
                throw BundleError.statement(error, in: .manifest)
            }
            if let manifest, manifest.entries.isEmpty { try requireKnown(manifest) }
        case .listed(let listed):
            let isIntact = hasher.finalize() == listed.hash
            entryCount += 1
            if listed.entry.objectID != nil {
                try receiver.endObject(isIntact: isIntact)
            } else {
                guard isIntact else { throw BundleError.alteredEntry(listed.entry) }
                contents[listed.entry] = gathered
                if listed.entry == .card, let manifest, manifest.newerKey != nil {
                    // Its writer says so, and nobody else: what follows may be in any form.
                    _ = try BundlePreamble.writer(of: manifest, contents)
                    try requireKnown(manifest)
                }
            }
        case .end(let bundle):
            guard gathered == BundleEntry.endText(for: bundle) else {
                throw BundleError.otherEnd
            }
            isComplete = true
        case nil:
            preconditionFailure("an entry ends that has not begun")
        }
        current = nil
        gathered = []
    }

    /// Checks that no later version is needed.
    private func requireKnown(_ manifest: Manifest) throws(BundleError) {
        guard let key = manifest.newerKey else { return }
        throw .statement(.note(.needsNewer(key)), in: .manifest)
    }

    /// Hands over what came before the objects, once.
    private mutating func finishPreamble(_ manifest: Manifest) throws {
        guard preamble == nil else { return }
        let preamble = try BundlePreamble(manifest, contents)
        self.preamble = preamble
        contents = [:]
        try receiver.begin(preamble)
    }
}

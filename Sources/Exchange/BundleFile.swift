import AgeFile
import DurableFiles
import Envelope
import Handoff
import Outside
import SafeSodium
import Statements
import SystemPackage
import VaultStore

/// Writes a bundle into a folder. Source: the page *Bundles and the hand-off folder*, "Writing".
struct BundleFile {
    let folder: HandoffFolder
    /// Where the vault's own objects lie.
    let layout: VaultLayout
    let surroundings: Surroundings

    /// What was written.
    struct Facts {
        let byteCount: Int64
        let hash: SHA256Hash
    }

    /// Seals, writes, syncs and names the bundle, then reads it back.
    ///
    /// - Throws: ``VaultError``: `disk` where the folder is full, gives back other bytes than were written, or cannot
    ///   hold so large a file; `damaged` where an object is not as it was sealed, which it is about; `interrupted`.
    ///   Nothing is left of the bundle then.
    func write(_ draft: BundleDraft, to recipients: [Card]) throws(VaultError) -> Facts {
        let path = folder.file(draft.manifest.bundle)
        do {
            let facts = try write(draft, to: recipients, at: path)
            try readBack(path, facts)
            return Facts(byteCount: Int64(facts.fileByteCount), hash: facts.fileHash)
        } catch {
            // It may have got its name before its folder could not be synced. The name is random, so no
            // other file has it.
            try? folder.files.remove(path)
            throw error
        }
    }

    private func write(
        _ draft: BundleDraft, to recipients: [Card], at path: FilePath
    ) throws(VaultError) -> SealedFileFacts {
        try asVault {
            let file = try folder.files.createNew(
                at: path, temporaryName: folder.temporaryName(draft.manifest.bundle))
            var writer = try EnvelopeWriter(
                to: recipients.map { .hybrid($0.recipient) }, writing: FileSink(file))
            try draft.write({ try writer.write($0) }, object: { try copy($0, to: &writer) })
            let sealed = try writer.finish()
            let facts = sealed.facts
            try sealed.takeSink().takeFile().publish()
            return facts
        }
    }

    /// Copies an object, which is read this once, and compares it with what the manifest says of it.
    private func copy(
        _ listed: ListedEntry, to writer: inout EnvelopeWriter<FileSink>
    ) throws {
        guard case .object(let id) = listed.entry else { return }
        let file = try folder.files.openForReading(layout.object(id))
        var source = HashingSource(try FileSource(file, .handingOff, surroundings))
        let before = writer.byteCount
        try writer.write(contentsOf: &source)
        guard writer.byteCount - before == listed.byteCount, source.hash() == listed.hash else {
            throw VaultError(ExchangeReason.objectChanged, about: .object(id))
        }
    }

    private func readBack(_ path: FilePath, _ facts: SealedFileFacts) throws(VaultError) {
        let hash = try asVault {
            var file = try folder.files.openForReading(path)
            file.forgetCache()
            return try file.hashRest(.readingBack, surroundings)
        }
        guard hash == facts.fileHash else { throw VaultError(ExchangeReason.otherBytesRead) }
    }
}

/// A source whose bytes are hashed as they are read.
private struct HashingSource: ByteSource, ~Copyable {
    private var source: FileSource
    private var hasher = SHA256Hasher()

    init(_ source: consuming FileSource) {
        self.source = source
    }

    mutating func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        let count = try source.read(into: &buffer)
        hasher.update(buffer.span.extracting(0..<count))
        return count
    }

    consuming func hash() -> SHA256Hash {
        hasher.finalize()
    }
}

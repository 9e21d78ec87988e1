import AgeFile
import DurableFiles
import Handoff
import SafeSodium
import Statements
import SystemPackage

/// Writes a bundle into a folder. Source: the page *Bundles and the hand-off folder*, "Writing".
struct BundleFile {
    private let core: VaultCore
    private let folder: HandoffFolder

    init(_ core: VaultCore, _ folder: HandoffFolder) {
        self.core = core
        self.folder = folder
    }

    /// What was written.
    struct Facts {
        let byteCount: Int64
        let hash: SHA256Hash
    }

    /// Seals, writes, syncs and names the bundle, then reads it back.
    ///
    /// - Throws: ``VaultError``: `disk` where the folder is full, gives back other bytes than were
    ///   written, or cannot hold so large a file; `interrupted`. Nothing is left of the bundle
    ///   then.
    func write(_ draft: BundleDraft, to recipients: [Card]) throws(VaultError) -> Facts {
        let id = draft.manifest.bundle
        let path = folder.file(id)
        let facts: SealedFileFacts
        do {
            facts = try write(draft, to: recipients, at: path)
        } catch {
            // It may have got its name before its folder could not be synced. The name is random, so no
            // other file has it.
            try? core.files.remove(path)
            throw error
        }
        try readBack(path, facts)
        return Facts(byteCount: Int64(facts.fileByteCount), hash: facts.fileHash)
    }

    private func write(
        _ draft: BundleDraft, to recipients: [Card], at path: FilePath
    ) throws(VaultError) -> SealedFileFacts {
        try asVault {
            let file = try core.files.createNew(
                at: path, temporaryName: folder.temporaryName(draft.manifest.bundle))
            var writer = try AgeWriter(
                to: recipients.map { .hybrid($0.recipient) }, stanzas: .filledUp, hashing: true,
                writing: FileSink(file))
            var byteCount: UInt64 = 0
            try draft.write { bytes in
                try writer.write(bytes)
                byteCount += UInt64(bytes.count)
            } object: { id in
                byteCount += try copy(id, to: &writer)
            }
            try writer.writeZeros(count: Int(Padding.paddedByteCount(byteCount) - byteCount))
            let sealed = try writer.finishHashed()
            let facts = sealed.facts
            try sealed.takeSink().takeFile().publish()
            return facts
        }
    }

    private func copy(_ id: ObjectID, to writer: inout AgeWriter<FileSink>) throws -> UInt64 {
        var source = try FileSource(
            try core.files.openForReading(core.layout.object(id)), "handing off",
            core.surroundings)
        return UInt64(try writer.write(contentsOf: &source))
    }

    private func readBack(_ path: FilePath, _ facts: SealedFileFacts) throws(VaultError) {
        let hash: SHA256Hash
        do {
            hash = try asVault {
                var file = try core.files.openForReading(path)
                file.forgetCache()
                return try file.hashRest("reading back", core.surroundings)
            }
        } catch {
            try? core.files.remove(path)
            throw error
        }
        guard hash == facts.fileHash else {
            try? core.files.remove(path)
            throw VaultError(
                .disk, "the folder gave back other bytes than were written to it",
                hint: "the stick is damaged, or smaller than it claims to be: use another")
        }
    }
}

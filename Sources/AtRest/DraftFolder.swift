package import DurableFiles
import SafeSodium
package import SystemPackage

/// The accounts that are being typed: for each a file with a key of its own, and one that this key opens.
///
/// ```
/// drafts/NAME.key     "amanat-draft-key/v1" 0x0A || nonce (24) || XChaCha20-Poly1305(key (32))
/// drafts/NAME.draft   "amanat-draft/v1" 0x0A || nonce (24) || XChaCha20-Poly1305(contents, zeros)
/// ```
/// The draft is replaced as a whole each time it is saved. The key's file is never renamed or replaced: to destroy a
/// draft it is overwritten with zeros in place, synced and removed, and only then the draft. Source: the page *The
/// vault's folder*, "Drafts".
package struct DraftFolder: Sendable {
    package static let name = "drafts"

    private let files: Files
    private let folder: FilePath
    private let keys: VaultKeys

    package init(_ vault: FilePath, keys: VaultKeys, files: Files) {
        folder = vault.appending(Self.name)
        self.keys = keys
        self.files = files
    }

    /// What the files of one name are.
    package enum State: Hashable, Sendable {
        /// A key, and what it opens.
        case whole
        /// What a crash left before the first save, or of a draft that was being destroyed: of no use to anybody.
        case remains
        /// Another command holds it.
        case held
        /// Its files cannot be read, or are no files.
        case unreadable
    }

    /// The names of all drafts, sorted, with what a crash left of some.
    package func states() throws(AtRestError) -> [String: State] {
        let found: [String] = try onDisk { () throws(FileError) in
            guard try files.status(of: folder) != nil else { return [] }
            return try files.names(in: folder)
        }
        var states: [String: State] = [:]
        for name in Set(found.compactMap(Draft.name(ofFile:))) {
            // One that cannot be looked at stands in no other's way.
            states[name] =
                (try? state(name, hasDraft: found.contains("\(name).draft"))) ?? .unreadable
        }
        return states
    }

    private func state(_ name: String, hasDraft: Bool) throws(AtRestError) -> State {
        let place = Draft.Place(folder: folder, name: name)
        guard let key = try onDisk({ () throws(FileError) in try files.status(of: place.key) })
        else { return .remains }
        let draft = try onDisk { () throws(FileError) in try files.status(of: place.draft) }
        guard key.kind == .file, draft.map({ $0.kind == .file }) ?? true else {
            return .unreadable
        }
        guard try lock(place, for: .zero) != nil else { return .held }
        let bytes = try onDisk { () throws(FileError) in
            try files.readPlainFile(place.key, limit: Draft.keyFileByteCount + 1)
        }
        return hasDraft && bytes.contains(where: { $0 != 0 }) ? .whole : .remains
    }

    // Whoever lists drafts holds each lock for a moment, so whoever wants one waits that long.
    private func lock(
        _ place: Draft.Place, for patience: Duration
    ) throws(AtRestError) -> FolderLock? {
        do {
            return try FolderLock.acquire(place.key, patience: patience, files: files)
        } catch {
            throw .file(error)
        }
    }

    /// Makes a key for a new draft, durably. Nothing is saved yet.
    package func begin(_ name: String) throws(AtRestError) -> Draft {
        let place = Draft.Place(folder: folder, name: name)
        let key = SecretBytes.random(byteCount: Draft.keyByteCount)
        let wrapped =
            Draft.keyMagic
            + XChaCha20Poly1305.seal(
                key.bytes, key: keys.drafts, authenticating: place.keyContext)
        try onDisk { () throws(FileError) in
            try files.makeFolder(folder)
            try files.createInPlace(place.key, wrapped.span)
        }
        guard let lock = try lock(place, for: .milliseconds(300)) else {
            throw .file(FileError(.lock, place.key, .wouldBlock))
        }
        return Draft(place, key: key.duplicate(), lock: lock, files: files)
    }

    /// Opens a draft to go on with it; nil where another command holds it.
    ///
    /// - Throws: ``AtRestError/damaged(place:)`` where its key is not as it was written.
    package func open(_ name: String) throws(AtRestError) -> Draft? {
        let place = Draft.Place(folder: folder, name: name)
        for (path, name) in [(place.key, place.keyName), (place.draft, place.draftName)] {
            let status = try onDisk { () throws(FileError) in try files.status(of: path) }
            guard status?.kind == .file else { throw .damaged(place: name) }
        }
        guard let lock = try lock(place, for: .milliseconds(300)) else { return nil }
        let wrapped = try onDisk { () throws(FileError) in
            try files.readPlainFile(place.key, limit: Draft.keyFileByteCount + 1)
        }
        guard wrapped.count == Draft.keyFileByteCount, wrapped.starts(with: Draft.keyMagic) else {
            throw .damaged(place: place.keyName)
        }
        let key: SecretBytes
        do {
            key = try XChaCha20Poly1305.open(
                wrapped.span.extracting(Draft.keyMagic.count..<wrapped.count), key: keys.drafts,
                authenticating: place.keyContext)
        } catch {
            throw .damaged(place: place.keyName)
        }
        return Draft(place, key: key.duplicate(), lock: lock, files: files)
    }

    /// Destroys a draft that nobody holds, or what a crash left of it: the key first. Needs no key.
    ///
    /// - Returns: false where another command holds it.
    package func destroy(_ name: String) throws(AtRestError) -> Bool {
        let place = Draft.Place(folder: folder, name: name)
        if try onDisk({ () throws(FileError) in try files.status(of: place.key) }) != nil {
            guard let lock = try lock(place, for: .milliseconds(300)) else { return false }
            try place.destroy(files)
            extendLifetime(lock)
        } else {
            try place.destroy(files)
        }
        return true
    }
}

import DurableFiles
package import SafeSodium
import SystemPackage

/// A draft that this process holds: nobody else goes on with it meanwhile.
///
/// A class, because the thread that saves and the one that types share one key.
package final class Draft: Sendable {
    static let keyMagic = Array("amanat-draft-key/v1\n".utf8)
    static let keyByteCount = 32
    static let keyFileByteCount = keyMagic.count + keyByteCount + XChaCha20Poly1305.overhead
    private static let magic = Array("amanat-draft/v1\n".utf8)
    /// The least length of what is encrypted. Longer ones are filled up to the next power of two.
    package static let leastByteCount = 16 << 10
    /// The most bytes of contents: an account of the greatest length, and its attachments' names.
    package static let maximumByteCount = (32 << 20) - 1

    /// Where the files of a draft lie.
    struct Place: Sendable {
        let folder: FilePath
        let name: String

        var key: FilePath { folder.appending("\(name).key") }
        var draft: FilePath { folder.appending("\(name).draft") }
        var keyName: String { "\(DraftFolder.name)/\(name).key" }
        var draftName: String { "\(DraftFolder.name)/\(name).draft" }
        var keyContext: [UInt8] { Array(keyName.utf8) }
        var draftContext: [UInt8] { Array(draftName.utf8) }

        /// The key is overwritten, then removed, then the draft: whatever happens between, what is left opens no more.
        func destroy(_ files: Files) throws(AtRestError) {
            try onDisk { () throws(FileError) in
                if let status = try files.status(of: key) {
                    let zeros = [UInt8](
                        repeating: 0, count: Int(clamping: min(max(status.byteCount, 1), 4096)))
                    try files.overwrite(key, with: zeros.span)
                    try files.remove(key)
                    try files.syncFolder(folder)
                }
                try files.remove(draft)
                try files.remove(folder.appending(".amanat-\(name).draft.part"))
                try files.syncFolder(folder)
            }
        }
    }

    /// The draft's name: the id of the record that will be sealed from it.
    package var name: String { place.name }

    private let place: Place
    private let key: SecretBytes
    private let lock: FolderLock
    private let files: Files

    init(_ place: Place, key: consuming SecretBytes, lock: consuming FolderLock, files: Files) {
        self.place = place
        self.key = key
        self.lock = lock
        self.files = files
    }

    /// Saves the contents in the place of what was saved before; durable when it returns.
    ///
    /// - Throws: ``AtRestError/tooLarge(place:)``; ``AtRestError/file(_:)``.
    package func save(_ contents: Span<UInt8>) throws(AtRestError) {
        guard contents.count <= Self.maximumByteCount else {
            throw .tooLarge(place: place.draftName)
        }
        // One byte marks the end, so that contents that end in zeros stay as they are.
        var padded = SecretBytes(byteCount: Self.paddedByteCount(contents.count + 1))
        var target = padded.mutableBytes
        target.copy(from: contents)
        target[contents.count] = 1
        let sealed =
            Self.magic
            + XChaCha20Poly1305.seal(
                padded.bytes, key: key, authenticating: place.draftContext)
        try onDisk { () throws(FileError) in
            try files.replaceAtomically(place.draft, with: sealed.span)
        }
    }

    /// The contents that were saved last.
    ///
    /// - Throws: ``AtRestError/damaged(place:)`` where they do not open.
    package func contents() throws(AtRestError) -> SecretBytes {
        let limit = Self.magic.count + 2 * (Self.maximumByteCount + 1)
        let sealed = try onDisk { () throws(FileError) in
            try files.readPlainFile(place.draft, limit: limit)
        }
        guard sealed.starts(with: Self.magic) else { throw .damaged(place: place.draftName) }
        do {
            let padded = try XChaCha20Poly1305.open(
                sealed.span.extracting(Self.magic.count..<sealed.count), key: key,
                authenticating: place.draftContext)
            if let end = Self.end(of: padded.bytes) { return padded.part(0..<end) }
        } catch {}
        throw .damaged(place: place.draftName)
    }

    /// Destroys it. It opens no more, whatever is left of it on the disk.
    package func destroy() throws(AtRestError) {
        try place.destroy(files)
    }

    private static func paddedByteCount(_ byteCount: Int) -> Int {
        var padded = leastByteCount
        while padded < byteCount { padded *= 2 }
        return padded
    }

    /// Where the mark stands after which all is zeros; nil where there is none.
    private static func end(of padded: Span<UInt8>) -> Int? {
        var end = padded.count - 1
        while end >= 0, padded[end] == 0 { end -= 1 }
        return end >= 0 && padded[end] == 1 ? end : nil
    }

    /// The name in a file's; nil for any other file.
    static func name(ofFile file: String) -> String? {
        var stem = file[...]
        if stem.hasPrefix(".amanat-"), stem.hasSuffix(".draft.part") {
            stem = stem.dropFirst(8).dropLast(5)
        }
        for ending in [".key", ".draft"] where stem.hasSuffix(ending) {
            let name = stem.dropLast(ending.count)
            return name.utf8.count == 32 && Hex.decode(name) != nil ? String(name) : nil
        }
        return nil
    }
}

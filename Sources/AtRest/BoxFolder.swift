package import DurableFiles
package import SafeSodium
package import SystemPackage

/// Small files that are encrypted under the vault's key, and replaced as a whole.
///
/// ```
/// "amanat-box/v1" 0x0A || nonce (24) || XChaCha20-Poly1305(contents, associated data = name)
/// ```
/// The name is the box's path in the vault, so that no box can stand in for another. Source: the
/// page *The vault's folder*, "Box".
package struct BoxFolder: Sendable {
    /// The most bytes of a box's file.
    package static let maximumByteCount = 64 << 20
    private static let magic = Array("amanat-box/v1\n".utf8)

    private let files: Files
    private let vault: FilePath
    private let keys: VaultKeys

    package init(_ vault: FilePath, keys: VaultKeys, files: Files) {
        self.vault = vault
        self.keys = keys
        self.files = files
    }

    /// The contents of a box; nil where there is none of this name.
    ///
    /// - Parameter limit: the most bytes that the file may have.
    /// - Throws: ``AtRestError/damaged(place:)`` where it does not open; ``AtRestError/file(_:)``.
    package func read(_ name: String, limit: Int = BoxFolder.maximumByteCount) throws(AtRestError)
        -> SecretBytes?
    {
        let sealed: [UInt8]
        do {
            sealed = try files.read(vault.appending(name), limit: limit)
        } catch {
            if error.errno == .noSuchFileOrDirectory { return nil }
            throw .file(error)
        }
        guard sealed.starts(with: Self.magic) else { throw .damaged(place: name) }
        let rest = sealed.span.extracting(Self.magic.count..<sealed.count)
        do {
            return try XChaCha20Poly1305.open(
                rest, key: keys.boxes, authenticating: Array(name.utf8))
        } catch {
            throw .damaged(place: name)
        }
    }

    /// Replaces, or makes, a box.
    ///
    /// - Throws: ``AtRestError/tooLarge(place:)``; ``AtRestError/file(_:)``.
    package func write(_ name: String, _ contents: Span<UInt8>) throws(AtRestError) {
        // What is written must be read again.
        guard contents.count < Self.maximumByteCount - 1024 else { throw .tooLarge(place: name) }
        let sealed =
            Self.magic
            + XChaCha20Poly1305.seal(contents, key: keys.boxes, authenticating: Array(name.utf8))
        try onDisk { () throws(FileError) in
            try files.replaceAtomically(vault.appending(name), with: sealed.span)
        }
    }
}

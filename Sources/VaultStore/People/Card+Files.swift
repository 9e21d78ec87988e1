import DurableFiles
package import Outside
package import Statements
package import SystemPackage

extension Card {
    /// Reads a card from a file, and checks it against itself.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    package static func read(
        from path: FilePath, _ surroundings: Surroundings
    ) throws(VaultError) -> Card {
        do {
            return try Card(
                parsing: surroundings.files.readPlainFile(path, limit: maximumByteCount))
        } catch {
            throw VaultError(wrapping: error).about(.card(path))
        }
    }

    /// Writes the card. A file that is there is replaced only by the same card.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where something else is there; `disk`.
    package func write(to path: FilePath, _ surroundings: Surroundings) throws(VaultError) {
        try asVault {
            let files = surroundings.files
            if try files.status(of: path) != nil {
                if (try? files.read(path, limit: Self.maximumByteCount)) == encoded { return }
                throw StoreReason.cardNotReplaced(path)
            }
            try surroundings.writeNew(path, encoded.span)
        }
    }

    /// Checks that a card can be written: that nothing is there but perhaps a card.
    ///
    /// - Throws: ``VaultError``: `refused`; `disk`.
    package static func requireFile(
        at path: FilePath, _ surroundings: Surroundings
    ) throws(VaultError) {
        try asVault {
            try surroundings.files.requireFolder(of: path)
            guard let status = try surroundings.files.status(of: path) else { return }
            let isCard = status.kind == .file && (try? read(from: path, surroundings)) != nil
            if !isCard { throw StoreReason.cardNotReplaced(path) }
        }
    }
}

extension Surroundings {
    /// Checks that a file can be made: that its folder is there, and nothing has its name.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`; `disk`.
    package func requireNewFile(at path: FilePath) throws(VaultError) {
        try asVault {
            if try files.status(of: path) != nil { throw StoreReason.fileIsThere(path) }
            try files.requireFolder(of: path)
        }
    }
}

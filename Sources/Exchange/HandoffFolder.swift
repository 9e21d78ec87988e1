import DurableFiles
package import Outside
import Statements
package import SystemPackage
import VaultStore

/// A folder through which bundles go. Source: the page *Bundles and the hand-off folder*, "File".
package struct HandoffFolder: Sendable {
    let path: FilePath
    let files: Files

    /// - Throws: ``VaultError``: `refused` where there is no such folder; `disk`.
    package init(_ path: FilePath, _ surroundings: Surroundings) throws(VaultError) {
        let files = surroundings.files
        self.path = path
        self.files = files
        guard let found = try asVault({ try files.statusFollowingLinks(of: path) }) else {
            throw VaultError(ExchangeReason.noFolder(path))
        }
        guard found.kind == .folder else { throw VaultError(ExchangeReason.notFolder(path)) }
    }

    func file(_ id: ObjectID) -> FilePath { path.appending("\(id).age") }
    func temporaryName(_ id: ObjectID) -> String { ".amanat-\(id).part" }

    /// The bundles that lie there, of whomever they are.
    func bundles() throws(VaultError) -> [ObjectID] {
        let names = try asVault { try files.names(in: path) }
        // Only plain files: opening a pipe would wait for ever, and a link leads elsewhere.
        var bundles: [ObjectID] = []
        for id in names.compactMap(VaultLayout.objectID(inName:)) where try contains(id) {
            bundles.append(id)
        }
        return bundles
    }

    func contains(_ id: ObjectID) throws(VaultError) -> Bool {
        try asVault { try files.status(of: file(id))?.kind == .file }
    }

    /// Removes a bundle; durable when it returns.
    func remove(_ id: ObjectID) throws(VaultError) {
        try asVault {
            try files.remove(file(id))
            try files.syncFolder(path)
        }
    }

    /// Removes what a killed run left half-written: files whose name only the vault that wrote them gives.
    func removeLeftovers(of bundles: [BundleBook.Written]) throws(VaultError) {
        let names = Set(try asVault { try files.names(in: path) })
        for bundle in bundles {
            let name = temporaryName(bundle.id)
            guard names.contains(name) else { continue }
            try asVault { try files.remove(path.appending(name)) }
        }
    }
}

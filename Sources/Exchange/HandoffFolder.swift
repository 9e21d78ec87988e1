import DurableFiles
import Statements
import SystemPackage

/// A folder through which bundles go. Source: the page *Bundles and the hand-off folder*, "File".
struct HandoffFolder {
    let path: FilePath
    private let files: Files

    init(_ path: FilePath, _ files: Files) throws {
        self.path = path
        self.files = files
        guard let found = try files.statusFollowingLinks(of: path) else {
            throw VaultError(
                .refused, "there is no folder \(path.shown)",
                hint: "is the stick plugged in and mounted?")
        }
        guard found.kind == .folder else {
            throw VaultError(.refused, "\(path.shown) is not a folder")
        }
    }

    func file(_ id: ObjectID) -> FilePath { path.appending("\(id).age") }
    func temporaryName(_ id: ObjectID) -> String { ".amanat-\(id).part" }

    /// The bundles that lie there, of whomever they are.
    func bundles() throws -> [ObjectID] {
        // Only plain files: opening a pipe would wait for ever, and a link leads elsewhere.
        try files.names(in: path).compactMap(VaultLayout.objectID(inName:)).filter(contains)
    }

    func contains(_ id: ObjectID) throws -> Bool {
        try files.status(of: file(id))?.kind == .file
    }
}

import AtRest
import DurableFiles
package import Outside
package import Statements
package import SystemPackage

/// Where the objects of other devices lie: each device has a folder of its own, so that none can take the place of
/// another's object.
package struct ReceivedObjects: Sendable {
    private let root: FilePath
    private let keys: VaultKeys
    private let files: Files

    init(_ root: FilePath, _ keys: VaultKeys, _ files: Files) {
        self.root = root
        self.keys = keys
        self.files = files
    }

    /// The name of a device's folder, which tells nobody whose it is.
    package func folderName(ofDevice device: String) -> String {
        keys.hiddenName(for: device)
    }

    package func folder(ofDevice device: String) -> FilePath {
        root.appending(folderName(ofDevice: device))
    }

    package func path(of id: ObjectID, device: String) -> FilePath {
        folder(ofDevice: device).appending("\(id).age")
    }

    /// The pieces of an object of which not all have come.
    package func pieces(of id: ObjectID, device: String) -> ReceivedPieces {
        ReceivedPieces(folder(ofDevice: device).appending("\(id)"), files)
    }

    /// The ids of the objects that have come from a device.
    ///
    /// - Throws: `VaultError` of the kind `disk`.
    package func ids(ofDevice device: String) throws(VaultError) -> Set<ObjectID> {
        let folder = folder(ofDevice: device)
        return try asVault {
            guard try files.status(of: folder) != nil else { return [] }
            return Set(try files.names(in: folder).compactMap(VaultLayout.objectID(inName:)))
        }
    }

    /// The names of all folders that are there.
    func folderNames() throws(VaultError) -> [String] {
        try asVault { try files.names(in: root) }
    }
}

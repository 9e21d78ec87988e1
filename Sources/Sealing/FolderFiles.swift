import DurableFiles
public import SystemPackage

/// The files of a folder, to be attached together: those that lie in it, not those in folders below.
public struct FolderFiles: Sendable {
    /// Something that is in the folder, and is not taken.
    public struct LeftOut: Hashable, Sendable {
        /// Its name, for people.
        public let name: String
        /// What it is: `folder`, `hidden`, `pipe`, …
        public let reason: String
    }

    /// In the order of their names.
    public let files: [FilePath]
    /// Their bytes.
    public let byteCount: Int64
    /// Folders, hidden files, and whatever is no file.
    public let leftOut: [LeftOut]

    /// Looks at a folder. A link to a file counts as one.
    ///
    /// - Throws: ``VaultError``: `refused` where it is no folder, cannot be read, holds no file, or holds more
    ///   than a testimony takes.
    public init(
        in folder: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        var files: [FilePath] = []
        var byteCount: Int64 = 0
        var leftOut: [LeftOut] = []
        do {
            for name in try surroundings.files.components(in: folder) {
                let path = folder.appending(name)
                let shown = FilePath(root: nil, [name]).shown
                let status = try surroundings.files.statusFollowingLinks(of: path)
                if name.bytes.first == UInt8(ascii: ".") {
                    leftOut.append(LeftOut(name: shown, reason: "hidden"))
                } else if let kind = status?.kind, kind != .file {
                    leftOut.append(LeftOut(name: shown, reason: kind.rawValue))
                } else {
                    // A link that leads nowhere is named where the file is looked at.
                    files.append(path)
                    byteCount = byteCount.addingReportingOverflow(status?.byteCount ?? 0).0
                }
            }
        } catch {
            throw VaultError(error)
        }
        guard !files.isEmpty else {
            throw VaultError(.refused, "\(folder.shown) holds no file that could be attached")
        }
        try NewTestimony(nil, attachments: files).requireCount()
        self.files = files
        self.byteCount = byteCount
        self.leftOut = leftOut
    }
}

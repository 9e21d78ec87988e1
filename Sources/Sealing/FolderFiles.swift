import DurableFiles
public import Outside
public import SystemPackage

/// The files of a folder, to be attached together: those that lie in it, not those in folders below.
public struct FolderFiles: Sendable {
    /// Something that is in the folder, and is not taken.
    public struct LeftOut: Hashable, Sendable {
        /// Why it is not taken.
        public enum Reason: String, Sendable, Encodable {
            /// Its name begins with a dot.
            case hidden
            /// What it is: no file.
            case file, folder, link, pipe, socket, device
        }

        /// Its name.
        public let name: FilePath
        /// Why it is not taken.
        public let reason: Reason
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
                let status = try surroundings.files.statusFollowingLinks(of: path)
                if name.bytes.first == UInt8(ascii: ".") {
                    leftOut.append(LeftOut(name: FilePath(root: nil, [name]), reason: .hidden))
                } else if let kind = status?.kind, kind != .file {
                    leftOut.append(
                        LeftOut(name: FilePath(root: nil, [name]), reason: .init(kind)))
                } else {
                    // A link that leads nowhere is named where the file is looked at.
                    files.append(path)
                    byteCount = byteCount.addingReportingOverflow(status?.byteCount ?? 0).0
                }
            }
        } catch {
            throw VaultError(wrapping: error)
        }
        guard !files.isEmpty else {
            throw VaultError(SealingReason.folderWithoutFiles(folder))
        }
        try NewTestimony(nil, attachments: files).requireCount()
        self.files = files
        self.byteCount = byteCount
        self.leftOut = leftOut
    }
}

extension FolderFiles.LeftOut.Reason {
    fileprivate init(_ kind: FileStatus.Kind) {
        switch kind {
        case .file: self = .file
        case .folder: self = .folder
        case .link: self = .link
        case .pipe: self = .pipe
        case .socket: self = .socket
        case .device: self = .device
        }
    }
}

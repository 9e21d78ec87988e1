import DurableFiles
import SystemPackage

/// Writes opened testimonies into a folder that the person named: plaintext, at their wish.
///
/// A file appears under its name only when it is whole and checked. Where the file system allows
/// it, nothing of it is ever on the disk under another name, whatever happens to the program.
struct OpenedFiles {
    private let files: Files
    private let folder: FilePath
    private var attachments: FilePath { folder.appending("attachments") }

    init(_ files: Files, _ folder: FilePath) {
        self.files = files
        self.folder = folder
    }

    /// Makes the folders, and refuses where something of these names is there.
    func prepare(parts: [String], attachments names: [String]) throws {
        let paths = parts.map { folder.appending($0) } + names.map { attachments.appending($0) }
        for path in paths where try files.status(of: path) != nil {
            throw VaultError(
                .refused, "\(path) is there already: nothing is overwritten",
                hint: "name another folder")
        }
        _ = try files.makeFolders(folder)
        if !names.isEmpty { try files.makeFolder(attachments) }
    }

    /// Writes a part of a record.
    func write(_ name: String, _ bytes: [UInt8]) throws -> OpenedTestimony.File {
        try write(to: folder.appending(name)) { sink throws in try sink(bytes.span) }
    }

    /// Writes an original. Where `body` throws, nothing of it is left.
    func writeAttachment(
        _ name: String, _ body: ((Span<UInt8>) throws -> Void) throws -> Void
    ) throws -> OpenedTestimony.File {
        try write(to: attachments.appending(name), body)
    }

    private func write(
        to path: FilePath, _ body: ((Span<UInt8>) throws -> Void) throws -> Void
    ) throws -> OpenedTestimony.File {
        var file = try files.createNew(at: path, temporaryName: path.randomSibling)
        try body { bytes in try file.write(bytes) }
        let byteCount = file.byteCount
        try file.publish()
        return OpenedTestimony.File(path: path.string, byteCount: byteCount)
    }
}

import DurableFiles
public import Outside
public import SystemPackage
import TransparencyLog

/// Writes opened testimonies into a folder that the person named: plaintext, at their wish.
///
/// A file appears under its name only when it is whole and checked. Where the file system allows
/// it, nothing of it is ever on the disk under another name, whatever happens to the program.
struct OpenedFiles {
    private let files: Files
    private let folder: FilePath
    private var account: FilePath { folder.appending("account.txt") }
    private var attachments: FilePath { folder.appending("attachments") }
    private var parts: FilePath { folder.appending("parts") }

    init(_ files: Files, _ folder: FilePath) {
        self.files = files
        self.folder = folder
    }

    /// Makes the folders. Refuses where something of these names is there, or there is too little room.
    func prepare(
        hasAccount: Bool, attachments names: [String], partCount: Int, byteCount: Int64
    ) throws {
        var paths = (hasAccount ? [account] : []) + names.map { attachments.appending($0) }
        for number in 0..<partCount { paths.append(parts.appending(Self.partName(number + 1))) }
        for path in paths where try files.status(of: path) != nil {
            throw DeskReason.fileIsThere(path)
        }
        let made = try files.makeFolders(folder)
        do {
            try requireRoom(for: byteCount)
        } catch {
            for folder in made.reversed() { try? files.remove(folder) }
            throw error
        }
        if !names.isEmpty { try files.makeFolder(attachments) }
        if partCount > 0 { try files.makeFolder(parts) }
    }

    private static func partName(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    private func requireRoom(for byteCount: Int64) throws {
        // A disk that does not say how full it is shows it when it is written; some shares say 0.
        guard let free = try? files.freeByteCount(of: folder), free > 0, free < byteCount else {
            return
        }
        throw DeskReason.noRoom(neededByteCount: byteCount, freeByteCount: free)
    }

    func writeAccount(_ bytes: [UInt8]) throws -> OpenedTestimony.File {
        try write(to: account, originalName: nil) { sink throws in try sink(bytes.span) }
    }

    /// Writes a part that is not known here, by its number, from 1.
    func writePart(
        _ number: Int, named name: String, _ bytes: [UInt8]
    ) throws -> OpenedTestimony.File {
        try write(to: parts.appending(Self.partName(number)), originalName: name) { sink throws in
            try sink(bytes.span)
        }
    }

    /// Writes an original, with the date that it had. Where `body` throws, nothing of it is left.
    func writeAttachment(
        _ name: String, of originalName: String, modified: Timestamp?,
        _ body: ((Span<UInt8>) throws -> Void) throws -> Void
    ) throws -> OpenedTestimony.File {
        try write(
            to: attachments.appending(name), originalName: originalName, modified: modified, body)
    }

    private func write(
        to path: FilePath, originalName: String?, modified: Timestamp? = nil,
        _ body: ((Span<UInt8>) throws -> Void) throws -> Void
    ) throws -> OpenedTestimony.File {
        var file = try files.createNew(at: path, temporaryName: path.randomSibling)
        try body { bytes in try file.write(bytes) }
        let byteCount = file.byteCount
        if let modified {
            // A file system that keeps no such date is no reason to leave out the file.
            try? file.setModificationTime(secondsSince1970: modified.secondsSince1970)
        }
        try file.publish()
        return OpenedTestimony.File(
            path: path.string, byteCount: byteCount, originalName: originalName)
    }
}

extension OpenedTestimony {
    /// Checks, before a passphrase is asked for, that a testimony can be opened into a folder: that it is
    /// one, or that nothing is there.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`; `disk` where it cannot be looked at.
    public static func requireFolder(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try asVault {
            let files = surroundings.files
            var path = path.lexicallyNormalized()
            // The first that is there, from the folder upwards, has to be one.
            while !path.isEmpty, try files.status(of: path) == nil { path.removeLastComponent() }
            if path.isEmpty { return }
            guard try files.statusFollowingLinks(of: path)?.kind != .folder else { return }
            throw DeskReason.notFolder(path)
        }
    }
}
